"""Ground: where one plugin is used: its own user directory, servers, and the hosts it asks."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from textwrap import dedent
from typing import Any

from tests.e2e.llama_servers import LlamaServer
from tests.e2e.real_plugins.gateway import Gateway, Host, PassedOn
from tests.e2e.real_plugins.installed import Installed


class CannotBeUsedError(Exception):
    """Something that this use needs is not to be had on this machine; says what."""


class Servers:
    """llama.cpp servers, each started by *launch* when it is first asked for.

    *launch* takes what `Setup` does, and has the weights.
    """

    def __init__(self, launch: Callable[..., LlamaServer]) -> None:
        self._launch = launch

    @cached_property
    def chat(self) -> LlamaServer:
        """One that calls tools."""
        return self._launch(template="smollm2-tools.jinja").wait()

    @cached_property
    def thinking(self) -> LlamaServer:
        """One whose model thinks, not for long, before it answers."""
        return self._launch(template="smollm2-think.jinja", thinking_tokens=16).wait()


@dataclass(frozen=True)
class Done:
    """What a process said."""

    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """Standard output, read as JSON."""
        return json.loads(self.stdout)


@dataclass(frozen=True)
class Ground:
    """Where a plugin is used.

    Attributes:
        installed: the environment it is in.
        servers: what answers for real.
        gateway: the hosts it asks.
        directory: of this use alone; files go there, and processes run there.
        environment: of those processes. It has no key for any provider.

    """

    installed: Installed
    servers: Servers
    gateway: Gateway
    directory: Path
    environment: dict[str, str]

    @property
    def user_path(self) -> Path:
        """The user directory."""
        return Path(self.environment["LLM_USER_PATH"])

    def llm(self, *arguments: str, stdin: str = "", fails: bool = False) -> Done:
        """Run `llm`, which must end well and without a traceback, or else fail."""
        return self.run([self.installed.llm, *arguments], stdin=stdin, fails=fails)

    def python(self, program: str) -> Any:
        """What a program prints, read as JSON."""
        return self.run([str(self.installed.python), "-c", dedent(program)]).json

    def run(self, command: list[str], *, stdin: str = "", fails: bool | None = False) -> Done:
        """Run *command*, which may end as it likes when *fails* is None."""
        done = subprocess.run(
            command,
            input=stdin,
            env=self.environment,
            cwd=self.directory,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert fails is None or (done.returncode != 0) == fails, done.stderr or done.stdout
        assert "Traceback" not in done.stderr
        assert fails or "was skipped" not in done.stderr
        return Done(done.stdout, done.stderr)

    def has_key(self, *variables: str) -> None:
        """Have keys in these variables from now on."""
        self.environment.update(dict.fromkeys(variables, "unused"))

    def plays(self, name: str, host: Host) -> None:
        """Answer as the host *name* from now on."""
        self.gateway.hosts[name] = host

    def answers_at(self, name: str, server: LlamaServer, prefix: str = "") -> None:
        """Let *server* answer as the host *name*, whose paths begin with *prefix*."""
        self.plays(name, lambda asked: PassedOn(server.base + asked.path.removeprefix(prefix)))


@contextmanager
def ground(
    installed: Installed, servers: Servers, directory: Path, cache: Path
) -> Iterator[Ground]:
    """A ground in *directory*, which is empty; *cache* is the cache directory of `llm`."""
    user = directory / "user"
    user.mkdir()
    ours = re.compile(r"LLM_|PYTHON|.*(_proxy|_KEY|_TOKEN)$", re.IGNORECASE)
    inherited = {name: value for name, value in os.environ.items() if not ours.match(name)}
    with Gateway({}).running() as gateway:
        environment = {
            **inherited,
            **gateway.environment(),
            # No Ollama of this machine is found by chance.
            "OLLAMA_HOST": gateway.url,
            "HOME": str(directory),
            "LLM_USER_PATH": str(user),
            "LLM_CACHE_PATH": str(cache),
        }
        yield Ground(installed, servers, gateway, directory, environment)
