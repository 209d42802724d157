"""The files beside a history that is replaced, and how one takes another's place.

The file itself stays: another database put under its name would be taken for it by whoever has the
first one open, whose log SQLite looks for by that name. Its content is replaced in one transaction,
so that at any instant, and after a kill, it is the one before or the one after.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

from llm.errors import HistoryUnavailable

BESIDE = ("-wal", "-shm", "-journal")


def backup_name(path: Path, word: str = "before") -> Path:
    """A name that is free, for the file from *before* (or *after*) an import."""
    number = 1
    while True:
        ending = "" if number == 1 else f"-{number}"
        name = path.with_name(f"{path.stem}-{word}-import{ending}{path.suffix}")
        if not os.path.lexists(name):
            return name
        number += 1


def building_names(path: Path) -> tuple[Path, Path]:
    """Under which names a new file is made: while it is being changed, and when it is packed."""
    return path.with_name(f".{path.name}.importing"), path.with_name(f".{path.name}.imported")


def remove(path: Path) -> None:
    """Remove a database and what SQLite keeps beside it."""
    for ending in ("", *BESIDE):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def keep_copy(connection: sqlite3.Connection, copy: Path, earlier: Iterable[Path] = ()) -> Path:
    """Keep what *connection* has at *copy*, which is there whole or not at all, and is private.

    Where one of the *earlier* copies is the same, by somebody who was killed then, that one does.
    """
    part = copy.with_name(f".{copy.name}.part")
    remove(part)
    os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(part)) as target:
        connection.backup(target)
    for other in earlier:
        if _says_the_same(other, part):
            part.unlink()
            return other
    flush(part)
    os.replace(part, copy)
    flush(copy.parent)
    return copy


def _says_the_same(one: Path, other: Path) -> bool:
    """Whether two databases are equal but for the counters of changes in their first page."""
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        headers = [bytearray(each.read(100)) for each in (first, second)]
        for header in headers:
            header[24:28] = header[92:100] = b""
        while headers[0] == headers[1]:
            headers = [bytearray(each.read(1 << 20)) for each in (first, second)]
            if not headers[0]:
                return not headers[1]
    return False


def replace(connection: sqlite3.Connection, new: Path, *, made_for_it: bool = False) -> None:
    """Let what is in the database at *new* be what *connection* has, in one transaction.

    Nobody else may be reading or writing either. The file *new* is gone then; one that was
    *made_for_it* is gone before: what is deleted from the history is not to be found there after a
    kill.
    """
    with closing(sqlite3.connect(new)) as source:
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # it is open from here on
        if made_for_it:
            with suppress(OSError):  # where an open file cannot be removed
                remove(new)
        source.backup(connection)
    remove(new)


def flush(path: Path) -> None:
    """See to it that what is in *path*, a file or a directory, is on the disk."""
    with suppress(OSError):  # of a directory not every system can be asked
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def in_use(path: Path) -> HistoryUnavailable:
    """What is raised when another program keeps the file at *path* open."""
    return HistoryUnavailable(
        f"The history {path} is open in another program: close that one, and try again"
    )
