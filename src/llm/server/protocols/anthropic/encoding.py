"""Our events as the stream of a message. Pure.

Blocks of content follow one another in the protocol, while parts of ours may mix: what belongs to
another part waits until the tool call before it is complete. Text and thinking can be taken up
again in a further block, a call cannot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.parts import ToolCallPart
from llm.server.asking.asked import Failure
from llm.server.protocols.anthropic.content import answer, envelope, stop_reason, usage_of
from llm.server.protocols.anthropic.failures import failure_body
from llm.server.protocols.anthropic.streamed import Opened, StreamedText, opened, said_at_once
from llm.server.protocols.sse import frame, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm.events import StreamEvent
    from llm.server.asking.asked import Asked, Outcome

__all__ = ["PING", "MessagesEncoder", "answer"]

Key = tuple[int, int]
"""A message of the answer, and a part of it."""

PING = frame({"type": "ping"}, "ping")
"""What is sent while nothing comes."""


class MessagesEncoder:
    """Encodes one answer: `begin`, `events` any number of times, `end`.

    Args:
        asked: what the client asked.
        call_id: of the call in the history.
        created: when it was asked; the protocol does not say that.
        model: the name of the model.

    """

    def __init__(self, asked: Asked, call_id: str, created: float, model: str) -> None:  # noqa: ARG002 - all encoders are made alike
        self._asked = asked
        self._envelope = envelope(call_id, model)
        self._next = 0
        self._open: tuple[Key, Opened] | None = None
        self._waiting: dict[Key, list[StreamEvent]] = {}
        self._calls: dict[Key, bool] = {}
        """The calls that the client is to run; False for those that wait for an id to the end."""
        # What stands around a piece of text, where the open block is one of text.
        self._message = self._part = -1
        self._before = self._after = ""

    def begin(self) -> bytes:
        """The message, which holds nothing as yet."""
        return frame({"type": "message_start", "message": self._envelope}, "message_start") + PING

    def events(self, batch: Sequence[StreamEvent]) -> bytes:
        """The frames of some events."""
        out: list[str] = []
        for event in batch:
            if (  # nearly every event goes on with the text before it
                event.type == "text"
                and event.part_index == self._part
                and event.message_index == self._message
                and not event.provider_metadata
            ):
                if event.chunk:
                    out.append(f"{self._before}{quoted(event.chunk)}{self._after}")
            else:
                self._take(event, out)
        return "".join(out).encode("ascii")

    def end(self, outcome: Outcome) -> bytes:
        """The rest of the message, why it ended, and what it took; or what went wrong."""
        out: list[str] = []
        settled = self._settled(outcome)
        self._close(out, settled)
        while self._waiting:
            self._open_next(out)
            self._close(out, settled)
        if outcome.failure is not None or outcome.status in ("error", "interrupted"):
            failure = outcome.failure or Failure(500, "internal", "The call has failed.")
            return "".join(out).encode("ascii") + frame(failure_body(failure), "error")
        for key, call in settled.items():
            if call.tool_call_id and not self._calls.get(key):
                said_at_once(call, self._next, out)
                self._next += 1
        delta = {"stop_reason": stop_reason(outcome), "stop_sequence": None}
        ended = {"type": "message_delta", "delta": delta, "usage": usage_of(outcome.usage)}
        stop = frame({"type": "message_stop"}, "message_stop")
        return "".join(out).encode("ascii") + frame(ended, "message_delta") + stop

    def _take(self, event: StreamEvent, out: list[str]) -> None:
        """Add the frames of any *event* to *out*."""
        key = (event.message_index, event.part_index or 0)
        if self._open is not None and self._open[0] == key:
            self._open[1].add(event, out)
            self._note_text()
            return
        if key not in self._waiting:
            if key in self._calls:
                return  # complete, so that this says nothing more; or without an id
            if event.type.startswith("tool_call") and not event.server_executed:
                self._calls[key] = bool(event.tool_call_id)
                if not self._calls[key]:
                    return
        self._waiting.setdefault(key, []).append(event)
        while self._waiting and (self._open is None or self._open[1].complete()):
            self._close(out)
            self._open_next(out)

    def _open_next(self, out: list[str]) -> None:
        """Open the block of the part that has waited longest."""
        key = next(iter(self._waiting))
        events = self._waiting.pop(key)
        block = opened(events[0], self._next, self._asked)
        self._open = (key, block)
        for event in events:
            block.add(event, out)
        self._note_text()

    def _note_text(self) -> None:
        """Note how pieces of the open block are written, if it is one of text."""
        if self._open is not None and self._open[1].begun and self._part < 0:
            key, block = self._open
            if isinstance(block, StreamedText):
                self._message, self._part = key
                self._before, self._after = block.around()

    def _close(self, out: list[str], settled: dict[Key, ToolCallPart] | None = None) -> None:
        """Close the open block, if there is one; *settled* has the calls of the whole answer."""
        if self._open is not None:
            key, block = self._open
            block.settled = (settled or {}).get(key)
            block.close(out)
            self._next += block.begun
        self._open, self._message, self._part = None, -1, -1

    def _settled(self, outcome: Outcome) -> dict[Key, ToolCallPart]:
        """The calls that the client is to run, by the parts that they were streamed as.

        What was not streamed, but handed over by the model's plugin, stands behind all others.
        """
        calls = [
            part
            for message in outcome.messages
            for part in message.parts
            if isinstance(part, ToolCallPart) and not part.server_executed
        ]
        keys = sorted(self._calls, key=lambda key: key[0])
        last = keys[-1][0] if keys else 0
        keys += [(last + 1, number) for number in range(len(calls) - len(keys))]
        return dict(zip(keys, calls, strict=False))
