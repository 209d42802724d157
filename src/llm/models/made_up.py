"""MadeUp: the attributes by which plugins and their tests make up a response of no model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.core.recorder import replay
from llm.events import StreamEvent
from llm.models.recording import Recorded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm.attachments import Attachment
    from llm.models.prompt import Prompt
    from llm.models.recording import Recording
    from llm.toolcalls import ToolCall


class MadeUp:
    """What can be written on a response that was never asked for, and read on any.

    Attributes:
        prompt: what is answered.
        recording: what is known of the answer.

    """

    prompt: Prompt
    recording: Recording

    _prompt_json = Recorded[Any]("prompt_json")
    _done = Recorded[bool]("done")
    _start = Recorded["float | None"]("started")
    _end = Recorded["float | None"]("ended")
    _start_utcnow = Recorded[Any]("started_utc")

    @property
    def attachments(self) -> list[Attachment]:
        """The attachments of the prompt."""
        return self.prompt.attachments

    @attachments.setter
    def attachments(self, attachments: list[Attachment]) -> None:
        self.prompt.attachments = attachments

    @property
    def _chunks(self) -> list[str]:
        """The pieces of text that have arrived."""
        return [event.chunk for event in self._stream_events if event.type == "text"]

    @_chunks.setter
    def _chunks(self, chunks: Sequence[str]) -> None:
        self._stream_events = [StreamEvent("text", chunk) for chunk in chunks]

    @property
    def _stream_events(self) -> list[StreamEvent]:
        """The events that have arrived."""
        return list(replay(self.recording.log))

    @_stream_events.setter
    def _stream_events(self, events: Sequence[StreamEvent]) -> None:
        self.recording.record(events)

    @property
    def _tool_calls(self) -> list[ToolCall]:
        """The tool calls that are known; a call may be written to it, too."""
        recording = self.recording
        by_hand = recording.calls_by_hand or not recording.done
        return recording.added_calls if by_hand else recording.tool_calls()

    @_tool_calls.setter
    def _tool_calls(self, calls: list[ToolCall]) -> None:
        self.recording.added_calls, self.recording.calls_by_hand = calls, True
        self.recording.forget_assembly()
