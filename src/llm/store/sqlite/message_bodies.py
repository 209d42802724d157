"""Messages as rows: a role, and the parts in JSON, in which texts are blobs.

A number where a message has text, bytes or data stands for a blob. An attachment given by path
keeps the path; the bytes that were copied in are its `copy`.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from llm import notices
from llm.attachments import Attachment
from llm.config.sizes import bytes_in
from llm.errors import ConfigError
from llm.parts import AttachmentPart, Message, Part, TextPart, ToolResultPart
from llm.store.canonical import attachment_id, digest
from llm.store.sqlite.blobs import as_value
from llm.store.sqlite.indexing import (
    FRAGMENTS,
    INSTRUCTIONS,
    PROMPT,
    REASONING,
    RESPONSE,
    TOOLS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llm.store.sqlite.blobs import Blobs

_TEXTS = {"text", "output", "exception"}
_DATA = {"arguments", "provider_metadata"}
_ATTACHMENTS = {"attachment", "attachments"}
_LONGEST_URL = 256
# Where a text is said: after its part's kind, else after its message's role.
_PLACES = {
    "reasoning": REASONING,
    "tool_call": TOOLS,
    "tool_result": TOOLS,
    "user": PROMPT,
    "assistant": RESPONSE,
    "tool": TOOLS,
    "system": INSTRUCTIONS,
}

LIMIT = "LLM_ATTACHMENT_LIMIT"
"""Variable with the size up to which files are copied into the history, such as `20MB`."""
DEFAULT_LIMIT = "100MB"


class BodyWriter:
    """Makes the body of one message, and notes the blobs that it is made of."""

    def __init__(self, blobs: Blobs, fragments: Sequence[str] = ()) -> None:
        self._blobs = blobs
        self._fragments = fragments
        self.used: set[int] = set()

    def body(self, message: Message) -> str:
        """The body of *message*, whose blobs are stored."""
        said = _PLACES.get(message.role, 0)
        parts = [self._part(part, _PLACES.get(part.kind, said)) for part in message.parts]
        if not message.provider_metadata:
            return Opened(parts).written()
        metadata = self._use(self._blobs.put_json(message.provider_metadata))
        return Opened(parts, metadata).written()

    def _part(self, part: Part, said: int) -> dict[str, Any]:
        stored: dict[str, Any] = {"type": part.kind}
        for name, value in vars(part).items():
            if not value and name not in part.always:
                continue
            if name in _TEXTS:
                stored[name] = self._text(part, value, said)
            elif name in _DATA:
                searched = said if name == "arguments" and value else 0
                stored[name] = self._use(self._blobs.put_json(value, places=searched))
            elif name == "attachments":
                stored[name] = [self._attachment(each) for each in value]
            elif name == "attachment":
                stored[name] = self._attachment(value)
            elif not name.startswith("_"):
                stored[name] = value
        return stored

    def _text(self, part: Part, text: str, said: int) -> int:
        if isinstance(part, TextPart) and self._fragments:
            pieces = split_at(text, self._fragments)
            if len(pieces) > 1:
                # Fragments are found as such; the rest is what was typed.
                places = [FRAGMENTS if each in self._fragments else said for each in pieces]
                return self._use(self._blobs.put_joined(pieces, places))
        return self._use(self._blobs.put_text(text, places=said))

    def _attachment(self, attachment: Attachment) -> dict[str, Any]:
        stored: dict[str, Any] = {"type": attachment.type} if attachment.type else {}
        if attachment.path:
            stored["path"] = attachment.path
        if attachment.url:
            url = attachment.url
            short = len(url) <= _LONGEST_URL
            stored["url"] = url if short else self._use(self._blobs.put_text(url))
        if attachment.content is not None:
            stored["content"] = self._use(self._blobs.put_bytes(attachment.content))
        elif attachment.path and (copy := copied_bytes(attachment)) is not None:
            stored["copy"] = self._use(self._blobs.put_bytes(copy))
        elif attachment.path:
            stored["id"] = attachment_id(attachment)
        return stored

    def _use(self, blob: int) -> int:
        self.used.add(blob)
        return blob


def split_at(text: str, fragments: Sequence[str]) -> list[str]:
    """*text* cut where one of *fragments* stands in it, the longest first; joined, it is *text*."""
    pieces = [text]
    for fragment in sorted(set(fragments), key=len, reverse=True):
        if len(fragment) < 2:
            continue
        cut: list[str] = []
        for piece in pieces:
            if piece in fragments:
                cut.append(piece)
                continue
            before, found, after = piece.partition(fragment)
            cut += [each for each in (before, found, after) if each]
        pieces = cut
    return pieces


def largest_copy() -> int:
    """The size of the biggest file that is copied into the history, in bytes."""
    return _limit(os.environ.get(LIMIT) or DEFAULT_LIMIT)


@lru_cache
def _limit(written: str) -> int:
    try:
        return bytes_in(written, LIMIT)
    except ConfigError as error:  # no call is lost for it; the cache has it said once
        notices.say(f"Warning: {error}; until then the limit is {DEFAULT_LIMIT}")
        return bytes_in(DEFAULT_LIMIT, LIMIT)


def copied_bytes(attachment: Attachment) -> bytes | None:
    """The bytes of a file, unless it is too big to be copied or cannot be read."""
    try:
        if attachment.kept is None and os.path.getsize(attachment.path or "") > largest_copy():
            return None
        content = attachment.content_bytes()
    except OSError:
        return None
    # A file that has changed since its hash was taken is not what was attached.
    return content if content is not None and digest(content).hex() == attachment.id() else None


def blobs_in(body: Opened) -> set[int]:
    """The blobs that *body* is made of."""
    parts, metadata = body
    used = set() if metadata is None else {metadata}
    for part in parts:
        used |= {value for name, value in part.items() if name in _TEXTS or name in _DATA}
    for attachment in attachments_in(parts):
        used |= {inner for inner in attachment.values() if isinstance(inner, int)}
    return used


def attachments_in(parts: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The attachments in *parts*, as they are stored, in order."""
    for part in parts:
        for name in _ATTACHMENTS & part.keys():
            yield from part[name] if isinstance(part[name], list) else [part[name]]


def message_from(role: str, body: Opened, contents: Mapping[int, Any]) -> Message:
    """The message that a row holds, given the *contents* of its blobs."""
    parts, metadata = body
    return Message(
        role,
        [_part_from(part, contents) for part in parts],
        None if metadata is None else _data(contents[metadata]),
    )


class Opened(NamedTuple):
    """What is in the body of a message: its parts, and the blob of its metadata."""

    parts: list[dict[str, Any]]
    metadata: int | None = None

    def written(self) -> str:
        """The body."""
        if self.metadata is None:
            return _json(self.parts)
        return _json({"parts": self.parts, "provider_metadata": self.metadata})


def opened(body: str) -> Opened:
    """What is in *body*."""
    value = json.loads(body)
    if isinstance(value, list):
        return Opened(value)
    return Opened(value["parts"], value["provider_metadata"])


def _part_from(stored: dict[str, Any], contents: Mapping[int, Any]) -> Part:
    attachments: dict[str, Any] = {}
    given: dict[str, Any] = {}
    for name, value in stored.items():
        if name in _TEXTS:
            given[name] = contents[value]
        elif name in _DATA:
            given[name] = _data(contents[value])
        elif name in _ATTACHMENTS:
            attachments[name] = value
        else:
            given[name] = value
    part = Part.from_dict(given)  # type: ignore[arg-type]  # its type is a value of the row
    for stored_as in attachments.values():
        if isinstance(part, ToolResultPart):
            part.attachments = [_attachment_from(each, contents) for each in stored_as]
        elif isinstance(part, AttachmentPart):
            part.attachment = _attachment_from(stored_as, contents)
    return part


def _attachment_from(stored: dict[str, Any], contents: Mapping[int, Any]) -> Attachment:
    url = stored.get("url")
    content, copy = stored.get("content"), stored.get("copy")
    attachment = Attachment(
        type=stored.get("type"),
        path=stored.get("path"),
        url=contents[url] if isinstance(url, int) else url,
        content=None if content is None else _bytes(contents[content]),
    )
    attachment._id = stored.get("id")
    if copy is not None:
        attachment.kept = _bytes(contents[copy])
    return attachment


def _data(content: Any) -> dict[str, Any]:
    value = as_value(content)
    return value if isinstance(value, dict) else {"redacted": content}


def _bytes(content: Any) -> bytes:
    return content if isinstance(content, bytes) else str(content).encode()


def _json(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # The name of a file need not be valid Unicode; it is kept as Python has it.
    return written if written.isascii() else _in_unicode(written, value)


def _in_unicode(written: str, value: Any) -> str:
    try:
        written.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return written
