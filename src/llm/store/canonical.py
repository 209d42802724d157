"""The canonical form of a message, and the hashes by which the store knows it. Pure.

Another program can re-derive every hash from this page alone; tests hold worked values.

A *hash* is the SHA-256 of `json.dumps(form, sort_keys=True, separators=(",", ":"),
ensure_ascii=False)` in UTF-8. Text is valid Unicode (a lone half of a surrogate pair is U+FFFD),
and numbers are finite.

- A **message** is `{"role": …, "parts": […]}`, with `"provider_metadata"` where it has some. A part
  is its JSON form (`Part.to_dict`), but an attachment in it is `{"id": …, "type": …}`: `id` the
  SHA-256 of its bytes in hexadecimal digits, or of `{"url": …}` where there is only a URL.
- A **node** is `[parent, message]`, both hashes in hexadecimal digits, the parent null at a root.
- Its **wire form** is what any protocol can say of a message: `[role, [piece, …]]`, where a piece
  is `["text", text]` (adjacent texts joined, empty ones left out), `["call", name, arguments]`,
  `["result", call id, output]` or `["attachment", id]`. Reasoning, provider metadata, and what a
  provider ran on its own side are not part of it.
- A **wire path** is what a protocol can say of a whole history: 16 bytes, none before its
  beginning. After each piece of each message it is the first 16 bytes of the SHA-256 of the path
  before, followed by the JSON of `[role, *piece]`. So it does not matter how the pieces of one role
  are spread over messages.

An attachment whose file cannot be read has `missing:` and its path for an `id`.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from llm.errors import InvalidInput
from llm.parts import (
    AttachmentPart,
    Message,
    Part,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from llm.text import valid_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llm.attachments import Attachment


_DATA = {"arguments", "provider_metadata"}
# `json.dumps` with these arguments makes such an encoder every time.
_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def encoded(form: Any) -> bytes:
    """*form*, JSON-like data, as the bytes that are hashed.

    Raises `InvalidInput` for what JSON cannot say: a NaN, an infinity, an object of Python's.
    """
    try:
        return _ENCODER.encode(form).encode()
    except UnicodeEncodeError:
        return encoded(valid_data(form))
    except (TypeError, ValueError) as error:
        raise InvalidInput(f"This cannot be kept in the history as JSON: {error}") from error


def digest(content: bytes) -> bytes:
    """The SHA-256 of *content*, 32 bytes."""
    import hashlib  # which loads a library that who only reads does without

    return hashlib.sha256(content).digest()


def message_form(message: Message) -> dict[str, Any]:
    """The canonical form of *message*."""
    form: dict[str, Any] = {
        "role": message.role,
        "parts": [part_form(part) for part in message.parts],
    }
    if message.provider_metadata:
        form["provider_metadata"] = _named_by_texts(message.provider_metadata)
    return form


def part_form(part: Part) -> dict[str, Any]:
    """The canonical form of *part*."""
    form: dict[str, Any] = dict(part.to_dict())
    for name in _DATA & form.keys():
        form[name] = _named_by_texts(form[name])
    if isinstance(part, AttachmentPart) and part.attachment is not None:
        form["attachment"] = _attachment_form(part.attachment)
    if isinstance(part, ToolResultPart) and part.attachments:
        form["attachments"] = [_attachment_form(each) for each in part.attachments]
    return form


def message_hash(message: Message) -> bytes:
    """What *message* says, in 32 bytes."""
    return digest(encoded(message_form(message)))


def wire_form(message: Message) -> list[Any]:
    """What is left of *message* when a protocol has carried it there and back."""
    return [message.role, wire_pieces(message)]


def wire_path(before: bytes, message: Message) -> bytes:
    """The wire path after *message*, given that *before* it; 16 bytes."""
    path = before
    for kind, *said in wire_pieces(message):
        # As `encoded([role, kind, *said])`, in half the time: a client that sends its history again
        # has this done for each message of it.
        try:
            written = ",".join(map(_ENCODER.encode, said))
            content = f"{_opening(message.role, kind)}{written}]".encode()
        except (UnicodeEncodeError, TypeError, ValueError):
            content = encoded([message.role, kind, *said])
        path = digest(path + content)[:16]
    return path


@lru_cache(maxsize=64)
def _opening(role: str, kind: str) -> str:
    return f"[{_ENCODER.encode(role)},{_ENCODER.encode(kind)},"


def wire_pieces(message: Message) -> list[list[Any]]:
    """The pieces of the wire form of *message*: each its kind, and what it says."""
    if len(message.parts) == 1 and type(message.parts[0]) is TextPart:  # most messages
        text = message.parts[0].text
        return [["text", text]] if text else []
    pieces: list[list[Any]] = []
    for piece in _pieces(message):
        if piece[0] == "text" and pieces and pieces[-1][0] == "text":
            pieces[-1] = ["text", pieces[-1][1] + piece[1]]
        else:
            pieces.append(piece)
    return pieces


def node_hash(parent: bytes | None, message: bytes) -> bytes:
    """Where a message was said, in 32 bytes: after *parent*, the hash of the node before it."""
    return digest(encoded([None if parent is None else parent.hex(), message.hex()]))


def _attachment_form(attachment: Attachment) -> dict[str, Any]:
    kind = attachment.type
    return {"id": attachment_id(attachment), **({"type": kind} if kind else {})}


def attachment_id(attachment: Attachment) -> str:
    """By what bytes, or by what URL, *attachment* is known."""
    try:
        return attachment.id()
    except OSError:
        return f"missing:{attachment.path}"


def _pieces(message: Message) -> Iterator[list[Any]]:
    for part in message.parts:
        if getattr(part, "server_executed", False):
            continue
        if isinstance(part, TextPart) and part.text:
            yield ["text", part.text]
        elif isinstance(part, ToolCallPart):
            yield ["call", part.name, _whole_numbers(part.arguments)]
        elif isinstance(part, ToolResultPart):
            yield ["result", part.tool_call_id or "", part.output]
            for attachment in part.attachments:
                yield ["attachment", attachment_id(attachment)]
        elif isinstance(part, AttachmentPart) and part.attachment is not None:
            yield ["attachment", attachment_id(part.attachment)]


def _whole_numbers(value: Any) -> Any:
    """*value* with `2.0` as `2`: JSON knows one number where Python knows two."""
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {_name(name): _whole_numbers(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_whole_numbers(each) for each in value]
    return value


def _named_by_texts(value: Any) -> Any:
    """*value* with the names that JSON makes of numbers and the like: they are put in order."""
    if isinstance(value, dict):
        return {_name(name): _named_by_texts(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_named_by_texts(each) for each in value]
    return value


def _name(name: Any) -> Any:
    if isinstance(name, str):
        return name
    try:
        return next(iter(json.loads(_ENCODER.encode({name: 0}))))
    except (TypeError, ValueError):
        return name  # which `encoded` refuses
