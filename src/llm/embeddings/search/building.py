"""Making the cache of a collection's vectors from the database. Needs numpy.

The rows are read once, a few at a time; the codes are made from what was written.
"""

from __future__ import annotations

import io
import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from llm.embeddings.search import codes
from llm.embeddings.search.files import HEADER_BYTES, Header, Vectors
from llm.embeddings.search.reading import Snapshot
from llm.embeddings.search.writing import written_aside

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Below so many numbers in all, each is looked at in no time.
WITH_CODES = 2_000_000
_ROWS_AT_ONCE = 2048

# In the order of the database's file, and without looking at other collections.
_ROWS = """
SELECT rowid, embedding FROM embeddings
WHERE rowid IN (SELECT rowid FROM embeddings WHERE collection_id = ?) AND length(embedding) = ?
ORDER BY rowid
"""


def build_file(snapshot: Snapshot, collection_id: int, dimension: int, path: Path) -> None:
    """Write the vectors of a collection that have *dimension* numbers to the file at *path*.

    Raises OSError where it cannot be written.
    """
    with written_aside(path) as aside, aside.open("r+b") as file:
        _write(file, snapshot, collection_id, dimension)


def built_in_memory(snapshot: Snapshot, collection_id: int, dimension: int) -> Vectors:
    """The same, without a file."""
    file = io.BytesIO()
    header = _write(file, snapshot, collection_id, dimension)
    return Vectors(header, memoryview(file.getbuffer()))


def _write(file: IO[bytes], snapshot: Snapshot, collection_id: int, dimension: int) -> Header:
    file.seek(HEADER_BYTES)
    rowids, nowhere = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    total = np.zeros(dimension)
    for numbers, rows in _directions(snapshot, collection_id, dimension):
        is_somewhere = rows.any(axis=1)
        kept = rows if is_somewhere.all() else rows[is_somewhere]
        rowids.append(numbers[is_somewhere])
        nowhere.append(numbers[~is_somewhere])
        total += kept.sum(axis=0, dtype=np.float64)
        file.write(kept.data)
    count = sum(map(len, rowids))
    file.write(np.concatenate(rowids).data)
    file.write(np.concatenate(nowhere).data)
    candidates, recall = 0, 1.0
    # Codes are not worth their while for one search.
    if snapshot.token is not None and count * dimension >= WITH_CODES:
        mean = (total / count).astype(np.float32)
        encoded, candidates, recall = _encoded(file, mean, count)
        if candidates:
            file.seek(0, io.SEEK_END)
            file.write(mean.data)
            file.write(np.ascontiguousarray(encoded.view(np.uint8).T).data)
    header = Header(
        *(snapshot.token or "", dimension, count, sum(map(len, nowhere))),
        candidates=candidates,
        recall=recall,
    )
    file.seek(0)
    file.write(header.packed())
    file.flush()
    return header


def _directions(
    snapshot: Snapshot, collection_id: int, dimension: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """The rows of a collection: rowids, and vectors at length one; zeros for those without one."""
    found = snapshot.rows(_ROWS, (collection_id, 4 * dimension))
    while some := found.fetchmany(_ROWS_AT_ONCE):
        rowids, blobs = zip(*some, strict=True)
        stored = np.frombuffer(b"".join(blobs), "<f4").reshape(len(blobs), dimension)
        with np.errstate(all="ignore"):
            rows = stored.astype(np.float64)
            lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
            usable = np.isfinite(lengths) & (lengths > 0)
            rows /= np.where(usable, lengths, 1)[:, None]
        rows[~usable] = 0
        yield np.array(rowids, np.int64), rows.astype(np.float32)


def _encoded(file: IO[bytes], mean: codes.Floats, count: int) -> tuple[codes.Words, int, float]:
    """The codes of the rows that were written to *file*, the candidates they need, and recall."""
    file.flush()
    if isinstance(file, io.BytesIO):
        content = file.getbuffer()
    else:
        content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    numbers = np.frombuffer(content, np.float32, count * len(mean), HEADER_BYTES)
    rows = numbers.reshape(count, len(mean))
    encoded = codes.encode(rows, mean)
    return encoded, *codes.measured(rows, np.ascontiguousarray(encoded.T), mean)
