"""recall.db: the vectors of what the history says. Where it is, and how what is deleted leaves it.

It has the tables of embeddings.db. A collection is what one model made of the texts; an item's id
is the hash of its text, which is not stored. Beside it lies the cache that is searched. Writing
and searching are `embeddings/recall/`'s; here is only what a deletion has to do.

Whoever writes takes the lock of this file first and looks whether the texts are still there;
whoever deletes texts has done so before it takes the lock here. So no vector outlives its text.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Collection
from contextlib import closing, suppress
from pathlib import Path

from llm.store.sqlite.connection import (
    error_code,
    is_locked,
    opened_to_change,
    patiently,
    writing,
)

OURS = 0x6C6C6D72
"""The `application_id` by which the file is known: another one of that name is somebody's own."""

_OF_THE_USER = "logs.db"
_MAGIC, _APPLICATION_ID = b"SQLite format 3\0", slice(68, 72)
# In `user_version`, from the deletion of rows on until no byte of them is left.
_NOTHING_LEFT, _BYTES_LEFT = 0, 1


def vectors_path(history: str | Path) -> Path:
    """Where the vectors of the history in that file are, or would be."""
    path = Path(os.path.realpath(history))
    name = "recall.db" if path.name == _OF_THE_USER else f"{path.name}-recall.db"
    return path.with_name(name)


def cache_of(database: str | os.PathLike[str]) -> Path:
    """The directory of the cache of a *database* of vectors, which need not exist."""
    return Path(f"{os.path.realpath(database)}-index")


def forget_unsaid(
    history: Path, said: Callable[[], Collection[str]], patience: float
) -> str | None:
    """Delete the vectors of all texts whose hashes are not *said*, to the last byte.

    *said* is asked once nobody can add a vector any more. Others are waited for as long as
    *patience*, in seconds. Returns why something is still there, in words; None when nothing is.
    """
    path = vectors_path(history)
    if not path.exists():
        return _without_cache(path)
    try:
        with closing(opened_to_change(path)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            return _forget(connection, path, said, time.monotonic() + patience)
    except sqlite3.Error as error:
        if is_locked(error):
            return f"another program is using {path.name}"
        if error_code(error) not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return f"{path.name} cannot be used ({error})"
    return _without_file(path) if _seems_ours(path) else None


def _forget(
    connection: sqlite3.Connection, path: Path, said: Callable[[], Collection[str]], until: float
) -> str | None:
    def left() -> float:
        return max(until - time.monotonic(), 0)

    with writing(connection, patience=left()):
        if connection.execute("PRAGMA application_id").fetchone() != (OURS,):
            return None
        kept = said()
        rows = connection.execute("SELECT rowid, id FROM embeddings").fetchall()
        gone = [(rowid,) for rowid, hashed in rows if hashed not in kept]
        if gone:
            connection.executemany("DELETE FROM embeddings WHERE rowid = ?", gone)
            connection.execute(f"PRAGMA user_version = {_BYTES_LEFT}")
        (state,) = connection.execute("PRAGMA user_version").fetchone()
    if state == _NOTHING_LEFT:
        return None
    # What is deleted is overwritten, but not what SQLite had moved to another page before.
    patiently(lambda: connection.execute("VACUUM"), until)
    if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        return f"another program is reading {path.name}"
    # Who makes a cache reads the file meanwhile, so that none was begun before the rows went.
    if (reason := _without_cache(path)) is not None:
        return reason
    with writing(connection, patience=left()):
        connection.execute(f"PRAGMA user_version = {_NOTHING_LEFT}")
    return None


def _seems_ours(path: Path) -> bool:
    """Whether the damaged file at *path* was ours, as far as its first bytes tell."""
    with suppress(OSError), path.open("rb") as file:
        header = file.read(_APPLICATION_ID.stop)
        return header.startswith(_MAGIC) and header[_APPLICATION_ID] == OURS.to_bytes(4, "big")
    return False


def _without_file(path: Path) -> str | None:
    """Delete what is damaged: nothing in it can be told apart, and all of it can be made again."""
    try:
        for ending in ("-journal", "-wal", "-shm", ""):
            path.with_name(path.name + ending).unlink(missing_ok=True)
    except OSError as error:
        return f"{path.name} cannot be removed ({error.strerror or error})"
    return _without_cache(path)


def _without_cache(path: Path) -> str | None:
    """Delete the cache of *path*; why that cannot be done, in words."""
    cache = cache_of(path)
    try:
        shutil.rmtree(cache)
    except FileNotFoundError:
        return None
    except OSError as error:
        return f"{cache.name} cannot be removed ({error.strerror or error})"
    return None
