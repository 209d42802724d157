"""Collections to be searched: vectors that are made at random, and those of docstrings."""

from __future__ import annotations

import ast
import sqlite3
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.rows import Limit
from llm.embeddings.tables import MIGRATIONS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.float32]

CENTRES, EFFECTIVE, NOISE = 300, 64, 0.6
QUERIES = 60
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


@dataclass
class Collection:
    """A collection to be searched.

    Attributes:
        name: how its results are labelled.
        path: the database that it is in.
        queries: a file with the vectors that are searched for, one after the other.
        dimension: numbers in a vector.
        limit: what a warm query may take, in milliseconds.
    """

    name: str
    path: Path
    queries: Path
    dimension: int
    limit: Limit

    @property
    def arguments(self) -> list[str]:
        """What the programs above are told."""
        return [str(self.path), str(self.queries), str(self.dimension)]


def stored(
    directory: Path, name: str, parts: Iterable[Rows], queries: Rows, limit: Limit
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
    return Collection(name, path, asked, queries.shape[1], limit)


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
