"""A database of an older release becomes one of ours where it is, in one transaction.

Tables, views, triggers and indexes that we do not know stay as they are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from llm.errors import HistoryUnavailable
from llm.store.old.history import OldHistory
from llm.store.old.tables import INDEXES, TABLES, TRIGGERS, VIEWS, OldTables, is_old, quoted
from llm.store.sqlite.connection import OPENING_PATIENCE, take_steps, writing
from llm.store.sqlite.schema import STEPS
from llm.store.upgrading.carrying import Carried, carry

if TYPE_CHECKING:
    from llm.store.upkeep import Progress

_ASIDE = "_llm_old_"
_SETTINGS = {"foreign_keys": 0, "legacy_alter_table": 1, "secure_delete": 1}


def migrate_in_place(
    connection: sqlite3.Connection, progress: Progress | None = None
) -> Carried | None:
    """Make the database a history of ours, with all that it held; None if it is no old one.

    It is one transaction: whatever goes wrong, everything is as it was before. Raises
    `HistoryUnavailable` when a table of somebody else has a name that we need, and what SQLite
    raises.
    """
    if not is_old(connection):
        return None
    from llm.store.sqlite.backend import SQLiteStore

    with (
        _set_for_this(connection),
        writing(connection, patience=OPENING_PATIENCE, exclusively=True),
    ):
        if not is_old(connection):  # somebody was faster
            return None
        left_out = _on_old_tables(connection)
        names = _set_aside(connection)
        _check_names(connection)
        connection.execute("PRAGMA user_version = 0")
        take_steps(connection, STEPS)
        store = SQLiteStore(connection, owned=False)
        carried = carry(OldHistory(connection, names), store, progress)
        carried.left_out = left_out
        for name in names.values():
            connection.execute(f"DROP TABLE {quoted(name)}")
    return carried


@contextmanager
def _set_for_this(connection: sqlite3.Connection) -> Iterator[None]:
    """Settings under which tables are renamed without a change to whatever names them."""
    before: dict[str, Any] = {}
    row_factory, text_factory = connection.row_factory, connection.text_factory
    connection.row_factory = None
    # SQLite keeps what is no UTF-8, too.
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    try:
        for name, value in _SETTINGS.items():
            (before[name],) = connection.execute(f"PRAGMA {name}").fetchone() or (None,)
            connection.execute(f"PRAGMA {name} = {value}").fetchall()
        yield
    finally:
        for name, value in before.items():
            if value is not None:
                connection.execute(f"PRAGMA {name} = {value}").fetchall()
        connection.row_factory, connection.text_factory = row_factory, text_factory


def _objects(connection: sqlite3.Connection) -> list[tuple[str, str, str, str | None]]:
    """Type, name, table and SQL of whatever is in the database."""
    return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()


def _on_old_tables(connection: sqlite3.Connection) -> list[str]:
    """What others put on tables that will be gone."""
    known = TRIGGERS | INDEXES
    return sorted(
        name
        for kind, name, table, sql in _objects(connection)
        if kind in {"trigger", "index"} and sql and table in TABLES and name not in known
    )


def _set_aside(connection: sqlite3.Connection) -> dict[str, str]:
    """Remove what only serves the old tables, and give these other names, which are returned."""
    found = _objects(connection)
    for kind, name, table, sql in found:
        if kind == "trigger" and table in TABLES:
            connection.execute(f"DROP TRIGGER {quoted(name)}")
        elif kind == "view" and name in VIEWS:
            connection.execute(f"DROP VIEW {quoted(name)}")
        elif kind == "table" and name in TABLES and (sql or "").startswith("CREATE VIRTUAL"):
            connection.execute(f"DROP TABLE {quoted(name)}")
    names = {}
    tables = {name for kind, name, _, _ in _objects(connection) if kind == "table"}
    log_table = OldTables(connection).log_table()
    for name in sorted((TABLES | ({log_table} if log_table else set())) & tables):
        names[name] = f"{_ASIDE}{name}"
        connection.execute(f"ALTER TABLE {quoted(name)} RENAME TO {quoted(names[name])}")
    return names


def _check_names(connection: sqlite3.Connection) -> None:
    """Raise `HistoryUnavailable` where somebody else's table has a name that we need."""
    scratch = sqlite3.connect(":memory:")
    try:
        for step in STEPS:
            step(scratch)
        ours = {name.lower() for _, name, _, _ in _objects(scratch)}
    finally:
        scratch.close()
    taken = [
        name
        for kind, name, _, _ in _objects(connection)
        if name.lower() in ours and not name.startswith("sqlite_")
    ]
    if taken:
        raise HistoryUnavailable(
            "The history of an older release cannot be taken over, as the database has a"
            f" {'table' if len(taken) == 1 else 'few tables'} of somebody else named"
            f" {', '.join(sorted(taken))}: rename it first, and try again"
        )
