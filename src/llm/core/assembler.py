"""What a log of events adds up to: messages of parts, and the tool calls that are to be run."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from llm.attachments import Attachment
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
from llm.strict_json import decoded
from llm.text import valid_data, valid_text
from llm.toolcalls import ToolCall

UNPARSED = "_raw"
"""The one argument of a tool call whose arguments were not a JSON object: what they were."""


def assemble(log: Iterable[str | StreamEvent]) -> list[Message]:
    """The assistant's messages that *log* adds up to; a list of events with indexes is one, too.

    Parts stand in the order in which they began, but redacted reasoning comes first in its
    message: providers want it back before what followed from it. Parts that hold nothing are
    left out.
    """
    drafts: dict[int, dict[int, _Draft]] = {}
    draft: _Draft | None = None
    for entry in log:
        if isinstance(entry, StreamEvent):
            message = drafts.setdefault(entry.message_index, {})
            draft = message.setdefault(entry.part_index or 0, _Draft(entry))
            draft.add(entry)
        elif draft is not None:
            draft.text.append(entry)
    messages = []
    for _, group in sorted(drafts.items()):
        made = [part for draft in group.values() if (part := draft.finished()) is not None]
        hidden = [part for part in made if isinstance(part, ReasoningPart) and part.redacted]
        if made:
            messages.append(Message("assistant", hidden + [p for p in made if p not in hidden]))
    name_results(messages)
    return messages


class _Draft:
    """One part, while its pieces are put together."""

    def __init__(self, first: StreamEvent) -> None:
        self.first = first
        self.name: list[str] = []
        self.text: list[str] = []
        self.metadata: dict[str, Any] = {}
        self.tool_name = ""
        self.tool_call_id: str | None = None
        self.server_executed = False
        self.redacted = False
        self.attachments: list[Attachment] = []

    def add(self, event: StreamEvent) -> None:
        """Add what *event* says to the part. One namespace of metadata is merged, not replaced."""
        (self.name if event.type == "tool_call_name" else self.text).append(event.chunk)
        self.tool_name = self.tool_name or event.tool_name or ""
        self.tool_call_id = self.tool_call_id or event.tool_call_id
        self.server_executed = self.server_executed or event.server_executed
        self.redacted = self.redacted or event.redacted
        if event.attachment is not None:
            self.attachments.append(event.attachment)
        for namespace, value in (event.provider_metadata or {}).items():
            held = self.metadata.get(namespace)
            both = isinstance(held, dict) and isinstance(value, dict)
            self.metadata[namespace] = {**held, **value} if both and held else value

    def finished(self) -> Part | None:
        """The part; `None` when it holds nothing, or is of a kind that we do not know."""
        text, metadata = valid_text("".join(self.text)), self.metadata or None
        match self.first.type:
            case "text":
                return TextPart(text, metadata) if text or metadata else None
            case "reasoning":
                holds = text or metadata or self.redacted
                return ReasoningPart(text, self.redacted, metadata) if holds else None
            case "tool_call_name" | "tool_call_args":
                name, arguments = valid_text("".join(self.name)), read_arguments(text)
                return ToolCallPart(
                    name, arguments, self.tool_call_id, self.server_executed, metadata
                )
            case "tool_result":
                return ToolResultPart(
                    name=self.tool_name,
                    output=text,
                    tool_call_id=self.tool_call_id,
                    server_executed=self.server_executed,
                    attachments=self.attachments,
                    provider_metadata=metadata,
                )
            case "attachment":
                shown = self.attachments[0] if self.attachments else None
                return AttachmentPart(shown, metadata) if shown or metadata else None
        return None


def read_arguments(written: str) -> dict[str, Any]:
    """The arguments of a tool call, decoded; `{"_raw": …}` when they are no JSON object."""
    if not written.strip():
        return {}
    try:
        read = decoded(written)
    except ValueError:
        return {UNPARSED: written}
    # An escape may name half of a surrogate pair.
    read = valid_data(read) if "\\u" in written else read
    return read if isinstance(read, dict) else {UNPARSED: written}


def written_arguments(call: ToolCallPart) -> str:
    """The arguments of *call* as JSON; what was none is quoted as the model wrote it."""
    raw = call.arguments.get(UNPARSED) if len(call.arguments) == 1 else None
    return raw if isinstance(raw, str) else json.dumps(call.arguments, ensure_ascii=False)


def name_results(messages: Iterable[Message], before: Iterable[Message] = ()) -> None:
    """Give results that came without a tool's name the name of the call they answer.

    The call is in *messages*, or in those *before*, which are only looked at where one is missing.
    """
    parts = [part for message in messages for part in message.parts]
    nameless = [part for part in parts if isinstance(part, ToolResultPart) and not part.name]
    if not nameless:
        return
    parts = [*(part for message in before for part in message.parts), *parts]
    names = {part.tool_call_id: part.name for part in parts if isinstance(part, ToolCallPart)}
    for part in nameless:
        if part.tool_call_id:
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
    taken = {part.tool_call_id for part in streamed}
    handed_over = list(added)
    calls = []
    for part in streamed:
        call = _same_call(part, handed_over, taken)
        if call is None:
            call = ToolCall(part.name, part.arguments, part.tool_call_id)
        else:
            handed_over.remove(call)
            part.arguments = part.arguments or call.arguments
        call.tool_call_id = part.tool_call_id = call.tool_call_id or part.tool_call_id or new_id()
        calls.append(call)
    for call in handed_over:
        call.tool_call_id = call.tool_call_id or new_id()
        if not messages:
            messages.append(Message("assistant"))
        messages[-1].parts.append(ToolCallPart(call.name, call.arguments, call.tool_call_id))
        calls.append(call)
    return calls


def _same_call(
    part: ToolCallPart, added: Iterable[ToolCall], taken: Collection[str | None]
) -> ToolCall | None:
    """The call among *added* that *part* streamed; the ids in *taken* belong to streamed calls."""
    for call in added:
        if call.tool_call_id and call.tool_call_id == part.tool_call_id:
            return call
    for call in added:
        free = not call.tool_call_id or (not part.tool_call_id and call.tool_call_id not in taken)
        if free and (call.name, call.arguments) == (part.name, part.arguments):
            return call
    return None
