"""The comparisons with 0.36 still run. What they measure is read, not asserted."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks import measuring, streaming
from benchmarks.__main__ import COMPARISONS
from benchmarks.environments import PROJECT


@pytest.mark.parametrize("program", [streaming.SYNC, streaming.ASYNC], ids=["sync", "async"])
@pytest.mark.parametrize("kind", ["str", "StreamEvent"])
def test_the_streaming_programs_print_a_rate(program: str, kind: str) -> None:
    """Each counts all of its events, and prints how many it took in a second."""
    command = [sys.executable, "-c", program.format(events=2000), kind]
    assert measuring.outputs({"ours": command}, rounds=1)["ours"][0] > 0


def test_commands_are_timed_in_turn() -> None:
    """Every command is timed as often as asked for, after a run that does not count."""
    commands = {name: [sys.executable, "-c", "pass"] for name in ("a", "b")}
    times = measuring.wall_times(commands, rounds=2)
    assert [len(taken) for taken in times.values()] == [2, 2]
    assert measuring.ratio(times["a"], times["a"]) == 1


@pytest.mark.full
@pytest.mark.timeout(2400)
def test_all_comparisons_run() -> None:
    """`python -m benchmarks` makes its environments and prints ratios."""
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--rounds", "1"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "x python -c pass" in ran.stdout
    assert ran.stdout.count("== ") == len(COMPARISONS)
    assert ran.stdout.count("ratio") > 5
