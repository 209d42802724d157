"""The files of the cache: where they are, what stands where in one, and how they go.

They lie in a directory beside the database, `embeddings.db-index`, and hold nothing that is not in
the database too: whoever deletes them loses the time to make them again. One file is the vectors
of one collection that have the same length:

    header      a line that names the format, and JSON, in 4096 bytes
    rows        length x dimension float32, each vector at length one, in the order of their rowids
    rowids      length int64
    nowhere     int64, the rowids of vectors that point nowhere
    mean        dimension float32, of the rows; from here on only where there are codes
    codes       words x 8 x length bytes: a bit for each number of a row that is above the mean,
                the highest bit of a byte first; the first bytes of all rows, then the second ones

The numbers are in the byte order of the machine, which the header names.
"""

from __future__ import annotations

import json
import mmap
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from llm.store.vectors import cache_of

HEADER_BYTES = 4096
MEASURED = 10
"""Codes are measured by how many of so many best rows they find."""
MOST_SHARE = 1 / 8
"""Looking at a row here and there costs several times as much as at each in turn."""
_FORMAT = b"llm vectors 2\n"
_VECTORS = ".vectors"
_WORDS = ".words"


class Header(NamedTuple):
    """What a file of vectors holds.

    Attributes:
        token: the state of the database that it was made from.
        dimension: numbers in a vector.
        length: vectors that point somewhere.
        nowhere: vectors that do not.
        candidates: how many rows, the nearest by their codes, hold the best ten; 0: no codes.
        recall: the share of the best ten that was among so many, when it was measured.

    """

    token: str
    dimension: int
    length: int
    nowhere: int
    candidates: int = 0
    recall: float = 1.0

    @property
    def words(self) -> int:
        """Words of 64 bits in a code."""
        return -(-self.dimension // 64)

    def packed(self) -> bytes:
        """The first bytes of the file."""
        said = json.dumps({**self._asdict(), "byteorder": sys.byteorder})
        return (_FORMAT + said.encode()).ljust(HEADER_BYTES, b" ")

    @classmethod
    def unpacked(cls, data: bytes) -> Header | None:
        """The header that *data* is; None where it is none that this machine can use."""
        if not data.startswith(_FORMAT):
            return None
        try:
            said = json.loads(data[len(_FORMAT) :])
            return cls(**said) if said.pop("byteorder") == sys.byteorder else None
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


class Vectors:
    """A file of vectors, or what would be in it.

    Attributes:
        header: what it holds.
        rows, rowids, nowhere, mean, codes: its parts, as bytes.

    """

    def __init__(self, header: Header, content: memoryview) -> None:
        self.header = header
        at = HEADER_BYTES

        def part(size: int) -> memoryview:
            nonlocal at
            at += size
            return content[at - size : at]

        self.rows = part(4 * header.length * header.dimension)
        self.rowids = part(8 * header.length)
        self.nowhere = part(8 * header.nowhere)
        self.mean = part(4 * header.dimension * bool(header.candidates))
        self.codes = part(8 * header.length * header.words * bool(header.candidates))
        self.is_whole = len(content) >= at

    def candidates_for(self, number: int) -> int:
        """How many rows, the nearest by their codes, to look at for the *number* nearest.

        0 where there are no codes, or it takes no longer to look at all rows.
        """
        candidates = self.header.candidates * max(number, MEASURED) // MEASURED
        return candidates if candidates <= self.header.length * MOST_SHARE else 0


def opened(path: Path, token: str) -> Vectors | None:
    """The file of vectors at *path*, mapped into memory; None unless it is of the state *token*."""
    try:
        with path.open("rb") as file:
            header = Header.unpacked(file.read(HEADER_BYTES))
            if header is None or header.token != token:
                return None
            # The map outlives the file's descriptor, and goes when nobody refers to it any more.
            content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError):
        return None
    vectors = Vectors(header, content)
    return vectors if vectors.is_whole else None


def vectors_path(database: str, collection_id: int, dimension: int) -> Path:
    """The file of a collection's vectors that have *dimension* numbers."""
    return cache_of(database) / f"{collection_id}-{dimension}{_VECTORS}"


def words_path(database: str, collection_id: int) -> Path:
    """The file of a collection's words."""
    return cache_of(database) / f"{collection_id}{_WORDS}"


def files_of(database: str | os.PathLike[str]) -> Iterator[tuple[int, Path]]:
    """The files of the cache of *database*, each with the id of its collection.

    Those that are being written are among them.
    """
    for path in _entries_of(database):
        number = path.name.lstrip(".").replace(".", "-").split("-")[0]
        if number.isdecimal() and not _is_directory(path):
            yield int(number), path


def remove(database: str | os.PathLike[str], collection_id: int | None = None) -> None:
    """Delete the files of a collection, or of all, and the directory when it is left empty.

    What engines of plugins keep there goes in any case, as nobody else knows what it is made of.
    Raises OSError where something that is there cannot be deleted.
    """
    for number, path in files_of(database):
        if collection_id in (None, number):
            path.unlink(missing_ok=True)
    for path in filter(_is_directory, _entries_of(database)):
        import shutil

        with suppress(FileNotFoundError):
            shutil.rmtree(path)
    with suppress(OSError):
        cache_of(database).rmdir()


def _entries_of(database: str | os.PathLike[str]) -> list[Path]:
    with suppress(OSError):
        return list(cache_of(database).iterdir())
    return []


def _is_directory(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()
