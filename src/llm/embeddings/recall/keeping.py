"""The vectors of the history's texts, in recall.db: of each text once for each model.

A model has a collection of its own, in which a text goes by its hash. A second one notes the texts
that it did not take, so that it is not asked again. Of a long text the first part is embedded: as
much as nearly every model takes, and less where it refuses that.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from llm.embeddings.collection import Collection
from llm.embeddings.database import changing, connection_to, found, plainly
from llm.embeddings.rows import CollectionRows, Row
from llm.embeddings.tables import content_hash
from llm.errors import EmbeddingsUnavailable, LLMError, ModelError
from llm.lazy_dataclass import dataclass
from llm.store.canonical import digest
from llm.store.sqlite.said_texts import count_said, said_texts, still_there
from llm.store.vectors import OURS, forget_unsaid, vectors_path

if TYPE_CHECKING:
    from llm.models.embedding import EmbeddingModel
    from llm.store.sqlite.backend import SQLiteStore

Report: TypeAlias = Callable[[int, int], object]
"""Told how many texts are embedded, and of how many."""

LENGTHS = (8_000, 2_000, 500)
"""Characters that are embedded of a text; the next fewer where the model refuses so many."""

_AT_ONCE = 100
_LOOKED_AT = 500
_PATIENCE = 5.0
# Other statuses, and none, may be about the moment and not about the text.
_FOR_GOOD = {400, 413, 414, 422}
_NO_TEXT = (content_hash(""), False)


@dataclass
class CaughtUp:
    """What was done so that the vectors are those of the history.

    Attributes:
        embedded: texts that the model was asked for now, and took.
        refused: texts that it did not take now.
        left: texts that there was no time for.

    """

    embedded: int = 0
    refused: int = 0
    left: int = 0


@dataclass
class _Round:
    """One go through the texts that are due.

    Attributes:
        length: characters that are embedded of a text.
        shorter: those of the next round; 0 for none.
        refused: the hashes of texts that the model did not take, each with the error.
        silent: the hashes of texts without a letter or a digit.
        long: the hashes of those of which less could be embedded.

    """

    length: int
    shorter: int
    refused: dict[str, Exception] = field(default_factory=dict)
    silent: list[str] = field(default_factory=list)
    long: set[str] = field(default_factory=set)


@contextmanager
def opened(store: SQLiteStore) -> Iterator[sqlite3.Connection]:
    """The vectors beside the history of *store*; of one in memory, none that anybody keeps.

    Raises EmbeddingsUnavailable for a file that cannot be used, or is somebody else's.
    """
    path = None if store.path is None else vectors_path(store.path)
    with closing(connection_to(path)) as connection, plainly(connection):
        if path is not None and found(connection, "PRAGMA application_id") != [(OURS,)]:
            _claim(connection, path)
        yield connection


def _claim(connection: sqlite3.Connection, path: Path) -> None:
    with changing(connection):
        if found(connection, "SELECT 1 FROM collections LIMIT 1"):
            raise EmbeddingsUnavailable(
                f"{path} has other embeddings, and is where those of the history are to be: move it"
            )
        connection.execute(f"PRAGMA application_id = {OURS}")


class TextVectors:
    """What one model made of the texts of a history.

    Args:
        store: the history.
        connection: its vectors, as `opened` gives them.
        model: the model.
        key: its key, or the name of a stored one.

    """

    def __init__(
        self,
        store: SQLiteStore,
        connection: sqlite3.Connection,
        model: EmbeddingModel,
        key: str | None = None,
    ) -> None:
        self._store = store
        self._connection = connection
        self._model = model
        self._key = key
        self._said: dict[str, int] = {}

    def exist(self) -> bool:
        """Whether this model was asked for any text before."""
        return Collection.exists(self._connection, self._model.model_id)

    def vector_of(self, question: str) -> list[float]:
        """The vector of *question*.

        Where the model makes other vectors by now than it did, those are of no use, and go.
        """
        vector = self._model.embed(question[: LENGTHS[0]], key=self._key)
        if self.exist():
            texts = self._collection(self._model.model_id)
            if texts.dimension() not in (None, len(vector)):
                texts.delete()
        return vector

    def near(self, vector: Sequence[float], number: int) -> list[tuple[str, float]]:
        """The hashes and cosines of the *number* texts that are nearest to *vector*, best first.

        Those of the texts that are embedded; see `catch_up`.
        """
        texts = self._collection(self._model.model_id)
        return [(entry.id, entry.score) for entry in texts.similar_by_vector(vector, number)]

    def catch_up(self, report: Report | None = None, seconds: float | None = None) -> CaughtUp:
        """Embed the texts that are not embedded yet, the newest first, and forget deleted ones.

        What is embedded stays, however this ends; the next one goes on. With *seconds* it ends
        after about so many. Raises what the model raises where that is not about single texts.
        """
        until = None if seconds is None else time.monotonic() + seconds
        texts = self._collection(self._model.model_id)
        others = self._collection(f"{self._model.model_id}: not taken")
        due = self._due(texts, others)
        done = CaughtUp(left=len(due))
        if report is not None and due:
            report(0, len(due))
        for length, shorter in pairwise((*LENGTHS, 0)):
            this = _Round(length, shorter)
            if due:
                due = self._embed(due, this, texts, others, done, report, until)
        return done

    def _due(self, texts: _Texts, others: _Texts) -> list[str]:
        """The hashes of texts that are not known, the newest first; `_said` has their numbers."""
        # Nothing is known but what is said. So where as many of the newest are not known as there
        # are more, these are all - unless the history is another one by now, and the texts before
        # them are not known either.
        more = count_said(self._store) - texts.count() - others.count()
        if more >= 0:
            self._said.update(said_texts(self._store, more + _LOOKED_AT))
            newest = [*reversed(self._said)]
            due, before = newest[:more], newest[more:]
            known = texts.known(newest) | others.known(newest)
            if len(due) == more and known.isdisjoint(due) and known.issuperset(before):
                return due
            self._said.clear()
        self._said.update(said_texts(self._store))
        known = texts.ids() | others.ids()
        if self._store.path is not None and known - self._said.keys():
            path = Path(self._store.path)
            forget_unsaid(path, lambda: said_texts(self._store), _PATIENCE)
        return [hashed for hashed in reversed(self._said) if hashed not in known]

    def _embed(
        self,
        due: Sequence[str],
        this: _Round,
        texts: _Texts,
        others: _Texts,
        done: CaughtUp,
        report: Report | None,
        until: float | None,
    ) -> list[str]:
        """Embed so much of each text that is *due*; give those of which less may be taken."""
        before, total = done.embedded, done.embedded + done.left

        def progress(stored: int) -> None:
            done.embedded = before + stored
            done.left = total - done.embedded
            if report is not None:
                report(done.embedded + done.refused, total + done.refused)

        texts.embed_multi(
            self._read(due, this, until),
            key=self._key,
            on_error=this.refused.__setitem__,
            progress=lambda tally: progress(tally.stored),
        )
        again = [hashed for hashed in this.refused if hashed in this.long]
        refused = {name: error for name, error in this.refused.items() if name not in this.long}
        if refused and not done.embedded and not texts.dimension():
            raise next(iter(refused.values()))
        others.note([*this.silent, *(n for n, error in refused.items() if _is_for_good(error))])
        done.refused += len(refused)
        done.left -= len(refused) + len(this.silent)
        return again

    def _read(
        self, due: Sequence[str], this: _Round, until: float | None
    ) -> Iterator[tuple[str, str]]:
        """The texts that are *due*, by their hashes, cut to the length of *this* round."""
        for start in range(0, len(due), _AT_ONCE):
            if until is not None and time.monotonic() >= until:
                return
            some = due[start : start + _AT_ONCE]
            with self._store.reading():
                contents = self._store.blobs.contents(self._said[each] for each in some)
            for hashed in some:
                text = contents.get(self._said[hashed])
                # What was deleted meanwhile may have left its number to another text.
                if not isinstance(text, str) or digest(text.encode()).hex() != hashed:
                    continue
                if not any(map(str.isalnum, text)):
                    this.silent.append(hashed)
                    continue
                if len(text) > this.shorter > 0:
                    this.long.add(hashed)
                yield hashed, text[: this.length]

    def _collection(self, name: str) -> _Texts:
        return _Texts(self._store, self._said, name, self._connection, self._model)


class _Texts(Collection):
    """A collection whose items are texts of the history, by their hashes."""

    def __init__(
        self,
        store: SQLiteStore,
        said: dict[str, int],
        name: str,
        connection: sqlite3.Connection,
        model: EmbeddingModel,
    ) -> None:
        super().__init__(name, connection, model=model)
        self._rows = _Rows(store, said, connection, self.id, name)

    def ids(self) -> set[str]:
        """The hashes of its texts."""
        sql = "SELECT id FROM embeddings WHERE collection_id = ?"
        return {name for (name,) in found(self._connection, sql, self.id)}

    def known(self, hashes: Sequence[str]) -> set[str]:
        """Those of *hashes* that are of its texts."""
        return set(self._rows.known(hashes))

    def dimension(self) -> int | None:
        """How many numbers its vectors have; None before there is one."""
        return self._rows.dimension()

    def note(self, hashes: Sequence[str]) -> None:
        """Note texts without a vector."""
        rows = [Row(each, "", _NO_TEXT, None, False, False, vector=b"") for each in hashes]
        if rows:
            self._rows.write([], rows)


class _Rows(CollectionRows):
    """The rows of such a collection: none is written whose text is gone."""

    def __init__(
        self,
        store: SQLiteStore,
        said: dict[str, int],
        connection: sqlite3.Connection,
        id: int,  # noqa: A002 - as in the table
        name: str,
    ) -> None:
        super().__init__(connection, id, name)
        self._store = store
        self._said = said

    def write(self, changed: Sequence[Row], rows: Sequence[Row]) -> None:
        """Store those of *rows* whose texts nobody has deleted or redacted."""
        # Who deletes a text takes this lock after that: either it is gone for us, or we are first.
        with changing(self.connection):
            there = still_there(self._store, {row.id: self._said[row.id] for row in rows})
            super().write(changed, [row for row in rows if row.id in there])


def _is_for_good(error: Exception) -> bool:
    """Whether the model will not take the text later either, as far as *error* tells."""
    if isinstance(error, ModelError):
        return error.status in _FOR_GOOD
    return isinstance(error, (LLMError, ValueError))
