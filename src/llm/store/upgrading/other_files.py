"""A `logs.db` of an older release that is not to be replaced: what it holds is added to a store."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from llm.errors import InvalidInput
from llm.store.old.tables import is_old

if TYPE_CHECKING:
    from llm.store.sqlite.backend import SQLiteStore
    from llm.store.upgrading.carrying import Carried, Progress


def carry_file(path: str | Path, store: SQLiteStore, progress: Progress | None = None) -> Carried:
    """Add to *store* what the file of an older release at *path* holds; the file is only read.

    What is there already stays as it is. Raises `InvalidInput` for any other file.
    """
    from llm.store.old.history import OldHistory
    from llm.store.upgrading.carrying import carry

    address = f"{Path(path).absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            connection.text_factory = lambda text: text.decode("utf-8", "replace")
            if not is_old(connection):
                raise InvalidInput(
                    f"{path} is no history of an older release; one of this release is carried over"
                    " with llm logs export and llm logs import"
                )
            return carry(OldHistory(connection), store, progress)
    except sqlite3.DatabaseError as error:
        raise InvalidInput(f"{path} cannot be read: {error}") from error
