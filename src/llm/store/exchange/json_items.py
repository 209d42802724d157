"""The objects of a JSON array, one after the other: a file of any size is never in memory whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from llm.errors import InvalidInput
from llm.store.exchange.lenient import DECODER

_CHUNK = 1 << 20
_SPACE = " \t\n\r"


def items(stream: TextIO) -> Iterator[dict[str, Any]]:
    """Each object of the array that *stream* holds.

    Raises `InvalidInput` for anything else, where it comes to it.
    """
    window = _Window(stream)
    if window.next() != "[":
        raise InvalidInput("it does not begin with '['")
    window.skip()
    if window.next() == "]":
        return
    while True:
        yield window.take_object()
        separator = window.next()
        window.skip()
        if separator == "]":
            return
        if separator != ",":
            raise window.damaged("a ',' or a ']' should be there")


class _Window:
    """The part of a stream that is being read."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self._passed = 0

    def next(self) -> str:
        """The next character that is no space; `""` at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._at += 1
            if not self._read(_CHUNK):
                return ""

    def skip(self) -> None:
        """Go on after the next character."""
        self._at += 1

    def take_object(self) -> dict[str, Any]:
        """The object that begins here."""
        if self.next() != "{":
            raise self.damaged("an object should be there")
        while True:
            try:
                found, self._at = DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                # It may go on; reading as much again each time keeps the work in proportion.
                if isinstance(error, RecursionError) or not self._read(
                    max(_CHUNK, len(self._text) - self._at)
                ):
                    raise self._undecodable(error) from error
            else:
                return dict(found)

    def damaged(self, reason: str) -> InvalidInput:
        """What to raise for what stands here."""
        return self._damaged_at(self._at if self.next() else len(self._text), reason)

    def _undecodable(self, error: ValueError | RecursionError) -> InvalidInput:
        if isinstance(error, json.JSONDecodeError):
            return self._damaged_at(error.pos, error.msg)
        return self._damaged_at(self._at, "it is nested too deeply")

    def _damaged_at(self, at: int, reason: str) -> InvalidInput:
        if not self._text[at:].strip():
            return InvalidInput("it ends too early")
        return InvalidInput(f"it is no JSON near character {self._passed + at}: {reason}")

    def _read(self, size: int) -> bool:
        """Read on; whether there was anything."""
        more = self._stream.read(size)
        self._passed += self._at
        self._text = self._text[self._at :] + more
        self._at = 0
        return bool(more)
