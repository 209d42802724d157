"""How long commands take that call no model, against a bare interpreter and against 0.36."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.environments import both
from benchmarks.measuring import wall_times
from benchmarks.rows import Row, compared
from benchmarks.running import alone

ROUNDS = 15
COMMANDS = ("--version", "--help", "keys path")


def rows(rounds: int) -> Iterator[Row]:
    """The wall time of each command against a bare interpreter, which 0.36 has also to start."""
    ours, old = both()
    bare, importing = "python -c pass", "python -c 'import llm'"
    commands = {bare: [ours.python, "-c", "pass"], importing: [ours.python, "-c", "import llm"]}
    for command in COMMANDS:
        commands[f"ours {command}"] = [ours.llm, *command.split()]
        commands[f"0.36 {command}"] = [old.llm, *command.split()]
    times = wall_times(commands, rounds)
    yield compared(f"`{importing}`", times[importing], f"`{bare}`", times[bare], "ms", scale=1000)
    for command in COMMANDS:
        mine, what = times[f"ours {command}"], f"`llm {command}`"
        yield compared(what, mine, f"`{bare}`", times[bare], "ms", scale=1000)
        yield compared(what, mine, "0.36", times[f"0.36 {command}"], "ms", scale=1000)


if __name__ == "__main__":
    alone(__doc__, rows, ROUNDS)
