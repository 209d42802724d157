"""StreamRecorder: turns what a model yields into recorded events, each assigned to a part.

An event's number (`seq`) is its place in `events`. What the events add up to is the assembler's
business.
"""

from __future__ import annotations

from llm.events import StreamEvent

# Pieces of one family may make up one part. Any other type is a family of its own; one that we do
# not know is recorded, for a reader that does.
_FAMILIES = {"tool_call_name": "tool call", "tool_call_args": "tool call"}
# Families whose unbroken runs make up one part.
_RUNS = {"text", "reasoning"}


class StreamRecorder:
    """Everything a model has produced so far, in order.

    1. `accept` what the model yields, piece by piece: a string is a piece of text.
    2. Read `events`; it only ever grows.

    How pieces come together: text and reasoning in unbroken runs; tool calls by their id - pieces
    of arguments without one belong to the last call, a name without one starts a new call;
    a tool's result and an attachment stand alone. A `part_index` that the model gives is kept.
    """

    def __init__(self) -> None:
        self.events: list[StreamEvent] = []
        self._families: dict[tuple[int, int], str] = {}
        self._calls: dict[tuple[int, str], int] = {}
        self._last_call: tuple[int, int] | None = None
        self._next_index = 0
        # The run of text or reasoning that the next event may join, and the part it makes up.
        self._run_family: str | None = None
        self._run_message = 0
        self._run_index = 0

    def accept(self, chunk: str | StreamEvent) -> StreamEvent:
        """Record *chunk* and return it as an event with its `part_index`.

        Raises `ValueError` when a given `part_index` already holds another kind of content, and
        `TypeError` for a chunk that is neither text nor an event.
        """
        if isinstance(chunk, StreamEvent):
            event = chunk
        elif isinstance(chunk, str):
            event = StreamEvent("text", chunk)
        else:
            raise TypeError(f"A model yielded {chunk!r}, which is neither text nor a StreamEvent")
        if (
            event.part_index is None
            and event.type == self._run_family
            and event.message_index == self._run_message
        ):
            event.part_index = self._run_index
        else:
            self._place(event)
        self.events.append(event)
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

    def _index_of_call(self, event: StreamEvent) -> int:
        """The part of the tool call that *event* names, by its id or as the last one."""
        if event.tool_call_id is not None:
            return self._calls.get((event.message_index, event.tool_call_id), self._next_index)
        if event.type == "tool_call_args" and self._last_call is not None:
            message, index = self._last_call
            if message == event.message_index:
                return index
        return self._next_index
