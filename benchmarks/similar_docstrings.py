"""Searching what all-MiniLM-L6-v2 makes of every docstring of the standard library.

As `similar`, with texts that people wrote. The built-in model runs in this process: it needs the
extra `local`, and takes some minutes to embed them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import llm
from benchmarks.environments import with_numpy
from benchmarks.rows import Row, at_most
from benchmarks.running import alone
from benchmarks.similar import cold, judged, warm
from benchmarks.vectors import docstrings, embedded, stored

ROUNDS = 11
MODEL = "all-minilm-l6-v2"
LIMIT = at_most(10.0)


def rows(rounds: int) -> Iterator[Row]:
    """What queries take and find, in one process and in *rounds* of their own."""
    parts, queries = embedded(llm.get_embedding_model(MODEL), docstrings())
    with tempfile.TemporaryDirectory() as directory:
        collection = stored(Path(directory), "docstrings", parts, queries, LIMIT)
        measured = warm(with_numpy(), collection)
        yield from judged(collection, measured, cold(with_numpy(), collection, rounds))


if __name__ == "__main__":
    alone(__doc__, rows, ROUNDS)
