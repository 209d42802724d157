"""StreamEvent: one piece of a response, as a model streams it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llm.attachments import Attachment


@dataclass(slots=True)
class StreamEvent:
    """What a model's `execute` yields, and what `stream_events()` gives its reader.

    A model that knows nothing of parts leaves the indexes alone: the recorder puts pieces of the
    same kind together and fills `part_index` in.

    Attributes:
        type: `text`, `reasoning`, `tool_call_name`, `tool_call_args` (a piece of the arguments'
            JSON), `tool_result`, or `attachment`.
        chunk: the piece of text; `""` for an attachment.
        part_index: which part of the response it belongs to, counted from 0.
        tool_call_id: the provider's id of the tool call it belongs to.
        server_executed: the provider ran that tool itself.
        tool_name: the name of the tool, on a `tool_result`.
        redacted: there was reasoning here that the provider keeps to itself.
        provider_metadata: what the provider wants back, under a key that names the provider.
        message_index: which message of the response it belongs to, counted from 0.
        attachment: the image, sound or file of an `attachment` event.

    """

    type: str
    chunk: str
    part_index: int | None = None
    tool_call_id: str | None = None
    server_executed: bool = False
    tool_name: str | None = None
    redacted: bool = False
    provider_metadata: dict[str, Any] | None = None
    message_index: int = 0
    attachment: Attachment | None = None
