"""What is near to a vector: which way to find it costs least, and the scores that are told.

Whatever says which rows to look at - all of them, codes, an engine of a plugin -, the scores are
those of the stored vectors in double precision, and they give the order.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from llm.embeddings.search import caches
from llm.embeddings.search.filters import Filter, rowids_of
from llm.embeddings.search.reading import Snapshot, reading
from llm.embeddings.search.scoring import Sought, best_of, first_by_id, rows_with
from llm.errors import InvalidInput

if TYPE_CHECKING:
    from llm.embeddings.search.dense import Dense
    from llm.embeddings.search.files import Vectors

    Found = list[tuple[str, float]]

# To load numpy takes as long as to look at so many codes, or candidates, without it.
_CODES_INSTEAD = 300_000
_NUMBERS_INSTEAD = 1_000_000
# Of so many that are equally near, all are compared; of more, those whose ids come first.
_MOST_EQUAL = 1_000


def nearest(
    connection: sqlite3.Connection,
    collection_id: int,
    vector: Iterable[float],
    number: int,
    *,
    exact: bool = False,
    allowed: Filter | None = None,
    skip_id: str | None = None,
    index: str | None = None,
) -> list[tuple[str, float]]:
    """The items of a collection that are nearest to *vector*: ids and cosines, best first.

    Args:
        connection: to a database of embeddings.
        collection_id: the collection's number there.
        vector: the numbers of what is searched for.
        number: how many items are wanted at most.
        exact: look at every item, even where that takes long.
        allowed: which items may be found; None: all.
        skip_id: an item that is not to be found.
        index: the engine of a plugin that is to say where to look.

    Equal ones are in the order of their ids. Items whose vectors point nowhere come last, with
    0.0. Raises InvalidInput for a *vector* without direction, for one of another length than those
    of the collection, and for an *index* that there is not.
    """
    sought = Sought(vector)
    if number <= 0:
        return []
    wanted = number + (skip_id is not None)
    with reading(connection) as snapshot:
        rowids = rowids_of(snapshot, collection_id, allowed) if allowed else None
        if index is not None and not exact:
            found = _by_engine(index, snapshot, collection_id, sought, wanted, rowids)
        else:
            search = _Search(snapshot, collection_id, sought, wanted, exact=exact)
            found = search.found(rowids)
        if not found:
            _check_length(snapshot, collection_id, sought)
    return [each for each in found if each[0] != skip_id][:number]


class _Search:
    """One search for the *wanted* nearest items."""

    def __init__(
        self,
        snapshot: Snapshot,
        collection_id: int,
        sought: Sought,
        wanted: int,
        *,
        exact: bool,
    ) -> None:
        self._snapshot = snapshot
        self._collection_id = collection_id
        self._sought = sought
        self._wanted = wanted
        self._exact = exact

    def found(self, rowids: Sequence[int] | None) -> Found:
        """The nearest items, of those with these *rowids* where given."""
        place = self._snapshot, self._collection_id, self._sought.dimension
        dense = caches.kept(*place)
        if dense is None:
            stored = caches.in_file(*place)
            if _is_first_search() and self._is_quick(rowids, stored):
                return self._plainly(rowids, stored)
            if not has_numpy():
                return self._plainly(rowids, stored)
            is_small = stored is None and self._numbers() <= caches.SMALL
            dense = caches.dense_of(*place, stored, is_small=is_small)
        return self._by_numpy(dense, rowids)

    def _is_quick(self, rowids: Sequence[int] | None, stored: Vectors | None) -> bool:
        """Whether the standard library has found it before numpy is loaded."""
        if stored is not None and rowids is None and self._candidates(stored):
            numbers = self._candidates(stored) * stored.header.dimension
            return stored.header.length <= _CODES_INSTEAD and numbers <= _NUMBERS_INSTEAD
        return self._numbers(rowids) <= _NUMBERS_INSTEAD

    def _plainly(self, rowids: Sequence[int] | None, stored: Vectors | None) -> Found:
        """What the standard library finds."""
        from llm.embeddings.search import plain

        if stored is not None and rowids is None and (candidates := self._candidates(stored)):
            rowids = plain.nearest_by_codes(stored, self._sought, candidates, self._wanted)
        place = self._snapshot, self._collection_id, self._sought
        return plain.nearest_of(*place, self._wanted, rowids)

    def _by_numpy(self, dense: Dense, rowids: Sequence[int] | None) -> Found:
        """What is found in *dense*."""
        sure, close = dense.nearest(
            self._sought.direction(), self._wanted, exact=self._exact, allowed=rowids
        )
        near = sure + self._first(close, self._wanted - len(sure))
        if len(near) < self._wanted:
            nowhere = dense.nowhere
            if rowids is not None:
                nowhere = sorted(set(nowhere).intersection(rowids))
            near += self._first(nowhere, self._wanted - len(near))
        return best_of(rows_with(self._snapshot, near), self._sought, self._wanted)

    def _first(self, rowids: list[int], number: int) -> list[int]:
        """Enough of *rowids*, which are equally near, to have the first *number* of them by id."""
        if len(rowids) <= number + _MOST_EQUAL:
            return rowids
        return first_by_id(self._snapshot, rowids, number)

    def _candidates(self, stored: Vectors) -> int:
        """How many rows to look at where codes say which; 0: they do not."""
        return 0 if self._exact else stored.candidates_for(self._wanted)

    def _numbers(self, rowids: Sequence[int] | None = None) -> int:
        """How many numbers there are in the rows that are looked at."""
        count = self._count if rowids is None else len(rowids)
        return count * self._sought.dimension

    @cached_property
    def _count(self) -> int:
        (count,) = self._snapshot.rows(
            "SELECT count(*) FROM embeddings WHERE collection_id = ?", (self._collection_id,)
        ).fetchone()
        return int(count)


_searches = itertools.count()


def _is_first_search() -> bool:
    """Whether this process has not searched before, and has no use for numpy that we know of.

    Who searches once waits for numpy longer than for the search.
    """
    return next(_searches) == 0 and "numpy" not in sys.modules


def has_numpy() -> bool:
    """Whether numpy is there, in a release that can be used; it is loaded then."""
    try:
        import numpy as np
    except ImportError:
        return False
    # Not before its second release.
    return hasattr(np, "bitwise_count")


def _by_engine(
    index: str,
    snapshot: Snapshot,
    collection_id: int,
    sought: Sought,
    wanted: int,
    rowids: Sequence[int] | None,
) -> Found:
    """The nearest of the items that the engine of a plugin says to look at."""
    from llm.embeddings.search.engines import StoredVectors, engine_called, ids_by

    vectors = StoredVectors.of(snapshot, collection_id, sought.dimension)
    ids = ids_by(engine_called(index), vectors, sought.vector, wanted, rowids)
    rows = snapshot.rows(
        "SELECT id, embedding FROM embeddings WHERE collection_id = ?"
        " AND id IN (SELECT value FROM json_each(?))",
        (collection_id, json.dumps(ids)),
    )
    return best_of(rows, sought, wanted)


def _check_length(snapshot: Snapshot, collection_id: int, sought: Sought) -> None:
    """Raise InvalidInput where a collection has vectors, but none as long as what is sought."""
    of_length = "SELECT length(embedding) FROM embeddings WHERE collection_id = ?"
    same = f"{of_length} AND length(embedding) = ? LIMIT 1"
    if snapshot.rows(same, (collection_id, sought.blob_bytes)).fetchone():
        return
    some = f"{of_length} AND embedding IS NOT NULL LIMIT 1"
    other = snapshot.rows(some, (collection_id,)).fetchone()
    if other is not None:
        raise InvalidInput(
            f"What is searched for has {sought.dimension} numbers, and the vectors of this"
            f" collection have {other[0] // 4}: search with the model that embedded it"
        )
