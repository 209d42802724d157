"""Codes of one bit for each number of a vector, and how far to trust them. Needs numpy.

The code of a row says which of its numbers are above the mean of all rows. Rows near each other
differ in few bits, which are counted much faster than products are added up. How good codes are is
a matter of the data, so it is measured on each collection: how many of the rows that are nearest by
their codes (*candidates*) must be looked at so that the best ten are among them. Where that is a
good part of all rows, codes only cost time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from llm.embeddings.search.files import MEASURED, MOST_SHARE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Words = NDArray[np.uint64]
    Indexes = NDArray[np.intp]

_RECALL = 0.995
_SAMPLE = 120
# Beside what the sample asked for: other queries ask for more.
_SAFETY = 2.0
# How far queries are moved, in lengths of a row.
_MOVED = 0.5
_FEWEST = 100
# Rows at once: what is added up stays in the cache nearest to the processor.
_CHUNK = 16384
_ENCODED = 4096
_SEED = 20


def encode(rows: Floats, mean: Floats) -> Words:
    """The codes of *rows*, one below the other."""
    count, dimension = rows.shape
    codes = np.zeros((count, -(-dimension // 64) * 8), np.uint8)
    for start in range(0, count, _ENCODED):
        bits = np.packbits(rows[start : start + _ENCODED] > mean, axis=1)
        codes[start : start + _ENCODED, : bits.shape[1]] = bits
    return codes.view(np.uint64)


def distances(columns: Words, code: Words) -> NDArray[np.uint16]:
    """In how many bits *code* differs from each of the codes that stand in *columns*."""
    count = columns.shape[1]
    total = np.zeros(count, np.uint16)
    different, bits = np.empty(_CHUNK, np.uint64), np.empty(_CHUNK, np.uint8)
    for start in range(0, count, _CHUNK):
        some = total[start : start + _CHUNK]
        size = len(some)
        for column, word in zip(columns, code, strict=True):
            np.bitwise_xor(column[start : start + size], word, out=different[:size])
            np.bitwise_count(different[:size], out=bits[:size])
            np.add(some, bits[:size], out=some)
    return total


def nearest(differences: NDArray[np.uint16], number: int) -> Indexes:
    """The rows with the smallest *differences*: *number*, and those that equal the last of them."""
    reached = np.cumsum(np.bincount(differences))
    furthest = np.searchsorted(reached, number)
    return np.flatnonzero(differences <= furthest)


def measured(rows: Floats, columns: Words, mean: Floats) -> tuple[int, float]:
    """How many candidates it takes on these *rows*, and the recall with so many; 0, 0.0: too many.

    Looked for are rows of the collection that are left out of what is found, such rows moved
    aside, and what lies between two of them.
    """
    count, dimension = rows.shape
    random = np.random.default_rng(_SEED)
    chosen = random.choice(count, min(_SAMPLE, count), replace=False)
    queries = rows[chosen]
    third = len(chosen) // 3
    moves = random.standard_normal((third, dimension), dtype=np.float32)
    queries[:third] += _MOVED * moves / np.linalg.norm(moves, axis=1, keepdims=True)
    queries[third : 2 * third] += rows[random.choice(count, third)]
    lengths = np.linalg.norm(queries, axis=1, keepdims=True)
    queries /= np.where(lengths == 0, 1, lengths)
    best = _best(rows, queries, chosen)
    needed = np.concatenate(
        [
            _places(distances(columns, code), found)
            for code, found in zip(encode(queries, mean), best, strict=True)
        ]
    )
    needed.sort()
    enough = int(needed[int(np.ceil(_RECALL * len(needed))) - 1])
    candidates = max(_FEWEST, int(enough * _SAFETY))
    if candidates > count * MOST_SHARE:
        return 0, 0.0
    return candidates, float(np.mean(needed <= candidates))


def _best(rows: Floats, queries: Floats, left_out: NDArray[Any]) -> Indexes:
    """The rows nearest to each of the *queries*, exactly; its own row is *left_out*."""
    kept_scores = np.full((len(queries), MEASURED), -np.inf, np.float32)
    kept = np.zeros((len(queries), MEASURED), np.intp)
    for start in range(0, len(rows), _CHUNK):
        scores = queries @ rows[start : start + _CHUNK].T
        inside = (left_out >= start) & (left_out < start + scores.shape[1])
        scores[np.flatnonzero(inside), left_out[inside] - start] = -np.inf
        indexes = np.arange(start, start + scores.shape[1])
        all_scores = np.hstack([kept_scores, scores])
        all_indexes = np.hstack([kept, np.broadcast_to(indexes, scores.shape)])
        best = np.argpartition(all_scores, -MEASURED, axis=1)[:, -MEASURED:]
        kept_scores = np.take_along_axis(all_scores, best, axis=1)
        kept = np.take_along_axis(all_indexes, best, axis=1)
    return kept


def _places(differences: NDArray[np.uint16], found: Indexes) -> Indexes:
    """How many candidates it takes to have each of the rows *found* among them."""
    smaller = np.cumsum(np.bincount(differences)) - np.bincount(differences)
    return smaller[differences[found]] + 1
