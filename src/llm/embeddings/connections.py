"""What is asked of any connection to a database of embeddings, whoever opened it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any


def rows_of(connection: sqlite3.Connection, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
    """The rows of a query, as tuples whatever the connection was told to make of rows."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(sql, values)


def path_of(connection: sqlite3.Connection) -> str | None:
    """The file behind *connection*; None in memory."""
    files = rows_of(connection, "PRAGMA database_list")
    return next((file for _, name, file in files if name == "main"), None) or None
