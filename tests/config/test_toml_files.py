"""Files in TOML."""

import os

import pytest

from llm.config.toml_files import parsed, read_toml, update_toml
from llm.errors import ConfigError

TEXT = '''# mine
model = "m"  # a good one

code = """
model = 1
usage = 2
"""
usage = true
tools = [
  "a",
]

[options]
temperature = 0.5
[options."gpt-4.1"]
seed = 1
'''


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("model",), 2),
        (("code",), 4),
        (("usage",), 8),
        (("tools",), 9),
        (("options",), 13),
        (("options", "temperature"), 14),
        (("options", "gpt-4.1", "seed"), 16),
        (("nothing",), None),
    ],
)
def test_lines(tmp_path, keys, line):
    """The line of a value is the one it begins in, whatever texts before it look like."""
    assert parsed(tmp_path / "x.toml", TEXT).line_of(*keys) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \n", 2), ('a = """\nx', 2), ("a = 1\na = 2\n", 2), ("[", 1), ("a = 1\n]\n", 2)],
)
def test_what_is_no_toml(tmp_path, text, line):
    """The error is one line that names file and line, and the file stays."""
    path = tmp_path / "x.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_toml(path)
    assert str(caught.value).startswith(f"{path}, line {line}: ")
    assert "\n" not in str(caught.value)
    with pytest.raises(ConfigError):
        update_toml(path, lambda document: document.update(a=1))
    assert path.read_text() == text


def test_odd_files(tmp_path):
    """No file is None; a byte order mark and line ends of Windows do no harm."""
    path = tmp_path / "x.toml"
    assert read_toml(path) is None
    path.write_bytes(b"\xef\xbb\xbfmodel = 'a'\r\nusage = true\r\n")
    found = read_toml(path)
    assert found is not None
    assert found.table == {"model": "a", "usage": True}
    assert found.line_of("usage") == 2
    path.write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="not UTF-8"):
        read_toml(path)


def test_comments_stay(tmp_path):
    """Only the value that is changed changes, wherever it stands, and one that is new is right."""
    path = tmp_path / "x.toml"
    path.write_text(TEXT)

    def change(document):
        document["usage"] = False
        document["timeout"] = 9
        document["options"]["temperature"] = 1

    update_toml(path, change)
    text = path.read_text()
    assert text.replace("timeout = 9\n", "").split() == TEXT.replace("true", "false").replace(
        "0.5", "1"
    ).split()  # fmt: skip
    found = read_toml(path)
    assert found is not None
    assert (found.table["timeout"], found.table["options"]["temperature"]) == (9, 1)
    written = path.stat().st_ino
    update_toml(path, change)
    assert path.stat().st_ino == written  # nothing has changed, so there is no new file


def test_without_a_lock_nothing_is_left_beside(tmp_path):
    """A file of a project gets no neighbours."""
    update_toml(tmp_path / ".llm.toml", lambda document: document.update(a=1), lock=False)
    assert os.listdir(tmp_path) == [".llm.toml"]
