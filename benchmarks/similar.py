"""Searching collections: how long a query takes, warm and in a process of its own, and recall.

Looked through are 100,000 vectors of 768 numbers in clusters, as many in all directions alike - the
worst for short codes -, 1,000,000 of 384, and with `--docstrings` what all-MiniLM-L6-v2 makes of
every docstring of the standard library. Release 0.36 searches the clusters, in the same file.
"""

from __future__ import annotations

import argparse
import ast
import json
import sqlite3
import statistics
import subprocess
import sysconfig
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.environments import Environment, both, with_numpy
from benchmarks.measuring import spread, variables, verdict, wall_times

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.float32]

CENTRES, EFFECTIVE, NOISE = 300, 64, 0.6
QUERIES = 60
OLD_QUERIES = 3
MODEL = "all-minilm-l6-v2"

LARGEST = "million"
"""What has no limit in a process of its own."""

MOST_COLD_MS = 200.0
LEAST_RECALL = 0.99
MOST_GIB = 4.0
LEAST_RATIO = 300.0
LEFT_OUT = 50

QUESTIONS = (
    "How do I read a file line by line?",
    "parse a date from text",
    "run another program and capture what it prints",
    "Why is my socket still open?",
    "remove duplicates but keep the order",
    "compress bytes",
    "send an e-mail with an attachment",
    "wait for several coroutines at once",
    "compare two directories",
    "random choice with weights",
)

TABLES = """
CREATE TABLE "_sqlite_migrations" ("id" INTEGER PRIMARY KEY, "migration_set" TEXT, "name" TEXT,
  "applied_at" TEXT);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
  ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE "collections" ("id" INTEGER PRIMARY KEY, "name" TEXT, "model" TEXT);
CREATE UNIQUE INDEX "idx_collections_name" ON "collections" ("name");
CREATE TABLE "embeddings" (
  "collection_id" INTEGER REFERENCES "collections"("id"), "id" TEXT, "embedding" BLOB,
  "content" TEXT, "content_blob" BLOB, "content_hash" BLOB, "metadata" TEXT, "updated" INTEGER,
  PRIMARY KEY ("collection_id", "id"));
CREATE INDEX "idx_embeddings_content_hash" ON "embeddings" ("content_hash");
INSERT INTO collections VALUES (1, 'measured', 'none');
"""
MIGRATIONS = (
    "m001_create_tables",
    "m002_foreign_key",
    "m003_add_updated",
    "m004_store_content_hash",
    "m005_add_content_blob",
)

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


@dataclass
class Collection:
    """A collection to be searched.

    Attributes:
        name: how its results are labelled.
        path: the database that it is in.
        queries: a file with the vectors that are searched for, one after the other.
        dimension: numbers in a vector.
        most_ms: what a warm query may take.
    """

    name: str
    path: Path
    queries: Path
    dimension: int
    most_ms: float

    @property
    def arguments(self) -> list[str]:
        """What the programs above are told."""
        return [str(self.path), str(self.queries), str(self.dimension)]


def stored(
    directory: Path, name: str, parts: Iterable[Rows], queries: Rows, most_ms: float
) -> Collection:
    """A collection of the rows of all *parts*, in a database as 0.36 makes them."""
    path = directory / f"{name}.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(TABLES)
        connection.executemany(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('llm.embeddings', ?, '2026-01-01 00:00:00+00:00')",
            [(migration,) for migration in MIGRATIONS],
        )
        number = 0
        for part in parts:
            connection.executemany(
                "INSERT INTO embeddings (collection_id, id, embedding, updated)"
                " VALUES (1, ?, ?, 0)",
                [
                    (f"row-{number + at}", row.astype("<f4").tobytes())
                    for at, row in enumerate(part)
                ],
            )
            number += len(part)
        connection.commit()
    asked = directory / f"{name}.queries"
    asked.write_bytes(queries.astype("<f4").tobytes())
    return Collection(name, path, asked, queries.shape[1], most_ms)


def clustered(count: int, dimension: int, at_once: int = 20_000) -> tuple[Iterator[Rows], Rows]:
    """Rows around centres in a space of fewer dimensions, and queries of the same kind."""
    import numpy as np

    random = np.random.default_rng(0)
    turned = random.standard_normal((EFFECTIVE, dimension), dtype=np.float32) / EFFECTIVE**0.5
    centres = random.standard_normal((CENTRES, EFFECTIVE), dtype=np.float32)

    def some(number: int) -> Rows:
        near = centres[random.integers(0, CENTRES, number)]
        moved = near + NOISE * random.standard_normal((number, EFFECTIVE), dtype=np.float32)
        rows: Rows = moved @ turned
        return rows

    queries = some(QUERIES)
    return (some(min(at_once, count - start)) for start in range(0, count, at_once)), queries


def isotropic(count: int, dimension: int, at_once: int = 20_000) -> tuple[Iterator[Rows], Rows]:
    """Rows and queries in all directions alike."""
    import numpy as np

    random = np.random.default_rng(0)

    def some(number: int) -> Rows:
        return random.standard_normal((number, dimension), dtype=np.float32)

    queries = some(QUERIES)
    return (some(min(at_once, count - start)) for start in range(0, count, at_once)), queries


def docstrings(directory: Path | None = None) -> list[str]:
    """Every docstring of the standard library, or below *directory*, each once, in order."""
    found: dict[str, None] = {}
    for path in sorted((directory or Path(sysconfig.get_path("stdlib"))).rglob("*.py")):
        if "site-packages" in path.parts:
            continue
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                text = ast.get_docstring(node)
                if text and text.strip():
                    found[text] = None
    return list(found)


def embedded(model: Any, texts: Sequence[str]) -> tuple[list[Rows], Rows]:
    """What *model* makes of *texts*; queries are some that are left out, and questions."""
    import numpy as np

    kept = [text for at, text in enumerate(texts) if at % LEFT_OUT]
    rows = np.array(list(model.embed_multi(kept)), np.float32)
    asked = np.array(list(model.embed_multi([*texts[::LEFT_OUT], *QUESTIONS])), np.float32)
    return [rows], asked


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


def show(collection: Collection, measured: dict[str, Any], whole: Sequence[float]) -> None:
    """Print what was measured of a collection, beside what is wanted."""
    label = f"{collection.name:10}"
    how = f"{measured['candidates']} candidates" if measured["candidates"] else "no codes"
    print(f"{label} cache made in {measured['making']:.1f} s, {how}")
    print(f"{label} warm {spread(measured['warm'], 'ms', 1000)}")
    print(f"{label} warm, exact {spread(measured['exact'], 'ms', 1000)}")
    middle = statistics.median(measured["warm"]) * 1000
    print(f"{label} warm ms {verdict(middle, at_most=collection.most_ms)}")
    print(f"{label} cold {spread(whole, 'ms', 1000)}")
    if collection.name != LARGEST:
        print(f"{label} cold ms {verdict(statistics.median(whole) * 1000, at_most=MOST_COLD_MS)}")
    share = recall(measured["found"], measured["best"])
    print(f"{label} recall@10 {verdict(share, at_least=LEAST_RECALL)}")
    gibibytes = measured["kibibytes"] / (1 << 20)
    print(f"{label} peak GiB, cache made and searched {verdict(gibibytes, at_most=MOST_GIB)}")


def show_old(collection: Collection, ours: dict[str, Any], old: dict[str, Any]) -> None:
    """Print how much faster ours is than 0.36, and whether it finds the same."""
    label = f"{collection.name:10}"
    print(f"{label} 0.36 {spread(old['times'], 'ms', 1000)}")
    faster = statistics.median(old["times"]) / statistics.median(ours["warm"])
    print(f"{label} ratio to 0.36 {verdict(faster, at_least=LEAST_RATIO)}")
    same = ours["best"][: len(old["found"])] == old["found"]
    print(f"{label} ids and scores are 0.36's to the last bit: {'holds' if same else 'MISSED'}")


def main(rounds: int, names: Sequence[str] = ("clustered", "isotropic", LARGEST)) -> None:
    """Measure the collections with these *names*."""
    ours, (_, old) = with_numpy(), both()
    made: dict[str, tuple[Callable[[], tuple[Iterable[Rows], Rows]], float]] = {
        "clustered": (lambda: clustered(100_000, 768), 10.0),
        "isotropic": (lambda: isotropic(100_000, 768), 40.0),
        LARGEST: (lambda: clustered(1_000_000, 384), 100.0),
        "docstrings": (lambda: embedded(_model(), docstrings()), 10.0),
    }
    for name in names:
        make, most_ms = made[name]
        with tempfile.TemporaryDirectory() as directory:
            collection = stored(Path(directory), name, *make(), most_ms)
            measured = warm(ours, collection)
            show(collection, measured, cold(ours, collection, rounds))
            if name == "clustered":
                show_old(collection, measured, with_old(old, collection, OLD_QUERIES))


def _model() -> Any:
    import llm

    return llm.get_embedding_model(MODEL)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help="cold processes of each")
    parser.add_argument("--docstrings", action="store_true", help="needs the extra `local`")
    given = parser.parse_args()
    main(given.rounds, *([["clustered", "isotropic", LARGEST, "docstrings"]] * given.docstrings))
