"""Calls of the history as chats that are stored: what was sent, as the protocol says it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.parts import AttachmentPart, Part, TextPart, ToolResultPart
from llm.providers.openai.kept import as_file
from llm.server.protocols.at_hand import base64_at_hand
from llm.server.protocols.chat.encoding import chat_id
from llm.server.protocols.chat.messages import PROTOCOL, kind_of, url_of, written_answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llm.attachments import Attachment
    from llm.parts import Message

_SOUNDS = {"audio/mpeg": "mp3", "audio/wav": "wav"}


def call_of(stored_id: str) -> str | None:
    """The id of the call whose chat has this id; None for what is none."""
    call_id = stored_id.removeprefix(chat_id(""))
    return call_id if call_id != stored_id and call_id else None


def stored_messages(messages: Iterable[Message], call_id: str) -> list[dict[str, Any]]:
    """*messages*, which were sent in the call *call_id*, each with an id.

    Content that has parts is in `content_parts`, as the protocol has it here.
    """
    found = []
    for place, said in enumerate(written_messages(messages)):
        content = said.get("content")
        parts = content if isinstance(content, list) else None
        text = None if parts is not None else content
        named = {**said, "content": text, "content_parts": parts}
        found.append({"id": f"{chat_id(call_id)}-{place}", **named})
    return found


def written_messages(messages: Iterable[Message]) -> Iterator[dict[str, Any]]:
    """*messages* as a client sends them; what the protocol cannot say is left out."""
    for message in messages:
        if message.role == "assistant":
            written = written_answer([message], {})
            yield {name: value for name, value in written.items() if value is not None}
            continue
        results = [part for part in message.parts if isinstance(part, ToolResultPart)]
        for result in results:
            pieces = [_shown(each, {}) for each in result.attachments]
            shown = [piece for piece in pieces if piece is not None]
            content: Any = result.output
            if shown:
                content = [{"type": "text", "text": result.output}, *shown]
            yield {"role": "tool", "tool_call_id": result.tool_call_id or "", "content": content}
        if message.role != "tool":
            kept = (message.provider_metadata or {}).get(PROTOCOL) or {}
            name = {"name": kept["name"]} if kept.get("name") else {}
            yield {"role": message.role, "content": _content(message.parts), **name}


def _content(parts: Iterable[Part]) -> str | list[dict[str, Any]]:
    """What was said and shown: a text where it is one."""
    written: list[dict[str, Any]] = []
    for part in parts:
        if isinstance(part, TextPart):
            written.append({"type": "text", "text": part.text})
        elif isinstance(part, AttachmentPart) and part.attachment is not None:
            kept = (part.provider_metadata or {}).get(PROTOCOL) or {}
            if (piece := _shown(part.attachment, kept)) is not None:
                written.append(piece)
    if not written:
        return ""
    if len(written) == 1 and written[0]["type"] == "text":
        return str(written[0]["text"])
    return written


def _shown(attachment: Attachment, kept: dict[str, Any]) -> dict[str, Any] | None:
    """*attachment* as a part of the content; *kept* is what the client said beside it.

    None where it is not at hand.
    """
    kind = kind_of(attachment)
    family = kind.partition("/")[0]
    if family in ("image", "video"):
        detail = {"detail": kept["detail"]} if kept.get("detail") else {}
        url = url_of(attachment, kind)
        if url is None:
            return None
        return {"type": f"{family}_url", f"{family}_url": {"url": url, **detail}}
    if (data := base64_at_hand(attachment)) is None:
        return None
    if kind in _SOUNDS:
        sound = {"data": data, "format": _SOUNDS[kind]}
        return {"type": "input_audio", "input_audio": sound}
    file = as_file(attachment, kind or "application/octet-stream")
    named = {"filename": kept["filename"]} if kept.get("filename") else {}
    return {"type": "file", "file": {**file, **named}}
