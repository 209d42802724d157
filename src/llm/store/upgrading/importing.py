"""A file of an older release becomes one of ours on first use.

A new file is made beside it while nobody can write to it, and then takes its place (`swapping.py`);
a copy of the old one stays as a backup. Whatever happens before, the old file is as it was.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from llm import notices, ports
from llm.config.locks import locked
from llm.errors import ConfigError, HistoryUnavailable
from llm.store.sqlite.connection import OPENING_PATIENCE, opened_to_change, patiently

TYPE_CHECKING = False
if TYPE_CHECKING:
    from llm.store.upkeep import Progress

WAIT_SECONDS = 600.0
"""How long a process waits for another one that imports the same file."""


def import_old_file_if_needed(
    path: str | Path, progress: Progress | None = None, patience: float | None = None
) -> bool:
    """Make the file at *path* a history of ours if an older release wrote it; whether it did.

    Any number of processes may do so at once: one imports, and the others wait for it, for
    *patience* in seconds, or for ten minutes. *progress* is told how many calls are done, and of
    how many; without it, whoever shows such things is.

    Raises `HistoryUnavailable` when it cannot be done; the old file is as it was then.
    """
    if not _may_be_old(path):
        return False
    # Someone who keeps the file elsewhere and links to it keeps the link.
    real = Path(os.path.realpath(path))
    wait = WAIT_SECONDS if patience is None else patience
    try:
        with locked(real, wait=wait):
            if not _is_old(real):  # somebody was faster
                return False
            with ports.import_progress("Taking over the history") as shown:
                backup = _import(real, progress or shown, min(wait, OPENING_PATIENCE))
            if backup is not None:
                notices.say(
                    "The history of an older release was taken over; the file as it was is"
                    f" {backup}, and llm logs restore goes back to it."
                )
    except ConfigError as error:
        raise HistoryUnavailable(f"The history {real} was not taken over. {error}") from error
    except OSError as error:
        raise HistoryUnavailable(
            f"The history {real}, which an older release wrote, cannot be taken over:"
            f" {error.strerror or error}. It is as it was before."
        ) from error
    return True


def _may_be_old(path: str | Path) -> bool:
    """What the file itself says, without a lock: one that is being replaced may be anything."""
    from llm.store.old.tables import is_old

    where = os.path.realpath(path)
    # Not opened by ourselves: closing a file lets go of the locks that SQLite has on it.
    if not os.path.isfile(where) or not os.path.getsize(where):
        return False
    if os.path.exists(f"{where}-journal"):
        return True
    address = f"{Path(where).as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            # Older releases counted nothing there; what is not written back yet is in the log.
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            return version == 0 and (is_old(connection) or os.path.exists(f"{where}-wal"))
    except sqlite3.DatabaseError:
        return True


def _is_old(path: str | Path) -> bool:
    from llm.store.old.tables import is_old

    until = time.monotonic() + OPENING_PATIENCE
    with closing(opened_to_change(path)) as connection:
        version = patiently(lambda: connection.execute("PRAGMA user_version").fetchone(), until)
        # Older releases counted nothing there; whoever did need not read all tables and views.
        return version == (0,) and patiently(lambda: is_old(connection), until)


def _import(path: Path, progress: Progress, patience: float) -> Path | None:
    """Put a file of ours in the place of the one at *path*; where that one is now."""
    from llm.store.copies import backups
    from llm.store.old.tables import is_old
    from llm.store.upgrading.swapping import (
        backup_name,
        building_names,
        keep_copy,
        remove,
        replace,
    )

    changing, packed = building_names(path)
    with kept_from_writing(path, patience) as connection:
        if not is_old(connection):
            return None
        for left in (changing, packed):  # by an import that was killed
            remove(left)
        try:
            _build(connection, changing, packed, progress)
            _check(connection, packed)
            backup = keep_copy(connection, backup_name(path), backups(path))
            path.chmod(0o600)
            replace(connection, packed, made_for_it=True)
        except sqlite3.Error as error:
            raise HistoryUnavailable(
                f"The history {path}, which an older release wrote, cannot be taken over:"
                f" {error}. It is as it was before."
            ) from error
        finally:
            for left in (changing, packed):
                with suppress(OSError):
                    remove(left)
    return backup


@contextmanager
def kept_from_writing(path: Path, patience: float) -> Iterator[sqlite3.Connection]:
    """A connection to the file at *path*, which nobody else can read or write for the block.

    All that was written is in the file itself, and nothing of SQLite's lies beside it.
    """
    from llm.store.sqlite.faults import unavailable
    from llm.store.upgrading.swapping import in_use

    until = time.monotonic() + patience
    with closing(opened_to_change(path)) as connection:
        try:
            patiently(lambda: connection.execute("PRAGMA journal_mode = DELETE").fetchone(), until)
            # The lock of the next transaction outlives it, until the connection is closed.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE").fetchone()
            patiently(lambda: connection.execute("BEGIN EXCLUSIVE"), until)
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise in_use(path) from error
        except sqlite3.DatabaseError as error:
            raise unavailable(error, str(path)) from error
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        if mode == "wal":  # again, by somebody else
            raise in_use(path)
        yield connection


def _build(old: sqlite3.Connection, changing: Path, packed: Path, progress: Progress) -> None:
    """Make at *packed* what takes the place of what *old* has."""
    from llm.store.sqlite.views import make_views
    from llm.store.upgrading.in_place import migrate_in_place
    from llm.store.upgrading.swapping import remove

    for new in (changing, packed):
        os.close(os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(changing, isolation_level=None)) as connection:
        old.backup(connection)
        # Nobody needs this file if it does not get done.
        connection.execute("PRAGMA journal_mode = OFF").fetchone()
        connection.execute("PRAGMA synchronous = OFF")
        migrate_in_place(connection, progress)
        make_views(connection)
        # Leaves no trace of what was dropped, and unlike VACUUM keeps row numbers.
        connection.execute("VACUUM INTO ?", (str(packed),))
    # It holds what may be deleted later: a kill after the swap is not to leave it behind.
    remove(changing)


def _check(old: sqlite3.Connection, packed: Path) -> None:
    """Raise `HistoryUnavailable` unless all that is not ours is in the new file as it was."""
    from llm.store.old.tables import LOG_TABLES, TABLES, quoted
    from llm.store.upgrading.carrying import incomplete, rows_of

    with closing(sqlite3.connect(packed)) as new:
        (healthy,) = new.execute("PRAGMA quick_check(1)").fetchone()
        if healthy != "ok":
            raise incomplete(f"something ({healthy})")
        tables = [
            name
            for (name,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name not in TABLES and name not in LOG_TABLES and not name.startswith("sqlite_")
        ]
        for table in tables:
            before, after = (rows_of(each, quoted(table)) for each in (old, new))
            if before != after:
                raise incomplete(f"rows of the table {table} ({before} before, {after} after)")
