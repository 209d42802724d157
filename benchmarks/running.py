"""Runs comparisons: one that is printed, or several whose rows are kept."""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.machine import this_machine
from benchmarks.rows import Row
from benchmarks.table import Run, keep


def alone(said: str | None, rows: Callable[[int], Iterable[Row]], rounds: int) -> None:
    """Be the program of one comparison: print its *rows*, with *rounds* unless others are given.

    *said* is what `--help` says of it.
    """
    parser = argparse.ArgumentParser(
        description=said, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=rounds, help=f"{rounds} unless given")
    for _ in printed(rows(parser.parse_args().rounds)):
        pass


def printed(rows: Iterable[Row]) -> Iterator[Row]:
    """The *rows*, each printed when it has been measured."""
    for row in rows:
        print(row, flush=True)
        yield row


def run_apart(names: Sequence[str], rounds: int | None, root: Path | None) -> list[str]:
    """As `run`, each comparison in a process of its own: none pays for what others left behind."""
    options = [] if rounds is None else ["--rounds", str(rounds)]
    options += [] if root is None else ["--into", str(root)]
    program = [sys.executable, "-m", "benchmarks", *options]
    return [name for name in names if subprocess.run([*program, name], check=False).returncode]


def run(names: Sequence[str], rounds: int | None, root: Path | None) -> list[str]:
    """Run the comparisons with these *names*, one after the other; the names of those that failed.

    Each module has its `rows`, and the `ROUNDS` that its numbers need, where *rounds* is None. What
    was measured is printed, and kept in the project at *root*, where there is one, as soon as a
    comparison has ended. Of one that failed, what was kept before is left as it is.
    """
    failed = []
    for name in names:
        command = f"python -m benchmarks.{name}"
        if rounds is not None:
            command += f" --rounds {rounds}"
        try:
            comparison = importlib.import_module(f"benchmarks.{name}")
            print(f"== {comparison.__doc__}", flush=True)
            measured = tuple(printed(comparison.rows(rounds or comparison.ROUNDS)))
            if root is not None:
                today = dt.datetime.now(dt.UTC).date().isoformat()
                keep(root, name, Run(command, today, this_machine(), measured))
        except Exception:  # noqa: BLE001 - whatever it was, the others are still to be measured
            traceback.print_exc()
            print(f"{name} failed; what was measured before is kept.", file=sys.stderr)
            failed.append(name)
    return failed
