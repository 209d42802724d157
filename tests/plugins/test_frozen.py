"""The list of plugins: what its lines mean, and what is said where some of them are missing."""

import pytest

import llm
from llm.errors import InvalidInput
from llm.plugins import frozen
from llm.plugins.freezing import write_list
from llm.plugins.syncing import plan

PLACE = "file:///home/me/a.whl"


def parsed(*lines):
    """The packages in a list with these lines."""
    return [each for _, each in frozen.read_lines("\n".join(lines), "list") if each]


@pytest.mark.parametrize(
    ("line", "name", "version", "place"),
    [
        ("llm-a==1.0", "llm-a", "1.0", None),
        ("llm_a[more] == 1.0 ; python_version > '3'", "llm_a", "1.0", None),
        ("llm-a>=1,<2", "llm-a", None, None),
        ("llm-a==1.*", "llm-a", None, None),
        (f"llm-a @ {PLACE}", "llm-a", None, PLACE),
        ("llm-a @ git+https://x.test/a.git@1", "llm-a", None, "git+https://x.test/a.git@1"),
        ("-e /src/a  # name: llm-a", "llm-a", None, "/src/a"),
        ("--editable=/src/a", None, None, "/src/a"),
        (PLACE, None, None, PLACE),
        ("./dist/a-1.0.tar.gz", None, None, "./dist/a-1.0.tar.gz"),
    ],
)
def test_lines(line, name, version, place):
    """Names, versions and places are those that pip sees."""
    (found,) = parsed(line)
    assert (found.name, found.version, found.place) == (name, version, place)


def test_comments():
    """They are no packages; the one behind a package may say which commands it adds."""
    (found,) = parsed("# all mine", "", "llm-a==1 # commands: one, two")
    assert found.commands == ("one", "two")
    assert found.line == "llm-a==1  # commands: one, two"
    assert parsed("llm-a==1 # I like it")[0].commands == ()


@pytest.mark.parametrize(
    "line", ["--index-url x", "what is this", "a==1 --hash=x", "a==1 \\", "-e"]
)
def test_what_is_no_package(line):
    """Is refused with its place, before anything is done."""
    with pytest.raises(InvalidInput, match="list, line 2: "):
        parsed("llm-a", line)


def test_plan(tmp_path):
    """What is here stays, in whatever version; what is gone, and llm itself, is left out."""
    lines = ["pluggy==0.1", "click", "llm-a==1", "LLM==0.36", f"-e {tmp_path}", "-e /nowhere/a"]
    planned = plan(parsed(*lines, f"llm-b @ {PLACE}", "llm[keyring]"))
    assert [each.requirement for each in planned.missing] == ["llm-a==1", str(tmp_path)]
    assert [each.shown for each in planned.gone] == ["/nowhere/a", "llm-b"]
    assert [each.name for each, _ in planned.different] == ["pluggy"]
    assert [each.requirement for each in planned.own] == ["LLM==0.36"]


@pytest.fixture
def lost(user_path):
    """A user whose list has a plugin that is not installed."""
    user_path.mkdir()
    (user_path / "plugins.txt").write_text("llm-lost==1  # commands: gone\nclick\n")
    return "In your plugins.txt, and not installed here: llm-lost. To install them: llm plugins"


def test_unknown_models(lost):
    """The error says which plugins are missing, and what installs them."""
    with pytest.raises(llm.UnknownModelError, match=lost):
        llm.get_model("lost-model")
    with pytest.raises(llm.UnknownModelError, match=lost):
        llm.get_embedding_model("lost-model")


@pytest.mark.parametrize(
    "arguments",
    [
        ("-T", "lost_tool", "hi"),
        ("-t", "lost:x", "hi"),
        ("-f", "lost:x", "hi"),
        ("-q", "lost", "hi"),
        ("gone",),
    ],
)
def test_other_unknown_names(lost, arguments):
    """The same goes for tools, prefixes, parts of names, and commands."""
    from click.testing import CliRunner

    from llm.cli import cli

    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code in (1, 2)
    assert lost in result.stderr


def test_a_list_that_cannot_be_read(user_path):
    """Nothing is said of it: something else is unknown."""
    user_path.mkdir()
    (user_path / "plugins.txt").write_bytes(b"\xff")
    assert frozen.with_lost_plugins("Unknown model: x") == "Unknown model: x"
    (user_path / "plugins.txt").write_text("what is this")
    assert frozen.with_lost_plugins("Unknown model: x") == "Unknown model: x"


def test_a_list_takes_the_place_of_no_other_file(tmp_path):
    """Of a list, it does."""
    path = tmp_path / "picture.png"
    path.write_text("other things\n")
    with pytest.raises(InvalidInput, match=r"picture\.png is there already"):
        write_list(path)
    assert path.read_text() == "other things\n"
    path.unlink()
    write_list(path)
    written = path.read_text()
    write_list(path)
    assert path.read_text() == written
