"""How many tokens a request has, about: for models that cannot count them. Pure.

Text is counted by its bytes: four characters of ASCII are about a token, and so are three bytes of
any other script. Images count by their size, as Anthropic's documentation has it, documents by
their pages.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING

from llm.parts import (
    AttachmentPart,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    attachments_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llm.attachments import Attachment
    from llm.parts import Message, Part
    from llm.server.asking.asked import Asked

_AROUND = 4.0
"""What a message costs beyond what it says; a tool and its call cost it as well."""
_IMAGE, _PIXELS = 1600.0, 750.0
_PAGE = 2000.0
_PAGES = re.compile(rb"/Type\s*/Page(?![s\w])")
_SIZED = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


def estimated(asked: Asked) -> int:
    """About how many tokens the messages, the tools and the schema of *asked* have; at least 1."""
    count = sum(_of_message(message) for message in asked.messages)
    for tool in asked.tools:
        described = json.dumps(tool.input_schema, ensure_ascii=False)
        count += 2 * _AROUND + tokens_in(f"{tool.name} {tool.description or ''} {described}")
    for spec in (*asked.hosted_tools, *([asked.schema] if asked.schema else ())):
        count += _AROUND + tokens_in(json.dumps(spec, ensure_ascii=False))
    return max(math.ceil(count), 1)


def _of_message(message: Message) -> float:
    said = sum(tokens_in(text) for part in message.parts for text in _texts(part))
    return _AROUND + said + sum(_of_attachment(shown) for shown in attachments_of(message))


def _texts(part: Part) -> Iterator[str]:
    match part:
        case TextPart() | ReasoningPart():
            yield part.text
        case ToolCallPart():
            yield f"{part.name} {json.dumps(part.arguments, ensure_ascii=False)}"
        case ToolResultPart():
            yield f"{part.tool_call_id} {part.output}"
        case AttachmentPart():
            pass


def tokens_in(text: str) -> float:
    """About how many tokens *text* has."""
    if text.isascii():
        return len(text) / 4
    plain = len(text.encode("ascii", "ignore"))
    return plain / 4 + (len(text.encode("utf-8", "replace")) - plain) / 3


def _of_attachment(shown: Attachment) -> float:
    content = shown.content
    if content is None:  # of the web, where nobody looks for this
        return _PAGE if shown.type == "application/pdf" else _IMAGE
    if content.startswith(b"%PDF"):
        return _PAGE * max(len(_PAGES.findall(content)), 1)
    width, height = _size(content)
    return min(width * height / _PIXELS, _IMAGE) if width and height else _IMAGE


def _size(image: bytes) -> tuple[int, int]:
    """Width and height of a PNG, a GIF or a JPEG; 0 where they are not found."""
    if image.startswith(b"\x89PNG") and len(image) >= 24:
        return int.from_bytes(image[16:20], "big"), int.from_bytes(image[20:24], "big")
    if image.startswith(b"GIF8") and len(image) >= 10:
        return int.from_bytes(image[6:8], "little"), int.from_bytes(image[8:10], "little")
    place = 2 if image.startswith(b"\xff\xd8") else len(image)
    while place + 9 <= len(image) and image[place] == 0xFF:
        if image[place + 1] in _SIZED:
            height = int.from_bytes(image[place + 5 : place + 7], "big")
            return int.from_bytes(image[place + 7 : place + 9], "big"), height
        place += 2 + int.from_bytes(image[place + 2 : place + 4], "big")
    return 0, 0
