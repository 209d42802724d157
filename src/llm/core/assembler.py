"""What recorded events add up to: messages of parts, and the tool calls that are to be run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from llm.events import StreamEvent
from llm.parts import (
    AttachmentPart,
    Message,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from llm.text import valid_text
from llm.toolcalls import ToolCall

UNPARSED = "_raw"
"""The one argument of a tool call whose arguments were not a JSON object: what they were."""


def assemble(events: Iterable[StreamEvent]) -> list[Message]:
    """The assistant's messages that *events* add up to.

    Parts stand in the order in which they began, but redacted reasoning comes first in its
    message: providers want it back before what followed from it. Parts that hold nothing are
    left out.
    """
    grouped: dict[int, dict[int, list[StreamEvent]]] = {}
    for event in events:
        parts = grouped.setdefault(event.message_index, {})
        parts.setdefault(event.part_index or 0, []).append(event)
    messages = []
    for _, group in sorted(grouped.items()):
        made = [part for pieces in group.values() if (part := _part(pieces)) is not None]
        hidden = [part for part in made if isinstance(part, ReasoningPart) and part.redacted]
        shown = [part for part in made if part not in hidden]
        if made:
            messages.append(Message("assistant", hidden + shown))
    _name_results(messages)
    return messages


def _part(pieces: Sequence[StreamEvent]) -> Part | None:
    """The part that *pieces*, all of one family, make up; `None` when it holds nothing."""
    metadata = _merged_metadata(pieces)
    kind = pieces[0].type
    if kind == "attachment":
        return AttachmentPart(pieces[0].attachment, metadata)
    if kind == "tool_result":
        first = pieces[0]
        return ToolResultPart(
            name=first.tool_name or "",
            output=valid_text("".join(piece.chunk for piece in pieces)),
            tool_call_id=first.tool_call_id,
            server_executed=first.server_executed,
            attachments=[piece.attachment for piece in pieces if piece.attachment is not None],
            provider_metadata=metadata,
        )
    if kind in ("tool_call_name", "tool_call_args"):
        return ToolCallPart(
            name=_joined(pieces, "tool_call_name"),
            arguments=_arguments(_joined(pieces, "tool_call_args")),
            tool_call_id=next((p.tool_call_id for p in pieces if p.tool_call_id), None),
            server_executed=any(piece.server_executed for piece in pieces),
            provider_metadata=metadata,
        )
    text = _joined(pieces, kind)
    if kind == "text":
        return TextPart(text, metadata) if text or metadata else None
    if kind != "reasoning":
        return None
    redacted = any(piece.redacted for piece in pieces)
    return ReasoningPart(text, redacted, metadata) if text or metadata or redacted else None


def _joined(pieces: Iterable[StreamEvent], kind: str) -> str:
    return valid_text("".join(piece.chunk for piece in pieces if piece.type == kind))


def _arguments(written: str) -> dict[str, Any]:
    """The arguments of a tool call, decoded; `{"_raw": …}` when they are no JSON object."""
    if not written.strip():
        return {}
    try:
        decoded = json.loads(written)
    except ValueError:
        return {UNPARSED: written}
    return decoded if isinstance(decoded, dict) else {UNPARSED: written}


def _merged_metadata(pieces: Iterable[StreamEvent]) -> dict[str, Any] | None:
    """The metadata of all *pieces*: one namespace of a provider is merged, not replaced."""
    merged: dict[str, Any] = {}
    for piece in pieces:
        for namespace, value in (piece.provider_metadata or {}).items():
            held = merged.get(namespace)
            if isinstance(held, dict) and isinstance(value, dict):
                merged[namespace] = {**held, **value}
            else:
                merged[namespace] = value
    return merged or None


def _name_results(messages: Iterable[Message]) -> None:
    """Give results that came without a tool's name the name of the call they answer."""
    parts = [part for message in messages for part in message.parts]
    names = {part.tool_call_id: part.name for part in parts if isinstance(part, ToolCallPart)}
    for part in parts:
        if isinstance(part, ToolResultPart) and not part.name and part.tool_call_id:
            part.name = names.get(part.tool_call_id, "")


def settle_calls(
    messages: list[Message], added: Sequence[ToolCall], new_id: Callable[[], str]
) -> list[ToolCall]:
    """The tool calls that are to be run here, each once, and each with an id.

    A call may have been streamed as events, handed over by the model's plugin (*added*), or both:
    the two are one call when their ids agree, or, where one has no id, their names and arguments.
    What was only handed over is appended to the last of *messages*; ids that are missing are
    filled in on both sides.
    """
    streamed = [
        part
        for message in messages
        for part in message.parts
        if isinstance(part, ToolCallPart) and not part.server_executed
    ]
    handed_over = list(added)
    calls = []
    for part in streamed:
        call = _same_call(part, handed_over)
        if call is None:
            call = ToolCall(part.name, part.arguments, part.tool_call_id)
        else:
            handed_over.remove(call)
        call.tool_call_id = part.tool_call_id = call.tool_call_id or part.tool_call_id or new_id()
        calls.append(call)
    for call in handed_over:
        call.tool_call_id = call.tool_call_id or new_id()
        if not messages:
            messages.append(Message("assistant"))
        messages[-1].parts.append(ToolCallPart(call.name, call.arguments, call.tool_call_id))
        calls.append(call)
    return calls


def _same_call(part: ToolCallPart, added: Iterable[ToolCall]) -> ToolCall | None:
    """The call among *added* that *part* streamed."""
    for call in added:
        if call.tool_call_id and call.tool_call_id == part.tool_call_id:
            return call
    for call in added:
        one_without_id = not (call.tool_call_id and part.tool_call_id)
        if one_without_id and (call.name, call.arguments) == (part.name, part.arguments):
            return call
    return None
