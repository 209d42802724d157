"""The nearest rows, with nothing but the standard library.

What is small is looked at in the database itself. Where somebody with numpy has left codes, these
say which rows to look at.
"""

from __future__ import annotations

import struct
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, compress, repeat
from operator import gt, xor

from llm.embeddings.search.files import Vectors
from llm.embeddings.search.reading import Snapshot
from llm.embeddings.search.scoring import Sought, best_of, rows_with


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


def nearest_by_codes(vectors: Vectors, sought: Sought, candidates: int) -> list[int]:
    """The rowids of as many rows as there are *candidates*, the nearest by their codes.

    Those that equal the last of them are there, too.
    """
    size = 8 * vectors.header.words
    mean = array("f", vectors.mean.tobytes())
    bits = "".join("01"[is_above] for is_above in map(gt, sought.direction(), mean))
    code = int(bits.ljust(8 * size, "0"), 2)
    codes = chain.from_iterable(struct.iter_unpack(f"{size}s", vectors.codes))
    # Written so that the loops are the interpreter's own, which are several times as fast.
    different = list(map(int.bit_count, map(xor, map(int.from_bytes, codes), repeat(code))))
    counts = sorted(Counter(different).items())
    reached = accumulate(how_many for _, how_many in counts)
    most = next(at for at, so_far in enumerate(reached) if so_far >= candidates)
    furthest = counts[most][0]
    rowids = vectors.rowids.cast("q")
    return list(compress(rowids, map(furthest.__ge__, different)))
