"""Blocks of content, as clients send them, as parts of messages. Pure.

What a block says beyond its part is kept in `provider_metadata`. What its provider ran on its own
side is in the form in which plugins for Anthropic keep it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llm.parts import (
    AttachmentPart,
    Part,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from llm.server.protocols.anthropic.reasoning import NAMESPACE, reasoning_of, redacted_of
from llm.server.protocols.fields import (
    attachment_of_base64,
    attachment_of_url,
    given,
    needed,
    path_of,
    refused,
    type_by_name,
    typed,
    unsupported,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from llm.attachments import Attachment

RESULT = "_tool_result"
"""The end of the type of a block with what a tool of the provider's returned."""

_FILES = {"base64", "url"}
_WRITTEN = {"text", "image"}
"""What a document may be made of."""
_SHOWN = {*_WRITTEN, "document", "search_result", "tool_reference"}
"""What a tool may return."""

Block = dict[str, Any]


def parts_of(
    content: Any,
    path: str,
    named: Mapping[str, str] | None = None,
    kinds: Collection[str] | None = None,
) -> list[Part]:
    """The parts of *content*, a text or a list of blocks, which is at *path* of the request.

    *named* has the names of the tool calls made so far, by their ids; *kinds* the types of blocks
    that may be there, None for all. Raises Refused.
    """
    if isinstance(content, str):
        return [TextPart(typed(content, str, path))] if content else []
    if not isinstance(content, list):
        raise refused(f"'{path}' has to be a string, or a list of blocks.", path)
    parts: list[Part] = []
    for place, block in enumerate(content):
        if type(block) is dict and len(block) == 2 and block.get("type") == "text":
            text = block.get("text")
            if type(text) is str:  # nearly every block
                parts.append(TextPart(typed(text, str, path)))
                continue
        where = path_of(path, place)
        kind = needed(typed(block, dict, where), "type", str, where)
        if kinds is not None and kind not in kinds:
            raise unsupported(f"'{where}' is of the type '{kind}', which cannot be there.", where)
        parts += _parts(block, kind, where, named or {})
    return parts


def _parts(block: Block, kind: str, path: str, named: Mapping[str, str]) -> Sequence[Part]:
    if kind == "tool_result":
        return [_tool_result(block, path, named)]
    read = _READERS.get(kind)
    if read is not None:
        return read(block, path)
    if kind.endswith(RESULT):
        return [_hosted_result(block, kind, path)]
    raise unsupported(f"'{path}' is a block of the type '{kind}', which is not served here.", path)


def _text(block: Block, path: str) -> Sequence[Part]:
    text = needed(block, "text", str, path)
    return [TextPart(text, _kept(block, "type", "text"))]


def _thinking(block: Block, path: str) -> Sequence[Part]:
    text = given(block, "thinking", str, path) or ""
    return [reasoning_of(text, given(block, "signature", str, path) or "")]


def _redacted(block: Block, path: str) -> Sequence[Part]:
    return [redacted_of(needed(block, "data", str, path))]


def _call(block: Block, path: str, *, hosted: bool = False) -> Sequence[Part]:
    name = needed(block, "name", str, path)
    arguments = given(block, "input", dict, path) or {}
    kept = _kept(block, "type", "id", "name", "input")
    return [ToolCallPart(name, arguments, needed(block, "id", str, path), hosted, kept)]


def _hosted_call(block: Block, path: str) -> Sequence[Part]:
    return _call(block, path, hosted=True)


def _mcp_call(block: Block, path: str) -> Sequence[Part]:
    server = given(block, "server_name", str, path)
    named = {"mcp_server_name": server} if server else {}
    plain = {name: value for name, value in block.items() if name != "server_name"}
    return _call({**plain, **named}, path, hosted=True)


def _hosted_result(block: Block, kind: str, path: str) -> ToolResultPart:
    content = block.get("content")
    return ToolResultPart(
        name=kind.removesuffix(RESULT),
        output="" if content is None else json.dumps(content),
        tool_call_id=needed(block, "tool_use_id", str, path),
        server_executed=True,
        provider_metadata=_kept(block, "type", "tool_use_id", "content"),
    )


def _tool_result(block: Block, path: str, named: Mapping[str, str]) -> ToolResultPart:
    call_id = needed(block, "tool_use_id", str, path)
    content = block.get("content")
    said = [] if content is None else parts_of(content, path_of(path, "content"), None, _SHOWN)
    output = "\n".join(part.text for part in said if isinstance(part, TextPart))
    failed = given(block, "is_error", bool, path) or False
    return ToolResultPart(
        name=named.get(call_id, ""),
        output=output,
        tool_call_id=call_id,
        attachments=[
            part.attachment
            for part in said
            if isinstance(part, AttachmentPart) and part.attachment is not None
        ],
        exception=_first_line(output) if failed else None,
        provider_metadata=_kept(block, "type", "tool_use_id", "content", "is_error"),
    )


def _first_line(text: str) -> str:
    return next((line.strip()[:200] for line in text.splitlines() if line.strip()), "error")


def _tool_reference(block: Block, path: str) -> Sequence[Part]:
    return [TextPart(needed(block, "tool_name", str, path), _kept(block, "tool_name"))]


def _image(block: Block, path: str) -> Sequence[Part]:
    source, where = needed(block, "source", dict, path), path_of(path, "source")
    return [AttachmentPart(_file(source, where, "image/jpeg"), _kept(block, "type", "source"))]


def _document(block: Block, path: str) -> Sequence[Part]:
    source, where = needed(block, "source", dict, path), path_of(path, "source")
    kind = needed(source, "type", str, where)
    if kind == "text":
        written: list[Part] = [TextPart(needed(source, "data", str, where))]
    elif kind == "content":
        written = parts_of(source.get("content"), path_of(where, "content"), None, _WRITTEN)
    else:
        written = [AttachmentPart(_file(source, where, "application/pdf"))]
    described = [given(block, name, str, path) for name in ("title", "context")]
    heading = "\n".join(each for each in described if each)
    parts = [TextPart(f"{heading}\n\n"), *written] if heading else written
    kept = _kept(block, "source", *(["type"] if parts is written and kind in _FILES else ()))
    for part in parts:
        part.provider_metadata = kept  # type: ignore[attr-defined]  # every kind of part has it
    return parts


def _search_result(block: Block, path: str) -> Sequence[Part]:
    """What somebody found: its title and source, and its text."""
    heading = f"{needed(block, 'title', str, path)} ({needed(block, 'source', str, path)})\n\n"
    kept = _kept(block, "content")
    texts = parts_of(block.get("content"), path_of(path, "content"), None, {"text"})
    said = [part.text for part in texts if isinstance(part, TextPart)]
    return [TextPart(heading + "\n".join(said), kept)]


def _file(source: Block, path: str, expected: str) -> Attachment:
    """The file of a *source*; of one on the web, its address says of what type it is."""
    kind = needed(source, "type", str, path)
    if kind == "base64":
        data = needed(source, "data", str, path)
        media_type = given(source, "media_type", str, path) or expected
        return attachment_of_base64(data, media_type, path_of(path, "data"))
    if kind == "url":
        url = needed(source, "url", str, path)
        named = type_by_name(url, "image/") if expected.startswith("image/") else None
        return attachment_of_url(url, path_of(path, "url"), named or expected)
    raise unsupported(f"'{path}' is of the type '{kind}', which is not served here.", path)


def _kept(block: Block, *said: str) -> dict[str, Any] | None:
    """What *block* says beside the fields *said*, as metadata of its part."""
    rest = {name: value for name, value in block.items() if name not in said and value is not None}
    return {NAMESPACE: rest} if rest else None


_READERS: dict[str, Callable[[Block, str], Sequence[Part]]] = {
    "text": _text,
    "image": _image,
    "document": _document,
    "search_result": _search_result,
    "thinking": _thinking,
    "redacted_thinking": _redacted,
    "tool_use": _call,
    "server_tool_use": _hosted_call,
    "mcp_tool_use": _mcp_call,
    "tool_reference": _tool_reference,
}
