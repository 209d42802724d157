"""Opening the history: which file it is, and a store on it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm.config.layers import configured
from llm.config.paths import user_file
from llm.errors import HistoryUnavailable, InvalidInput
from llm.store.sqlite.connection import MEMORY

if TYPE_CHECKING:
    from llm.store.sqlite.backend import SQLiteStore


def history_path() -> Path:
    """The file of the user's history; it need not be there. The setting `database` names another.

    Raises ConfigError for a setting that cannot be understood.
    """
    chosen = configured("database")
    return Path(chosen) if chosen else user_file("logs.db")


def open_store(
    path: str | Path | None = None,
    *,
    must_exist: bool = False,
    patience: float | None = None,
    tidied: bool = True,
) -> SQLiteStore:
    """The history in the file at *path*, by default the user's; `:memory:` for one in memory.

    The file is made where it is missing, unless it *must_exist*; such a one may also lie where it
    can only be read. One of an older release is taken over. *patience* is how long other processes
    are waited for, in seconds, where that is not to be as long as usual. What earlier runs left is
    seen to unless it is not to be *tidied*; see `tidy`.

    Raises `HistoryUnavailable` when it cannot be opened, or has nothing but tables of another
    program where it *must_exist*, and `ConfigError` when a newer version wrote it.
    """
    from llm.store.sqlite.backend import SQLiteStore
    from llm.store.sqlite.connection import connect, connect_to_read
    from llm.store.sqlite.faults import unavailable, unopened
    from llm.store.sqlite.schema import STEPS
    from llm.store.upgrading.importing import import_old_file_if_needed

    where = str(history_path() if path is None else path)
    if must_exist and where != MEMORY and not os.path.exists(where) and not _waiting(where):
        raise HistoryUnavailable(f"There is no history at {where} yet")
    if must_exist and is_of_others(where):
        raise HistoryUnavailable(
            f"{where} is a database of another program, and no history: choose one with -d"
        )
    if os.path.exists(where) and not (os.path.isfile(where) or os.path.isdir(where)):
        raise HistoryUnavailable(f"The history {where} is no file: choose another with -d")
    connection = connect_to_read(where, len(STEPS)) if must_exist else None
    try:
        if connection is None and where != MEMORY:
            import_old_file_if_needed(where, patience=patience)
        connection = connection or connect(where, STEPS, patience=patience)
    except sqlite3.Error as error:
        raise unavailable(error, where) from error
    except OSError as error:
        raise unopened(error, where) from error
    store = SQLiteStore(connection, path=None if where == MEMORY else where)
    if tidied:
        tidy(store)
    return store


def is_of_others(path: str | Path) -> bool:
    """Whether the file at *path* is a database of another program, with nothing of ours in it.

    A prompt may add a history to its tables; who only reads has nothing to look for there.
    """
    from llm.store.old.tables import has_others_only
    from llm.store.sqlite.connection import opened_to_read

    if os.path.isfile(path) and os.path.getsize(path):
        # What is locked, or no database at all, is seen to by who opens it to write.
        with suppress(sqlite3.Error), closing(opened_to_read(path)) as connection:
            return has_others_only(connection)
    return False


def tidy(store: SQLiteStore) -> None:
    """Give *store* the calls that earlier runs could not, and settle those whose process is gone.

    What they deleted and could not take out of the file goes as well. Nobody is waited for: what
    cannot be done now is for a later run.
    """
    from llm.store.spool import Spool

    store.patience, before = 0, store.patience
    try:
        with suppress(HistoryUnavailable):
            Spool(store.path or MEMORY).replay(store)
            store.settle()
            store.finish_erasing()
    finally:
        store.patience = before


def _waiting(path: str) -> bool:
    from llm.store.spool import Spool

    return bool(Spool(path).files())


def store_on(database: Any) -> SQLiteStore:
    """The history in *database*: a path, a `sqlite3.Connection` or a `sqlite_utils.Database`.

    An open connection is brought up to date as it is, in one transaction, and stays open. Raises
    `InvalidInput` for anything else, and `HistoryUnavailable` for what cannot be written.
    """
    if isinstance(database, (str, os.PathLike)):
        return open_store(Path(database) if str(database) != MEMORY else MEMORY)
    connection = getattr(database, "conn", database)
    if not isinstance(connection, sqlite3.Connection):
        raise InvalidInput(
            "A history is a path, a sqlite3.Connection or a sqlite_utils.Database,"
            f" not {database!r}"
        )
    from llm.store.sqlite.backend import SQLiteStore
    from llm.store.sqlite.connection import take_steps
    from llm.store.sqlite.schema import STEPS
    from llm.store.upgrading.in_place import migrate_in_place

    store = SQLiteStore(connection, owned=False)
    with store.alone():
        migrate_in_place(connection)
        take_steps(connection, STEPS)
    return store
