"""What goes out to /chat/completions: messages and options as JSON-like data. Pure.

Whether a model takes what the user shows it was checked before (`llm.models.capabilities`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm.attachments import Attachment
from llm.core.assembler import written_arguments
from llm.parts import (
    AttachmentPart,
    Message,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from llm.providers.openai.chat_exchange import REASONING_FIELDS
from llm.providers.openai.kept import as_file, data_url, kept_with

if TYPE_CHECKING:
    from llm.tooling.tool import Tool

_NOT_IN_BODY = {"image_detail", "chat_completions", "reasoning_summary", "json_object"}
_WAV = {"audio/wav", "audio/wave", "audio/x-wav", "audio/vnd.wave"}
_MP3 = {"audio/mpeg", "audio/mp3"}
_TEXT = {
    "application/json", "application/x-ndjson", "application/xml", "application/yaml",
    "application/x-yaml", "application/toml", "application/javascript", "application/sql",
}  # fmt: skip


def chat_messages(
    messages: Sequence[Message],
    *,
    image_detail: str | None = None,
    model_id: str | None = None,
    taken: Collection[str] | None = None,
) -> list[dict[str, Any]]:
    """*messages* as the API has them.

    What tools and models show can only be shown by a user, who does it in the next message.

    Args:
        messages: the history and the prompt.
        image_detail: how closely the model is to look at images.
        model_id: our id of the model; its own reasoning goes back to it with the turns in which
            it called tools, which several servers insist on.
        taken: the media types that the model takes. What tools and models show of other types is
            replaced by a note. `None` for every type that the API knows.

    Raises what reading an attachment raises.
    """
    sent: list[dict[str, Any]] = []
    shown: list[dict[str, Any]] = []
    with_calls = _in_turns_with_calls(messages)
    for place, message in enumerate(messages):
        results = [
            part
            for part in message.parts
            if isinstance(part, ToolResultPart) and not part.server_executed
        ]
        told = [_told(result) for result in results]
        seen = [attachment for result in results for attachment in result.attachments]
        if message.role in ("user", "tool"):
            # The results of one round stand together: what they show comes after the last.
            sent += told
            shown += [_shown(each, image_detail, taken) for each in seen]
            shown += _said(message.parts, image_detail)
            if message.role == "user" and (shown or message.parts):
                sent.append({"role": "user", "content": _content(shown)})
                shown = []
            continue
        if shown:
            sent.append({"role": "user", "content": _content(shown)})
            shown = []
        if message.role == "assistant":
            sent.append(_assistant(message, model_id if place in with_calls else None))
            sent += told
        elif text := message.text():
            sent.append({"role": message.role, "content": text})
        shown += [_shown(each, image_detail, taken) for each in [*seen, *_attached(message.parts)]]
    if shown:
        sent.append({"role": "user", "content": _content(shown)})
    return sent


def _in_turns_with_calls(messages: Sequence[Message]) -> set[int]:
    """The places of the messages that belong to a turn in which tools were called."""
    found: set[int] = set()
    begun = 0
    called = False
    for place, message in enumerate(messages):
        if message.role == "user" and message.text():
            begun, called = place, False
        if message.role == "assistant" and not called and _own_calls(message):
            called = True
            found.update(range(begun, place))
        if called:
            found.add(place)
    return found


def _own_calls(message: Message) -> list[ToolCallPart]:
    """The calls in *message* that are run here.

    What a provider ran on its own side is part of its answer, and the text after it tells.
    """
    calls = [part for part in message.parts if isinstance(part, ToolCallPart)]
    return [call for call in calls if not call.server_executed]


def _attached(parts: Iterable[Part]) -> list[Attachment]:
    attached = [part.attachment for part in parts if isinstance(part, AttachmentPart)]
    return [attachment for attachment in attached if attachment is not None]


def _assistant(message: Message, model_id: str | None) -> dict[str, Any]:
    """What a model said. *model_id* is the model that gets back what it wants back, if any."""
    calls, text = _own_calls(message), message.text()
    sent: dict[str, Any] = {"role": "assistant", "content": text or (None if calls else "")}
    if calls:
        sent["tool_calls"] = [_call(call, model_id) for call in calls]
    for part in message.parts:
        if isinstance(part, ReasoningPart) and part.text:
            field = _kept_for(model_id, part).get("field")
            if field in REASONING_FIELDS:
                sent[field] = sent.get(field, "") + part.text
    return sent


def _call(call: ToolCallPart, model_id: str | None) -> dict[str, Any]:
    function = {"name": call.name, "arguments": written_arguments(call)}
    sent = {"type": "function", "id": call.tool_call_id or "", "function": function}
    if extra := _kept_for(model_id, call).get("extra_content"):
        sent["extra_content"] = extra
    return sent


def _kept_for(model_id: str | None, part: ReasoningPart | ToolCallPart) -> Mapping[str, Any]:
    """What *part* keeps for the model that made it, if that is the model of *model_id*."""
    kept = kept_with(part)
    return kept if model_id and kept.get("model") == model_id else {}


def _told(result: ToolResultPart) -> dict[str, Any]:
    content = result.output or result.exception or ""
    return {"role": "tool", "tool_call_id": result.tool_call_id or "", "content": content}


def _said(parts: Iterable[Part], image_detail: str | None) -> list[dict[str, Any]]:
    """What a user said and showed, in its order, as parts of the content."""
    said: list[dict[str, Any]] = []
    last: Part | None = None
    for part in parts:
        if isinstance(part, TextPart) and part.text:
            if isinstance(last, TextPart):
                said[-1] = _text(said[-1]["text"] + part.text)
            else:
                said.append(_text(part.text))
            last = part
        elif isinstance(part, AttachmentPart) and part.attachment is not None:
            said.append(_attachment(part.attachment, image_detail) or _file(part.attachment))
            last = part
    return said


def _content(parts: Sequence[dict[str, Any]]) -> str | list[dict[str, Any]]:
    """Content that is only text is plain text: not every server knows parts."""
    if all(part["type"] == "text" for part in parts):
        return "\n\n".join(part["text"] for part in parts)
    return list(parts)


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _shown(
    attachment: Attachment, image_detail: str | None, taken: Collection[str] | None
) -> dict[str, Any]:
    """What a tool or a model showed: nobody has checked that the model takes it."""
    media_type = attachment.resolve_type() or "unknown"
    # Only some servers have a part for videos, and those say that they take them.
    may = not media_type.startswith("video/") if taken is None else media_type in taken
    part = _attachment(attachment, image_detail) if may or _is_text(media_type) else None
    return part or _text(f"[A file of type {media_type} is not shown here.]")


def _attachment(attachment: Attachment, image_detail: str | None) -> dict[str, Any] | None:
    """*attachment* as a part of the content; `None` for a type that has no part of its own."""
    media_type = attachment.resolve_type() or ""
    family = media_type.partition("/")[0]
    if family in ("image", "video"):
        url = attachment.url or data_url(attachment, media_type)
        detail = {"detail": image_detail} if image_detail and family == "image" else {}
        return {"type": f"{family}_url", f"{family}_url": {"url": url, **detail}}
    if media_type == "application/pdf":
        return _file(attachment)
    if media_type in _WAV or media_type in _MP3:
        sound = {
            "data": attachment.base64_content(),
            "format": "wav" if media_type in _WAV else "mp3",
        }
        return {"type": "input_audio", "input_audio": sound}
    if _is_text(media_type):
        text = (attachment.content_bytes() or b"").decode("utf-8", errors="replace")
        name = Path(attachment.path).name if attachment.path else attachment.url
        return _text(f"{name}:\n{text}" if name else text)
    return None


def _is_text(media_type: str) -> bool:
    return media_type.startswith("text/") or media_type in _TEXT


def _file(attachment: Attachment) -> dict[str, Any]:
    media_type = attachment.resolve_type() or "application/octet-stream"
    return {"type": "file", "file": as_file(attachment, media_type)}


def chat_kwargs(
    options: Mapping[str, Any],
    *,
    schema: Mapping[str, Any] | None = None,
    tools: Sequence[Tool] = (),
    stream: bool = False,
    completion_tokens: bool = False,
) -> dict[str, Any]:
    """The body of a request but for `model`, `messages` and `stream`.

    Args:
        options: those that are set, as JSON-like data; names that we do not know go as they are.
        schema: JSON schema of the answer; it goes before the option `json_object`.
        tools: what the model may ask for.
        stream: the answer is to be streamed.
        completion_tokens: the model knows the limit on its tokens by its newer name only.

    """
    body = body_options(options, stream=stream)
    if completion_tokens and "max_tokens" in body:
        limit = body.pop("max_tokens")
        body.setdefault("max_completion_tokens", limit)
    if schema is not None:
        described = {"name": "output", "schema": dict(schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": described}
    elif options.get("json_object"):
        body["response_format"] = {"type": "json_object"}
    if tools:
        body["tools"] = [_tool(tool) for tool in tools]
    return body


def body_options(options: Mapping[str, Any], *, stream: bool) -> dict[str, Any]:
    """The *options* that are fields of a body, and what a *stream* needs to tell its usage."""
    body = {
        name: value
        for name, value in options.items()
        if value is not None and name not in _NOT_IN_BODY
    }
    if stream:
        body["stream_options"] = {"include_usage": True}
    return body


def _tool(tool: Tool) -> dict[str, Any]:
    function: dict[str, Any] = {"name": tool.name}
    if tool.description:
        function["description"] = tool.description
    function["parameters"] = tool.input_schema or {"type": "object", "properties": {}}
    return {"type": "function", "function": function}
