"""StreamRecorder: turns what a model yields into recorded events, each assigned to a part.

An event's number (`seq`) is its place in the log. What the events add up to is the assembler's
business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import NoneType
from typing import TYPE_CHECKING, TypeAlias

from llm.events import StreamEvent

if TYPE_CHECKING:
    from llm.core.compact_log import CompactLog

Log: TypeAlias = "list[str | StreamEvent] | CompactLog"

# Pieces of one family may make up one part. Any other type is a family of its own; one that we do
# not know is recorded, for a reader that does.
_FAMILIES = {"tool_call_name": "tool call", "tool_call_args": "tool call"}
# A provider may count its calls, and not name them.
_TYPES: dict[str, type | tuple[type, ...]] = {
    "type": str,
    "chunk": str,
    "message_index": int,
    "part_index": (int, NoneType),
    "tool_call_id": (str, int, NoneType),
    "tool_name": (str, NoneType),
}
# Families whose unbroken runs make up one part.
_RUNS = {"text", "reasoning"}


class StreamRecorder:
    """Everything a model has produced so far, in order.

    1. `accept` what the model yields, piece by piece: a string is a piece of text.
    2. Read `log`, which only ever grows; `replayed` turns its entries back into events.

    How pieces come together: text and reasoning in unbroken runs; tool calls by their id - pieces
    of arguments without one belong to the last call, a name without one starts a new call;
    a tool's result and an attachment stand alone. A `part_index` that the model gives is kept.

    Args:
        log: where to record it, such as a `CompactLog`, still empty; None for a list.

    Attributes:
        log: one entry for each event. A string is one more piece of the run that the entry before
            it belongs to: streams are long, and an object for each piece would be several times
            its size.

    """

    def __init__(self, log: Log | None = None) -> None:
        self.log: Log = [] if log is None else log
        self._families: dict[tuple[int, int], str] = {}
        self._calls: dict[tuple[int, str], int] = {}
        self._last_call: tuple[int, int] | None = None
        self._next_index = 0
        # The run of text or reasoning that the next event may join, and the part it makes up.
        self._run_family: str | None = None
        self._run_message = 0
        self._run_index = 0
        self._joins_text = False
        """A piece of text that says nothing else joins the run."""

    def accept(self, chunk: str | StreamEvent) -> StreamEvent:
        """Record *chunk* and return it as an event with its `part_index`.

        Raises `ValueError` when a given `part_index` already holds another kind of content, and
        `TypeError` for a chunk that is neither text nor an event whose own chunk is text, and for
        an event that says something of another type than `StreamEvent` names.
        """
        if isinstance(chunk, str):
            if self._joins_text:
                self.log.append(chunk)
                return StreamEvent("text", chunk, self._run_index)
            event = StreamEvent("text", chunk)
        elif isinstance(chunk, StreamEvent) and isinstance(chunk.chunk, str):
            event = chunk
        else:
            raise TypeError(
                f"A model yielded {chunk!r}, which is neither text nor a StreamEvent whose chunk"
                " is text"
            )
        if (
            event.part_index is None
            and event.type == self._run_family
            and event.message_index == self._run_message
        ):
            event.part_index = self._run_index
            says_more = (
                event.provider_metadata or event.redacted or event.tool_call_id
                or event.server_executed or event.tool_name or event.attachment
            )  # fmt: skip
            if says_more:
                _check(event)
            self.log.append(event if says_more else event.chunk)
        else:
            _check(event)
            self._place(event)
            self.log.append(event)
        return event

    def _place(self, event: StreamEvent) -> None:
        """Give *event* the index of its part, and remember what may follow it there."""
        family = _FAMILIES.get(event.type, event.type)
        message = event.message_index
        index = event.part_index
        if index is None:
            index = self._index_of_call(event) if family == "tool call" else self._next_index
        held = self._families.setdefault((message, index), family)
        if held != family:
            raise ValueError(
                f"part_index={index} already holds {held}, not {family}: give a new kind of content"
                " a new part_index"
            )
        event.part_index = index
        self._next_index = max(self._next_index, index + 1)
        if family == "tool call":
            self._last_call = (message, index)
            if event.tool_call_id is not None:
                self._calls[message, event.tool_call_id] = index
        self._run_family = family if family in _RUNS else None
        self._run_message, self._run_index = message, index
        self._joins_text = family == "text" and message == 0

    def _index_of_call(self, event: StreamEvent) -> int:
        """The part of the tool call that *event* names, by its id or as the last one."""
        if event.tool_call_id is not None:
            return self._calls.get((event.message_index, event.tool_call_id), self._next_index)
        if event.type == "tool_call_args" and self._last_call is not None:
            message, index = self._last_call
            if message == event.message_index:
                return index
        return self._next_index


def wrong_in(event: StreamEvent) -> str | None:
    """The first attribute of *event* that is of a type that no reader of a log expects; or None."""
    for name, kinds in _TYPES.items():
        if not isinstance(getattr(event, name), kinds):
            return name
    if event.provider_metadata and not isinstance(event.provider_metadata, dict):
        return "provider_metadata"
    if event.attachment is not None and not _is_attachment(event.attachment):
        return "attachment"
    return None


def _check(event: StreamEvent) -> None:
    wrong = wrong_in(event)
    if wrong is not None:
        found = type(getattr(event, wrong)).__name__
        raise TypeError(f"A model yielded a StreamEvent whose {wrong} is a {found}")


def _is_attachment(given: object) -> bool:
    from llm.attachments import Attachment

    return isinstance(given, Attachment)


def replayed(entry: str | StreamEvent, before: StreamEvent | None) -> StreamEvent:
    """The event that *entry* of a log stands for, given the event *before* it."""
    if isinstance(entry, StreamEvent):
        return entry
    if before is None:
        raise ValueError("A log opens with an event, not with a piece of one")
    return StreamEvent(before.type, entry, before.part_index, message_index=before.message_index)


def replay(log: Iterable[str | StreamEvent]) -> Iterator[StreamEvent]:
    """The events that *log* stands for."""
    event: StreamEvent | None = None
    for entry in log:
        event = replayed(entry, event)
        yield event


def joined(log: Log) -> Iterable[str | StreamEvent]:
    """The entries of *log*, of which those of one run may be joined: they add up to the same."""
    return log if isinstance(log, list) else log.joined()


def event_before(log: Log, place: int) -> StreamEvent | None:
    """What `replayed` has to know of what comes before the entry of *log* at *place*."""
    if not isinstance(log, list):
        return log.event_before(place)
    for entry in reversed(log[:place]):
        if isinstance(entry, StreamEvent):
            return entry
    return None


def text_of(log: Iterable[str | StreamEvent]) -> str:
    """The text in *log*, without what was reasoned or asked of tools."""
    pieces, is_text = [], False
    for entry in log:
        if isinstance(entry, StreamEvent):
            is_text = entry.type == "text"
        if is_text:
            pieces.append(entry if isinstance(entry, str) else entry.chunk)
    return "".join(pieces)
