"""The bytes of what was deleted: out of the file, its log, its search index and what mirrors it.

Whatever deletes notes so in its own transaction (`note_erasure`), and asks for the bytes to go once
that is committed (`erase`). A note that is still there means that somebody was in the way, or that
the process died; a later run goes on.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from llm.store.sqlite.connection import is_locked, writing
from llm.store.sqlite.indexing import rebuild

PATIENCE = 5.0
"""Seconds for which others are waited for."""

_NAME = "erasure"
_REWRITE = "rewrite"
_CHECKPOINT = "checkpoint"


def note_erasure(connection: sqlite3.Connection) -> None:
    """Note, in the caller's transaction, that bytes have to go; the search index is made anew."""
    rebuild(connection)
    connection.execute(
        "INSERT INTO state (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        # Never the same note twice: whoever did away with one must not take the next one with it.
        (_NAME, f"{_REWRITE} {os.urandom(8).hex()}"),
    )


def erase(connection: sqlite3.Connection, patience: float = PATIENCE) -> str | None:
    """Do what is noted. Returns why bytes are still there, in words; None when they are not."""
    note = _noted(connection)
    if note is None:
        return None
    if connection.in_transaction:
        return "a transaction is open"
    try:
        return _erase(connection, note, patience)
    except sqlite3.OperationalError as error:
        return "another program is using it" if is_locked(error) else str(error)
    except sqlite3.Error as error:
        return str(error)


def _erase(connection: sqlite3.Connection, note: str, patience: float) -> str | None:
    until = time.monotonic() + patience
    left_beside = _forgotten_beside(connection, patience)
    if note.startswith(_REWRITE):
        from llm.store.sqlite.rewriting import rewrite

        with deleting(connection):
            rewrite(connection, until)
        rest = note.replace(_REWRITE, _CHECKPOINT, 1)
        with writing(connection, patience=patience):
            connection.execute(
                "UPDATE state SET value = ? WHERE name = ? AND value = ?", (rest, _NAME, note)
            )
        note = rest
    if not _emptied(connection, until):
        return "another program is reading it"
    if left_beside is not None:
        return left_beside
    with writing(connection, patience=patience):
        connection.execute("DELETE FROM state WHERE name = ? AND value = ?", (_NAME, note))
    return None


def _forgotten_beside(connection: sqlite3.Connection, patience: float) -> str | None:
    """Let what lies beside the file forget what was deleted; why something is left, in words."""
    from llm.store.copies import forget_in_mirrors
    from llm.store.sqlite.said_texts import hashes_in

    files = connection.execute("PRAGMA database_list").fetchall()
    path = next(file for _, name, file in files if name == "main")
    if not path:
        return None
    return forget_in_mirrors(Path(path), lambda: hashes_in(connection), patience)


def _emptied(connection: sqlite3.Connection, until: float) -> bool:
    """Whether all of the write-ahead log is in the file, and the log is empty."""
    pause = 0.01
    while True:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if not busy:
            return True
        if time.monotonic() >= until:
            return False
        time.sleep(pause)
        pause = min(pause * 2, 0.1)


def _noted(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT value FROM state WHERE name = ?", (_NAME,)).fetchone()
    return None if row is None else str(row[0])


@contextmanager
def deleting(connection: sqlite3.Connection) -> Iterator[None]:
    """While rows are deleted: what is freed is overwritten, and references are not looked up.

    Looking them up takes a scan of `calls` for every blob. To be entered before the transaction.
    """
    (enforced,) = connection.execute("PRAGMA foreign_keys").fetchone()
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA foreign_keys = {int(enforced)}")
