"""Timing commands side by side, so that a machine that slows down slows all of them down."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence


def wall_times(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, list[float]]:
    """Seconds that each of *commands* takes as a whole process, in turn, *rounds* times each.

    One run of each goes before and is not counted. Every command sees the same empty user
    directory. Raises `CalledProcessError` for a command that fails.
    """
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as directory:
        environment = {**os.environ, "LLM_USER_PATH": directory}
        for counted in [False, *[True] * rounds]:
            for name, command in commands.items():
                began = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True, env=environment)
                if counted:
                    times[name].append(time.perf_counter() - began)
    return times


def outputs(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, list[float]]:
    """The number that each of *commands* prints, in turn, *rounds* times each."""
    printed: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as directory:
        environment = {**os.environ, "LLM_USER_PATH": directory}
        for _ in range(rounds):
            for name, command in commands.items():
                ran = subprocess.run(command, check=True, capture_output=True, env=environment)
                printed[name].append(float(ran.stdout))
    return printed


def spread(values: Sequence[float], unit: str, scale: float = 1) -> str:
    """*values* as median, minimum and maximum."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle * scale:,.1f} {unit} ({low * scale:,.1f}-{high * scale:,.1f})"


def ratio(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    """The median of the ratios, taken pair by pair."""
    return statistics.median(n / d for n, d in zip(numerators, denominators, strict=True))
