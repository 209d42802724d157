"""A copy of the history in a file of its own, and how much there is to copy."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from llm.config.files import rename_new
from llm.errors import InvalidInput
from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from llm.store.sqlite.backend import SQLiteStore


@dataclass(frozen=True)
class Extent:
    """How much a history holds: its conversations, its calls, and the size of its file in bytes."""

    conversations: int
    calls: int
    size: int


def extent(store: SQLiteStore) -> Extent:
    """How much *store* holds."""
    with store.reading():
        conversations, calls = store.connection.execute(
            "SELECT (SELECT count(*) FROM conversations), (SELECT count(*) FROM calls)"
        ).fetchone()
    return Extent(conversations, calls, os.path.getsize(store.path) if store.path else 0)


def back_up(store: SQLiteStore, path: Path) -> int:
    """Write all that *store* holds to a new file at *path*, for its owner alone; its size in bytes.

    It is as the history is now, whoever writes meanwhile, and there whole or not at all. Raises
    InvalidInput when something is at *path*, OSError when it cannot be written there, and
    HistoryUnavailable.
    """
    if os.path.lexists(path):
        raise _exists(path)
    if not path.parent.is_dir():
        raise InvalidInput(f"There is no directory {path.parent} for the backup")
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(descriptor)
    try:
        with store.alone():  # SQLite takes a file that is there, when it is empty
            store.connection.execute("VACUUM INTO ?", (aside,))
        size = os.path.getsize(aside)
        rename_new(aside, path)
    except FileExistsError as error:  # it came there meanwhile
        raise _exists(path) from error
    finally:
        with suppress(FileNotFoundError):
            os.unlink(aside)
    return size


def _exists(path: Path) -> InvalidInput:
    return InvalidInput(f"{path} exists already; name a file that does not")
