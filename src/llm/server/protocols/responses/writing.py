"""Messages of ours as items of the protocol: answers, and what was asked. Pure.

`reading.py` has the other direction; one function for each kind of item is shared by answers that
are streamed and those that are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.core.assembler import written_arguments
from llm.lazy_dataclass import dataclass
from llm.parts import (
    AttachmentPart,
    Message,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from llm.server.protocols.at_hand import base64_at_hand, type_at_hand
from llm.server.protocols.responses.content import given_content, kept, said_content, shown
from llm.server.protocols.responses.ids import item_id
from llm.server.protocols.sealed import sealed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

Item = dict[str, Any]
SERVER_LABEL = "llm"
"""Where a tool runs that the model's provider runs, or that we know no more of."""


@dataclass
class Writing:
    """How the items of one call, or of one conversation, are written.

    Attributes:
        origin: the call, or the conversation, for the ids of the items.
        custom: the tools that take free text.
        seals: reasoning is given with what its provider wants back.
        status: how far the items have come that say so.
        before: what the ids of the items begin with.

    """

    origin: str
    custom: Collection[str] = ()
    seals: bool = False
    status: str = "completed"
    before: str = ""


def items_of(messages: Iterable[Message], how: Writing) -> list[Item]:
    """*messages*, of whomever, as items."""
    items: list[Item] = []
    custom_calls: set[str | None] = set()
    for number, message in enumerate(messages):
        custom_calls |= {
            part.tool_call_id
            for part in message.parts
            if isinstance(part, ToolCallPart) and part.name in how.custom
        }
        _Message(items, number, how, custom_calls).write(message)
    return items


class _Message:
    """Writes one message at the end of *items*."""

    def __init__(
        self, items: list[Item], number: int, how: Writing, custom_calls: set[str | None]
    ) -> None:
        self._items = items
        self._start = len(items)
        self._number = number
        self._how = how
        self._custom_calls = custom_calls

    def write(self, message: Message) -> None:
        said: list[Part] = []
        for part in message.parts:
            if isinstance(part, TextPart) or (
                message.role != "assistant" and isinstance(part, AttachmentPart)
            ):
                if said and message.role == "assistant" and _phase(said[-1]) != _phase(part):
                    self._say(message.role, said)
                    said = []
                said.append(part)
                continue
            self._say(message.role, said)
            said = []
            self._other(part, message.parts)
        self._say(message.role, said)

    def _id(self, kind: str) -> str:
        how = self._how
        place = len(self._items) - self._start
        return item_id(kind, how.origin, self._number, place, how.before)

    def _say(self, role: str, parts: list[Part]) -> None:
        if not parts:
            return
        if role == "assistant":
            texts = [part for part in parts if isinstance(part, TextPart)]
            self._items.append(message_item(self._id("message"), texts, self._how.status))
            return
        self._items.append(
            {
                "type": "message",
                "id": self._id("message"),
                "role": "system" if role == "system" else "user",
                "status": "completed",
                "content": given_content(parts),
            }
        )

    def _other(self, part: Part, beside: Sequence[Part]) -> None:
        how, items = self._how, self._items
        if isinstance(part, ReasoningPart):
            items.append(reasoning_item(self._id("reasoning"), part, seals=how.seals))
        elif isinstance(part, ToolCallPart) and part.server_executed:
            result = _result_of(part, beside)
            items.append(server_item(self._id("mcp_call"), part, result))
        elif isinstance(part, ToolCallPart):
            kind = "custom_tool_call" if part.name in how.custom else "function_call"
            items.append(call_item(self._id(kind), part, custom=part.name in how.custom))
        elif isinstance(part, ToolResultPart) and part.server_executed:
            if not any(_result_of(each, beside) is part for each in beside):
                call = ToolCallPart(part.name, {}, part.tool_call_id, server_executed=True)
                items.append(server_item(self._id("mcp_call"), call, part))
        elif isinstance(part, ToolResultPart):
            custom = part.tool_call_id in self._custom_calls
            kind = "custom_tool_call_output" if custom else "function_call_output"
            items.append(result_item(self._id(kind), part, kind))
        elif isinstance(part, AttachmentPart):
            item = image_item(self._id("image_generation_call"), part)
            items += [item] if item else []


def message_item(id_: str, parts: Sequence[TextPart], status: str = "completed") -> Item:
    """What a model says."""
    item: Item = {
        "type": "message",
        "id": id_,
        "role": "assistant",
        "status": status,
        "content": [said_content(part) for part in parts],
    }
    phase = _phase(parts[0]) if parts else None
    return {**item, "phase": phase} if phase else item


def reasoning_item(
    id_: str, part: ReasoningPart, *, seals: bool = False, status: str | None = None
) -> Item:
    """What a model thinks: its text is the summary."""
    said = kept(part)
    summary: list[Any] = [{"type": "summary_text", "text": part.text}] if part.text else []
    item: Item = {"type": "reasoning", "id": id_, "summary": summary}
    if "summary" in said and "content" in said:  # as it was read
        item |= {"summary": said["summary"], "content": said["content"] or None}
    if said.get("encrypted_content") and "model" not in said:  # of another server
        item |= {"id": said.get("id") or id_, "encrypted_content": said["encrypted_content"]}
    elif seals:
        item["encrypted_content"] = sealed(part)
    if status:
        item["status"] = status
    return {name: value for name, value in item.items() if value is not None}


def call_item(
    id_: str,
    part: ToolCallPart,
    *,
    custom: bool = False,
    status: str = "completed",
    written: str | None = None,
) -> Item:
    """A tool that a model asks its client for; *written* are its arguments as the model wrote."""
    named = {"id": id_, "call_id": part.tool_call_id or id_, "name": part.name}
    if custom:
        return {"type": "custom_tool_call", **named, "input": free_text(part)}
    arguments = written_arguments(part) if written is None else written
    return {"type": "function_call", **named, "arguments": arguments, "status": status}


def free_text(part: ToolCallPart) -> str:
    """What a tool that takes free text is given."""
    said = part.arguments.get("input")
    return said if isinstance(said, str) else written_arguments(part)


def server_item(
    id_: str, part: ToolCallPart, result: ToolResultPart | None, status: str | None = None
) -> Item:
    """What a tool did that the provider runs."""
    whole = kept(part).get("item")
    if isinstance(whole, dict):  # as it was read
        return {"id": id_, **whole}
    state = status or ("failed" if result is not None and result.exception else "completed")
    return {
        "type": "mcp_call",
        "id": id_,
        "server_label": SERVER_LABEL,
        "name": part.name,
        "arguments": written_arguments(part),
        "output": result.output if result is not None else None,
        "status": state,
    }


def result_item(id_: str, part: ToolResultPart, kind: str) -> Item:
    """What a client's tool returned."""
    output: str | list[Item] = part.output
    if part.attachments:
        output = [{"type": "input_text", "text": part.output}] if part.output else []
        pieces = [shown(AttachmentPart(attachment)) for attachment in part.attachments]
        output += [piece for piece in pieces if piece is not None]
    return {
        "type": kind,
        "id": id_,
        "call_id": part.tool_call_id or "",
        "output": output,
        "status": "completed",
    }


def image_item(id_: str, part: AttachmentPart) -> Item | None:
    """A picture in an answer; None for what is none, or is not at hand."""
    whole = kept(part).get("item")
    noted = whole if isinstance(whole, dict) else {}
    if part.attachment is None:
        return {"id": id_, **noted} if noted else None
    kind = type_at_hand(part.attachment)
    data = base64_at_hand(part.attachment) if kind.startswith("image/") else None
    if data is None:
        return None
    item = {
        "type": "image_generation_call",
        "id": id_,
        "status": "completed",
        "output_format": kind.removeprefix("image/").removesuffix("+xml"),
    }
    return {**item, **noted, "result": data}


def _result_of(call: Part, beside: Sequence[Part]) -> ToolResultPart | None:
    """The result of *call*, of a tool that the provider runs."""
    if not isinstance(call, ToolCallPart) or not call.server_executed:
        return None
    for part in beside:
        if isinstance(part, ToolResultPart) and (part.server_executed, part.tool_call_id) == (
            True,
            call.tool_call_id,
        ):
            return part
    return None


def _phase(part: Part) -> str | None:
    phase = kept(part).get("phase")
    return phase if phase in ("commentary", "final_answer") else None
