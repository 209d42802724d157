"""What is asked of any connection to a database of embeddings, whoever opened it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any


class SharedConnection(sqlite3.Connection):
    """A connection that threads may share: each has it for a whole transaction; see `alone`."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.turn = threading.RLock()


def alone(connection: sqlite3.Connection) -> AbstractContextManager[object]:
    """Keep other threads from *connection*: none is to be part of another's transaction.

    That is so until the end of the block. One that was handed in is its owner's to share.
    """
    return connection.turn if isinstance(connection, SharedConnection) else nullcontext()


def rows_of(connection: sqlite3.Connection, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
    """The rows of a query, as tuples whatever the connection was told to make of rows."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(sql, values)


def path_of(connection: sqlite3.Connection) -> str | None:
    """The file behind *connection*; None in memory."""
    files = rows_of(connection, "PRAGMA database_list")
    return next((file for _, name, file in files if name == "main"), None) or None
