"""Runs every comparison: `python -m benchmarks`."""

from __future__ import annotations

import argparse

from benchmarks import (
    concurrent,
    embed_multi,
    first_request,
    history,
    many_calls,
    plugin_models,
    plugins_startup,
    similar,
    startup,
    stream_events,
    streaming,
)

# Each with the rounds that its numbers need to settle.
COMPARISONS = {
    startup: 15,
    plugins_startup: 11,
    plugin_models: 11,
    first_request: 11,
    streaming: 5,
    stream_events: 3,
    concurrent: 3,
    history: 3,
    many_calls: 11,
    embed_multi: 5,
    similar: 11,
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, help="for all of them; else each has its own")
    wanted = parser.parse_args().rounds
    for comparison, rounds in COMPARISONS.items():
        print(f"== {comparison.__doc__}")
        comparison.main(wanted or rounds)
