"""The cached vectors of a collection that are as the database is: found, opened, or made anew.

What is open stays open in this process for the next search. What cannot be written, or is no more
than a few vectors, is kept in memory.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import OrderedDict
from contextlib import suppress
from typing import TYPE_CHECKING

from llm.embeddings.connections import rows_of
from llm.embeddings.search import files
from llm.embeddings.search.files import Vectors
from llm.embeddings.search.reading import Snapshot

if TYPE_CHECKING:
    from llm.embeddings.search.dense import Dense

SMALL = 1_000_000
"""Collections of no more numbers than this get no file: they are read in no time."""

_MOST_OPEN = 8
_LOCK = threading.RLock()


class Kept(OrderedDict[tuple[str, int, int], tuple[str, "Dense"]]):
    """Open caches, the one used last at the end: path, collection and dimension; token, vectors."""

    def put(self, key: tuple[str, int, int], token: str, dense: Dense) -> None:
        """Keep *dense*, and let go of what was not used for longest."""
        self[key] = token, dense
        self.move_to_end(key)
        while len(self) > _MOST_OPEN:
            self.popitem(last=False)


_of_files = Kept()


def kept(snapshot: Snapshot, collection_id: int, dimension: int) -> Dense | None:
    """What this process has open of a collection, if it is as the database is."""
    if snapshot.token is None:
        return None
    with _LOCK:
        caches = _caches(snapshot)
        key = snapshot.path or "", collection_id, dimension
        token, dense = caches.get(key, (None, None))
        if token != snapshot.token:
            caches.pop(key, None)
            return None
        caches.move_to_end(key)
        return dense


def in_file(snapshot: Snapshot, collection_id: int, dimension: int) -> Vectors | None:
    """The file of a collection's vectors, if there is one and it is as the database is."""
    if snapshot.path is None or snapshot.token is None:
        return None
    path = files.vectors_path(snapshot.path, collection_id, dimension)
    return files.opened(path, snapshot.token)


def dense_of(
    snapshot: Snapshot,
    collection_id: int,
    dimension: int,
    stored: Vectors | None,
    *,
    is_small: bool,
) -> Dense:
    """A collection's vectors as arrays: from the file *stored*, or read from the database.

    In a small collection they are only kept in memory. Needs numpy.
    """
    from llm.embeddings.search.dense import Dense

    # Two threads that want the same need not both make it.
    with _LOCK:
        if dense := kept(snapshot, collection_id, dimension):
            return dense
        if stored is None and not is_small:
            stored = _made_in_file(snapshot, collection_id, dimension)
        if stored is None:
            from llm.embeddings.search.building import built_in_memory

            stored = built_in_memory(snapshot, collection_id, dimension)
        dense = Dense(stored)
        if snapshot.token is not None:
            key = snapshot.path or "", collection_id, dimension
            _caches(snapshot).put(key, snapshot.token, dense)
        return dense


def forget(path: str | os.PathLike[str], collection_id: int | None = None) -> None:
    """Delete the cache of the database at *path*, or of one collection in it.

    Raises OSError where a file that is there cannot be deleted.
    """
    where = os.path.realpath(path)
    with _LOCK:
        for key in list(_of_files):
            if key[0] == where and collection_id in (None, key[1]):
                del _of_files[key]
    files.remove(where, collection_id)


def _made_in_file(snapshot: Snapshot, collection_id: int, dimension: int) -> Vectors | None:
    """The file of a collection's vectors, made anew; None where it cannot be written."""
    if snapshot.path is None or snapshot.token is None:
        return None
    from llm.embeddings.search.building import build_file
    from llm.embeddings.search.writing import sweep

    with suppress(OSError):
        there = {number for (number,) in snapshot.rows("SELECT id FROM collections")}
        sweep(snapshot.path, there)
        path = files.vectors_path(snapshot.path, collection_id, dimension)
        build_file(snapshot, collection_id, dimension, path)
        return files.opened(path, snapshot.token)
    return None


def _caches(snapshot: Snapshot) -> Kept:
    """What is kept for the database of *snapshot*."""
    return _of_files if snapshot.path is not None else _of_connection(snapshot.connection)


# No name for a database in memory outlives it but its connection, and a connection takes no
# attributes and no weak references. It does take functions, and lets go of them when it is closed.
_FUNCTION = "llm_kept_vectors"
_handed_over = threading.local()


def _of_connection(connection: sqlite3.Connection) -> Kept:
    try:
        rows_of(connection, f"SELECT {_FUNCTION}()").fetchone()
    except sqlite3.OperationalError:
        caches = Kept()

        def hand_over() -> None:
            _handed_over.caches = caches

        connection.create_function(_FUNCTION, 0, hand_over)
        return caches
    found: Kept = _handed_over.caches
    del _handed_over.caches
    return found
