"""Sweeping: what nothing leads to any more is deleted.

What stays is the way to the input, the output and the instructions of every call and to the tip of
every conversation; the messages on these ways; the blobs of these messages and of the calls, of
known fragments and schemas, and of redactions, which are to be known again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from llm.store.sqlite.reading import BLOB_COLUMNS
from llm.store.upkeep import Collection

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from llm.store.sqlite.backend import SQLiteStore

_DELETE_NODES = """
DELETE FROM nodes WHERE id NOT IN (
  WITH RECURSIVE kept(id) AS (
    SELECT input FROM calls
    UNION SELECT output FROM calls WHERE output IS NOT NULL
    UNION SELECT instructions FROM calls WHERE instructions IS NOT NULL
    UNION SELECT tip FROM conversations WHERE tip IS NOT NULL
    UNION SELECT nodes.parent FROM kept JOIN nodes ON nodes.id = kept.id)
  SELECT id FROM kept)
"""
_ROOTS = " UNION ".join(
    [
        "SELECT blob AS id FROM message_blobs",
        *(
            f"SELECT {column} FROM calls WHERE {column} IS NOT NULL"  # noqa: S608 - our own names
            for column in BLOB_COLUMNS
        ),
        "SELECT blob FROM call_fragments",
        "SELECT blob FROM known_fragments",
        "SELECT blob FROM fragment_aliases",
        "SELECT blob FROM known_schemas",
        "SELECT id FROM blobs WHERE redacted IS NOT NULL AND hash IS NOT NULL",
    ]
)


def collect(store: SQLiteStore) -> Collection:
    """Delete what nothing leads to, and make the file as small as it can be.

    Raises `HistoryUnavailable` when the history cannot be written.
    """
    from llm.store.sqlite.erasing import deleting, erase, note_erasure

    connection = store.connection
    with store.alone():
        before = _size(connection)
        with deleting(connection), store.writing():
            forget_unused(connection)
            found = sweep(connection)
            note_erasure(connection)
        store.graph.forget()
        found.remains = erase(connection)
        found.bytes = max(before - _size(connection), 0)
    return found


def sweep(connection: sqlite3.Connection) -> Collection:
    """Delete what nothing leads to, in the caller's transaction; `bytes` are those of blobs."""
    execute = connection.execute
    execute(_DELETE_NODES)
    execute("DELETE FROM message_blobs WHERE message NOT IN (SELECT message FROM nodes)")
    messages = execute(
        "DELETE FROM stored_messages WHERE id NOT IN (SELECT message FROM nodes)"
    ).rowcount
    execute("DROP TABLE IF EXISTS temp.kept_blobs")
    execute("CREATE TEMP TABLE kept_blobs (id INTEGER PRIMARY KEY)")
    execute(f"INSERT INTO temp.kept_blobs {_ROOTS}")
    # The parts of what is kept, and their parts: a list of values of long texts is the deepest.
    while execute(
        "INSERT OR IGNORE INTO temp.kept_blobs SELECT part FROM blob_parts"
        " WHERE whole IN (SELECT id FROM temp.kept_blobs)"
        " AND part NOT IN (SELECT id FROM temp.kept_blobs)"
    ).rowcount:
        pass
    dead = "NOT IN (SELECT id FROM temp.kept_blobs)"
    texts, size = execute(
        "SELECT count(*), coalesce(sum(length(CAST(content AS BLOB))), 0)"  # noqa: S608 - our own condition
        f" FROM blobs WHERE id {dead}"
    ).fetchone()
    execute(f"DELETE FROM blob_parts WHERE whole {dead}")  # noqa: S608 - our own condition
    execute(f"DELETE FROM blobs WHERE id {dead}")  # noqa: S608 - our own condition
    execute("DROP TABLE temp.kept_blobs")
    return Collection(texts=texts, messages=messages, bytes=size)


def forget_unused(connection: sqlite3.Connection, among: Iterable[int] | None = None) -> None:
    """Let the fragments and schemas go that no call uses; a fragment with an alias stays.

    With *among*, only those of these blobs. In the caller's transaction.
    """
    blobs = None if among is None else json.dumps(sorted(among))
    chosen = "(?1 IS NULL OR blob IN (SELECT value FROM json_each(?1)))"
    connection.execute(
        f"DELETE FROM known_fragments WHERE {chosen}"  # noqa: S608 - our own condition
        " AND blob NOT IN (SELECT blob FROM fragment_aliases)"
        " AND blob NOT IN (SELECT blob FROM call_fragments)",
        (blobs,),
    )
    connection.execute(
        f"DELETE FROM known_schemas WHERE {chosen}"  # noqa: S608 - our own condition
        " AND blob NOT IN (SELECT schema FROM calls WHERE schema IS NOT NULL)",
        (blobs,),
    )


def _size(connection: sqlite3.Connection) -> int:
    """The bytes of the database, and of the log beside it."""
    import os

    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    file = connection.execute("PRAGMA database_list").fetchone()[2]
    log = f"{file}-wal"
    return int(pages * page) + (os.path.getsize(log) if file and os.path.exists(log) else 0)
