"""Keys: stored, given, and in the environment."""

import json
import stat
import subprocess
import sys

import pytest

from llm.config.keys import any_key, get_key, key_names, keys_path, load_keys, set_key
from llm.errors import ConfigError


@pytest.fixture
def stored(monkeypatch):
    monkeypatch.setenv("MY_KEY", "from-environment")
    set_key("openai", "sk-1")
    set_key("github", "gh-1")


def test_nothing_is_made_by_reading(user_path):
    """Looking for a key makes no file and no directory."""
    assert load_keys() == {}
    assert get_key("given", "openai", "OPENAI_API_KEY") == "given"
    assert not user_path.exists()


def test_file_of_keys(stored, user_path):
    """Keys are in a file for their owner alone, after a note to whoever opens it."""
    path = user_path / "keys.json"
    assert keys_path() == path
    assert list(json.loads(path.read_text())) == ["// Note", "openai", "github"]
    assert path.read_text().startswith('{\n  "// Note": "')
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert key_names() == ["github", "openai"]
    assert load_keys()["openai"] == "sk-1"
    assert "// Note" in load_keys()


def test_setting_again_replaces(stored):
    """A key that is stored again has the new value, and its place in the file."""
    set_key("openai", "sk-2")
    assert get_key("openai") == "sk-2"
    assert list(load_keys()) == ["// Note", "openai", "github"]


def test_file_that_others_can_read_is_closed(user_path):
    """A file from an older release that others can read is closed at the next write."""
    user_path.mkdir()
    path = user_path / "keys.json"
    path.write_text('{"a": "1"}')
    path.chmod(0o644)
    set_key("b", "2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_keys() == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("arguments", "keywords", "key"),
    [
        # The six shapes in which plugins call it.
        ((None, "openai", "MY_KEY"), {}, "sk-1"),
        ((), {"explicit_key": None, "key_alias": "openai", "env_var": "MY_KEY"}, "sk-1"),
        ((), {"input": "given", "alias": "openai", "env": "MY_KEY"}, "given"),
        ((None, "missing"), {"env_var": "MY_KEY"}, "from-environment"),
        (("", "openai"), {}, "sk-1"),
        ((), {"key_alias": "openai"}, "sk-1"),
        ((), {"env_var": "MY_KEY"}, "from-environment"),
        # What goes before what.
        (("github", "openai", "MY_KEY"), {}, "gh-1"),
        (("given", "openai", "MY_KEY"), {}, "given"),
        ((None, "missing", "MY_KEY"), {}, "from-environment"),
        ((None, "", "MY_KEY"), {}, "from-environment"),
        (("one",), {"input": "other"}, "other"),
        ((None, "github"), {"alias": "openai"}, "sk-1"),
        # Nothing to be found.
        ((), {}, None),
        (("", None, None), {}, None),
        ((None, "missing", "NOT_SET"), {}, None),
        # The note is no key.
        ((None, "// Note"), {}, None),
    ],
)
def test_get_key(stored, arguments, keywords, key):
    """A key is found however plugins ask: given, then stored, then in the environment."""
    assert get_key(*arguments, **keywords) == key


def test_empty_keys_are_no_keys(user_path, monkeypatch):
    """An empty value, stored or in the environment, does not hide another key."""
    set_key("openai", "")
    monkeypatch.setenv("MY_KEY", "from-environment")
    monkeypatch.setenv("EMPTY", "")
    assert get_key(None, "openai", "MY_KEY") == "from-environment"
    assert get_key(None, "openai", "EMPTY") is None
    assert not any_key(["EMPTY"])


@pytest.mark.parametrize("key", ["sk-3\n", "sk-3\r\n", " sk-3 "])
def test_line_end_is_no_part_of_a_key(monkeypatch, user_path, key):
    """What a file or a shell left at the ends of a key goes; no header could carry it."""
    monkeypatch.setenv("MY_KEY", key)
    user_path.mkdir()
    (user_path / "keys.json").write_text(json.dumps({"mine": key}))
    assert get_key(None, None, "MY_KEY") == get_key(key) == get_key(None, "mine") == "sk-3"
    monkeypatch.setenv("MY_KEY", "\n")
    assert get_key(None, None, "MY_KEY") is None
    (user_path / "keys.json").write_text("{}")
    assert not any_key(["MY_KEY"])


def test_any_key(monkeypatch, user_path):
    """Any key counts: one in the environment, or one that is stored under whatever name."""
    assert not any_key(["MY_KEY"])
    monkeypatch.setenv("MY_KEY", "x")
    assert any_key(["MY_KEY"])
    assert not any_key([])
    set_key("anything", "x")
    assert any_key([])


def test_the_note_alone_is_no_key(user_path):
    """A file with nothing but its note holds no key."""
    user_path.mkdir()
    keys_path().write_text('{"// Note": "hello"}')
    assert not any_key([])
    assert key_names() == []


def test_damaged_file_is_never_replaced(user_path):
    """A damaged file is reported by line and column, and storing a key leaves it as it is."""
    user_path.mkdir()
    keys_path().write_text('{"openai": "sk-1",}')
    for attempt in (load_keys, lambda: set_key("a", "b"), lambda: get_key(None, "openai")):
        with pytest.raises(ConfigError, match=r"keys.json cannot be used, line 1, column \d+"):
            attempt()
    assert keys_path().read_text() == '{"openai": "sk-1",}'


def test_value_that_is_no_text(user_path):
    """A value that is not text is an error where it is asked for, and shows no key."""
    user_path.mkdir()
    keys_path().write_text('{"odd": {"secret": "s3cret"}, "good": "x"}')
    assert get_key(None, "good") == "x"
    with pytest.raises(ConfigError, match="llm keys set odd") as caught:
        get_key(None, "odd")
    assert "s3cret" not in str(caught.value)


def test_two_processes_store_keys_at_once(user_path):
    """Processes that store different keys at the same time all succeed."""
    program = "import sys; from llm.config.keys import set_key; set_key(sys.argv[1], 'x')"
    writers = [subprocess.Popen([sys.executable, "-c", program, f"key-{n}"]) for n in range(6)]
    assert [writer.wait() for writer in writers] == [0] * 6
    assert key_names() == [f"key-{n}" for n in range(6)]
