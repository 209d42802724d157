"""What a message of a ChatGPT data export holds -> the parts of a message of ours.

`content` has a `content_type`, on which it depends where the text is. A message of the model that
is not for `all` is a call of the tool that its `recipient` names; a message of a `tool` is what
that returned. Both happened at the service. Images and files are named by pointers; where the
export has their bytes, they become attachments, and otherwise a line of text says what was there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, TypeAlias

from llm.attachments import Attachment
from llm.parts import AttachmentPart, Part, ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from llm.store.exchange.lenient import DECODER, mapping, mappings, sequence, text
from llm.text import valid_data

Assets: TypeAlias = Callable[[str], Attachment | None]
"""The file that belongs to an id such as `file-abc`, where the export has it."""

_INSTRUCTIONS = ("user_editable_context", "model_editable_context")
_TEXT_FIELDS = ("text", "result", "model_set_context")
_SOURCE_FIELDS = ("title", "url")
_TOGETHER = ("user_profile", "user_instructions"), ("summary", "content")


def role_of(message: dict[str, Any]) -> str:
    """Who says *message*: custom instructions are the system's, whatever the export calls them."""
    if mapping(message.get("content")).get("content_type") in _INSTRUCTIONS:
        return "system"
    role = mapping(message.get("author")).get("role")
    return role if role in ("system", "user", "assistant", "tool") else "assistant"


def parts_of(message_id: str, message: dict[str, Any], assets: Assets) -> list[Part]:
    """The parts of *message*; none where it says nothing."""
    content = mapping(message.get("content"))
    kind = content.get("content_type")
    role = role_of(message)
    recipient = text(message.get("recipient")) or "all"
    said, attached = _said_and_attached(content, message, assets)
    if not said and not attached:
        return []
    if kind in ("thoughts", "reasoning_recap"):
        return [ReasoningPart(said)]
    if role == "assistant" and recipient != "all":
        return [ToolCallPart(recipient, _arguments(said), message_id, server_executed=True)]
    if role == "tool":
        return [
            ToolResultPart(
                name=text(mapping(message.get("author")).get("name")) or "tool",
                output=said,
                server_executed=True,
                attachments=attached,
                exception=said if kind == "system_error" else None,
            )
        ]
    if kind == "code":
        said = f"```{_language(content)}\n{said}\n```"
    parts: list[Part] = [AttachmentPart(attachment) for attachment in attached]
    return [*parts, TextPart(said)] if said else parts


def _language(content: dict[str, Any]) -> str:
    language = str(content.get("language") or "")
    return language if re.fullmatch(r"[\w+#-]+", language) and language != "unknown" else ""


def _arguments(said: str) -> dict[str, Any]:
    """What a tool was called with: an object where *said* is one in JSON."""
    try:
        arguments = valid_data(DECODER.decode(said))
    except (ValueError, RecursionError):
        return {"input": said}
    return arguments if isinstance(arguments, dict) else {"input": said}


def _said_and_attached(
    content: dict[str, Any], message: dict[str, Any], assets: Assets
) -> tuple[str, list[Attachment]]:
    texts: list[str] = []
    files: dict[str, Attachment] = {}
    seen: set[str] = set()

    def take_file(file_id: str, description: str) -> None:
        if file_id in seen:
            return
        seen.add(file_id)
        if (attachment := assets(file_id)) is not None:
            files[file_id] = attachment
        else:
            texts.append(f"[{description}, which is not in the export]")

    if content.get("content_type") in ("text", "multimodal_text") or "parts" in content:
        for part in sequence(content.get("parts")):
            if isinstance(part, dict) and (pointer := _pointer(part)):
                kind = str(part.get("content_type") or "file").partition("_")[0]
                take_file(_file_id(pointer), f"{kind} {pointer}")
            else:
                texts.append(_text(part))
    else:
        texts.append(_text(content))
    for each in mappings(mapping(message.get("metadata")).get("attachments")):
        if file_id := text(each.get("id")):
            take_file(file_id, f"file {each.get('name') or file_id}")
    return "\n".join(filter(None, texts)), list(files.values())


def _pointer(part: dict[str, Any]) -> str:
    """The pointer to a file in *part*; of live audio and video, that of its sound."""
    inner = mapping(part.get("audio_asset_pointer"))
    return text(part.get("asset_pointer")) or text(inner.get("asset_pointer")) or ""


def _file_id(pointer: str) -> str:
    found = re.search(r"file[-_][A-Za-z0-9]+", pointer)
    return found[0] if found else pointer


def _text(value: Any) -> str:
    """The text of a content or of one of its parts; what has none is given as JSON."""
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        return _text_in(value)
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _text_in(content: dict[str, Any]) -> str:
    if "thoughts" in content:
        return _text(content["thoughts"])
    for several in _TOGETHER:
        if any(isinstance(content.get(name), str) for name in several):
            return _text([content.get(name) for name in several])
    texts = [content[name] for name in _TEXT_FIELDS if isinstance(content.get(name), str)]
    if not texts:
        said = {name: held for name, held in content.items() if held and name != "content_type"}
        return json.dumps(said, ensure_ascii=False) if said else ""
    source = [content[name] for name in _SOURCE_FIELDS if isinstance(content.get(name), str)]
    return "\n".join(filter(None, [*source, next(filter(None, texts), "")]))
