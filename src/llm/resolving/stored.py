"""The history as those read it who look something up: where there is none, none is made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llm.store.interface import Store


@contextmanager
def existing_history(database: Any = None) -> Iterator[Store | None]:
    """The history in the file *database*, else the user's own; None where there is no file.

    *database* may also be an open `sqlite3.Connection` or `sqlite_utils.Database`, which stays
    open. Raises HistoryUnavailable when the history cannot be opened.
    """
    from llm.store.opening import history_path, open_store, store_on

    named: Any = history_path() if database is None else database
    is_file = isinstance(named, (str, os.PathLike))
    if is_file and not os.path.exists(named):
        yield None
        return
    store = open_store(os.fspath(named), must_exist=True) if is_file else store_on(named)
    try:
        yield store
    finally:
        store.close()
