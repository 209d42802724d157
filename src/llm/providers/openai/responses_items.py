"""The `input` of a request to the Responses API: a history as a list of items. Pure.

What else such a request holds is built by `responses_request`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from llm.core.assembler import written_arguments
from llm.core.history import instructions_of, without_instructions
from llm.parts import (
    AttachmentPart,
    Message,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from llm.providers.openai.kept import as_file, data_url, kept_with

if TYPE_CHECKING:
    from llm.attachments import Attachment

Item = dict[str, Any]


def responses_input(
    messages: Sequence[Message], *, image_detail: str | None = None, model_id: str | None = None
) -> tuple[list[Item], str | None]:
    """*messages* as the items of a request, and the instructions that go beside them.

    Leading system messages are the instructions; a later one stays where it is, as an item of the
    developer's. What tools inside the provider did is not sent again.

    Args:
        messages: the whole history.
        image_detail: how closely images are to be looked at: `low`, `high`, `auto`, `original`.
        model_id: the model that is asked. Reasoning goes back only to the model it came from;
            `None` sends all of it.

    """
    writer = _Writer(image_detail, model_id, _custom_calls(messages))
    items: list[Item] = []
    for message in without_instructions(messages):
        if message.role in ("system", "developer"):
            items += [{"role": "developer", "content": message.text()}] if message.text() else []
        elif message.role == "assistant":
            items += writer.answer(message)
        else:
            items += writer.given(message)
    return items, instructions_of(messages).strip() or None


def _custom_calls(messages: Sequence[Message]) -> set[str | None]:
    """The ids of the calls of custom tools, which take free text and want results of their own."""
    return {
        part.tool_call_id
        for message in messages
        for part in message.parts
        if isinstance(part, ToolCallPart) and kept_with(part).get("type") == "custom_tool_call"
    }


class _Writer:
    """Writes messages as items, for one request."""

    def __init__(
        self, image_detail: str | None, model_id: str | None, custom_calls: set[str | None]
    ) -> None:
        self._image_detail = image_detail
        self._model_id = model_id
        self._custom_calls = custom_calls

    def given(self, message: Message) -> Iterator[Item]:
        """What tools returned, then what the user says and shows."""
        content: list[Item] = []
        for part in message.parts:
            if isinstance(part, ToolResultPart):
                yield from self._result(part)
            elif isinstance(part, TextPart):
                content.append({"type": "input_text", "text": part.text})
            elif isinstance(part, AttachmentPart) and part.attachment is not None:
                content.append(self._shown(part.attachment))
        if all(piece["type"] == "input_text" for piece in content):
            if content:
                yield {"role": "user", "content": "".join(piece["text"] for piece in content)}
        else:
            yield {"role": "user", "content": content}

    def answer(self, message: Message) -> Iterator[Item]:
        """What the model said, thought and called, in its order. Runs of text are one item."""
        said: list[TextPart] = []
        for part in message.parts:
            if isinstance(part, TextPart):
                if said and kept_with(said[-1]).get("phase") != kept_with(part).get("phase"):
                    yield from _said(said)
                    said = []
                said.append(part)
            elif items := list(self._answered(part)):
                yield from _said(said)
                said = []
                yield from items
        yield from _said(said)

    def _answered(self, part: Part) -> Iterator[Item]:
        if isinstance(part, ReasoningPart):
            yield from self._thought(part)
        elif isinstance(part, ToolCallPart) and not part.server_executed:
            yield _call(part)
        elif isinstance(part, ToolResultPart):
            yield from self._result(part)
        elif isinstance(part, AttachmentPart) and part.attachment is not None:
            yield from self._drawn(part, part.attachment)

    def _thought(self, part: ReasoningPart) -> Iterator[Item]:
        """Reasoning that the provider can read again, if it is this model's."""
        held = kept_with(part)
        if held.get("id") and held.get("encrypted_content") and self._is_ours(held):
            yield {
                "type": "reasoning",
                "id": held["id"],
                "encrypted_content": held["encrypted_content"],
                "summary": held.get("summary") or [],
            }

    def _is_ours(self, metadata: Mapping[str, Any]) -> bool:
        return self._model_id is None or metadata.get("model", self._model_id) == self._model_id

    def _drawn(self, part: AttachmentPart, attachment: Attachment) -> Iterator[Item]:
        """What the model drew. Images of other models are shown by the user: no one else may."""
        held = kept_with(part)
        if held.get("type") == "image_generation_call" and held.get("id") and self._is_ours(held):
            yield {
                "type": "image_generation_call",
                "id": held["id"],
                "status": "completed",
                "result": attachment.base64_content(),
            }
        elif (attachment.resolve_type() or "").startswith("image/"):
            yield {"role": "user", "content": [self._shown(attachment)]}

    def _result(self, part: ToolResultPart) -> Iterator[Item]:
        if part.server_executed:
            return
        output: str | list[Item] = part.output
        if part.attachments:
            output = [{"type": "input_text", "text": part.output}] if part.output else []
            output += [self._shown(attachment) for attachment in part.attachments]
        custom = part.tool_call_id in self._custom_calls
        kind = "custom_tool_call_output" if custom else "function_call_output"
        yield {"type": kind, "call_id": part.tool_call_id or "", "output": output}

    def _shown(self, attachment: Attachment) -> Item:
        """An image by URL or as a data URL; anything else as a file."""
        kind = attachment.resolve_type() or "application/octet-stream"
        by_url = bool(attachment.url) and attachment.content is None and not attachment.path
        if kind.startswith("image/"):
            source = attachment.url if by_url else data_url(attachment, kind)
            detail = {"detail": self._image_detail} if self._image_detail else {}
            return {"type": "input_image", "image_url": source, **detail}
        if by_url:
            return {"type": "input_file", "file_url": attachment.url}
        return {"type": "input_file", **as_file(attachment, kind)}


def _said(parts: Sequence[TextPart]) -> Iterator[Item]:
    if text := "".join(part.text for part in parts):
        phase = kept_with(parts[0]).get("phase")
        said = {"type": "message", "role": "assistant", "content": text}
        yield {**said, **({"phase": phase} if phase else {})}


def _call(part: ToolCallPart) -> Item:
    call = {"call_id": part.tool_call_id or "", "name": part.name}
    if kept_with(part).get("type") == "custom_tool_call":
        return {"type": "custom_tool_call", **call, "input": str(part.arguments.get("input", ""))}
    return {"type": "function_call", **call, "arguments": written_arguments(part)}
