"""A call of the history as a response: what was asked, how it ended, its items. Pure.

What the history does not keep - what a client noted with it, say - is not told any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.core.assembler import written_arguments
from llm.core.history import instructions_of, without_instructions
from llm.events import StreamEvent
from llm.ids import time_of
from llm.parts import AttachmentPart, Part, ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from llm.server.asking.asked import Asked, Failure, Outcome
from llm.server.asking.finishing import finish_reason
from llm.server.protocols.responses.encoding import writing_of
from llm.server.protocols.responses.ids import GIVEN, response_id
from llm.server.protocols.responses.tools import FREE_TEXT
from llm.server.protocols.responses.writing import items_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llm.parts import Message
    from llm.server.protocols.responses.writing import Item
    from llm.store.records import CallRecord, ToolDefinition

_OPTIONS = {
    "temperature": "temperature",
    "top_p": "top_p",
    "max_tokens": "max_output_tokens",
    "max_output_tokens": "max_output_tokens",
    "parallel_tool_calls": "parallel_tool_calls",
    "user": "user",
}
"""Options of models that a response repeats, and what it calls them."""


def asked_of(record: CallRecord, previous: str | None = None) -> Asked:
    """What was asked in the call *record*, which went on from the call *previous*."""
    echo: dict[str, Any] = {
        name: record.options[option]
        for option, name in _OPTIONS.items()
        if record.options.get(option) is not None
    }
    echo["instructions"] = instructions_of(record.messages) or None
    echo["tools"] = [_tool(each) for each in record.tools if not each.server_side]
    if previous:
        echo["previous_response_id"] = response_id(previous)
    if record.schema:
        wanted = {"type": "json_schema", "name": "output", "schema": record.schema}
        echo["text"] = {"format": wanted}
    if effort := record.options.get("reasoning_effort"):
        echo["reasoning"] = {"effort": str(effort), "summary": None}
    return Asked(record.model, messages=list(record.messages), schema=record.schema, echo=echo)


def _tool(tool: ToolDefinition) -> dict[str, Any]:
    described = {"name": tool.name}
    if tool.description:
        described["description"] = tool.description
    if tool.input_schema == FREE_TEXT:
        return {"type": "custom", **described}
    return {"type": "function", **described, "parameters": tool.input_schema, "strict": False}


def outcome_of(record: CallRecord) -> Outcome:
    """How the call *record* ended."""
    started = record.started.timestamp() if record.started else 0.0
    asked = time_of(record.id) or started  # as it was told when it was answered
    over = record.status not in ("running", "paused")
    failed = record.status == "error"
    return Outcome(
        id=record.id,
        model=record.model,
        created=asked,
        status="ok" if record.status == "paused" else record.status,
        messages=record.output,
        usage=record.usage,
        finish_reason=finish_reason(record.finish_reason, record.output) if over else None,
        resolved_model=record.resolved_model,
        failure=Failure(502, "upstream", record.reason or "The model failed.") if failed else None,
        conversation=record.conversation,
        ended=started + (record.duration_ms or 0) / 1000 if over else None,
    )


def given_items(record: CallRecord, asked: Asked) -> list[Item]:
    """Everything that the model was sent, but for its instructions, as items."""
    how = writing_of(asked, record.id)
    how.before = GIVEN
    return items_of(without_instructions(record.messages), how)


def events_of(messages: Sequence[Message]) -> Iterator[StreamEvent]:
    """The events that *messages* could have come in: one for each part, two for a call."""
    for number, message in enumerate(messages):
        for index, part in enumerate(message.parts):
            for event in _events(part):
                event.part_index, event.message_index = index, number
                yield event


def _events(part: Part) -> Iterator[StreamEvent]:
    metadata = getattr(part, "provider_metadata", None)
    if isinstance(part, TextPart):
        yield StreamEvent("text", part.text, provider_metadata=metadata)
    elif isinstance(part, ReasoningPart):
        yield StreamEvent(
            "reasoning", part.text, redacted=part.redacted, provider_metadata=metadata
        )
    elif isinstance(part, ToolCallPart):
        call: dict[str, Any] = {
            "tool_call_id": part.tool_call_id,
            "server_executed": part.server_executed,
        }
        yield StreamEvent("tool_call_name", part.name, provider_metadata=metadata, **call)
        yield StreamEvent("tool_call_args", written_arguments(part), **call)
    elif isinstance(part, ToolResultPart):
        yield StreamEvent(
            "tool_result",
            part.output,
            tool_call_id=part.tool_call_id,
            server_executed=part.server_executed,
            tool_name=part.name,
            provider_metadata=metadata,
        )
    elif isinstance(part, AttachmentPart):
        yield StreamEvent("attachment", "", attachment=part.attachment, provider_metadata=metadata)
