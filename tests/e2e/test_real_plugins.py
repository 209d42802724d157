"""Twenty published plugins in one environment, unmodified: each is loaded, listed and used."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.e2e.llama_servers import LlamaServer
from tests.e2e.real_plugins.ground import Ground, Servers, ground
from tests.e2e.real_plugins.installed import PLUGINS, IndexUnreachableError, Installed, install
from tests.e2e.real_plugins.scripted_uses import ollama_server
from tests.e2e.real_plugins.uses import Use, run_or_skip, uses

pytestmark = [pytest.mark.full, pytest.mark.timeout(900)]

COMMANDS = ("anthropic", "cluster", "cmd", "gemini", "groq", "jq", "mistral", "ollama")
LOADED = """
import json, sys
from llm.cli import cli
try:
    cli.main(sys.argv[1:])
except SystemExit as end:
    status = end.code
ours = {each.partition(".")[0] for each in sys.modules if each.startswith("llm_")}
print("\\n" + json.dumps([status, sorted(ours)]))
"""
LINES: tuple[tuple[str, ...], ...] = (
    ("--help",),
    ("plugins",),
    ("models",),
    ("embed-models",),
    ("tools",),
    ("fragments", "loaders"),
    ("-m", "echo", "hello", "--no-log"),
    ("-m", "ollama/dog", "What is the capital of France?", "--no-log"),
    ("-m", "ecko", "hello"),
    ("-m", "echo", "-T", "simple_evil", "hello"),
    ("-m", "echo", "-t", "fabrik:x", "hello"),
    ("-m", "echo", "-f", "githup:x", "hello"),
)
"""Lines that need every kind of thing that plugins offer, and what nobody offers."""
FEW = (("--help",), ("models",), ("-m", "echo", "hello", "--no-log"))
"""Of these, the ones that tell whether an index is found out anew."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The environment."""
    try:
        return install(tmp_path_factory.mktemp("plugins") / "venv")
    except IndexUnreachableError as error:
        pytest.skip(f"the package index cannot be reached: {error}")


@pytest.fixture(scope="module")
def servers(launch: Callable[..., LlamaServer]) -> Servers:
    """llama.cpp servers, for all tests here."""
    return Servers(launch)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory, weights: Path) -> Path:
    """A cache directory with the weights in it, in which the index of plugins is made once."""
    directory = tmp_path_factory.mktemp("cache")
    (directory / "models").symlink_to(weights.parent)
    return directory


@pytest.fixture
def place(installed: Installed, servers: Servers, tmp_path: Path, cache: Path) -> Iterator[Ground]:
    """Where a plugin is used."""
    directory = tmp_path / "ground"
    directory.mkdir()
    with ground(installed, servers, directory, cache) as made:
        yield made


@pytest.mark.parametrize("use", uses(), ids=lambda use: use.name)
def test_it_is_used(use: Use, place: Ground) -> None:
    """Each does what it is for."""
    run_or_skip(use.run, place)


def test_all_are_loaded(place: Ground) -> None:
    """`llm plugins` lists them all, with their hooks and the versions that are installed."""
    done = place.llm("plugins")
    assert done.stderr == ""
    assert {each["name"]: each["version"] for each in done.json} == {
        name: place.installed.versions[name] for name in PLUGINS
    }
    assert all(each["hooks"] for each in done.json)
    assert not any("error" in each for each in done.json)


def test_no_other_llm_came_with_them(place: Ground) -> None:
    """What the plugins require is this llm."""
    from llm.version import __version__

    assert place.installed.versions["llm"] == __version__
    assert place.llm("--version").stdout == f"llm, version {__version__}\n"


def test_their_commands_are_listed(place: Ground) -> None:
    """`llm --help` has a line for each command of theirs, and each has a help of its own."""
    listed = place.llm("--help").stdout
    for name in COMMANDS:
        assert f"\n  {name} " in listed
        assert place.llm(name, "--help").stdout.startswith(f"Usage: llm {name} ")


@pytest.mark.parametrize(
    ("line", "needed"),
    [
        (["--version"], set()),
        (["--help"], set()),
        (["keys"], set()),
        (["aliases"], set()),
        (["-m", "echo", "hello", "--no-log"], {"llm_echo"}),
        (["cluster", "--help"], {"llm_cluster"}),
    ],
    ids=" ".join,
)
def test_only_what_is_needed_is_imported(place: Ground, line: list[str], needed: set[str]) -> None:
    """With the index, a command imports the plugin that it needs, and no other."""
    # Where an Ollama listens, it has to be asked what models it has.
    place.environment["OLLAMA_HOST"] = "http://127.0.0.1:9"
    place.llm("models")
    done = place.run([str(place.installed.python), "-c", LOADED, *line])
    status, loaded = json.loads(done.stdout.splitlines()[-1])
    assert status in {0, None}
    assert set(loaded) == needed


def test_the_index_changes_nothing_that_is_seen(place: Ground, tmp_path: Path) -> None:
    """Off, cold, warm, stale, broken, or where it cannot be written: the output is the same."""
    place.plays("", ollama_server)
    wanted = _said(place, LINES, LLM_PLUGIN_INDEX="0")
    few = {line: wanted[line] for line in FEW}
    own = tmp_path / "cache"
    for state in ("cold", "warm"):
        assert (state, _said(place, LINES, LLM_CACHE_PATH=str(own))) == (state, wanted)
    os.utime(place.installed.module("llm_echo.py"))
    assert _said(place, FEW, LLM_CACHE_PATH=str(own)) == few
    (file,) = own.rglob("plugins/[!.]*.json")
    file.write_bytes(file.read_bytes()[:500])
    assert _said(place, FEW, LLM_CACHE_PATH=str(own)) == few
    (tmp_path / "file").touch()
    assert _said(place, FEW, LLM_CACHE_PATH=str(tmp_path / "file" / "cache")) == few


def _said(
    place: Ground, lines: Iterable[tuple[str, ...]], **environment: str
) -> dict[tuple[str, ...], list[str]]:
    """What each of *lines* says, but for times, on both streams, in an environment like this."""
    before = dict(place.environment)
    place.environment.update(environment)
    said = {}
    for line in lines:
        done = place.run([place.installed.llm, *line], fails=None)
        shown = re.sub(r'"milliseconds": \d+', '"milliseconds": 0', done.stdout)
        said[line] = [shown, done.stderr]
    place.environment.clear()
    place.environment.update(before)
    return said
