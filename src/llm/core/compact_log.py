"""CompactLog: a recorder's log that takes little more than the text in it, for long streams."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import overload

from llm.events import StreamEvent

_OF_BLOCK = 512
"""Entries that are packed together."""

_Entry = str | StreamEvent


class CompactLog(Sequence[_Entry]):
    """A log that only grows, and reads like the list of its entries.

    A list has an object for each piece of text, several times its size. Here those that came a
    while ago are kept as one text and how long each of them was. One thread at a time appends;
    others may read meanwhile.
    """

    __slots__ = ("_blocks", "_tail", "_view")

    def __init__(self) -> None:
        self._blocks: list[_Block] = []
        self._tail: list[_Entry] = []
        self._view = (0, self._tail)
        """How many blocks there are, and what comes after them: both change at once."""

    def append(self, entry: _Entry) -> None:
        """Add *entry*."""
        tail = self._tail
        tail.append(entry)
        if len(tail) == _OF_BLOCK:
            self._blocks.append(_Block(tail))
            self._tail = []
            self._view = (len(self._blocks), self._tail)

    def __len__(self) -> int:
        packed, tail = self._view
        return packed * _OF_BLOCK + len(tail)

    @overload
    def __getitem__(self, place: int) -> _Entry: ...
    @overload
    def __getitem__(self, place: slice) -> list[_Entry]: ...
    def __getitem__(self, place: int | slice) -> _Entry | list[_Entry]:
        packed, tail = self._view
        count = packed * _OF_BLOCK + len(tail)
        if isinstance(place, slice):
            start, stop, step = place.indices(count)
            return self._between(packed, tail, start, stop) if step == 1 else list(self)[place]
        if place < 0:
            place += count
        if not 0 <= place < count:
            raise IndexError(place)
        block, within = divmod(place, _OF_BLOCK)
        return tail[within] if block == packed else self._blocks[block].entry(within)

    def __iter__(self) -> Iterator[_Entry]:
        # What is appended meanwhile is met, too, as in a list.
        seen = 0
        while some := self[seen : seen + _OF_BLOCK]:
            yield from some
            seen += len(some)

    def joined(self) -> Iterator[_Entry]:
        """As iterating, but pieces of one run may be joined."""
        packed, tail = self._view
        for block in self._blocks[:packed]:
            yield from block.joined()
        yield from tail[:]

    def event_before(self, place: int) -> StreamEvent | None:
        """The last entry before *place* that is an event, and no more than a piece of one."""
        packed, tail = self._view
        for entry in reversed(tail[: max(0, place - packed * _OF_BLOCK)]):
            if isinstance(entry, StreamEvent):
                return entry
        for number in range(min(packed, -(-place // _OF_BLOCK)) - 1, -1, -1):
            found = self._blocks[number].event_before(place - number * _OF_BLOCK)
            if found is not None:
                return found
        return None

    def size(self) -> int:
        """How much it takes, roughly, in bytes."""
        packed, tail = self._view
        return sum(block.size for block in self._blocks[:packed]) + sum(map(_size_of, tail))

    def _between(self, packed: int, tail: list[_Entry], start: int, stop: int) -> list[_Entry]:
        found: list[_Entry] = []
        while start < stop:
            block, first = divmod(start, _OF_BLOCK)
            last = min(_OF_BLOCK, first + stop - start)
            entries = tail if block == packed else self._blocks[block].entries()
            found += entries[first:last]
            start += last - first
        return found


class _Block:
    """Entries that were packed: their text, how long each is, and those that are events."""

    __slots__ = ("_events", "_lengths", "_text", "size")

    def __init__(self, entries: Sequence[_Entry]) -> None:
        self._events: dict[int, StreamEvent] = {}
        pieces: list[str] = []
        for place, entry in enumerate(entries):
            if isinstance(entry, str):
                pieces.append(entry)
            else:
                self._events[place] = entry
                pieces.append("")
        lengths = list(map(len, pieces))
        self._text = "".join(pieces)
        self._lengths = bytes(lengths) if max(lengths) < 256 else array("Q", lengths)
        self.size = _OF_BLOCK + len(self._text) + sum(map(_size_of, self._events.values()))

    def entries(self) -> list[_Entry]:
        """All of them."""
        text, start = self._text, 0
        found: list[_Entry] = []
        for length in self._lengths:
            found.append(text[start : start + length])
            start += length
        for place, event in self._events.items():
            found[place] = event
        return found

    def entry(self, place: int) -> _Entry:
        """One of them."""
        event = self._events.get(place)
        if event is not None:
            return event
        start = sum(self._lengths[:place])
        return self._text[start : start + self._lengths[place]]

    def joined(self) -> Iterator[_Entry]:
        """All of them; pieces between two events as one."""
        if not self._events:
            yield self._text
            return
        for is_event, run in groupby(self.entries(), lambda entry: isinstance(entry, StreamEvent)):
            if is_event:
                yield from run
            else:
                yield "".join(map(str, run))

    def event_before(self, place: int) -> StreamEvent | None:
        """See `CompactLog.event_before`."""
        places = [each for each in self._events if each < place]
        return self._events[max(places)] if places else None


_OF_EVENT = 300
"""Bytes that an event takes besides its text, roughly."""


def _size_of(entry: _Entry) -> int:
    return len(entry) if isinstance(entry, str) else _OF_EVENT + len(entry.chunk)
