"""Plugins of our own, installed as real ones are, and what a user does with them.

The plugins in `plugins/` are written as published ones are: each idiom is one that real plugins
use. `COMPAT_PYTHON` names another interpreter whose `llm` is then tested in the place of ours; with
one that has release 0.36, the tests say where the two differ.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.providers.openai.recorder import Recorded, Recorder

PLUGINS = Path(__file__).with_name("plugins")
# Plugins use what pydantic has deprecated; what we do must not warn.
WARNINGS = "error,ignore::DeprecationWarning"

OURS = pytest.mark.skipif("COMPAT_PYTHON" in os.environ, reason="ours alone, on purpose")
"""Marks what another `llm` that is tested need not do."""

# How a program asks in one world or the other: `model(name)`, `read(response)`, `events(response)`.
WORLDS = """
import asyncio, os
AWAITS = os.environ["WORLD"] == "async"
model = llm.get_async_model if AWAITS else llm.get_model

def read(response):
    async def text():
        return await response.text()
    return asyncio.run(text()) if AWAITS else response.text()

def events(response):
    async def taken():
        return [event async for event in response.astream_events()]
    return asyncio.run(taken()) if AWAITS else list(response.stream_events())
"""


@dataclass
class Host:
    """An `llm` in processes of its own, which sees the plugins that a test installs.

    Attributes:
        site: a directory on the import path.
        home: the working directory.

    """

    site: Path
    home: Path

    def install(self, *names: str) -> None:
        """Install modules of `plugins/`, each as a distribution with an entry point."""
        for name in names:
            (self.site / f"{name}.py").write_text((PLUGINS / f"{name}.py").read_text())
            package = name.replace("_", "-")
            info = self.site / f"{name}-1.5.dist-info"
            info.mkdir()
            (info / "METADATA").write_text(
                f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.5\nRequires-Dist: llm>=0.26\n"
            )
            (info / "entry_points.txt").write_text(f"[llm]\n{name} = {name}\n")
            (info / "INSTALLER").write_text("pip\n")
            (info / "RECORD").write_text(f"{name}.py,,\n{info.name}/METADATA,,\n")

    def llm(
        self, *arguments: str, stdin: str | None = None, **env: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `llm` with these arguments, and *stdin* on standard input."""
        return self._run(["-m", "llm", *arguments], env, stdin)

    def said(self, *arguments: str, stdin: str | None = None, **env: str) -> str:
        """What `llm` says on standard output when it ends well."""
        done = self.llm(*arguments, stdin=stdin, **env)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, program: str, **env: str) -> Any:
        """What *program* printed, as JSON; it must end well and say nothing else."""
        done = self._run(["-c", f"import json, llm\n{dedent(program)}"], env)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        return json.loads(done.stdout)

    def _run(
        self, arguments: list[str], env: dict[str, str], stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return subprocess.run(
            [os.environ.get("COMPAT_PYTHON", sys.executable), *arguments],
            env={**kept, "PYTHONPATH": str(self.site), "PYTHONWARNINGS": WARNINGS, **env},
            cwd=self.home,
            stdin=subprocess.DEVNULL if stdin is None else None,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture(params=["unindexed", pytest.param("indexed", marks=pytest.mark.full)])
def host(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    user_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Host:
    """A host that loads all plugins, and, where all tests are run, one that asks their index."""
    return made_host(request.param == "indexed", tmp_path, user_path, monkeypatch)


@pytest.fixture(params=["indexed", pytest.param("unindexed", marks=pytest.mark.full)])
def indexed(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    user_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Host]:
    """A host that asks the index of plugins, and, where all tests are run, one that does not."""
    has_index = request.param == "indexed"
    yield made_host(has_index, tmp_path, user_path, monkeypatch)
    if "COMPAT_PYTHON" not in os.environ:
        assert bool([*tmp_path.glob("cache/plugins/*.json")]) == has_index, "the index was not used"


def made_host(
    has_index: bool, tmp_path: Path, user_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Host:
    """A host with nothing installed."""
    user_path.mkdir()
    site, home = tmp_path / "site", tmp_path / "home"
    site.mkdir()
    home.mkdir()
    monkeypatch.setenv("LLM_CACHE_PATH", str(tmp_path / "cache"))
    monkeypatch.setenv("LLM_PLUGIN_INDEX", "1" if has_index else "0")
    return Host(site, home)


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """A server that speaks like OpenAI's and keeps what it is asked."""
    server = Recorder()
    yield server
    server.close()


@dataclass
class Service:
    """A host whose plugins talk to a recorder, in one of the two worlds.

    Attributes:
        host: where the plugins are installed.
        recorder: the server that they find in `COMPAT_URL`.
        world: `sync` or `async`.
        keys: environment variables with the keys of plugins.

    """

    host: Host
    recorder: Recorder
    world: str
    keys: dict[str, str]

    def llm(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `llm`; a prompt is asked in this world."""
        more = ("--async",) if self.world == "async" else ()
        return self.host.llm(*arguments, *more, **self.env)

    def ask(self, program: str) -> Any:
        """What *program* printed, as JSON; it may use the functions of `WORLDS`."""
        return self.host.ask(WORLDS + dedent(program), **self.env)

    @property
    def env(self) -> dict[str, str]:
        return {"COMPAT_URL": self.recorder.url, "WORLD": self.world, **self.keys}

    @property
    def sent(self) -> list[Recorded]:
        """The requests that came in."""
        return self.recorder.requests

    @property
    def body(self) -> Any:
        """The body of the only request."""
        (request,) = self.sent
        return request.body


@pytest.fixture(params=["sync", "async"])
def service(request: pytest.FixtureRequest, host: Host, recorder: Recorder) -> Service:
    """Plugins and their server, in both worlds."""
    return Service(host, recorder, request.param, {})
