"""Measures what is compared and writes docs/measurements.md: `python -m benchmarks [NAME...]`.

The rows of the comparisons that are run take the place of earlier ones; the others stay.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.environments import PROJECT
from benchmarks.running import run, run_apart
from benchmarks.table import COMPARISONS, write

if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"all of them unless given: {', '.join(COMPARISONS)}",
    )
    parser.add_argument(
        "--rounds", type=int, help="for a first look: each has its own, and nothing is written"
    )
    parser.add_argument(
        "--into", type=Path, metavar="DIRECTORY", help="write docs/ and README.md there instead"
    )
    given = parser.parse_args()
    if unknown := sorted(set(given.names) - set(COMPARISONS)):
        parser.error(f"no such comparison: {', '.join(unknown)}; see --help")
    if given.rounds is not None and given.rounds < 1:
        parser.error("--rounds: one at least")
    root = given.into or (PROJECT if given.rounds is None else None)
    if root is not None:
        write(root)  # what cannot be written is said before anything is measured
    names = given.names or COMPARISONS
    failed = (run if len(names) == 1 else run_apart)(names, given.rounds, root)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")
