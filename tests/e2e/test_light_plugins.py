"""A few published plugins that need next to nothing: the short form of `test_real_plugins.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.cli.wheels import Environment, our_wheel
from tests.e2e.conftest import kept_wheel
from tests.e2e.real_plugins.command_uses import jq
from tests.e2e.real_plugins.ground import Ground, Servers, ground
from tests.e2e.real_plugins.installed import PLUGINS, ROOT, Installed
from tests.e2e.real_plugins.tool_uses import echo, echo_in_a_program, simple_eval
from tests.e2e.real_plugins.uses import Run, run_or_skip, uses

PACKAGES = {
    "llm-echo": "0.5",
    "llm-jq": "0.1.1",
    "llm-tools-simpleeval": "0.1.1",
    "simpleeval": "1.0.8",
}
LEANING = {"llm-fragments-github": "0.4"}
"""It uses `httpx`, and requires nothing but llm."""
SCRIPT = "#!{python}\nimport sys\nfrom llm.cli import main\nsys.exit(main())\n"


def environment(directory: Path, packages: Mapping[str, str]) -> Installed:
    """An environment with this llm and *packages*, from wheels that are fetched once."""
    made = Environment(directory / "venv", directory, directory / "user")
    wheels = [kept_wheel(name, version, "tests-plugins") for name, version in packages.items()]
    made.unpack(our_wheel(directory), *wheels)
    installed = Installed(Path(made.python))
    Path(installed.llm).write_text(SCRIPT.format(python=made.python))
    Path(installed.llm).chmod(0o755)
    return installed


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An environment with the plugins and all that they need."""
    return environment(tmp_path_factory.mktemp("light"), PACKAGES)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache directory, in which the index of plugins is made once."""
    return tmp_path_factory.mktemp("cache")


def no_server(**_setup: Any) -> Any:
    """None of these plugins asks a server."""
    raise AssertionError("a light plugin asks for a server")


@pytest.fixture
def place(installed: Installed, tmp_path: Path, cache: Path) -> Iterator[Ground]:
    """Where a plugin is used."""
    directory = tmp_path / "ground"
    directory.mkdir()
    with ground(installed, Servers(no_server), directory, cache) as made:
        yield made


@pytest.mark.parametrize("run", [echo, echo_in_a_program, simple_eval, jq])
def test_it_is_used(run: Run, place: Ground) -> None:
    """Each does what it is for."""
    run_or_skip(run, place)


def test_what_a_plugin_leans_on_is_named(tmp_path: Path) -> None:
    """What it took from another llm without saying so is named, with what installs it."""
    if find_spec("httpx"):
        pytest.skip("httpx is installed beside the tests")
    leaning = environment(tmp_path, LEANING)
    (tmp_path / "ground").mkdir()
    with ground(leaning, Servers(no_server), tmp_path / "ground", tmp_path / "cache") as place:
        assert place.llm("--version").stderr == ""
        failed = place.run([leaning.llm, "-f", "github:a/b", "x", "-m", "smollm2"], fails=True)
    said = failed.stderr.splitlines()
    assert said[0].startswith("Plugin llm-fragments-github was skipped: it needs the Python module")
    assert "llm install httpx" in said[0]
    assert len(said) == 2


def test_every_plugin_has_a_use_and_a_line_in_the_table() -> None:
    """The long form uses each plugin, and the table tells of each that it loads and works."""
    assert {use.plugin for use in uses()} == set(PLUGINS)
    lines = (ROOT / "docs" / "plugins" / "compatibility.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:2] == "| "]
    told = {plugin: (loads, result) for plugin, _, loads, _, result in rows[2:]}
    assert told == dict.fromkeys(PLUGINS, ("yes", "works"))
