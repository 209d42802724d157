"""The backends that the contract is tried on, and what the tests may know of one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from llm.store.opening import open_store
from llm.store.sqlite.backend import SQLiteStore
from llm.store.sqlite.connection import MEMORY


class Census(NamedTuple):
    """How many there are of each."""

    blobs: int
    messages: int
    nodes: int
    calls: int
    conversations: int

    def __sub__(self, earlier: Census) -> Census:
        return Census(*(now - then for now, then in zip(self, earlier, strict=True)))


@dataclass
class History:
    """A history under test.

    Attributes:
        store: the store that a test writes to.
        opening: opens the same history once more.

    """

    store: SQLiteStore
    opening: Callable[[], SQLiteStore]
    opened: list[SQLiteStore] = field(default_factory=list)

    def again(self) -> SQLiteStore:
        """The same history as another process would see it; in memory there is but one."""
        store = self.opening()
        self.opened.append(store)
        return store

    def census(self) -> Census:
        """What the history holds."""
        tables = ("blobs", "stored_messages", "nodes", "calls", "conversations")
        count = self.store.connection.execute
        return Census(*(count(f"SELECT count(*) FROM {each}").fetchone()[0] for each in tables))

    def holding(self, content: str | bytes) -> int:
        """How many rows hold just this text, or just these bytes."""
        return int(
            self.store.connection.execute(
                "SELECT count(*) FROM blobs WHERE content = ?", (content,)
            ).fetchone()[0]
        )

    @contextlib.contextmanager
    def statements(self) -> Iterator[list[str]]:
        """What the database is asked in the block."""
        asked: list[str] = []
        self.store.connection.set_trace_callback(asked.append)
        try:
            yield asked
        finally:
            self.store.connection.set_trace_callback(None)

    def close(self) -> None:
        """Let go of everything."""
        for store in [self.store, *self.opened]:
            store.close()


def on_file(directory: Path) -> History:
    """SQLite in a file."""
    path = directory / "history.db"
    return History(open_store(path), lambda: open_store(path))


def in_memory(_directory: Path) -> History:
    """SQLite in memory."""
    store = open_store(MEMORY)
    return History(store, lambda: store)


BACKENDS = {"file": on_file, "memory": in_memory}
