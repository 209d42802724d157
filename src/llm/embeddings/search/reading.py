"""One state of a database, while something is looked up in it, and the token that names it."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from llm.embeddings.connections import alone, path_of, rows_of
from llm.embeddings.search.freshness import token_of
from llm.store.sqlite.connection import patiently

_TRIES = 5
_PATIENCE = 10.0


class Snapshot(NamedTuple):
    """One state of a database.

    Attributes:
        connection: reads this state, until the end of `reading`.
        path: the file, with links resolved; None for a database in memory.
        token: names the state, for the file or for this connection; None for one that nobody can
            name, as a transaction of the caller's is open.

    """

    connection: sqlite3.Connection
    path: str | None
    token: str | None

    def rows(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """The rows of a query, as tuples whatever the connection was told to make of rows."""
        return rows_of(self.connection, sql, values)


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[Snapshot]:
    """The database behind *connection*, which does not change in the block.

    Where a transaction is open already, it is read as that sees it.
    """
    with alone(connection):
        file = path_of(connection)
        path = os.path.realpath(file) if file else None
        if connection.in_transaction:
            yield Snapshot(connection, path, None)
            return
        token = _begin(connection, path)
        try:
            yield Snapshot(connection, path, token)
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def _begin(connection: sqlite3.Connection, path: str | None) -> str | None:
    """Begin a read transaction and name the state that it sees.

    In a file with a write-ahead log somebody may commit between the two, so the token is looked at
    before and after. Where somebody always does, the state has no name.
    """
    for _ in range(_TRIES):
        before = token_of(path) if path is not None else None
        connection.execute("BEGIN")
        try:
            patiently(
                lambda: rows_of(connection, "SELECT count(*) FROM sqlite_master").fetchone(),
                time.monotonic() + _PATIENCE,
            )
            if path is None:
                return _token_in_memory(connection)
            if (after := token_of(path)) == before or after is None:
                return after
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("ROLLBACK")
    connection.execute("BEGIN")
    return None


def _token_in_memory(connection: sqlite3.Connection) -> str:
    """What changes of a database in memory: by this connection, by others, and of its tables."""
    versions = [
        rows_of(connection, f"PRAGMA {name}").fetchone()[0]
        for name in ("data_version", "schema_version")
    ]
    return ":".join(map(str, [connection.total_changes, *versions]))
