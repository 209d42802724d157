"""CPU for a streamed event of OpenAI's APIs, against the bare openai SDK and 0.36."""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.environments import beside_sdk, both
from benchmarks.measuring import outputs, ratio, spread, verdict
from benchmarks.server import Server, Shape, serving

AT_MOST = 1.0


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


def main(rounds: int) -> None:
    """Print microseconds for an event in both worlds, both APIs and each way to arrive."""
    ours, old = beside_sdk(), both()[1]
    pythons = {
        "ours": (ours.python, "llm"),
        "SDK": (ours.python, "sdk"),
        "0.36": (old.python, "llm"),
    }
    for api, world in itertools.product(("chat", "responses"), ("sync", "async")):
        for how, arrival in ARRIVALS.items():
            label = f"{api:9} {world:5} {how:12}"
            measured = costs(pythons, world, api, arrival, rounds)
            for name, taken in measured.items():
                print(f"{label} {name:5} {spread(taken, 'µs/event')}")
            to_sdk = ratio(measured["ours"], measured["SDK"])
            to_old = ratio(measured["ours"], measured["0.36"])
            print(f"{label} ratio to the SDK {verdict(to_sdk, at_most=AT_MOST)}")
            print(f"{label} ratio to 0.36 {to_old:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    main(parser.parse_args().rounds)
