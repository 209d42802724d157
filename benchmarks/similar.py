"""Searching collections: how long a query takes, warm and in a process of its own, and recall.

Looked through are 100,000 vectors of 768 numbers in clusters, as many in all directions alike - the
worst for short codes - and 1,000,000 of 384. Release 0.36 searches the clusters, in the same file.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.environments import Environment, both, with_numpy
from benchmarks.measuring import variables, wall_times
from benchmarks.rows import Limit, Row, at_least, at_most, compared, limited, spread, telling
from benchmarks.running import alone
from benchmarks.vectors import Collection, clustered, isotropic, stored

if TYPE_CHECKING:
    from benchmarks.vectors import Rows

ROUNDS = 11
"""Processes of each collection that search once."""

OLD_QUERIES = 3
CLUSTERED = "100,000 clustered vectors"
"""What 0.36 searches, too."""

LARGEST = "1,000,000 vectors"
"""What has no limit in a process of its own."""

LIMIT_OF_COLD = at_most(200.0)
LIMIT_OF_RECALL = at_least(0.99)
LIMIT_OF_MEMORY = at_most(4.0)
LIMIT_TO_OLD = at_most(1 / 300)

# Run by our interpreter: the first search makes the cache; then each query as one would ask it, and
# looking at everything.
WARM = """
import itertools, json, resource, sqlite3, struct, sys, time
from llm.embeddings.search import caches, finding, nearest

connection = sqlite3.connect(sys.argv[1])
queries = list(struct.iter_unpack(f"<{sys.argv[3]}f", open(sys.argv[2], "rb").read()))
finding._searches = itertools.count(1)

def timed(vector, exact):
    began = time.perf_counter()
    found = nearest(connection, 1, vector, 10, exact=exact)
    return time.perf_counter() - began, found

making, _ = timed(queries[0], False)
timed(queries[0], False)
warm = [timed(vector, False) for vector in queries]
exact = [timed(vector, True) for vector in queries]
(_, dense), = caches._of_files.values()
print(json.dumps({
    "making": making,
    "warm": [seconds for seconds, _ in warm],
    "exact": [seconds for seconds, _ in exact],
    "found": [found for _, found in warm],
    "best": [found for _, found in exact],
    "candidates": dense._vectors.header.candidates,
    "kibibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
}))
"""
COLD = """
import sqlite3, struct, sys
from llm.embeddings.search import nearest

with open(sys.argv[2], "rb") as file:
    (vector,) = struct.iter_unpack(f"<{sys.argv[3]}f", file.read(4 * int(sys.argv[3])))
assert len(nearest(sqlite3.connect(sys.argv[1]), 1, vector, 10)) == 10
"""
OLD = """
import json, struct, sys, time
import llm, sqlite_utils

class Nobody(llm.EmbeddingModel):
    model_id = "none"

    def embed_batch(self, items):
        return []

collection = llm.Collection("measured", sqlite_utils.Database(sys.argv[1]), model=Nobody())
queries = list(struct.iter_unpack(f"<{sys.argv[3]}f", open(sys.argv[2], "rb").read()))
times, found = [], []
for vector in queries[: int(sys.argv[4])]:
    began = time.perf_counter()
    entries = collection.similar_by_vector(list(vector), number=10)
    times.append(time.perf_counter() - began)
    found.append([(entry.id, entry.score) for entry in entries])
print(json.dumps({"times": times, "found": found}))
"""


def warm(ours: Environment, collection: Collection) -> dict[str, Any]:
    """What a process of ours measures that searches again and again."""
    return _said([ours.python, "-c", WARM, *collection.arguments])


def cold(ours: Environment, collection: Collection, rounds: int) -> list[float]:
    """Seconds of whole processes that search once, the cache being there."""
    command = [ours.python, "-c", COLD, *collection.arguments]
    return wall_times({collection.name: command}, rounds)[collection.name]


def with_old(old: Environment, collection: Collection, queries: int) -> dict[str, Any]:
    """What 0.36 takes for some queries, and what it finds."""
    return _said([old.python, "-c", OLD, *collection.arguments, str(queries)])


def _said(command: Sequence[str]) -> dict[str, Any]:
    with variables() as environment:
        ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    said: dict[str, Any] = json.loads(ran.stdout)
    return said


def recall(found: Sequence[Sequence[Any]], best: Sequence[Sequence[Any]]) -> float:
    """The share of the *best* that was *found*, over all queries."""
    both_found = (
        {name for name, _ in some} & {name for name, _ in others}
        for some, others in zip(found, best, strict=True)
    )
    return sum(map(len, both_found)) / sum(map(len, best))


def _running(collection: Collection) -> str:
    return f"searching {collection.name}, in a running process"


def judged(
    collection: Collection, measured: dict[str, Any], whole: Sequence[float]
) -> Iterator[Row]:
    """What was measured of a collection, beside what is wanted; *whole* processes are seconds."""
    name, what = collection.name, _running(collection)
    how = f"{measured['candidates']} candidates" if measured["candidates"] else "no codes"
    print(f"{name}: cache made in {measured['making']:.1f} s, {how}")
    print(f"{what}, exact: {spread(measured['exact'], 'ms', 1000)}")
    yield limited(what, measured["warm"], "ms", collection.limit, scale=1000)
    if name == LARGEST:
        print(f"searching {name}, a process for each query: {spread(whole, 'ms', 1000)}")
    else:
        what = f"searching {name}, a process for each query"
        yield limited(what, whole, "ms", LIMIT_OF_COLD, scale=1000)
    share = recall(measured["found"], measured["best"])
    yield limited(f"searching {name}: recall@10", [share], "", LIMIT_OF_RECALL)
    gibibytes = [measured["kibibytes"] / (1 << 20)]
    what = f"searching {name}: memory at its peak, the cache made"
    yield limited(what, gibibytes, "GiB", LIMIT_OF_MEMORY)


def beside_old(collection: Collection, ours: dict[str, Any], old: dict[str, Any]) -> Iterator[Row]:
    """How much faster ours is than 0.36, and whether it finds the same."""
    print(f"{_running(collection)}, 0.36: {spread(old['times'], 'ms', 1000)}")
    middle, of_old = ([statistics.median(times)] for times in (ours["warm"], old["times"]))
    what = _running(collection)
    yield telling(compared(what, middle, "0.36", of_old, "ms", LIMIT_TO_OLD, scale=1000))
    same = ours["best"][: len(old["found"])] == old["found"]
    yield Row(
        f"searching {collection.name}: ids and scores, exact",
        "the same" if same else "others",
        "0.36",
        wanted="the same to the last bit",
        holds=same,
    )


def rows(rounds: int) -> Iterator[Row]:
    """The collections that are made at random, searched by *rounds* processes each."""
    made: dict[str, tuple[Callable[[], tuple[Iterable[Rows], Rows]], Limit]] = {
        CLUSTERED: (lambda: clustered(100_000, 768), at_most(10.0)),
        "100,000 isotropic vectors": (lambda: isotropic(100_000, 768), at_most(40.0)),
        LARGEST: (lambda: clustered(1_000_000, 384), at_most(100.0)),
    }
    for name, (make, limit) in made.items():
        with tempfile.TemporaryDirectory() as directory:
            collection = stored(Path(directory), name, *make(), limit)
            measured = warm(with_numpy(), collection)
            yield from judged(collection, measured, cold(with_numpy(), collection, rounds))
            if name == CLUSTERED:
                found = with_old(both()[1], collection, OLD_QUERIES)
                yield from beside_old(collection, measured, found)


if __name__ == "__main__":
    alone(__doc__, rows, ROUNDS)
