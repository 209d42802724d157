"""Databases of embeddings as they are, and what is nearest in them, looked up the slow way."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Sequence

from llm.embeddings.vectors import cosine_similarity, decode, encode

TABLES = """
CREATE TABLE IF NOT EXISTS collections (id INTEGER PRIMARY KEY, name TEXT, model TEXT);
CREATE UNIQUE INDEX IF NOT EXISTS idx_collections_name ON collections (name);
CREATE TABLE IF NOT EXISTS embeddings (
  collection_id INTEGER REFERENCES collections(id), id TEXT, embedding BLOB, content TEXT,
  content_blob BLOB, content_hash BLOB, metadata TEXT, updated INTEGER,
  PRIMARY KEY (collection_id, id));
"""


def make_tables(connection: sqlite3.Connection, *names: str) -> None:
    """The tables, with collections of these *names*, numbered from 1."""
    connection.executescript(TABLES)
    connection.executemany("INSERT INTO collections (name, model) VALUES (?, 'm')", zip(names))
    connection.commit()


def put(
    connection: sqlite3.Connection,
    items: Iterable[tuple[str, Sequence[float]]],
    collection: int = 1,
) -> None:
    """Store vectors under their ids, and commit."""
    rows = [(collection, name, encode(vector)) for name, vector in items]
    put_blobs(connection, rows)


def put_blobs(
    connection: sqlite3.Connection, rows: Iterable[tuple[int, str, bytes | None]]
) -> None:
    """Store what there may be in a file, whatever it is, and commit."""
    connection.executemany(
        "INSERT OR REPLACE INTO embeddings (collection_id, id, embedding) VALUES (?, ?, ?)", rows
    )
    connection.commit()


def clustered(count: int, dimension: int, seed: int = 1) -> list[tuple[str, list[float]]]:
    """Vectors around a few centres, and their ids."""
    chance = random.Random(seed)
    centres = [[chance.gauss(0, 1) for _ in range(dimension)] for _ in range(count // 50 + 1)]
    return [
        (f"item-{number}", [each + chance.gauss(0, 0.5) for each in chance.choice(centres)])
        for number in range(count)
    ]


def isotropic(count: int, dimension: int, seed: int = 1) -> list[tuple[str, list[float]]]:
    """Vectors in all directions alike, and their ids."""
    chance = random.Random(seed)
    return [
        (f"item-{number}", [chance.gauss(0, 1) for _ in range(dimension)])
        for number in range(count)
    ]


def slowly(
    connection: sqlite3.Connection, vector: Sequence[float], number: int, collection: int = 1
) -> list[tuple[str, float]]:
    """The nearest items by the function that anybody can call, one after the other."""
    rows = connection.execute(
        "SELECT id, embedding FROM embeddings WHERE collection_id = ?", (collection,)
    )
    scored = [(name, cosine_similarity(vector, decode(blob))) for name, blob in rows]
    return sorted(scored, key=lambda item: (-item[1], item[0]))[:number]
