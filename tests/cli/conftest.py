"""Running `llm` as a process of its own, with plugins that tests write."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli.embedding_ground import Place
from tests.cli.openai_server import OpenAIServer
from tests.compat.differential.running import make_site
from tests.warm import Warm

PLUGIN = Path(__file__).with_name("scripted_plugin.py")


@pytest.fixture
def install(tmp_path) -> Callable[[str, str], None]:
    """Install a module as a plugin of that name, for the `llm` of this test."""
    site = tmp_path / "site"
    site.mkdir()

    def install_module(name: str, source: str) -> None:
        (site / f"{name}.py").write_text(source)
        info = site / f"{name}-1.5.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.5\n")
        (info / "entry_points.txt").write_text(f"[llm]\n{name} = {name}\n")

    return install_module


@pytest.fixture
def user_directory(user_path: Path) -> Path:
    """The user directory, made, for a test that puts files there itself."""
    user_path.mkdir()
    return user_path


@pytest.fixture
def environment(tmp_path, user_path) -> dict[str, str]:
    """The environment of an `llm` that sees the plugins of this test."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LLM_")}
    return {
        **inherited,
        "LLM_USER_PATH": str(user_path),
        "LLM_PLUGIN_INDEX": "0",
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "site"), os.environ.get("PYTHONPATH", "")]),
        "PYTHONWARNINGS": "error",
        "STOPPED": str(tmp_path / "stopped"),
    }


@pytest.fixture
def llm(tmp_path, environment):
    """Run `llm` with these arguments; the result is a `subprocess.CompletedProcess` with text."""

    def run(*arguments: str, stdin: str | bytes = "", env: dict[str, str] | None = None, **more):
        data = stdin.encode() if isinstance(stdin, str) else stdin
        finished = subprocess.run(
            [sys.executable, "-m", "llm", *arguments],
            input=data,
            env={**environment, **(env or {})},
            cwd=tmp_path,
            timeout=60,
            check=False,
            **({"capture_output": True} | more),
        )
        out, err = ((data or b"").decode() for data in (finished.stdout, finished.stderr))
        return subprocess.CompletedProcess(finished.args, finished.returncode, out, err)

    return run


@pytest.fixture
def scripted(install, llm):
    """The same `llm`, with the models of `scripted_plugin.py`."""
    install("scripted_plugin", PLUGIN.read_text())
    return llm


@pytest.fixture
def server():
    """A server that speaks like OpenAI and does as the test says; see `openai_server.py`."""
    with OpenAIServer().running() as running:
        yield running


@pytest.fixture
def inside(tmp_path, monkeypatch):
    """Run `llm` with these arguments inside this process, which is quicker; as `llm` otherwise.

    Failures that may pass are not tried again. What standard input is for a terminal, and how a
    process ends, needs a process.
    """
    from llm.cli import cli

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LLM_RETRIES", "0")
    runner = CliRunner()

    def run(*arguments: str, stdin: str = "", env: dict[str, str] | None = None):
        result = runner.invoke(cli, arguments, input=stdin, env=env, catch_exceptions=False)
        return subprocess.CompletedProcess(
            ["llm", *arguments], result.exit_code, result.stdout, result.stderr
        )

    return run


@pytest.fixture
def endpoint(server, inside):
    """Run `llm openai endpoint` with that server."""
    return partial(inside, "openai", "endpoint", server.url)


@pytest.fixture(params=[(), ("--async",)], ids=["sync", "async"])
def world(request) -> tuple[str, ...]:
    """The option that chooses between sync and async."""
    chosen: tuple[str, ...] = request.param
    return chosen


@pytest.fixture(scope="session")
def warm_with_vectors(tmp_path_factory) -> Iterator[tuple[Warm, Path]]:
    """A process that has `llm` loaded, with embedding models, and where their plugin is."""
    site = make_site(tmp_path_factory.mktemp("vectors") / "site")
    with Warm(site) as warm:
        yield warm, site


@pytest.fixture
def place(warm_with_vectors, tmp_path) -> Place:
    """Where `llm` is run with embedding models whose vectors can be foretold."""
    warm, site = warm_with_vectors
    return Place(warm, site, tmp_path)
