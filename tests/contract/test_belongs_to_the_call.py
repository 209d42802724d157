"""Invariant 2: what surrounds a call does not touch the history beneath it."""

from __future__ import annotations

from typing import Any

import pytest

from llm.parts import assistant, system, user
from llm.store.records import ToolDefinition

TURNS = 10
SAID = [
    message
    for number in range(TURNS)
    for message in (user(f"question {number}"), assistant(f"answer {number}"))
]
SURROUNDINGS: dict[str, dict[str, Any]] = {
    "instructions": {"instructions": ["The time is 12:01."]},
    "several instructions": {"instructions": ["Be kind.", "The time is 12:02."]},
    "tools": {"tools": [ToolDefinition("clock", "Tells the time.")]},
    "options": {"options": {"temperature": 0.5}},
    "schema": {"schema": {"type": "object"}},
    "model": {"model": "another"},
    "everything": {
        "instructions": ["The time is 12:03."],
        "tools": [ToolDefinition("watch")],
        "options": {"temperature": 1},
        "schema": {"type": "array"},
    },
}


@pytest.mark.parametrize("named", SURROUNDINGS)
def test_changing_it_stores_nothing_again(history, asked, named):
    """The next call of the same conversation stores its answer, and what is new around it."""
    for number in range(TURNS):
        asked([system("The time is 12:00."), *SAID[: 2 * number + 1]], SAID[2 * number + 1])
    before = history.census()
    fields = dict(SURROUNDINGS[named])
    leading = [system(text) for text in fields.pop("instructions", [])]
    call = asked([*leading, *SAID, user("and now?")], assistant("now"), **fields)
    after = history.census() - before
    assert after.nodes == 2 + len(leading)
    assert after.messages == 2 + len(leading)
    assert after.conversations == 0
    back = history.store.call(call.id)
    assert list(back.messages) == [*leading, *SAID, user("and now?")]
    assert back.tools == call.tools
    assert (back.options, back.schema) == (call.options, call.schema)


def test_each_call_keeps_its_own(history, asked):
    """Two calls at the same place with other instructions are told apart."""
    for text in ("be kind", "be brief", None):
        leading = [system(text)] if text else []
        call = asked([*leading, user("hello")], assistant(f"answer to {text}"))
        assert list(history.store.call(call.id).messages) == [*leading, user("hello")]


def test_a_system_message_in_the_middle_is_said(history, asked):
    """Only what leads is instructions; what comes later has its place in the history."""
    messages = [system("s"), user("a"), assistant("b"), system("now in Spanish"), user("c")]
    call = asked(messages, assistant("d"))
    assert list(history.store.call(call.id).messages) == messages
    tip = history.store.conversation(call.conversation).tip
    assert history.store.messages(tip) == [*messages[1:], assistant("d")]
