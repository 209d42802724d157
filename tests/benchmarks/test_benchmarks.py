"""The comparisons still run. What they measure is read, not asserted."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import benchmarks
from benchmarks import completing, measuring, resent, streaming
from benchmarks.environments import PROJECT, Environment
from benchmarks.table import BEGIN, COMPARISONS, END, load


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


def test_every_comparison_is_listed() -> None:
    """What has rows runs with all the others, and is told of where the package is explained."""
    modules = {
        path.stem: path.read_text() for path in Path(benchmarks.__file__).parent.glob("*.py")
    }
    comparisons = {name for name, code in modules.items() if "\ndef rows(" in code}
    assert comparisons == set(COMPARISONS)
    assert re.findall(r"^- `(\w+)`:", str(benchmarks.__doc__), re.MULTILINE) == list(COMPARISONS)


def test_a_line_is_completed_by_us(tmp_path: Path) -> None:
    """Every line that is timed gets an answer from `llm`; one that gets none is an error."""
    here = Environment("ours", Path(sys.prefix))
    assert list(completing.beyond_start(here, 1)) == list(completing.LINES)
    silent = tmp_path / "bin" / "llm"
    silent.parent.mkdir()
    silent.write_text("#!/bin/sh\n")
    silent.chmod(0o755)
    with pytest.raises(RuntimeError, match="nothing is offered"):
        completing.beyond_start(Environment("silent", tmp_path), 1)


def test_messages_that_are_sent_again_have_a_cost(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each protocol, of so many conversations; what has no limit is printed."""
    rows = list(resent.rows(1, turns=3))
    assert [row.wanted for row in rows] == ["at most 10 µs"] * 3
    assert "statements for a turn" in capsys.readouterr().out


@pytest.mark.full
@pytest.mark.timeout(7200)
def test_all_comparisons_run(tmp_path: Path) -> None:
    """`python -m benchmarks` makes its environments and writes what it measured."""
    (tmp_path / "README.md").write_text(BEGIN + END)
    subprocess.run(
        [sys.executable, "-m", "benchmarks", "--rounds", "1", "--into", str(tmp_path)],
        cwd=PROJECT,
        check=True,
    )
    kept = load(tmp_path)
    assert list(kept) == list(COMPARISONS)
    assert sum(row.is_telling for run in kept.values() for row in run.rows) == 5
