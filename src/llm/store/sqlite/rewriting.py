"""Rewriting the file: nothing that it said before is left between what it says now."""

from __future__ import annotations

import sqlite3
import time

from llm.store.sqlite.connection import patiently, writing
from llm.store.sqlite.schema import TABLES


def rewrite(connection: sqlite3.Connection, until: float) -> None:
    """Write the file anew, so that it has no old bytes; waits for others till *until*.

    To be called with `secure_delete` on, `foreign_keys` off, and no open transaction. *until* is
    a moment of `time.monotonic()`. Raises sqlite3.Error.
    """
    # What is put aside may be larger than the memory.
    connection.execute("PRAGMA temp_store = FILE")
    try:
        if _numbers_would_change(connection):
            with writing(connection, patience=max(until - time.monotonic(), 0)):
                _refill_tables(connection)
        else:
            patiently(lambda: connection.execute("VACUUM"), until)
    finally:
        connection.execute("PRAGMA temp_store = MEMORY")


def _numbers_would_change(connection: sqlite3.Connection) -> bool:
    """Whether somebody keeps a table here whose rows VACUUM would give other numbers.

    That is one without an INTEGER PRIMARY KEY. A search index of his may go by these numbers.
    """
    tables = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT wr"
    ).fetchall()
    return any(
        name not in TABLES
        and not name.startswith("sqlite_")
        and not _has_numbers_of_its_own(connection, name)
        for (name,) in tables
    )


def _has_numbers_of_its_own(connection: sqlite3.Connection, table: str) -> bool:
    # A primary key that is not the row's number has an index.
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM pragma_table_info(?1, 'main') WHERE pk)"
        " AND NOT EXISTS (SELECT 1 FROM pragma_index_list(?1, 'main') WHERE origin = 'pk')",
        (table,),
    ).fetchone()
    return bool(row[0])


def _refill_tables(connection: sqlite3.Connection) -> None:
    """Empty the tables of the history, and fill them again, in the caller's transaction.

    What is deleted is overwritten, but not what SQLite moved to another page before. A table that
    is emptied gives all its pages back, and these are overwritten. One with triggers, which are
    somebody else's and would take that for a change, is left.
    """
    execute = connection.execute
    triggered = {
        name for (name,) in execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")
    }
    for table in sorted({*TABLES} - triggered):
        execute(f"CREATE TEMP TABLE kept_rows AS SELECT * FROM main.{table}")  # noqa: S608 - our own names
        execute(f"DELETE FROM main.{table}")  # noqa: S608 - our own names
        execute(f"INSERT INTO main.{table} SELECT * FROM temp.kept_rows")  # noqa: S608 - our own names
        execute("DROP TABLE temp.kept_rows")
