"""The names of the files beside a history that is replaced, and how one takes another's place.

At no instant is there no file at its path: whoever opens it finds the one before or the one after.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
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


def forget_second_names(path: Path, word: str = "before") -> None:
    """Remove names of backups that still are names of *path*: who made them was killed then."""
    for name in path.parent.glob(f"{path.stem}-{word}-import*{path.suffix}"):
        with suppress(OSError):
            if name.samefile(path):
                name.unlink()


def replace(path: Path, new: Path, backup: Path) -> None:
    """Put *new* in the place of the database at *path*, which is called *backup* from now on.

    Nobody may be writing to either, and nothing of SQLite's may lie beside them.
    """
    # SQLite would take a log that it finds there for one of the new file.
    if path.with_name(path.name + "-wal").exists():
        raise in_use(path)
    flush(new)
    try:
        os.link(path, backup)
    except OSError:
        # A file system without a second name for a file.
        _copy(path, backup)
    flush(backup.parent)
    os.replace(new, path)
    flush(path.parent)


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


def _copy(path: Path, backup: Path) -> None:
    """Copy a database through SQLite: opening the file ourselves would let go of its locks."""
    part = backup.with_name(f".{backup.name}.part")
    remove(part)
    source = sqlite3.connect(path)
    target = sqlite3.connect(part)
    try:
        source.backup(target)
    finally:
        target.close()
        source.close()
    flush(part)
    os.replace(part, backup)
