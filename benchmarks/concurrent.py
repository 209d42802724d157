"""Streamed prompts a second with 500 in flight from one process, against the SDK's async client."""

from __future__ import annotations

import argparse

from benchmarks.environments import beside_sdk
from benchmarks.measuring import outputs, ratio, spread, verdict
from benchmarks.server import Shape, serving

AT_LEAST = 2.0
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


def main(rounds: int) -> None:
    """Print prompts a second and their ratio, where the server answers at once and where not."""
    python = beside_sdk().python
    for label, wait in WAITS.items():
        measured = rates(python, wait, rounds)
        for name, rate in measured.items():
            print(f"{label:20} {name:6} {spread(rate, 'prompts/s')}")
        to_sdk = ratio(measured["ours"], measured["SDK"])
        print(f"{label:20} ratio {verdict(to_sdk, at_least=AT_LEAST)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    main(parser.parse_args().rounds)
