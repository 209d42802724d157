"""Scores as they are told: cosines in double precision, of the vectors as they are stored."""

from __future__ import annotations

import heapq
import json
import math
from collections.abc import Iterable, Sequence
from operator import mul

from llm.embeddings.search.reading import Snapshot
from llm.embeddings.vectors import decode
from llm.errors import InvalidInput

NOWHERE = 0.0
"""The score of a vector that points nowhere; it comes after all others."""

UNCERTAIN = 1e-5
"""Products in single precision are less exact than this: rows whose scores are so near to the last
one that is wanted are told apart in double precision."""

_AT_ONCE = 500


class Sought:
    """The vector that is searched for.

    Attributes:
        vector: its numbers.
        dimension: how many there are.
        blob_bytes: how long a stored vector of as many numbers is.

    """

    def __init__(self, vector: Iterable[float]) -> None:
        """*vector* as it is; raises InvalidInput where it has no direction."""
        self.vector: Sequence[float] = tuple(map(float, vector))
        self.dimension = len(self.vector)
        self.blob_bytes = 4 * self.dimension
        self._length: float = sum(map(mul, self.vector, self.vector)) ** 0.5
        if not self._length or not math.isfinite(self._length):
            raise InvalidInput(
                "The vector to search for has no direction: all its numbers are zero"
                if not any(self.vector)
                else "The vector to search for has numbers that are too large, too small, or none"
            )

    def direction(self) -> list[float]:
        """The vector at length one."""
        return [number / self._length for number in self.vector]

    def score(self, blob: bytes) -> float | None:
        """The cosine between this vector and the one in *blob*; None where that points nowhere.

        To the last bit what `vectors.cosine_similarity` gives.
        """
        stored = decode(blob)
        length = sum(map(mul, stored, stored)) ** 0.5
        if not length or not math.isfinite(length):
            return None
        return float(sum(map(mul, self.vector, stored)) / (self._length * length))


def best_of(
    rows: Iterable[tuple[str, bytes]], sought: Sought, number: int
) -> list[tuple[str, float]]:
    """The *number* of *rows* - id, vector - that are nearest, with their scores, best first.

    Equal ones by id; those that point nowhere last. Vectors of another length, and rows of other
    programs without any, are passed over.
    """

    def keys() -> Iterable[tuple[bool, float, str]]:
        for name, blob in rows:
            if blob and len(blob) == sought.blob_bytes:
                score = sought.score(blob)
                yield score is None, -(score or NOWHERE), name

    return [(name, -below) for _, below, name in heapq.nsmallest(number, keys())]


def rows_with(snapshot: Snapshot, rowids: Sequence[int]) -> Iterable[tuple[str, bytes]]:
    """The ids and vectors of the rows with these *rowids*, in any order."""
    for start in range(0, len(rowids), _AT_ONCE):
        yield from snapshot.rows(
            "SELECT id, embedding FROM embeddings WHERE rowid IN (SELECT value FROM json_each(?))",
            (json.dumps(rowids[start : start + _AT_ONCE]),),
        )


def first_by_id(snapshot: Snapshot, rowids: Sequence[int], number: int) -> list[int]:
    """The *number* of *rowids* whose ids come first."""
    found = snapshot.rows(
        "SELECT rowid FROM embeddings WHERE rowid IN (SELECT value FROM json_each(?))"
        " ORDER BY id LIMIT ?",
        (json.dumps(rowids), number),
    )
    return [rowid for (rowid,) in found]
