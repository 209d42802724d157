"""The lines of a stream of bytes, as text, with their numbers."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from llm.errors import InvalidInput

UTF8 = ("utf-8",)
_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NO_TEXT = re.compile("[\udc80-\udcff]")


class Lines:
    """The lines of *stream*, each with its end; `no_text` tells those that are none.

    Args:
        stream: what is read.
        name: what it is called in errors.
        encodings: tried in this order for every line.

    Attributes:
        number: of the line that was read last, from 1.

    """

    def __init__(self, stream: BinaryIO, name: str, encodings: Sequence[str] = UTF8) -> None:
        self.name = name
        self.number = 0
        self._stream = stream
        self._encodings = encodings or UTF8
        self._waiting: list[str] = []
        self._bytes = 0
        self._size = _size_of(stream)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._waiting:
            line = self._waiting.pop()
        elif (read := self._read()) is not None:
            line = read
        else:
            raise StopIteration
        self.number += 1
        return line

    def first(self) -> str:
        """The first line with anything in it, which is not taken away; empty where none is."""
        if found := next((line for line in reversed(self._waiting) if line.strip()), ""):
            return found
        seen: list[str] = []
        while not found.strip() and (line := self._read()) is not None:
            seen.append(line)
            found = line
        self._waiting = [*reversed(seen), *self._waiting]
        return found

    def rest(self) -> str:
        """All that was not read yet."""
        waiting = "".join(reversed(self._waiting))
        self._waiting = []
        try:
            data = self._stream.read()
        except OSError as error:
            raise self._unreadable(error) from error
        return waiting + self._decoded(self._begun(data))

    def share(self) -> float | None:
        """How much of the stream was read; None when nobody knows its size."""
        return min(self._bytes / self._size, 1.0) if self._size else None

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()

    def _read(self) -> str | None:
        try:
            data = self._stream.readline()
        except OSError as error:
            raise self._unreadable(error) from error
        if not data:
            return None
        return self._decoded(self._begun(data))

    def _begun(self, data: bytes) -> bytes:
        """*data*, which was read, without the mark that some programs put before text."""
        is_first = self._bytes == 0
        self._bytes += len(data)
        if not is_first:
            return data
        if data.startswith(_UTF16_MARKS):
            raise InvalidInput(f"{self.name} is UTF-16, which has to be converted to UTF-8 first")
        return data.removeprefix(_MARK)

    def _decoded(self, data: bytes) -> str:
        for encoding in self._encodings:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
        return data.decode("utf-8", "surrogateescape")

    def _unreadable(self, error: OSError) -> InvalidInput:
        return InvalidInput(f"{self.name} cannot be read: {error.strerror or error}")


def no_text(encodings: Sequence[str], *texts: str) -> InvalidInput | None:
    """What to say where *texts* have bytes in them that are none in these *encodings*."""
    if not any(map(_NO_TEXT.search, texts)):
        return None
    tried = " or ".join(each.upper() for each in encodings or UTF8)
    return InvalidInput(f"is no {tried} text: name another encoding, as --encoding latin-1")


def _size_of(stream: BinaryIO) -> int | None:
    """How large the file behind *stream* is; None where it is none."""
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError, AttributeError):
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None
