"""How long the shell waits for a completion with twenty real plugins, beyond Python's start."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.environments import Environment, with_plugins
from benchmarks.measuring import variables, wall_times
from benchmarks.plugins_startup import BARE, of_user
from benchmarks.rows import Row, at_most, limited
from benchmarks.running import alone

ROUNDS = 15
LINES = ("llm ", "llm -m ", "llm logs -", "llm keys get ")
LIMIT = at_most(50.0)


def rows(rounds: int) -> Iterator[Row]:
    """What each line takes to complete, beyond a bare interpreter that starts beside it."""
    ours, _ = with_plugins()
    for line, taken in beyond_start(ours, rounds).items():
        what = f"completing `{line}<tab>`, twenty plugins, beyond `{BARE}`; the least of {rounds}"
        yield limited(what, taken, "ms", LIMIT, scale=1000)


def beyond_start(side: Environment, rounds: int) -> dict[str, list[float]]:
    """Seconds for each line, the least of *rounds*; the rest is what else the machine does.

    Raises RuntimeError where nothing completes a line.
    """
    with tempfile.TemporaryDirectory() as directory:
        user = Path(directory, "user")
        user.mkdir()
        (user / "keys.json").write_text('{"openai": "x"}')  # one to be completed
        commands = {BARE: of_user({}, user, [side.python, "-c", "pass"])}
        for line in LINES:
            commands[line] = of_user(_typed(line), user, [side.llm])
            if not _offered(commands[line]):
                raise RuntimeError(f"nothing is offered for {line!r}")
        times = wall_times(commands, rounds)
    return {line: [min(times[line]) - min(times[BARE])] for line in LINES}


def _typed(line: str) -> dict[str, str]:
    """What bash says when the tab key is pressed at the end of *line*."""
    return {
        "_LLM_COMPLETE": "bash_complete",
        "COMP_LINE": line,
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split(" ")) - 1),
    }


def _offered(command: Sequence[str]) -> bytes:
    with variables() as environment:
        return subprocess.run(command, check=True, capture_output=True, env=environment).stdout


if __name__ == "__main__":
    alone(__doc__, rows, ROUNDS)
