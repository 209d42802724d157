"""Timing commands side by side, so that a machine that slows down slows all of them down."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.environments import PROJECT


@contextmanager
def variables() -> Iterator[dict[str, str]]:
    """Environment variables for what is compared, with empty directories of a user for the block.

    Nothing that the person at this machine has set up takes part: no settings, keys or proxies.
    """
    theirs = ("LLM_", "OPENAI_", "PYTHONPATH")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(theirs) and not name.lower().endswith("_proxy")
    }
    with tempfile.TemporaryDirectory() as directory:
        own = {"LLM_USER_PATH": str(Path(directory, "user"))}
        yield {**kept, **own, "LLM_CACHE_PATH": str(Path(directory, "cache"))}


def wall_times(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, list[float]]:
    """Seconds that each of *commands* takes as a whole process, in turn, *rounds* times each.

    One run of each goes before and is not counted. Every command sees the same empty user
    directory. Raises `CalledProcessError` for a command that fails.
    """
    times: dict[str, list[float]] = {name: [] for name in commands}
    with variables() as environment:
        for counted in [False, *[True] * rounds]:
            for name, command in commands.items():
                began = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True, env=environment)
                if counted:
                    times[name].append(time.perf_counter() - began)
    return times


def outputs(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, list[float]]:
    """The number that each of *commands* prints, in turn, *rounds* times each.

    They run in the project's directory, so that they may be modules of this package.
    """
    printed: dict[str, list[float]] = {name: [] for name in commands}
    with variables() as environment:
        for _ in range(rounds):
            for name, command in commands.items():
                ran = subprocess.run(
                    command, check=True, stdout=subprocess.PIPE, env=environment, cwd=PROJECT
                )
                printed[name].append(float(ran.stdout))
    return printed
