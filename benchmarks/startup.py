"""How long commands take that call no model, against a bare interpreter and against 0.36."""

from __future__ import annotations

import argparse

from benchmarks.environments import both
from benchmarks.measuring import ratio, spread, wall_times

COMMANDS = [["--version"], ["--help"], ["keys", "path"]]


def main(rounds: int) -> None:
    """Print the wall time of each command and its ratio to `python -c pass`."""
    ours, old = both()
    commands = {
        "python -c pass": [ours.python, "-c", "pass"],
        "python -c 'import llm'": [ours.python, "-c", "import llm"],
    }
    for command in COMMANDS:
        commands[f"{ours.name} llm {' '.join(command)}"] = [ours.llm, *command]
        commands[f"{old.name} llm {' '.join(command)}"] = [old.llm, *command]
    times = wall_times(commands, rounds)
    bare = times["python -c pass"]
    for name, taken in times.items():
        print(
            f"{name:28} {spread(taken, 'ms', 1000):28} {ratio(taken, bare):6.1f} x python -c pass"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    main(parser.parse_args().rounds)
