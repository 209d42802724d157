"""Streamed prompts a second with 500 in flight from one process, against the SDK's async client."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.environments import beside_sdk
from benchmarks.measuring import outputs
from benchmarks.rows import Row, at_least, compared, spread
from benchmarks.running import alone
from benchmarks.server import Shape, serving

ROUNDS = 3
LIMIT = at_least(2.0)
IN_FLIGHT = 500
PROMPTS = 2000
WORDS = 20

# Seconds that the server waits before it answers.
WAITS = {"answered at once": 0.0, "answered after 0.2 s": 0.2}


def rates(
    python: str, wait: float, rounds: int, *, prompts: int = PROMPTS, in_flight: int = IN_FLIGHT
) -> dict[str, list[float]]:
    """Prompts a second of ours, of the SDK, and of a client that does nothing: the server's own.

    *python* is an interpreter that has ours and the SDK; *in_flight* prompts are being answered at
    any time until *prompts* have been.
    """
    with serving() as server:
        rest = [server.base(Shape(WORDS, wait=wait)), str(WORDS), str(prompts), str(in_flight)]
        sides = {"ours": "llm", "SDK": "sdk", "server": "raw"}
        return outputs(
            {
                name: [python, "-m", "benchmarks.asking", "rate", side, *rest]
                for name, side in sides.items()
            },
            rounds,
        )


def rows(rounds: int) -> Iterator[Row]:
    """Prompts a second and their ratio, where the server answers at once and where not."""
    python = beside_sdk().python
    for label, wait in WAITS.items():
        measured = rates(python, wait, rounds)
        what = f"prompts a second, {IN_FLIGHT} in flight, {label}"
        yield compared(what, measured["ours"], "openai SDK", measured["SDK"], "", LIMIT)
        print(f"{label}, what the server can do: {spread(measured['server'], 'a second')}")


if __name__ == "__main__":
    alone(__doc__, rows, ROUNDS)
