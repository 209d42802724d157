"""Runs every comparison: `python -m benchmarks`."""

from __future__ import annotations

from benchmarks import startup, streaming

if __name__ == "__main__":
    for comparison, rounds in ((startup, 15), (streaming, 5)):
        print(f"== {comparison.__doc__}")
        comparison.main(rounds)
