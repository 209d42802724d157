"""A `logs.db` that is not to be the history: what it holds is added to a store.

One of an older release is only read, and so is a backup; another one of ours is opened as the
history itself would be.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from llm.errors import InvalidInput
from llm.store.old.tables import has_others_only, is_old
from llm.store.records import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llm.store.exchange.exchanged import Exchanged
    from llm.store.exchange.importing import Imported
    from llm.store.interface import Store
    from llm.store.sqlite.backend import SQLiteStore
    from llm.store.upgrading.carrying import Carried
    from llm.store.upkeep import Progress

_STATE = ("journal_mode", "user_version")


def carry_file(
    path: str | Path, store: SQLiteStore, progress: Progress | None = None
) -> Carried | Imported:
    """Add to *store* what the `logs.db` at *path* holds, of an older release or of this one.

    What is there already stays as it is. Raises `InvalidInput` for any other file.
    """
    from llm.store.old.history import OldHistory
    from llm.store.upgrading.carrying import carry

    try:
        with closing(sqlite3.connect(_address(path), uri=True)) as connection:
            connection.text_factory = lambda text: text.decode("utf-8", "replace")
            if has_others_only(connection):
                raise InvalidInput(f"{path} is a database of another program, and no history")
            if is_old(connection):
                return carry(OldHistory(connection), store, progress)
    except sqlite3.DatabaseError as error:
        raise InvalidInput(f"{path} cannot be read: {error}") from error
    return _add(path, store, progress)


def _add(path: str | Path, store: SQLiteStore, progress: Progress | None) -> Imported:
    """Add to *store* the calls in a file of this release, as those of an export."""
    from llm.store.exchange.importing import import_from
    from llm.store.opening import open_store

    backup = _backup(path)
    with closing(backup or open_store(path, must_exist=True, tidied=False)) as other:
        return import_from(_Whole(other), store, progress)


def _backup(path: str | Path) -> SQLiteStore | None:
    """The file at *path* as a store that is only read, if it is a backup as it was made."""
    from llm.store.sqlite.backend import SQLiteStore
    from llm.store.sqlite.schema import STEPS

    connection = sqlite3.connect(_address(path), uri=True, isolation_level=None)
    state = [connection.execute(f"PRAGMA {each}").fetchone()[0] for each in _STATE]
    # To read a file in any other mode may take files beside it.
    if state == ["delete", len(STEPS)]:
        return SQLiteStore(connection, path=str(path))
    connection.close()
    return None


def _address(path: str | Path) -> str:
    return f"{Path(path).absolute().as_uri()}?mode=ro"


class _Whole:
    """All that a store holds, as an export of it would."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def conversations(self) -> Iterator[Exchanged]:
        """Its conversations, that which began first in front."""
        from llm.store.exchange.exporting import choose, exchanged

        return exchanged(self._store, choose(self._store, Selection()))
