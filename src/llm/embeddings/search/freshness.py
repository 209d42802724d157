"""Whether a database is as it was: a token that changes with every change of its file.

SQLite counts, in the file's header, the transactions that changed it; with a write-ahead log, in
the memory that its processes share. Both are read from the files as they are, and are exact while
a read transaction holds what is read (see `reading.py`).
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress

_HEADER_BYTES = 100
_WRITE_VERSION = 18
_WITH_LOG = 2
_CHANGE_COUNTER = slice(24, 28)
_VALID_FOR = slice(92, 96)
# The header of the log's index, which every commit writes anew.
_SHARED_BYTES = 48

_LOCK = threading.Lock()
_descriptors: dict[tuple[int, int], int] = {}


def token_of(path: str) -> str | None:
    """What the file of the database at *path* is now; equal tokens mean equal content.

    None where it cannot be told: the file cannot be read, or is not there, or the system reads no
    file in places.
    """
    if not hasattr(os, "pread"):
        return None
    try:
        file = os.stat(path)
        header = _beginning(path, _HEADER_BYTES)
        if len(header) < _HEADER_BYTES:
            return None
        parts = [
            *(file.st_dev, file.st_ino, file.st_size, file.st_mtime_ns),
            *(header[_CHANGE_COUNTER].hex(), header[_VALID_FOR].hex()),
        ]
        if header[_WRITE_VERSION] == _WITH_LOG:
            log = os.stat(f"{path}-wal")
            shared = _beginning(f"{path}-shm", _SHARED_BYTES)
            parts += [log.st_size, log.st_mtime_ns, shared.hex()]
    except OSError:
        return None
    return ":".join(map(str, parts))


def _beginning(path: str, size: int) -> bytes:
    """The first *size* bytes of the file at *path*.

    It stays open: a process that closes a file loses all locks that it has on it, those of its
    connections too. Only one that is deleted is closed, as nobody else can come upon it.
    """
    with _LOCK:
        there = os.stat(path)
        descriptor = _descriptors.get((there.st_dev, there.st_ino))
        if descriptor is None:
            _close_deleted()
            descriptor = os.open(path, os.O_RDONLY)
            opened = os.fstat(descriptor)
            _descriptors[opened.st_dev, opened.st_ino] = descriptor
        return os.pread(descriptor, size, 0)


def _close_deleted() -> None:
    for key, descriptor in list(_descriptors.items()):
        with suppress(OSError):
            if os.fstat(descriptor).st_nlink == 0:
                del _descriptors[key]
                os.close(descriptor)
