"""CPU for a streamed event of OpenAI's APIs, against the bare openai SDK and 0.36."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.environments import beside_sdk, both
from benchmarks.measuring import outputs
from benchmarks.rows import Row, at_most, compared
from benchmarks.running import alone
from benchmarks.server import Server, Shape, serving

ROUNDS = 3
LIMIT = at_most(1.0)


@dataclass(frozen=True)
class Arrival:
    """How events arrive.

    Attributes:
        at_once: events that the server writes together; 0 for all of them.
        pause: seconds between two writes, enough for the reader to have caught up.
        words: the two lengths of answers whose difference is measured.
    """

    at_once: int
    pause: float
    words: tuple[int, int]


ARRIVALS = {
    "all at once": Arrival(0, 0, (1000, 6000)),
    "16 a segment": Arrival(16, 0.008, (320, 2240)),
    "1 a segment": Arrival(1, 0.002, (200, 1200)),
}


def costs(
    pythons: Mapping[str, tuple[str, str]], world: str, api: str, arrival: Arrival, rounds: int
) -> dict[str, list[float]]:
    """Microseconds of CPU for an event, for each of *pythons*: an interpreter, and its side.

    The sides are those of `benchmarks.asking`, *world* is `sync` or `async`, *api* `chat` or
    `responses`.
    """
    with serving() as server:
        lengths = [f"{words}:{_base(server, arrival, words)}" for words in arrival.words]
        return outputs(
            {
                name: [python, "-m", "benchmarks.asking", "cost", side, world, api, *lengths]
                for name, (python, side) in pythons.items()
            },
            rounds,
        )


def _base(server: Server, arrival: Arrival, words: int) -> str:
    return server.base(Shape(words, arrival.at_once, arrival.pause))


def rows(rounds: int) -> Iterator[Row]:
    """Microseconds for an event in both worlds, both APIs and each way to arrive."""
    ours, old = beside_sdk(), both()[1]
    pythons = {
        "ours": (ours.python, "llm"),
        "SDK": (ours.python, "sdk"),
        "0.36": (old.python, "llm"),
    }
    for api, world in itertools.product(("chat", "responses"), ("sync", "async")):
        for how, arrival in ARRIVALS.items():
            what = f"CPU for an event of {api}, {world}, {how}"
            taken = costs(pythons, world, api, arrival, rounds)
            yield compared(what, taken["ours"], "openai SDK", taken["SDK"], "µs", LIMIT)
            yield compared(what, taken["ours"], "0.36", taken["0.36"], "µs")


if __name__ == "__main__":
    alone(__doc__, rows, ROUNDS)
