"""Connections to the history's file: many processes at once, on a missing or an old one.

What is in the file is `schema.py`'s. Here it is opened, brought up to date, and locked for writing.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias, TypeVar

from llm.errors import ConfigError

Step: TypeAlias = Callable[[sqlite3.Connection], None]
T = TypeVar("T")

MEMORY = ":memory:"
# SQLite waits on its own for short locks; for longer ones we come back, not all of us together.
BUSY_MILLISECONDS = 250
FIRST_PAUSE = 0.005
LONGEST_PAUSE = 0.1
OPENING_PATIENCE = 60.0
WRITING_PATIENCE = 2.0
_SMALLEST_PAGE = 512


def connect(
    path: str | Path, steps: Sequence[Step] = (), *, patience: float | None = None
) -> sqlite3.Connection:
    """A connection to the file at *path*, made when missing, with every one of *steps* taken.

    A new file is for its owner alone, and so is a directory that is made for it. `:memory:` is a
    history that goes with its connection. Writers go through `writing`; readers read while
    somebody writes. *patience* is how long a lock of somebody else is waited for, in seconds; where
    it is None, a minute.

    Raises `sqlite3.OperationalError` when the file stays locked for so long or cannot be opened,
    `sqlite3.DatabaseError` when it is no database, and `ConfigError` when it was written by a
    newer version.
    """
    if str(path) != MEMORY:
        make_private(Path(path))
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        waiting = OPENING_PATIENCE if patience is None else patience
        until = time.monotonic() + waiting
        patiently(lambda: connection.execute("PRAGMA journal_mode = WAL").fetchone(), until)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What a query puts aside costs ten times as much in a file, for which it would ask.
        connection.execute("PRAGMA temp_store = MEMORY")
        # What is deleted is to be gone: from the file, not only from its tables.
        connection.execute("PRAGMA secure_delete = ON")
        take_steps(connection, steps, waiting)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_read(path: str | Path, steps: int) -> sqlite3.Connection | None:
    """A connection to a file that cannot be written, when it has taken just so many *steps*.

    None for any other file, and for one that lies where something could be written.
    """
    where = os.path.realpath(path)
    if not os.path.isfile(where) or (
        os.access(where, os.W_OK) and os.access(os.path.dirname(where), os.W_OK)
    ):
        return None
    connection = opened_to_read(where)
    try:
        (taken,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error:
        taken = None
    if taken == steps:
        return connection
    connection.close()
    return None


def opened_to_read(path: str | Path) -> sqlite3.Connection:
    """A connection to the file at *path* as it is, which changes nothing in it or beside it."""
    where = os.path.realpath(path)
    log = f"{where}-wal"
    # Without a log nothing else has to be read, and no memory shared with others be made.
    whole = not os.path.exists(log) or not os.path.getsize(log)
    address = f"{Path(where).as_uri()}?mode=ro{'&immutable=1' * whole}"
    return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)


def opened_to_change(path: str | Path) -> sqlite3.Connection:
    """A connection to the file at *path*, which has to be there; short locks are waited for."""
    address = f"{Path(os.path.abspath(path)).as_uri()}?mode=rw"
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    return connection


def take_steps(
    connection: sqlite3.Connection, steps: Sequence[Step], patience: float = OPENING_PATIENCE
) -> None:
    """Take those of *steps* that the file has not seen, all of them in one transaction.

    `user_version` counts the steps that were taken. Who waited for another process that took them
    finds so once it holds the lock.
    """
    if _steps_taken(connection, len(steps), patience) == len(steps):
        return
    with writing(connection, patience=patience, exclusively=True):
        for step in steps[_steps_taken(connection, len(steps), patience) :]:
            step(connection)
        connection.execute(f"PRAGMA user_version = {len(steps)}")


def _steps_taken(connection: sqlite3.Connection, known: int, patience: float) -> int:
    until = time.monotonic() + patience
    (taken,) = patiently(lambda: connection.execute("PRAGMA user_version").fetchone(), until)
    if taken > known:
        raise ConfigError(
            f"The history {_file_of(connection)} was written by a newer version of llm (step"
            f" {taken}; this one knows {known}): update llm, or choose another file with -d"
        )
    return int(taken)


def _file_of(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()[2])


@contextmanager
def writing(
    connection: sqlite3.Connection,
    *,
    patience: float = WRITING_PATIENCE,
    exclusively: bool = False,
) -> Iterator[None]:
    """A transaction that may write, committed at the end of the block.

    The lock is taken first, so that nothing read inside can be outdated. Inside another such block
    it is part of that one. Whatever is raised undoes it. Raises `sqlite3.OperationalError` when
    somebody else holds the lock for longer than *patience*, in seconds.
    """
    if connection.in_transaction:
        yield
        return
    begin = "BEGIN EXCLUSIVE" if exclusively else "BEGIN IMMEDIATE"
    try:
        with _waiting(connection, patience):
            patiently(lambda: connection.execute(begin), time.monotonic() + patience)
        yield
        # A reader of a file that is not in WAL mode may be in the way.
        with _waiting(connection, patience):
            patiently(lambda: connection.execute("COMMIT"), time.monotonic() + patience)
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def _waiting(connection: sqlite3.Connection, patience: float) -> Iterator[None]:
    """Let SQLite itself not wait for longer than *patience* in the block."""
    if patience * 1000 >= BUSY_MILLISECONDS:
        yield
        return
    connection.execute(f"PRAGMA busy_timeout = {max(0, int(patience * 1000))}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")


def patiently(attempt: Callable[[], T], until: float) -> T:
    """What *attempt* gives, tried again while the file is locked, up to the time *until*."""
    pause = FIRST_PAUSE
    while True:
        try:
            return attempt()
        except sqlite3.OperationalError as error:
            if not is_locked(error) or time.monotonic() >= until:
                raise
        import random

        # Jitter, so that many who wait for one do not come back together.
        time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
        pause = min(pause * 2, LONGEST_PAUSE)


def is_locked(error: sqlite3.Error) -> bool:
    """Whether *error* says that another process is at it."""
    return error_code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def error_code(error: sqlite3.Error) -> int:
    """SQLite's own number of the kind of *error*; 0 for what Python's module raises."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def private_directory(path: Path) -> None:
    """Make the directory *path*, and what is missing above it, for their owner alone."""
    if path.is_dir():
        return
    if not path.parent.exists():
        private_directory(path.parent)
    try:
        path.mkdir(mode=0o700, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path)) from error


_MAKING = threading.Lock()


def make_private(path: Path) -> None:
    """Make the file, if it is missing, so that nobody else ever sees it open to them.

    One that is there is not opened: a process that closes a file loses all locks that it has on
    it, and another connection of ours may have some.
    """
    path = Path(os.path.realpath(path))
    with _MAKING:
        if os.path.lexists(path):
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
            # SQLite takes what is shorter than a page for an empty file, and would write over it.
            if 0 < path.stat().st_size < _SMALLEST_PAGE:
                raise sqlite3.DatabaseError("file is not a database")
            return
        private_directory(path.parent)
        # SQLite gives the log and the index beside it the same mode.
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
