"""The nearest rows, with nothing but the standard library.

What is small is looked at in the database itself. Where somebody with numpy has left codes, these
say which rows to look at.
"""

from __future__ import annotations

import heapq
import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import gt, mul

from llm.embeddings.search.files import Vectors
from llm.embeddings.search.reading import Snapshot
from llm.embeddings.search.scoring import UNCERTAIN, Sought, best_of, rows_with

# Sums of so many bytes' bits have room in a byte.
_ADDED_AT_ONCE = 255 // 8


def nearest_of(
    snapshot: Snapshot,
    collection_id: int,
    sought: Sought,
    number: int,
    allowed: Sequence[int] | None = None,
) -> list[tuple[str, float]]:
    """The nearest rows of a collection, of those that are *allowed*: all are looked at."""
    if allowed is not None:
        return best_of(rows_with(snapshot, allowed), sought, number)
    rows: Iterable[tuple[str, bytes]] = snapshot.rows(
        "SELECT id, embedding FROM embeddings WHERE collection_id = ?", (collection_id,)
    )
    return best_of(rows, sought, number)


def nearest_by_codes(vectors: Vectors, sought: Sought, candidates: int, number: int) -> list[int]:
    """The rowids of the *number* nearest rows, of as many as there are *candidates* by their codes.

    Those that are equally near, as far as can be told from the cache, are there, too.
    """
    rows, size = vectors.rows, 4 * vectors.header.dimension
    numbers = struct.Struct(f"{vectors.header.dimension}f")
    direction = sought.direction()
    places = _nearest_codes(vectors, direction, candidates)
    scores = [sum(map(mul, direction, numbers.unpack_from(rows, size * at))) for at in places]
    last = min(heapq.nlargest(number, scores))
    rowids = vectors.rowids.cast("q")
    near = zip(places, scores, strict=True)
    return [rowids[place] for place, score in near if score >= last - UNCERTAIN]


def _nearest_codes(vectors: Vectors, direction: Sequence[float], number: int) -> list[int]:
    """The places of the *number* codes nearest to that of *direction*, and those that are equal."""
    mean = struct.unpack(f"{len(direction)}f", vectors.mean)
    signs = "".join("01"[is_above] for is_above in map(gt, direction, mean))
    size = 8 * vectors.header.words
    code = int(signs.ljust(8 * size, "0"), 2).to_bytes(size)
    differences = _differences(vectors.codes, code)
    counts = sorted(Counter(differences).items())
    reached = accumulate(how_many for _, how_many in counts)
    most = next(at for at, so_far in enumerate(reached) if so_far >= number)
    furthest, _ = counts[most]
    return [place for place, bits in enumerate(differences) if bits <= furthest]


def _differences(columns: memoryview, code: bytes) -> list[int]:
    """In how many bits *code* differs from each of those whose bytes stand in *columns*.

    Written so that the loops over codes are the interpreter's own: one table tells of a byte how
    it differs, and the sums of all codes are one number, added up at once.
    """
    length = len(columns) // len(code)
    pairs = -(-length // 2)
    first_of_each = int.from_bytes(b"\xff\0" * pairs, "little")
    even = odd = 0
    for start in range(0, len(code), _ADDED_AT_ONCE):
        total = 0
        for at, own in enumerate(code[start : start + _ADDED_AT_ONCE], start):
            bits = bytes((own ^ other).bit_count() for other in range(256))
            column = bytes(columns[at * length : (at + 1) * length])
            total += int.from_bytes(column.translate(bits), "little")
        even += total & first_of_each
        odd += (total >> 8) & first_of_each
    different = [0] * (2 * pairs)
    for parity, sums in enumerate((even, odd)):
        different[parity::2] = struct.unpack(f"<{pairs}H", sums.to_bytes(2 * pairs, "little"))
    return different[:length]
