"""Writing a file of the cache: aside, for its owner alone, and then in its place at once."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp

from llm.embeddings.search.files import files_of
from llm.store.sqlite.connection import private_directory

_ABANDONED_SECONDS = 3600


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """A new file, to be written in the block and then to be the one at *path*.

    It is on the disk before it gets there, so that what is there is whole. Raises OSError where it
    cannot be written.
    """
    private_directory(path.parent)
    descriptor, name = mkstemp(prefix=f".{path.name}-", dir=path.parent)
    aside = Path(name)
    try:
        yield aside
        os.fsync(descriptor)
        os.replace(aside, path)
    finally:
        os.close(descriptor)
        with suppress(FileNotFoundError):
            aside.unlink()


def sweep(database: str, collections: Collection[int]) -> None:
    """Delete the files of collections that are gone, and those that somebody never finished."""
    long_ago = time.time() - _ABANDONED_SECONDS
    for number, path in files_of(database):
        with suppress(OSError):
            abandoned = path.name.startswith(".") and path.stat().st_mtime < long_ago
            if number not in collections or abandoned:
                path.unlink()
