"""The kinds of content of a call's turn, as bits of a number that stands in its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.parts import attachments_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llm.parts import Message
    from llm.store.records import CallRecord

KINDS = {"reasoning": 1, "tool_call": 2, "tool_result": 4, "attachment": 8}
"""Each kind as a bit: of a part, or of what is shown in one."""
GIVEN_RESULT = 16
"""A tool result that the model was given; another one may be of a tool that the provider ran."""


def kinds_of(call: CallRecord) -> int:
    """What the turn of *call* has, in what was said to the model and what came back."""
    given = _kinds(call.said())
    result = GIVEN_RESULT if given & KINDS["tool_result"] else 0
    return given | result | _kinds(call.output)


def _kinds(messages: Iterable[Message]) -> int:
    found = 0
    for message in messages:
        for part in message.parts:
            found |= KINDS.get(part.kind, 0)
        if next(attachments_of(message), None) is not None:
            found |= KINDS["attachment"]
    return found
