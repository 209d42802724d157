"""How long commands take with twenty real plugins, against Python and 0.36."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.environments import with_plugins
from benchmarks.measuring import wall_times
from benchmarks.rows import Row, at_most, compared, telling
from benchmarks.running import alone

ROUNDS = 11
# What is written to the history comes first: `logs` shows it.
PROMPT = "-m echo hi"
COMMANDS = ("--version", "--help", "logs", "keys", "aliases")
LIMIT = at_most(7.0)
LIMIT_OF_PROMPT = at_most(1 / 4)
BARE = "python -c pass"


def rows(rounds: int) -> Iterator[Row]:
    """The times, against those of a bare interpreter, and of a prompt against 0.36."""
    ours, old = with_plugins()
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory, "ours")
        commands = {BARE: of_user({}, home, [ours.python, "-c", "pass"])}
        for command in (PROMPT, *COMMANDS):
            commands[command] = of_user({}, home, [ours.llm, *command.split()])
        commands["0.36"] = of_user({}, Path(directory, "0.36"), [old.llm, *PROMPT.split()])
        times = wall_times(commands, rounds)
    for command in COMMANDS:
        what = f"`llm {command}`, twenty plugins"
        yield compared(what, times[command], f"`{BARE}`", times[BARE], "ms", LIMIT, scale=1000)
    what, theirs = f"`llm {PROMPT}`, twenty plugins", times["0.36"]
    yield telling(compared(what, times[PROMPT], "0.36", theirs, "ms", LIMIT_OF_PROMPT, scale=1000))


def of_user(variables: Mapping[str, str], user: Path, command: Sequence[str]) -> list[str]:
    """*command* with environment *variables*, and directories of the *user* of its own."""
    own = {"LLM_USER_PATH": str(user), "LLM_CACHE_PATH": str(user / "cache"), **variables}
    return ["env", *(f"{name}={value}" for name, value in own.items()), *command]


if __name__ == "__main__":
    alone(__doc__, rows, ROUNDS)
