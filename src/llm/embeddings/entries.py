"""Taking what is to be stored from whoever gives it: a few at a time, each once."""

from __future__ import annotations

import time
from collections.abc import AsyncIterable, Iterable
from typing import Any

AT_LEAST = 100
AT_MOST = 500
"""How many items are taken before the database is asked what is known of them."""

_LONGEST = 0.25
_MOST_BYTES = 8 << 20


class Entries:
    """The items of *source*, an iterable or an async one, taken when they are needed.

    Attributes:
        took: how many seconds it took to take the last ones.

    """

    def __init__(self, source: Any, size: int) -> None:
        """Take *size* items at once, or fewer where they are large or slow to come."""
        self._size = min(max(size, AT_LEAST), AT_MOST)
        self._awaits = hasattr(source, "__aiter__")
        self._iterator = source.__aiter__() if self._awaits else iter(source)
        self._error: Exception | None = None
        self.took = 0.0

    def next(self) -> Any:
        """The next items, none at the end, or something to await for them.

        What *source* raises is raised once the items before it were taken.
        """
        return self._when_they_come() if self._awaits else self._taken()

    def _taken(self) -> list[Any]:
        some = _Some(self._size)
        try:
            for item in self._iterator:
                if some.add(item):
                    break
        except Exception as error:  # noqa: BLE001 - raised once the others are taken
            self._error = self._error or error
        return self._given(some)

    async def _when_they_come(self) -> list[Any]:
        some = _Some(self._size)
        try:
            async for item in self._iterator:
                if some.add(item):
                    break
        except Exception as error:  # noqa: BLE001 - raised once the others are taken
            self._error = self._error or error
        return self._given(some)

    def _given(self, some: _Some) -> list[Any]:
        self.took = time.monotonic() - some.began
        if not some.items and self._error is not None:
            raise self._error
        return some.items


class _Some:
    """Items that are taken together."""

    def __init__(self, size: int) -> None:
        self.items: list[Any] = []
        self.began = time.monotonic()
        self._size = size
        self._bytes = 0

    def add(self, item: Any) -> bool:
        """Take *item*; whether these are enough."""
        self.items.append(item)
        if isinstance(item, tuple) and len(item) > 1 and isinstance(item[1], (str, bytes)):
            self._bytes += len(item[1])
        return (
            len(self.items) >= self._size
            or self._bytes > _MOST_BYTES
            or time.monotonic() - self.began > _LONGEST
        )


def pairs_as_items(entries: Iterable[Any] | AsyncIterable[Any]) -> Any:
    """*entries* of an id and a content, without metadata; async ones stay so."""
    if isinstance(entries, AsyncIterable):
        return _pairs_as_they_come(entries)
    return ((id, value, None) for id, value in entries)  # noqa: A001 - as callers say


async def _pairs_as_they_come(entries: AsyncIterable[Any]) -> Any:
    async for id, value in entries:  # noqa: A001 - as callers say
        yield (id, value, None)
