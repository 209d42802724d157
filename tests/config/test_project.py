"""Project files: which one counts, and what it may do."""

import os
import stat

import pytest

from llm.config.layers import Layers
from llm.config.project import ProjectFile, read_project_file
from llm.config.project_search import project_path
from llm.config.settings import BY_NAME
from llm.config.trust import digest, is_trusted, trust, trusted_files, untrust
from llm.errors import ConfigError


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home directory with `a/b/c` in it."""
    place = tmp_path / "home"
    (place / "a" / "b" / "c").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(place))
    return place


def put(*directories):
    """An empty project file in each of these."""
    for directory in directories:
        (directory / ".llm.toml").touch()


def test_the_nearest_one_counts(home):
    """In the directory itself, or above it, up to the home directory."""
    assert project_path(str(home / "a" / "b")) is None
    put(home)
    assert project_path(str(home / "a" / "b")) == home / ".llm.toml"
    put(home / "a")
    assert project_path(str(home / "a" / "b")) == home / "a" / ".llm.toml"
    assert project_path(str(home / "a")) == home / "a" / ".llm.toml"


def test_nothing_from_above_the_repository(home):
    """The root of a git repository ends the search; a file in the root still counts."""
    put(home)
    (home / "a" / ".git").mkdir()
    assert project_path(str(home / "a" / "b")) is None
    put(home / "a")
    assert project_path(str(home / "a" / "b" / "c")) == home / "a" / ".llm.toml"


def test_outside_of_home_and_repositories(home, tmp_path):
    """There only the directory itself counts: anybody may put a file into /tmp."""
    place = tmp_path / "elsewhere" / "deep"
    place.mkdir(parents=True)
    put(place.parent)
    assert project_path(str(place)) is None
    assert project_path(str(place.parent)) == place.parent / ".llm.toml"
    put(tmp_path)
    assert project_path(str(home)) is None
    (tmp_path / "elsewhere" / ".git").write_text("gitdir: somewhere")  # as in a worktree
    assert project_path(str(place)) == place.parent / ".llm.toml"


@pytest.mark.parametrize("value", ["0", "off", "False"])
def test_turned_off(home, monkeypatch, value):
    """A variable turns project files off."""
    put(home)
    monkeypatch.setenv("LLM_PROJECT_FILE", value)
    assert project_path(str(home)) is None


def test_directory_that_is_gone(home, monkeypatch):
    """Where there is no directory any more there is no project."""
    place = home / "gone"
    place.mkdir()
    monkeypatch.chdir(place)
    place.rmdir()
    assert project_path() is None


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Write the project file, and read it."""
    place = tmp_path / "project"
    place.mkdir()
    monkeypatch.chdir(place)

    def write(text) -> ProjectFile:
        (place / ".llm.toml").write_text(text)
        read = read_project_file(place / ".llm.toml")
        assert read is not None
        return read

    return write


@pytest.mark.parametrize(
    ("name", "value", "asks"),
    [
        ("model", "m", False),
        ("system", "s", False),
        ("options", {"a": 1}, False),
        ("timeout", 3, False),
        ("tools", "t", True),
        ("functions", "def f(): pass", True),
        ("template", "t", True),
        ("database", "x.db", True),
        ("log", False, True),
        ("chain_limit", 0, True),
        ("tool_timeout", 0, True),
        ("fragments", ["notes.md"], False),
        ("fragments", "deep/notes.md", False),
        ("fragments", ["notes.md", "../outside.md"], True),
        ("fragments", "link.md", True),
        ("fragments", "/etc/passwd", True),
        ("fragments", "~/notes.md", True),
        ("fragments", "alias", True),
        ("fragments", "https://example.com/x", True),
        ("fragments", "github:a/b", True),
        ("fragments", "-", True),
    ],
)
def test_what_needs_trust(project, tmp_path, name, value, asks):
    """Whatever runs code, enables tools, or reads from outside the directory."""
    read = project("")
    (read.directory / "deep").mkdir()
    (read.directory / "~").mkdir()
    for path in ("project/notes.md", "project/deep/notes.md", "project/~/notes.md", "outside.md"):
        (tmp_path / path).write_text("x")
    (read.directory / "link.md").symlink_to(tmp_path / "outside.md")
    assert read.asks_trust(BY_NAME[name], value) is asks


def test_what_is_not_trusted_is_left_out(project, capsys):
    """The rest holds, and one line says what does not, and what to do."""
    read = project('system = "s"\ntools = ["t"]\ntemplate = "x"\n')
    layers = Layers()
    assert [layers.find(name) is None for name in ("system", "tools", "template")] == [0, 1, 1]
    assert capsys.readouterr().err == (
        f"Ignored, as you do not trust {read.path}: tools, template."
        " To look at it: llm config trust\n"
    )
    trust(read, digest(read))
    tools = Layers().find("tools")
    assert tools is not None
    assert (tools.value, tools.source) == (["t"], "project")
    assert capsys.readouterr().err == ""


def test_trust_is_in_a_file_for_its_owner(project, user_path):
    """With a hash, not with what the file says; and it can be taken back."""
    read = project('tools = ["secret"]')
    trust(read, digest(read))
    path = user_path / "trusted.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "secret" not in path.read_text()
    assert list(trusted_files()) == [str(read.path)]
    assert untrust(read.path)
    assert not untrust(read.path)
    assert not is_trusted(read)


def test_a_change_ends_trust(project):
    """Of the file, or of a file with code that it names; and it is trust in what was seen."""
    read = project('functions = ["tools.py"]\ntemplate = "./t.yaml"')
    (read.directory / "tools.py").write_text("def f(): pass")
    seen = digest(read)
    trust(read, seen)
    assert is_trusted(read)
    (read.directory / "tools.py").write_text("def f(): 1")
    assert not is_trusted(read)
    (read.directory / "t.yaml").write_text("prompt: x")
    assert digest(read) != seen
    with pytest.raises(ConfigError, match="changed in the meantime"):
        trust(read, seen)
    assert not is_trusted(project('functions = ["tools.py"]'))


def test_paths_are_from_the_directory_of_the_file(project, monkeypatch):
    """Wherever below it somebody works."""
    read = project('fragments = ["n.md", "alias"]\nfunctions = "t.py"\ndatabase = "l.db"\n')
    (read.directory / "n.md").touch()
    trust(read, digest(read))
    (read.directory / "sub").mkdir()
    layers = Layers(str(read.directory))
    monkeypatch.chdir(read.directory / "sub")
    values = {name: getattr(layers.find(name), "value", None) for name in read.file.table}
    here = str(read.directory)
    assert values == {
        "fragments": [f"{here}/n.md", "alias"],
        "functions": [f"{here}/t.py"],
        "database": f"{here}/l.db",
    }


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="a system without owners of files")
def test_files_that_may_be_of_others(project, capsys):
    """Even what is harmless is left out, until the user has looked at it."""
    read = project('system = "s"')
    os.chmod(read.path, 0o666)
    assert Layers().find("system") is None
    assert "which can be written by everybody: system." in capsys.readouterr().err
    again = read_project_file(read.path)
    assert again is not None
    trust(again, digest(again))
    assert Layers().find("system") is not None
    os.chmod(read.path, 0o600)
    if os.geteuid() == 0:  # nobody else may give files away
        os.chown(read.path, 12345, -1)
        other = read_project_file(read.path)
        assert other is not None
        assert other.stranger == "belongs to another user"
