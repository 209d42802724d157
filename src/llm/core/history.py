"""Histories: what one turn adds to a list of messages, and what is left open at its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from llm.attachments import Attachment
from llm.parts import (
    AttachmentPart,
    Message,
    Part,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    system,
)
from llm.text import valid_text
from llm.toolcalls import ToolCall, ToolResult


def result_part(result: ToolResult) -> ToolResultPart:
    """What the model is told about a tool call, as a part of a message."""
    raised = result.exception
    return ToolResultPart(
        name=result.name,
        output=valid_text(result.output),
        tool_call_id=result.tool_call_id,
        attachments=list(result.attachments),
        exception=None if raised is None else f"{type(raised).__name__}: {raised}",
    )


def shown_apart(results: Iterable[ToolResult]) -> tuple[list[ToolResult], list[Attachment]]:
    """*results* without their attachments, and these, for the user to show: models look there."""
    apart, shown = [], []
    for result in results:
        shown += result.attachments
        apart.append(replace(result, attachments=[]) if result.attachments else result)
    return apart, shown


def results_in(messages: Iterable[Message]) -> list[ToolResult]:
    """The results in *messages*, as what the tools returned."""
    return [
        ToolResult(part.name, part.output, part.attachments, part.tool_call_id)
        for message in messages
        for part in message.parts
        if isinstance(part, ToolResultPart)
    ]


def turn_messages(
    text: str, attachments: Sequence[Attachment] = (), results: Sequence[ToolResult] = ()
) -> list[Message]:
    """The messages of one turn: the tools' results, then what the user says and shows."""
    messages = []
    if results:
        messages.append(Message("tool", [result_part(result) for result in results]))
    said: list[Part] = [TextPart(valid_text(text))] if text else []
    said += [AttachmentPart(attachment) for attachment in attachments]
    if said:
        messages.append(Message("user", said))
    return messages


def instructed(history: Sequence[Message], instructions: str) -> list[Message]:
    """*history* led by *instructions*, unless it opens with just these."""
    if not instructions:
        return list(history)
    leading = system(instructions)
    if history and history[0] == leading:
        return list(history)
    return [leading, *history]


def without_instructions(history: Sequence[Message]) -> Sequence[Message]:
    """*history* from its first message on that is not a system message."""
    leading = 0
    while leading < len(history) and history[leading].role == "system":
        leading += 1
    return history[leading:] if leading else history


def unanswered(history: Sequence[Message]) -> Sequence[Message]:
    """The messages at the end of *history* that no model has answered yet."""
    start = len(history)
    while start and history[start - 1].role != "assistant":
        start -= 1
    return history[start:]


def is_of_tools(said: Sequence[Message], place: int) -> bool:
    """Whether tools said it, or the user shows what they gave: models look there for pictures."""
    message = said[place]
    return message.role == "tool" or (
        message.role == "user"
        and place > 0
        and said[place - 1].role == "tool"
        and all(isinstance(part, AttachmentPart) for part in message.parts)
    )


def last_question(history: Sequence[Message]) -> int | None:
    """Where in *history* the user said something last; None where they have not."""
    for place in range(len(history) - 1, -1, -1):
        if history[place].role == "user" and not is_of_tools(history, place):
            return place
    return None


def instructions_of(history: Iterable[Message]) -> str:
    """The text of the leading system messages, joined by a blank line."""
    leading = []
    for message in history:
        if message.role != "system":
            break
        leading.append(message.text())
    return "\n\n".join(leading)


def holds_answers(history: Iterable[Message]) -> bool:
    """Whether a model or a tool has already spoken in *history*."""
    return any(message.role in ("assistant", "tool") for message in history)


def pending_calls(history: Sequence[Message]) -> list[ToolCall]:
    """The tool calls at the end of *history* that have no result yet, in their order.

    Once the user has said something else, a call is not taken up again.
    """
    answered: set[str | None] = set()
    trailing: list[Message] = []
    for message in reversed(history):
        if message.role == "tool":
            answered |= {p.tool_call_id for p in message.parts if isinstance(p, ToolResultPart)}
        elif message.role == "assistant":
            trailing.insert(0, message)
        else:
            break
    return [
        ToolCall(part.name, part.arguments, part.tool_call_id)
        for message in trailing
        for part in message.parts
        if isinstance(part, ToolCallPart)
        and not part.server_executed
        and part.tool_call_id not in answered
    ]


def settled(history: Sequence[Message], said: str) -> list[Message]:
    """*history* with a result that says *said* for each tool call at its end that has none."""
    refused = [
        ToolResult(call.name, said, tool_call_id=call.tool_call_id)
        for call in pending_calls(history)
    ]
    return [*history, *turn_messages("", (), refused)]


Turn: TypeAlias = tuple[list[Message], list[Message]]
"""What went into a model at one turn, and what came out."""


def split_turns(history: Iterable[Message]) -> tuple[list[Turn], list[Message]]:
    """The finished turns of *history*, and the input left at its end.

    Leading system messages belong to the first turn's input.
    """
    turns: list[Turn] = []
    given: list[Message] = []
    answered: list[Message] = []
    for message in history:
        if message.role == "assistant":
            answered.append(message)
            continue
        if answered:
            turns.append((given, answered))
            given, answered = [], []
        given.append(message)
    if answered:
        turns.append((given, answered))
        given = []
    return turns, given
