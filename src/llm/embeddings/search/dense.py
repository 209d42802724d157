"""The nearest rows of a file of vectors, with numpy."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from llm.embeddings.search import codes
from llm.embeddings.search.files import MOST_SHARE, Vectors
from llm.embeddings.search.scoring import UNCERTAIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from llm.embeddings.search.codes import Floats, Indexes, Words

_CERTAIN = 1e-9
# Beyond so many of them, those that are the same in double precision here are as good as equal.
_MOST_UNCERTAIN = 200
# For fewer numbers threads cost more than they give, most of all where others want the processors.
_IN_THREADS = 10_000_000


class Dense:
    """A file of vectors as arrays.

    Attributes:
        rows: a vector of length one in each row.
        rowids: their rows in the database.
        nowhere: the rows of vectors that point nowhere.

    """

    def __init__(self, vectors: Vectors) -> None:
        header = vectors.header
        shape = header.length, header.dimension
        self.rows: Floats = np.frombuffer(vectors.rows, np.float32).reshape(shape)
        self.rowids: NDArray[np.int64] = np.frombuffer(vectors.rowids, np.int64)
        self.nowhere: list[int] = np.frombuffer(vectors.nowhere, np.int64).tolist()
        self._vectors = vectors

    @cached_property
    def _columns(self) -> Words:
        """The codes beside each other: a row for each word."""
        shape = self._vectors.header.words, 8, len(self.rows)
        stored = np.frombuffer(self._vectors.codes, np.uint8).reshape(shape)
        return np.ascontiguousarray(stored.transpose(0, 2, 1)).view(np.uint64)[..., 0]

    def nearest(
        self,
        direction: Sequence[float],
        number: int,
        *,
        exact: bool = False,
        allowed: Sequence[int] | None = None,
    ) -> tuple[list[int], list[int]]:
        """The rowids of the *number* rows that are nearest to *direction*.

        The first are in any case among these, the second are equally near as far as can be told
        here, and complete the number. Only rows that are *allowed*, by rowids in order, are looked
        at, and these exactly.
        """
        query = np.array(direction, np.float32)
        looked_at = self._looked_at(query, number, exact=exact, allowed=allowed)
        rows = self.rows
        if looked_at is None:
            scores = _products(rows, query)
        elif len(looked_at) > len(rows) // 3:
            scores = _products(rows, query)[looked_at]
        else:
            scores = _products(rows[looked_at], query)
        sure, close = _nearest(scores, number)
        if len(close) > _MOST_UNCERTAIN:
            places = np.concatenate([sure, close])
            chosen = places if looked_at is None else looked_at[places]
            exactly = np.einsum("ij,j->i", rows[chosen], np.array(direction), dtype=np.float64)
            sure, close = (places[some] for some in _nearest(exactly, number, _CERTAIN))
        whole = self.rowids if looked_at is None else self.rowids[looked_at]
        return whole[sure].tolist(), whole[close].tolist()

    def _looked_at(
        self,
        query: Floats,
        number: int,
        *,
        exact: bool,
        allowed: Sequence[int] | None,
    ) -> Indexes | None:
        """The rows whose scores are looked at, in order; None for all of them."""
        if allowed is not None:
            wanted = np.array(allowed, np.int64)
            places = np.searchsorted(self.rowids, wanted)
            places[places == len(self.rowids)] = 0
            return places[self.rowids[places] == wanted] if len(self.rowids) else places[:0]
        candidates = self._vectors.candidates_for(number)
        if exact or not candidates:
            return None
        mean: Floats = np.frombuffer(self._vectors.mean, np.float32)
        (code,) = codes.encode(query[None], mean)
        found = codes.nearest(codes.distances(self._columns, code), candidates)
        # Many rows may have the same code.
        return found if len(found) <= 2 * MOST_SHARE * len(self.rows) else None


def _products(rows: Floats, query: Floats) -> Floats:
    """The product of each row with *query*."""
    if rows.size > _IN_THREADS:
        return rows @ query
    products: Floats = np.einsum("ij,j->i", rows, query)
    return products


def _nearest(
    scores: NDArray[np.floating], number: int, near: float = UNCERTAIN
) -> tuple[Indexes, Indexes]:
    """The places of scores that are surely among the *number* best, and of those that may be."""
    if number >= len(scores):
        return np.arange(len(scores)), np.empty(0, np.intp)
    last = np.partition(scores, len(scores) - number)[len(scores) - number]
    return (
        np.flatnonzero(scores > last + near),
        np.flatnonzero((scores >= last - near) & (scores <= last + near)),
    )
