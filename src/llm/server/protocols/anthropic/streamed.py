"""The blocks of a streamed message, each from its first event to its last. Pure.

A block begins when it is known of what kind it is, and that there is something in it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from llm.core.assembler import UNPARSED, assemble
from llm.parts import ReasoningPart, ToolCallPart, ToolResultPart
from llm.server.protocols.anthropic.content import (
    citations_of,
    is_hosted,
    omits_thoughts,
    result_block,
    shows_thinking,
)
from llm.server.protocols.anthropic.reasoning import data_of, is_redacted, signature_of
from llm.server.protocols.sse import around, compact, quoted

if TYPE_CHECKING:
    from llm.events import StreamEvent
    from llm.parts import Part
    from llm.server.asking.asked import Asked

_HOLE = "\u2026"


class Opened:
    """A block that is said, or left out: this one is.

    Attributes:
        index: its place among the blocks.
        begun: its first frame was written.
        settled: the call that it has turned out to be at the end of the answer.

    """

    def __init__(self, index: int) -> None:
        self.index = index
        self.begun = False
        self.settled: ToolCallPart | None = None
        self._before = self._after = ""

    def add(self, event: StreamEvent, out: list[str]) -> None:
        """Add the frames of *event* to *out*."""

    def complete(self) -> bool:
        """Whether another block may follow now."""
        return True

    def close(self, out: list[str]) -> None:
        """Add the last frames to *out*."""
        if self.begun:
            stop = {"type": "content_block_stop", "index": self.index}
            out.append(_named("content_block_stop", stop))

    def around(self) -> tuple[str, str]:
        """What stands before and after a piece of text of this block in its frame."""
        return self._before, self._after

    def _begin(self, block: dict[str, Any], out: list[str]) -> None:
        self.begun = True
        start = {"type": "content_block_start", "index": self.index, "content_block": block}
        out.append(_named("content_block_start", start))

    def _frames_of(self, kind: str, field: str) -> None:
        """Get the frames of pieces ready that say *field*."""
        said = self._delta_data({"type": kind, field: _HOLE})
        self._before, self._after = around(said, _HOLE, "content_block_delta")

    def _piece(self, text: str, out: list[str]) -> None:
        out.append(f"{self._before}{quoted(text)}{self._after}")

    def _delta(self, delta: dict[str, Any], out: list[str]) -> None:
        out.append(_named("content_block_delta", self._delta_data(delta)))

    def _delta_data(self, delta: dict[str, Any]) -> dict[str, Any]:
        return {"type": "content_block_delta", "index": self.index, "delta": delta}


class StreamedText(Opened):
    """A block of text, and what it cites."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self._citing: list[StreamEvent] = []

    def add(self, event: StreamEvent, out: list[str]) -> None:  # noqa: D102 - as in Opened
        if event.provider_metadata:
            self._citing.append(event)
        if not event.chunk:
            return
        if not self.begun:
            self._begin({"type": "text", "text": ""}, out)
            self._frames_of("text_delta", "text")
        self._piece(event.chunk, out)

    def close(self, out: list[str]) -> None:  # noqa: D102 - as in Opened
        part: Any = _part(self._citing) if self.begun else None
        for citation in citations_of(part.provider_metadata) if part else ():
            self._delta({"type": "citations_delta", "citation": citation}, out)
        super().close(out)


class StreamedThinking(Opened):
    """A block of thinking, or one of thinking that nobody may read."""

    def __init__(self, index: int, asked: Asked) -> None:
        super().__init__(index)
        self._omitted = omits_thoughts(asked)
        self._readable = ""
        self._telling: list[StreamEvent] = []

    def add(self, event: StreamEvent, out: list[str]) -> None:  # noqa: D102 - as in Opened
        if event.provider_metadata or event.redacted:
            self._telling.append(replace(event, chunk=""))
        if not event.chunk:
            return
        self._readable = "yes"
        if not self._omitted:
            self._begin_thinking(out)
            self._piece(event.chunk, out)

    def close(self, out: list[str]) -> None:  # noqa: D102 - as in Opened
        told: Any = _part(self._telling) or ReasoningPart()
        part = ReasoningPart(self._readable, told.redacted, told.provider_metadata)
        signature = ""
        if is_redacted(part):
            self._begin({"type": "redacted_thinking", "data": data_of(part)}, out)
        else:
            signature = signature_of(part)
        if signature or (part.text and not self.begun):
            self._begin_thinking(out)
        if signature:
            self._delta({"type": "signature_delta", "signature": signature}, out)
        super().close(out)

    def _begin_thinking(self, out: list[str]) -> None:
        if not self.begun:
            self._begin({"type": "thinking", "thinking": "", "signature": ""}, out)
            self._frames_of("thinking_delta", "thinking")


class StreamedCall(Opened):
    """A tool call, whose arguments are sent as they come, once they look like an object."""

    def __init__(self, index: int, *, hosted: bool) -> None:
        super().__init__(index)
        self._type = "server_tool_use" if hosted else "tool_use"
        self._id = ""
        self._name = ""
        self._arguments: list[str] = []
        self._is_object: bool | None = None
        self._checked = 0
        self._complete = False

    def add(self, event: StreamEvent, out: list[str]) -> None:  # noqa: D102 - as in Opened
        self._id = self._id or event.tool_call_id or ""
        if event.type == "tool_call_name":
            self._name += event.chunk
        elif event.chunk:
            self._arguments.append(event.chunk)
            if self._is_object:
                self._piece(event.chunk, out)
            elif self._is_object is None:
                self._is_object = _opens_object("".join(self._arguments))
                if self._is_object:
                    self._begin_call(out)
                    self._piece("".join(self._arguments), out)

    def complete(self) -> bool:  # noqa: D102 - as in Opened
        if self._checked < len(self._arguments):
            self._checked = len(self._arguments)
            self._complete = self._arguments[-1].rstrip()[-1:] in ("}", "") and _is_json(
                "".join(self._arguments)
            )
        return self._complete

    def close(self, out: list[str]) -> None:  # noqa: D102 - as in Opened
        self._begin_call(out)
        if not self._is_object:
            written = "".join(self._arguments)
            arguments = {UNPARSED: written} if written.strip() else {}
            arguments = self.settled.arguments if self.settled is not None else arguments
            if arguments:
                self._piece(compact(arguments), out)
        super().close(out)

    def _begin_call(self, out: list[str]) -> None:
        if not self.begun:
            self._begin({"type": self._type, "id": self._id, "name": self._name, "input": {}}, out)
            self._frames_of("input_json_delta", "partial_json")


class StreamedResult(Opened):
    """What a tool of Anthropic's returned, which is sent in one piece."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self._events: list[StreamEvent] = []

    def add(self, event: StreamEvent, out: list[str]) -> None:  # noqa: ARG002, D102 - as in Opened
        self._events.append(event)

    def close(self, out: list[str]) -> None:  # noqa: D102 - as in Opened
        part = _part(self._events)
        block = result_block(part) if isinstance(part, ToolResultPart) else None
        if block is not None:
            self._begin(block, out)
        super().close(out)


def opened(event: StreamEvent, index: int, asked: Asked) -> Opened:
    """The block that *event* is the first of, to be said at this *index*."""
    match event.type:
        case "text":
            return StreamedText(index)
        case "reasoning" if shows_thinking(asked):
            return StreamedThinking(index, asked)
        case "tool_call_name" | "tool_call_args":
            if not event.server_executed:
                return StreamedCall(index, hosted=False)
            if is_hosted(event.chunk, event.tool_call_id):
                return StreamedCall(index, hosted=True)
        case "tool_result":
            return StreamedResult(index)
    return Opened(index)


def said_at_once(call: ToolCallPart, index: int, out: list[str]) -> None:
    """Add all frames of the block of *call* to *out*."""
    from llm.events import StreamEvent

    block = StreamedCall(index, hosted=False)
    block.add(StreamEvent("tool_call_name", call.name, tool_call_id=call.tool_call_id), out)
    block.settled = call
    block.close(out)


def _part(events: list[StreamEvent]) -> Part | None:
    """The part that *events*, all of the same one, add up to."""
    return next((part for message in assemble(events) for part in message.parts), None)


def _named(event: str, data: dict[str, Any]) -> str:
    return f"event: {event}\ndata: {compact(data)}\n\n"


def _opens_object(written: str) -> bool | None:
    """Whether *written* is the beginning of an object with names; None while that is open."""
    begun = written.lstrip()
    if not begun.startswith("{"):
        return False if begun else None
    inside = begun[1:].lstrip()
    return inside[0] in '"}' if inside else None


def _is_json(written: str) -> bool:
    try:
        json.loads(written)
    except (ValueError, RecursionError):
        return False
    return True
