"""Conversations of a Claude data export, as `told.py` takes them.

`conversations.json` is a list of conversations, each with a `uuid`, a `name`, times in ISO 8601 and
`chat_messages` in order. A message is of a `human` or of the `assistant`; newer exports have its
`content` in blocks (text, thinking, tool use, tool result), older ones only its `text`. Of what was
attached there is the text that was taken from it (`attachments`), or no more than the name
(`files`). Where messages name their parent, they are a tree.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from llm.errors import InvalidInput
from llm.parts import Part, ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from llm.store.exchange.lenient import mappings, seconds, text
from llm.store.exchange.told import Piece, Told
from llm.store.records import FragmentUse

MODEL = "claude"
"""For conversations that do not say which model answered; most exports do not."""

_SILENT = ("start_timestamp", "stop_timestamp", "flags", "citations")
_SILENT_BLOCKS = ("token_budget", "flag")


def told_by_claude(conversation: dict[str, Any]) -> Told:
    """One *conversation* of an export. Raises `InvalidInput` when it is no such conversation."""
    messages = conversation.get("chat_messages")
    if not isinstance(messages, list) or not all(isinstance(each, dict) for each in messages):
        raise InvalidInput("it has no list of 'chat_messages'")
    pieces = _in_order(messages)
    leaf = text(conversation.get("current_leaf_message_uuid"))
    return Told(
        service="claude",
        id=text(conversation.get("uuid")) or (pieces[0].id if pieces else ""),
        title=text(conversation.get("name")),
        model=text(conversation.get("model")) or MODEL,
        started=_moment(conversation.get("created_at")),
        pieces=pieces,
        tip=leaf or (pieces[-1].id if pieces else None),
    )


def _in_order(messages: list[dict[str, Any]]) -> list[Piece]:
    """The messages as pieces, each after the one it follows."""
    ids = [text(message.get("uuid")) or str(place) for place, message in enumerate(messages)]
    if len(set(ids)) < len(ids):
        raise InvalidInput("several of its messages have the same 'uuid'")
    parents = [text(message.get("parent_message_uuid")) for message in messages]
    known = set(ids)
    is_tree = any(parent in known for parent in parents)
    if not is_tree:
        return [
            _piece(name, before, message)
            for name, before, message in zip(ids, [None, *ids], messages, strict=False)
        ]
    return _after_parents(
        [
            _piece(name, parent if parent in known else None, message)
            for name, parent, message in zip(ids, parents, messages, strict=True)
        ]
    )


def _after_parents(pieces: list[Piece]) -> list[Piece]:
    ordered: list[Piece] = []
    children: dict[str | None, list[Piece]] = {}
    for piece in pieces:
        children.setdefault(piece.after, []).append(piece)
    waiting = children.get(None, [])[::-1]
    while waiting:
        ordered.append(waiting.pop())
        waiting += children.get(ordered[-1].id, [])[::-1]
    if len(ordered) < len(pieces):
        raise InvalidInput("its messages follow one another in a circle")
    return ordered


def _piece(message_id: str, after: str | None, message: dict[str, Any]) -> Piece:
    role = "user" if message.get("sender") == "human" else "assistant"
    fragments = [
        FragmentUse(content, text(each.get("file_name")) or "")
        for each in mappings(message.get("attachments"))
        if (content := text(each.get("extracted_content")))
    ]
    parts = _blocks(message)
    # As a prompt of ours: what was attached, then what was said.
    before = [fragment.content for fragment in fragments] + _absent_files(message)
    if before:
        first = parts[0] if parts and isinstance(parts[0], TextPart) else None
        said = "\n".join([*before, *([first.text] if first else [])])
        parts[: 1 if first else 0] = [TextPart(said, first.provider_metadata if first else None)]
    reason = text(message.get("stop_reason"))
    return Piece(
        id=message_id,
        after=after,
        role=role,
        parts=parts,
        time=_moment(message.get("created_at")),
        model=text(message.get("model")),
        finish_reason=reason,
        cut_off=reason == "user_canceled",
        fragments=fragments,
    )


def _absent_files(message: dict[str, Any]) -> list[str]:
    listed = mappings(message.get("files")) or mappings(message.get("files_v2"))
    empty = [
        each
        for each in mappings(message.get("attachments"))
        if not text(each.get("extracted_content"))
    ]
    names = [text(each.get("file_name")) or text(each.get("file_uuid")) for each in listed + empty]
    return [f"[file {name}, which is not in the export]" for name in dict.fromkeys(names) if name]


def _blocks(message: dict[str, Any]) -> list[Part]:
    blocks = mappings(message.get("content"))
    names = {text(block.get("id")): text(block.get("name")) for block in blocks}
    parts = [part for block in blocks if (part := _part(block, names)) is not None]
    # Beside blocks, this repeats their texts, with notes on those that it cannot show.
    if not parts and (said := text(message.get("text"))):
        parts.append(TextPart(said))
    return parts


def _part(block: dict[str, Any], names: dict[str | None, str | None]) -> Part | None:
    kind = block.get("type")
    if kind == "thinking":
        thought = _text_of(block.get("thinking"))
        return ReasoningPart(thought) if thought else None
    if kind == "tool_use":
        given = block.get("input")
        return ToolCallPart(
            text(block.get("name")) or "tool",
            given if isinstance(given, dict) else {"input": given},
            text(block.get("id")),
            server_executed=True,
        )
    if kind == "tool_result":
        call = text(block.get("tool_use_id"))
        output = _text_of(block.get("content"))
        return ToolResultPart(
            text(block.get("name")) or names.get(call) or "tool",
            output,
            call,
            server_executed=True,
            exception=output if block.get("is_error") else None,
        )
    said = "" if kind in _SILENT_BLOCKS else _text_of(block)
    citations = block.get("citations")
    metadata = {"claude": {"citations": citations}} if citations else None
    return TextPart(said, metadata) if said else None


def _text_of(value: Any) -> str:
    """The text of a block, or of what it holds; what has none is given as JSON."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list):
        return "\n".join(filter(None, map(_text_of, value)))
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    for name in ("text", "title", "content"):
        if isinstance(value.get(name), str):
            found = [value[name], *([value["url"]] if isinstance(value.get("url"), str) else [])]
            return "\n".join(filter(None, found))
    said = {name: held for name, held in value.items() if held and name not in _SILENT}
    return json.dumps(said, ensure_ascii=False) if said.keys() - {"type"} else ""


def _moment(value: Any) -> float | None:
    try:
        time = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return seconds((time if time.tzinfo else time.replace(tzinfo=dt.UTC)).timestamp())
