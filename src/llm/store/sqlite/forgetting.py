"""Dropping the identity of what was redacted: no hash is left from which it could be guessed.

A message that says a forgotten text has no hash. Its node gets a hash and a wire path at random,
and everything after it those that follow from them, so that appending, looking up and verifying go
on as usual. What is read of it, a note that others share, does not lead there.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from llm.store.canonical import node_hash, wire_path

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from llm.store.sqlite.backend import SQLiteStore

_AT_ONCE = 500


def wholes_of(connection: sqlite3.Connection, blobs: Iterable[int]) -> set[int]:
    """*blobs*, and all that are made of them."""
    rows = connection.execute(
        "WITH RECURSIVE up(id) AS (SELECT value FROM json_each(?)"
        " UNION SELECT whole FROM up JOIN blob_parts ON part = up.id) SELECT id FROM up",
        (json.dumps(sorted(blobs)),),
    )
    return {blob for (blob,) in rows}


def forget_identities(store: SQLiteStore, blobs: Iterable[int]) -> None:
    """Drop every hash that depends on *blobs*, in a transaction; the graph stays as it is."""
    connection = store.connection
    listed = (json.dumps(sorted(blobs)),)
    chosen = "(SELECT value FROM json_each(?))"
    connection.execute(f"UPDATE blobs SET hash = NULL WHERE id IN {chosen}", listed)  # noqa: S608 - our own condition
    connection.execute(f"DELETE FROM known_schemas WHERE blob IN {chosen}", listed)  # noqa: S608 - our own condition
    messages = [
        message
        for (message,) in connection.execute(
            f"SELECT DISTINCT message FROM message_blobs WHERE blob IN {chosen}",  # noqa: S608 - our own condition
            listed,
        )
    ]
    named = (json.dumps(messages),)
    connection.execute(f"UPDATE stored_messages SET hash = NULL WHERE id IN {chosen}", named)  # noqa: S608 - our own condition
    _name_anew(store, messages)


def _name_anew(store: SQLiteStore, messages: list[int]) -> None:
    """Give the nodes of *messages*, and those after them, other hashes and wire paths."""
    connection = store.connection
    # A node is never older than the one before it: in this order each parent comes first.
    nodes = [
        node
        for (node,) in connection.execute(
            "WITH RECURSIVE below(id) AS ("
            "  SELECT id FROM nodes WHERE message IN (SELECT value FROM json_each(?))"
            "  UNION SELECT nodes.id FROM below JOIN nodes ON nodes.parent = below.id)"
            " SELECT id FROM below ORDER BY id",
            (json.dumps(messages),),
        )
    ]
    forgotten = set(messages)
    known: dict[int, tuple[bytes | None, bytes]] = {0: (None, b"")}
    for begin in range(0, len(nodes), _AT_ONCE):
        rows = connection.execute(
            "SELECT nodes.id, parent, message, nodes.hash, path, said.hash FROM nodes"
            " JOIN stored_messages AS said ON said.id = message"
            " WHERE nodes.id IN (SELECT value FROM json_each(?)) ORDER BY nodes.id",
            (json.dumps(nodes[begin : begin + _AT_ONCE]),),
        ).fetchall()
        stored = store.graph.stored(message for _, _, message, *_ in rows)
        renamed: list[tuple[bytes | None, bytes, int]] = []
        for node, parent, message, kept, kept_path, hashed in rows:
            if parent not in known:
                place = store.graph.place(parent)
                known[parent] = (place.hash, place.path)
            above, path = known[parent]
            if message in forgotten:
                known[node] = (os.urandom(32), os.urandom(16))
            elif hashed is None:  # forgotten before
                known[node] = (kept, kept_path)
            else:
                known[node] = (node_hash(above, hashed), wire_path(path, stored[message]))
            renamed.append((*known[node], node))
        connection.executemany("UPDATE nodes SET hash = ?, path = ? WHERE id = ?", renamed)
