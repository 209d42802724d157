"""What has to be done for the items that come in: embed, copy a vector, note metadata, nothing.

An item is embedded when its content is new to the collection. What is on its way to the database
counts as if it were there, so that the same content is embedded once, and the last thing said of
an id is what remains.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from llm.embeddings.rows import CollectionRows, Key, Known, Row
from llm.embeddings.tables import content_hash
from llm.errors import InvalidInput
from llm.text import valid_text

Item: TypeAlias = tuple[Any, Any, Any]
"""An id, a content and metadata, as somebody gave them."""

Refusal: TypeAlias = tuple[str, Exception]
"""The id of an item, and why it is not stored."""


class Planner:
    """Sorts items into those that a model has to embed and those that are done without one.

    Args:
        rows: of the collection.
        store: whether contents are stored beside their vectors.
        dedupe: leave out new ids for contents that the collection has under another one.

    Attributes:
        due: what has to be embedded, in order.
        ready: what only has to be written.
        changed: what else was said of stored items whose vectors stay.
        known: how many items needed nothing.

    """

    def __init__(self, rows: CollectionRows, *, store: bool = False, dedupe: bool = False) -> None:
        self._rows = rows
        self._store = store
        self._dedupe = dedupe
        self.due: list[Row] = []
        self.ready: list[Row] = []
        self.changed: list[Row] = []
        self.known = 0
        # What is on its way, and what will be known of stored items once `changed` is written.
        self._by_id: dict[str, Row] = {}
        self._by_key: dict[Key, Row] = {}
        self._noted: dict[str, Known] = {}

    def take(self, items: Iterable[Item]) -> list[Refusal]:
        """Sort *items* in; give those that are no items that could be stored."""
        rows: list[Row] = []
        refused: list[Refusal] = []
        for item in items:
            try:
                rows.append(self._row(*item))
            except InvalidInput as error:
                refused.append((str(item[0]), error))
        rows = self._said_last(rows)
        known = self._rows.known(row.id for row in rows)
        vectors = self._rows.vectors_of(
            row.key for row in rows if row.id not in known or not known[row.id].is_of(row.key)
        )
        for row in rows:
            self._place(row, known.get(row.id), vectors)
        return refused

    def next_batch(self, size: int, accepted: tuple[type, ...]) -> list[Row]:
        """Take up to *size* of what is due.

        What is of none of the *accepted* types goes alone, for the model to say why.
        """
        batch: list[Row] = []
        for row in self.due[:size]:
            if isinstance(row.value, accepted):
                batch.append(row)
                continue
            batch = batch or [row]
            break
        del self.due[: len(batch)]
        return batch

    def embedded(self, row: Row, vector: bytes) -> None:
        """Note the *vector* of a row that was due; those with the same content have it too."""
        for each in (row, *row.same):
            each.vector = vector
            self.ready.append(each)

    def failed(self, row: Row) -> Sequence[Row]:
        """Forget a row that could not be embedded; give it, and those with the same content."""
        self._forget(row)
        for each in row.same:
            self._forget(each)
        return (row, *row.same)

    def written(self) -> None:
        """What was ready, and what was changed, is in the database."""
        for row in self.ready:
            self._forget(row)
        self.ready = []
        self.changed = []
        self._noted.clear()

    def _forget(self, row: Row) -> None:
        if self._by_id.get(row.id) is row:
            del self._by_id[row.id]
        if self._by_key.get(row.key) is row:
            del self._by_key[row.key]

    def _row(self, id: Any, value: Any, metadata: Any) -> Row:  # noqa: A002 - as callers say
        if isinstance(id, (int, float)):
            id = str(id)  # noqa: A001 - as SQLite would
        if not isinstance(id, str):
            raise InvalidInput(f"The id of an item is a text, not {id!r}")
        if isinstance(value, str):
            value = valid_text(value)
        elif isinstance(value, (bytearray, memoryview)):
            value = bytes(value)
        elif not isinstance(value, bytes):
            raise InvalidInput(
                f"The content of {id!r} is neither text nor bytes, but {type(value).__name__}"
            )
        key = (content_hash(value), isinstance(value, bytes))
        written = as_json(id, metadata) if metadata else None
        return Row(valid_text(id), value, key, written, metadata is not None, self._store)

    def _said_last(self, rows: list[Row]) -> list[Row]:
        """*rows* without those that the next one of the same id would replace."""
        following: dict[str, Row] = {}
        kept: list[Row] = []
        for row in reversed(rows):
            after = following.get(row.id)
            following[row.id] = row
            if after is None or after.key == row.key:
                kept.append(row)
            else:
                after.sets_metadata = True
                self.known += 1
        kept.reverse()
        return kept

    def _place(self, row: Row, known: Known | None, vectors: dict[Key, bytes]) -> None:
        earlier = self._by_id.get(row.id)
        if earlier is None:
            known = self._noted.get(row.id, known)
            if known is not None and known.is_of(row.key):
                self._note(row, known)
                return
            if self._is_done_without_model(row, known, vectors):
                return
        elif earlier.key == row.key:
            self._say_again(earlier, row)
            return
        # Batches are written in order: what is on its way under this id goes before.
        self._by_id[row.id] = row
        self._by_key.setdefault(row.key, row)
        self.due.append(row)

    def _is_done_without_model(
        self, row: Row, known: Known | None, vectors: dict[Key, bytes]
    ) -> bool:
        """Whether somebody else's vector will do, for an id that is not on its way."""
        same = self._by_key.get(row.key)
        vector = vectors.get(row.key) if same is None else same.vector
        if same is None and vector is None:
            return False
        if self._dedupe and known is None:
            self.known += 1
            return True
        self._by_id[row.id] = row
        if same is not None and vector is None:
            same.same.append(row)
        else:
            row.vector = vector
            self.ready.append(row)
        return True

    def _note(self, row: Row, known: Known) -> None:
        """What is stored has this content; keep what else is said of it now."""
        metadata = row.metadata if row.sets_metadata else known.metadata
        kept = known.kept
        if row.keeps_content and kept is None:
            kept = "bytes" if row.key[1] else "text"
        now = Known(known.hash, metadata, kept)
        if now == known:
            self.known += 1
            return
        self._noted[row.id] = now
        self.changed.append(row)

    def _say_again(self, earlier: Row, row: Row) -> None:
        """What is on its way has this content; it takes with it what else is said now."""
        if row.sets_metadata:
            earlier.metadata = row.metadata
        self.known += 1


def as_json(id: str, metadata: Any) -> str | None:  # noqa: A002 - as callers say
    """*metadata* as it is stored; None for none. Raises InvalidInput for what is no JSON."""
    if not metadata:
        return None
    try:
        return valid_text(json.dumps(metadata, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInput(f"The metadata of {id!r} cannot be stored as JSON: {error}") from error
