"""The history as those read it who look something up: where there is none, none is made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from llm.config.paths import user_file

if TYPE_CHECKING:
    from llm.store.interface import Store


@contextmanager
def existing_history(database: Any = None) -> Iterator[Store | None]:
    """The history in the file *database*, else the user's own; None where there is no file.

    *database* may also be an open `sqlite3.Connection` or `sqlite_utils.Database`, which stays
    open. Raises HistoryUnavailable when the history cannot be opened.
    """
    named = user_file("logs.db") if database is None else database
    if isinstance(named, (str, os.PathLike)) and not os.path.exists(named):
        yield None
        return
    from llm.store.opening import store_on

    store = store_on(named)
    try:
        yield store
    finally:
        store.close()
