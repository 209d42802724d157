"""Server-sent events: bytes as they arrive -> the data of each event. Pure.

The format is that of the HTML standard, section 9.2 (text/event-stream). Names, ids and retry times
of events are left out: providers repeat in the data what is worth knowing.
"""

from __future__ import annotations

MAX_EVENT_BYTES = 64_000_000
_BOM = b"\xef\xbb\xbf"


class EventTooLarge(Exception):  # noqa: N818 - reads as what happened
    """One event has more bytes than it may."""


class EventDecoder:
    """Puts the events of a stream together, from pieces cut anywhere.

    Args:
        max_bytes: the most that one event may have, its field names included.

    """

    def __init__(self, max_bytes: int = MAX_EVENT_BYTES) -> None:
        self._max_bytes = max_bytes
        self._rest = bytearray()
        self._data: list[bytes] = []
        self._size = 0
        self._first = True

    def feed(self, piece: bytes) -> list[bytes]:
        """The data of the events that end in *piece*, in order.

        Raises `EventTooLarge`.
        """
        if b"\n" not in piece and b"\r" not in piece:
            self._rest += piece
            self._check()
            return []
        if self._rest:
            self._rest += piece
            piece = bytes(self._rest)
        held = piece
        if b"\r" in held:
            # A line may end in "\r\n", and the "\n" may be yet to come.
            ending = b"\r" if held.endswith(b"\r") else b""
            held = held[: len(held) - len(ending)].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            lines = held.split(b"\n")
            self._rest = bytearray(lines.pop() + ending)
        else:
            lines = held.split(b"\n")
            self._rest = bytearray(lines.pop())
        if self._first and lines:
            lines[0] = lines[0].removeprefix(_BOM)
            self._first = False
        ended = []
        for line in lines:
            if line[:5] == b"data:":
                self._data.append(line[6:] if line[5:6] == b" " else line[5:])
                self._size += len(line)
            elif not line and self._data:
                ended.append(self._data[0] if len(self._data) == 1 else b"\n".join(self._data))
                self._data, self._size = [], 0
        if not ended:  # what has come goes first; the next piece is too large as well
            self._check()
        return ended

    def end(self) -> list[bytes]:
        """The data of an event that the end of the stream cut off before its blank line."""
        return self.feed(b"\n\n")

    def _check(self) -> None:
        if self._size + len(self._rest) > self._max_bytes:
            raise EventTooLarge
