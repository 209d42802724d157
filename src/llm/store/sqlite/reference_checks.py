"""References between the rows of a history that lead nowhere, or that are not noted anywhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from llm.store.sqlite.indexing import PLACE_BITS, PLACES
from llm.store.upkeep import Failure

# What is no JSON cannot be read, which is reported where that is tried.
_JSON = "CASE WHEN json_valid(content) THEN content ELSE '[]' END"
# Each gives the kind of the row, its name, and in words what is wrong with it.
_NOWHERE = (
    """SELECT 'node', coalesce(lower(hex(hash)), 'number ' || id), 'the node before it is gone'
       FROM nodes WHERE parent <> 0 AND parent NOT IN (SELECT id FROM nodes)""",
    """SELECT 'node', coalesce(lower(hex(hash)), 'number ' || id), 'it is older than its parent'
       FROM nodes WHERE parent >= id""",
    *(
        f"""SELECT 'call', id, 'the node of its {column} is gone' FROM calls
            WHERE {column} <> 0 AND {column} NOT IN (SELECT id FROM nodes)"""  # noqa: S608 - our own names
        for column in ("input", "output", "instructions")
    ),
    f"""SELECT 'blob', coalesce(lower(hex(hash)), 'number ' || blobs.id), 'its part ' || piece.value
         || ' is not noted' FROM blobs, json_each({_JSON}) AS piece
       WHERE form IN ('joined', 'list') AND redacted IS NULL
         AND NOT EXISTS (SELECT 1 FROM blob_parts WHERE part = piece.value AND whole = blobs.id)""",  # noqa: S608 - our own expression
    f"""SELECT 'blob', coalesce(lower(hex(hash)), 'number ' || blobs.id), 'its part ' || piece.value
         || ' is not noted' FROM blobs, json_tree({_JSON}) AS piece
       WHERE form = 'json' AND redacted IS NULL AND piece.key = '$blob'
         AND NOT EXISTS (SELECT 1 FROM blob_parts WHERE part = piece.value AND whole = blobs.id)""",  # noqa: S608 - our own expression
)


def broken_references(connection: sqlite3.Connection) -> Iterator[Failure]:
    """Every reference that leads nowhere."""
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchall():
        yield Failure("reference", f"{table} {row}", f"it refers to a row of {parent} that is gone")
    for query in _NOWHERE:
        for kind, name, reason in connection.execute(query):
            yield Failure(kind, name, reason)


def wrong_entries(connection: sqlite3.Connection) -> int:
    """How many entries the search index has too many or too few."""
    noted = (
        f"SELECT blobs.id << {PLACE_BITS} | place.value FROM blobs,"  # noqa: S608 - our own numbers
        f" json_each('{list(range(len(PLACES)))}') AS place"
        " WHERE redacted IS NULL AND indexed >> place.value & 1"
    )
    there = "SELECT id FROM search_docsize"
    (wrong,) = connection.execute(
        f"SELECT (SELECT count(*) FROM ({noted} EXCEPT {there}))"  # noqa: S608 - our own queries
        f" + (SELECT count(*) FROM ({there} EXCEPT {noted}))"
    ).fetchone()
    return int(wrong)
