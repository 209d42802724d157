"""§2.8 of the contract: events of a stream, and the parts that they add up to."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

import llm
from llm import Message, StreamEvent, ToolCall, assistant
from llm.parts import ReasoningPart, TextPart, ToolCallPart, ToolResultPart


def text(chunk, **more):
    return StreamEvent("text", chunk, **more)


def thought(chunk="", **more):
    return StreamEvent("reasoning", chunk, **more)


def name(chunk, id_=None, **more):
    return StreamEvent("tool_call_name", chunk, tool_call_id=id_, **more)


def args(chunk, id_=None, **more):
    return StreamEvent("tool_call_args", chunk, tool_call_id=id_, **more)


def result(chunk, id_=None, **more):
    return StreamEvent("tool_result", chunk, tool_call_id=id_, **more)


SIGNED = {"x": {"signature": "s"}}

GROUPED: dict[str, tuple[list[Any], list[Any]]] = {
    "runs merge": (
        [thought("h"), thought("m"), text("a"), "b", thought("so"), "c"],
        [ReasoningPart("hm"), TextPart("ab"), ReasoningPart("so"), TextPart("c")],
    ),
    "by id": (
        [name("f", "1"), name("g", "2"), args('{"x"', "1"), args("{}", "2"), args(": 1}", "1")],
        [ToolCallPart("f", {"x": 1}, "1"), ToolCallPart("g", {}, "2")],
    ),
    "id-less arguments join the last call": (
        [name("f", "1"), args('{"x": 1}'), name("g", "2"), args('{"y": 2}')],
        [ToolCallPart("f", {"x": 1}, "1"), ToolCallPart("g", {"y": 2}, "2")],
    ),
    "a result is a part of its own": (
        [result("a", "1", tool_name="f"), result("b", "1", tool_name="f")],
        [ToolResultPart("f", "a", "1"), ToolResultPart("f", "b", "1")],
    ),
    "an index overrides": (
        [text("a", part_index=0), text("b", part_index=1), text("c", part_index=0)],
        [TextPart("ac"), TextPart("b")],
    ),
    "redacted reasoning goes to the front": (
        [text("a"), thought(redacted=True)],
        [ReasoningPart("", redacted=True), TextPart("a")],
    ),
    "metadata alone stays in place": (
        [text("a"), thought(provider_metadata=SIGNED), text("b")],
        [TextPart("a"), ReasoningPart("", provider_metadata=SIGNED), TextPart("b")],
    ),
    "metadata belongs to its part": (
        [thought("h"), thought("m", provider_metadata=SIGNED), "a"],
        [ReasoningPart("hm", provider_metadata=SIGNED), TextPart("a")],
    ),
    "arguments that are no JSON": (
        [name("f", "1"), args("{oops", "1")],
        [ToolCallPart("f", {"_raw": "{oops"}, "1")],
    ),
    "run by the provider": (
        [name("web", "1", server_executed=True), args("{}", "1", server_executed=True),
         result("found", "1", server_executed=True, tool_name="web"), "a"],
        [ToolCallPart("web", {}, "1", server_executed=True),
         ToolResultPart("web", "found", "1", server_executed=True), TextPart("a")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", GROUPED)
def test_grouping(api, case):
    """§2.8 grouping: events become these parts of one message."""
    events, parts = deepcopy(GROUPED[case])
    response = api.model([events]).prompt("x")
    assert api.wait(response.messages()) == [Message("assistant", parts)]


def test_names_without_ids_start_new_calls(api):
    """§2.8 grouping: each name without an id starts a call, which is given an id of ours."""
    response = api.model([[name("f"), args('{"x": 1}'), name("f"), args('{"x": 2}')]]).prompt("x")
    (message,) = api.wait(response.messages())
    assert [(part.name, part.arguments) for part in message.parts] == [
        ("f", {"x": 1}),
        ("f", {"x": 2}),
    ]
    assert len({part.tool_call_id for part in message.parts}) == 2


def test_message_index(api):
    """§2.8 grouping: another message_index is another message."""
    response = api.model([["a", text("b", message_index=1), text("c", message_index=1)]])
    assert api.wait(response.prompt("x").messages()) == [assistant("a"), assistant("bc")]


def test_added_calls_are_appended(api):
    """§2.8 grouping: calls that came only with add_tool_call follow the other parts."""
    response = api.model([[ToolCall("f", {"x": 1}, "1"), "a"]]).prompt("x")
    (message,) = api.wait(response.messages())
    assert message.parts == [TextPart("a"), ToolCallPart("f", {"x": 1}, "1")]


def test_two_families_at_one_index(api):
    """§2.8 grouping: two kinds of content at one index are a ValueError."""
    response = api.model([[text("a", part_index=0), thought("h", part_index=0)]]).prompt("x")
    with pytest.raises(ValueError, match="part_index=0"):
        api.wait(response.text())


def test_strings_are_text_events(api):
    """§2.8: a plain string that a model yields is a text event, of part 0 in message 0."""
    (event,) = api.events(api.model([["a"]]).prompt("x"))
    assert (event.type, event.chunk) == ("text", "a")
    assert (event.part_index, event.message_index) == (0, 0)


def test_defaults():
    """§2.8 StreamEvent: what an event is without more; equal by value."""
    event = llm.parts.StreamEvent("text", "a")
    assert event == StreamEvent(
        type="text", chunk="a", part_index=None, tool_call_id=None, server_executed=False,
        tool_name=None, redacted=False, provider_metadata=None, message_index=0,
    )  # fmt: skip
