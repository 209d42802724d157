"""New plugins: packages that work, whose tests pass, and that spoil nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from llm.errors import InvalidInput
from llm.plugins.scaffolding import KINDS, make_plugin

ROOT = Path(__file__).parents[2]
QUIET = ["-q", "-W", "error", "-p", "no:cacheprovider", "-p", "no:xdist"]


def run(*command: str, cwd: Path, **variables: str) -> str:
    """What a Python program says; it ends well."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """An empty directory to be in."""
    path: Path = tmp_path / "here"
    path.mkdir()
    monkeypatch.chdir(path)
    return path


def test_the_tests_of_every_kind_pass(here):
    """With no warning, in a process that knows nothing of them but where they are."""
    made = [make_plugin(f"try-{kind}", kind).directory for kind in KINDS]
    places = os.pathsep.join(str(here / each) for each in made)
    said = run("-m", "pytest", *QUIET, *map(str, made), cwd=here, PYTHONPATH=places)
    assert " passed" in said


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_made_is_in_order(here, kind):
    """Lint, format, metadata: as one would want them."""
    made = make_plugin("many-words", kind, here / "made")
    run("-m", "ruff", "check", "--no-cache", "--isolated", ".", cwd=made.directory)
    run(
        *("-m", "ruff", "format", "--check", "--no-cache", "--isolated", "--line-length=100", "."),
        cwd=made.directory,
    )
    assert {str(path.relative_to(here / "made")) for path in here.rglob("*") if path.is_file()} == {
        *made.files
    }
    project = tomllib.loads((made.directory / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["llm"] == {"many_words": "llm_many_words"}
    assert (project["name"], project["dependencies"][0]) == ("llm-many-words", "llm")
    readme = (made.directory / "README.md").read_text()
    assert "llm install llm-many-words" in readme
    assert made.example in readme


@pytest.mark.full
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_on_its_own(here, kind):
    """Its tests pass where it is, by its own settings, and its types are strict."""
    made = make_plugin("weather", kind)
    run("-m", "pytest", *QUIET, cwd=here / made.directory)
    types = ["--strict", f"--cache-dir={here / 'cache'}", "llm_weather.py", "tests"]
    variables = {"MYPYPATH": f".{os.pathsep}{ROOT / 'src'}"}
    run("-m", "mypy", *types, cwd=here / made.directory, **variables)


@pytest.mark.parametrize(
    ("name", "kind", "package", "module", "offered"),
    [
        ("weather", "model", "llm-weather", "llm_weather", 'model_id = "weather"'),
        ("llm-Weather_Today", "model", "llm-weather-today", "llm_weather_today", "WeatherToday"),
        ("tools-weather", "tool", "llm-tools-weather", "llm_tools_weather", 'name="weather"'),
        ("llm_fragments.x", "fragments", "llm-fragments-x", "llm_fragments_x", '("x", load)'),
        ("none", "model", "llm-none", "llm_none", "class NoneModel"),
        ("class", "tool", "llm-class", "llm_class", 'name="class"'),
        ("tools", "tool", "llm-tools", "llm_tools", 'name="tools"'),
    ],
)
def test_names(here, name, kind, package, module, offered):
    """The package has `llm-` before it; what it offers has neither that nor its kind."""
    made = make_plugin(name, kind)
    assert (made.name, str(made.directory)) == (package, package)
    source = (here / package / f"{module}.py").read_text()
    assert offered in source
    compile(source, module, "exec")


@pytest.mark.parametrize(
    "name", ["", "llm", "llm-", "llm-llm", "4chan", "a/b", "a b", "é", "-", "../x"]
)
def test_what_can_be_no_name(here, name):
    """It is said what would be one, and nothing is made."""
    with pytest.raises(InvalidInput, match=r"cannot be the name of a plugin.*such as llm-weather"):
        make_plugin(name)
    assert not list(here.iterdir())


def test_a_kind_that_there_is_not(here):
    """Those that there are, are named."""
    with pytest.raises(InvalidInput, match="'tools', only model, tool, "):
        make_plugin("weather", "tools")


def test_a_command_that_is_taken(here):
    """A new command does not replace another by accident."""
    with pytest.raises(InvalidInput, match="'llm logs' already: choose another name"):
        make_plugin("logs", "command", taken=["logs"])
    assert make_plugin("logs", "model", taken=["logs"]).name == "llm-logs"


def test_what_is_there_stays(here):
    """A directory with something in it, or a file, is left as it is."""
    first = make_plugin("weather")
    (first.directory / "llm_weather.py").write_text("mine")
    (here / "file").write_text("mine")
    (here / "nowhere").symlink_to("missing")
    for place in (None, Path(), Path("file"), Path("nowhere")):
        with pytest.raises(InvalidInput, match="is there already: name another"):
            make_plugin("weather", directory=place)
    assert (first.directory / "llm_weather.py").read_text() == "mine"
    assert (here / "file").read_text() == "mine"
    assert {path.name for path in here.iterdir()} == {"file", "llm-weather", "nowhere"}


def test_where_it_is_made(here):
    """In the current directory when that is empty; below others that are made for it."""
    inode = here.stat().st_ino
    assert make_plugin("weather", directory=Path()).directory == Path()
    assert (here / "tests" / "test_weather.py").exists()
    assert here.stat().st_ino == inode
    assert make_plugin("weather", directory=Path("a/b/c")).directory == Path("a/b/c")
    assert (here / "a/b/c/llm_weather.py").stat().st_mode & 0o777 == 0o666 & ~umask()
    assert (here / "a/b/c").stat().st_mode & 0o777 == 0o777 & ~umask()


def umask() -> int:
    """The permissions that new files do not have."""
    now = os.umask(0)
    os.umask(now)
    return now


def test_where_it_cannot_be_made(here):
    """The reason is said in one line, and nothing is left behind."""
    (here / "file").write_text("mine")
    for place in (Path("file/x"), Path("x" * 300)):
        with pytest.raises(InvalidInput, match=r"cannot be made: \w+"):
            make_plugin("weather", directory=place)
    assert [path.name for path in here.iterdir()] == ["file"]
