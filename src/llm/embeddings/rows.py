"""The rows of one collection: what is known of its items, and how they are written.

Nobody else writes to `embeddings`. What is to be embedded is decided in `planning.py`.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias

from llm.embeddings.database import changing, found
from llm.errors import InvalidInput

Key: TypeAlias = tuple[bytes, bool]
"""A content: its hash, which text and bytes may have in common, and whether it is bytes."""

Kept: TypeAlias = "Literal['text', 'bytes'] | None"

AT_ONCE = 500
"""How many items are looked up in one query."""

_KEPT = """
CASE WHEN content_blob IS NOT NULL THEN 'bytes' WHEN content IS NOT NULL THEN 'text' END
"""
_INSERT = """
INSERT OR REPLACE INTO embeddings
  (collection_id, id, embedding, content, content_blob, content_hash, metadata, updated)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
# Only while the content is still the one that was looked at.
_UPDATE = """
UPDATE embeddings SET
  metadata = CASE WHEN ? THEN ? ELSE metadata END,
  content = coalesce(?, content), content_blob = coalesce(?, content_blob), updated = ?
WHERE collection_id = ? AND id = ? AND content_hash IS ?
"""


class Known(NamedTuple):
    """What is known of an item that is stored.

    Attributes:
        hash: of its content.
        metadata: as JSON text; None for none.
        kept: as what its content is stored; None where it is not.

    """

    hash: bytes | None
    metadata: str | None
    kept: Kept

    def is_of(self, key: Key) -> bool:
        """Whether its content is the one of *key*, as far as is known."""
        return self.hash == key[0] and (self.kept is None or (self.kept == "bytes") == key[1])


@dataclass(slots=True)
class Row:
    """An item to be stored.

    Attributes:
        id: its id.
        value: its content.
        key: what the content is known by.
        metadata: as JSON text; None for none.
        sets_metadata: whether the metadata, or that there is none, was said.
        keeps_content: whether the content is stored, too.
        vector: as it is stored; None until it is known.
        same: further items with the same content, which wait for the vector of this one.

    """

    id: str
    value: str | bytes
    key: Key
    metadata: str | None
    sets_metadata: bool
    keeps_content: bool
    vector: bytes | None = None
    same: list[Row] = field(default_factory=list)

    @property
    def text(self) -> str | None:
        """What is stored as the content."""
        return self.value if self.keeps_content and isinstance(self.value, str) else None

    @property
    def blob(self) -> bytes | None:
        """What is stored as the content, when that is bytes."""
        return self.value if self.keeps_content and isinstance(self.value, bytes) else None


class CollectionRows:
    """The rows of the collection with the number *id* and the *name*."""

    def __init__(self, connection: sqlite3.Connection, id: int, name: str) -> None:  # noqa: A002
        self.connection = connection
        self.id = id
        self.name = name

    def known(self, ids: Iterable[str]) -> dict[str, Known]:
        """What is known of those of *ids* that are stored."""
        rows: dict[str, Known] = {}
        for some in _parts(list(ids)):
            sql = (
                f"SELECT id, content_hash, metadata, {_KEPT} FROM embeddings"  # noqa: S608 - marks
                f" WHERE collection_id = ? AND id IN ({_marks(some)})"
            )
            rows.update((row[0], Known(*row[1:])) for row in self._found(sql, *some))
        return rows

    def vectors_of(self, keys: Iterable[Key]) -> dict[Key, bytes]:
        """The vectors of those of *keys* that an item has for its content."""
        wanted = set(keys)
        vectors: dict[Key, bytes] = {}
        for some in _parts(list({key[0] for key in wanted})):
            sql = (
                f"SELECT content_hash, embedding, {_KEPT} FROM embeddings"  # noqa: S608 - marks
                # The plus keeps SQLite from reading the whole collection by its other index.
                f" WHERE +collection_id = ? AND content_hash IN ({_marks(some)})"
            )
            for hashed, vector, kept in self._found(sql, *some):
                for key in ((hashed, False), (hashed, True)):
                    if key in wanted and Known(hashed, None, kept).is_of(key):
                        vectors[key] = vector
        return vectors

    def dimension(self) -> int | None:
        """How many numbers the vectors have; None before there is one."""
        sql = "SELECT length(embedding) / 4 FROM embeddings WHERE collection_id = ? LIMIT 1"
        rows = self._found(sql)
        return rows[0][0] if rows else None

    def write(self, changed: Sequence[Row], rows: Sequence[Row]) -> None:
        """Store *rows* with their vectors, in one transaction.

        Before that, what else was said of items whose vectors are there already is *changed*. A
        row takes the place of one with its id. Raises InvalidInput when the collection is gone.
        """
        now = int(time.time())
        with changing(self.connection):
            self.check_are_there()
            self.connection.executemany(_UPDATE, [self._changed(row, now) for row in changed])
            self.connection.executemany(_INSERT, [self._inserted(row, now) for row in rows])

    def _changed(self, row: Row, now: int) -> tuple[object, ...]:
        said = (row.sets_metadata, row.metadata, row.text, row.blob, now)
        return (*said, self.id, row.id, row.key[0])

    def _inserted(self, row: Row, now: int) -> tuple[object, ...]:
        content = (row.text, row.blob, row.key[0])
        return (self.id, row.id, row.vector, *content, row.metadata, now)

    def are_there(self) -> bool:
        """Whether nobody has deleted the collection; its number may be another's then."""
        sql = "SELECT 1 FROM collections WHERE id = ? AND name = ?"
        return bool(self._found(sql, self.name))

    def check_are_there(self) -> None:
        """Raise InvalidInput when somebody has deleted the collection."""
        if not self.are_there():
            raise InvalidInput(f"The collection {self.name} was deleted while it was in use")

    def set_metadata(self, id: str, metadata: str | None) -> bool:  # noqa: A002 - as in the table
        """Give an item other metadata; False when there is no such item."""
        with changing(self.connection):
            self.check_are_there()
            done = self.connection.execute(
                "UPDATE embeddings SET metadata = ?, updated = ?"
                " WHERE collection_id = ? AND id = ?",
                (metadata, int(time.time()), self.id, id),
            )
            return done.rowcount > 0

    def remove(self, ids: Iterable[str]) -> int:
        """Delete the items with these *ids*, within the transaction that is open; say how many."""
        self.check_are_there()
        done = self.connection.executemany(
            "DELETE FROM embeddings WHERE collection_id = ? AND id = ?",
            [(self.id, each) for each in ids],
        )
        return max(done.rowcount, 0)

    def delete(self) -> None:
        """Delete the collection and all its items, within the transaction that is open."""
        self.connection.execute("DELETE FROM embeddings WHERE collection_id = ?", (self.id,))
        self.connection.execute("DELETE FROM collections WHERE id = ?", (self.id,))

    def count(self) -> int:
        """How many items there are."""
        sql = "SELECT count(*) FROM embeddings WHERE collection_id = ?"
        return int(self._found(sql)[0][0])

    def vector_of(self, id: str) -> bytes | None:  # noqa: A002 - as in the table
        """The vector of an item, as it is stored; None when there is no such item."""
        sql = "SELECT embedding FROM embeddings WHERE collection_id = ? AND id = ?"
        rows = self._found(sql, id)
        return rows[0][0] if rows else None

    def _found(self, sql: str, *values: Any) -> list[Any]:
        return found(self.connection, sql, self.id, *values)


def _parts(values: list[str] | list[bytes]) -> Iterable[list[str] | list[bytes]]:
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
