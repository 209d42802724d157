"""Which tool calls are to be run: streamed, handed over, or both."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.core.assembler import settle_calls
from llm.parts import Message, TextPart, ToolCallPart
from llm.toolcalls import ToolCall


def settled(parts, added=()):
    """The calls of a message of *parts*, and the message as it is then."""
    messages = [Message("assistant", list(parts))] if parts else []
    numbers = count(1)
    calls = settle_calls(messages, list(added), lambda: f"tc_{next(numbers)}")
    return calls, [part for message in messages for part in message.parts]


def test_a_streamed_call_is_run():
    """A call that was only streamed is run, with the id that it came with."""
    calls, parts = settled([ToolCallPart("f", {"x": 1}, "1")])
    assert calls == [ToolCall("f", {"x": 1}, "1")]
    assert parts == [ToolCallPart("f", {"x": 1}, "1")]


def test_a_call_that_was_handed_over_is_appended():
    """A call that was only handed over becomes the last part of the message."""
    calls, parts = settled([TextPart("a")], [ToolCall("f", {}, "1")])
    assert calls == [ToolCall("f", {}, "1")]
    assert parts == [TextPart("a"), ToolCallPart("f", {}, "1")]


def test_a_call_alone_makes_a_message():
    """A response of nothing but a call that was handed over has a message."""
    assert settled([], [ToolCall("f", {})])[1] == [ToolCallPart("f", {}, "tc_1")]


@pytest.mark.parametrize("streamed_id", ["1", None])
@pytest.mark.parametrize("added_id", ["1", None])
def test_a_call_that_came_both_ways_is_one(streamed_id, added_id):
    """A call that was streamed and handed over is one call, with one id on both sides."""
    calls, parts = settled(
        [ToolCallPart("f", {"x": 1}, streamed_id)], [ToolCall("f", {"x": 1}, added_id)]
    )
    expected = streamed_id or added_id or "tc_1"
    assert calls == [ToolCall("f", {"x": 1}, expected)]
    assert parts == [ToolCallPart("f", {"x": 1}, expected)]


def test_the_same_call_twice_is_two():
    """A model that asks twice for the same thing gets it twice, however the calls came."""
    streamed = [ToolCallPart("f", {}), ToolCallPart("f", {})]
    for added in ([], [ToolCall("f", {})], [ToolCall("f", {}), ToolCall("f", {})]):
        calls, parts = settled([ToolCallPart(p.name, {}) for p in streamed], added)
        assert [call.tool_call_id for call in calls] == ["tc_1", "tc_2"]
        assert [part.tool_call_id for part in parts] == ["tc_1", "tc_2"]


def test_an_id_goes_to_its_own_call():
    """An id that a later streamed call carries is not given to an earlier one without id."""
    calls, _ = settled(
        [ToolCallPart("f", {}), ToolCallPart("f", {}, "1")], [ToolCall("f", {}, "1")]
    )
    assert [call.tool_call_id for call in calls] == ["tc_1", "1"]


def test_arguments_that_were_only_handed_over_reach_the_message():
    """A plugin may stream the name alone; the message then says what was called with what."""
    calls, parts = settled([ToolCallPart("f", {}, "1")], [ToolCall("f", {"x": 1}, "1")])
    assert calls == [ToolCall("f", {"x": 1}, "1")]
    assert parts == [ToolCallPart("f", {"x": 1}, "1")]


def test_calls_of_the_server_are_not_run():
    """A call that the provider ran itself is not run again."""
    assert settled([ToolCallPart("web", {}, "1", server_executed=True)])[0] == []


def test_the_plugins_own_objects_are_kept():
    """What a plugin hung on a call that it handed over is there when the call is run."""
    call = ToolCall("f", {}, "1")
    call.thought_signature = "sig"  # type: ignore[attr-defined]  # as llm-gemini does
    assert settled([ToolCallPart("f", {}, "1")], [call])[0][0] is call


wanted = st.lists(
    st.tuples(
        st.sampled_from("fg"),
        st.dictionaries(st.sampled_from("xy"), st.integers(0, 1), max_size=1),
        st.booleans(),
        st.sampled_from(["streamed", "added", "both"]),
    ),
    max_size=6,
)


@given(wanted)
def test_each_call_with_an_id_is_run_once(calls):
    """However calls with ids of their own reach us, each is run once, under its own id."""
    parts, added = [], []
    for number, (name, arguments, _, way) in enumerate(calls):
        if way in ("streamed", "both"):
            parts.append(ToolCallPart(name, dict(arguments), f"id{number}"))
        if way in ("added", "both"):
            added.append(ToolCall(name, dict(arguments), f"id{number}"))
    made, after = settled(parts, added)
    assert sorted(call.tool_call_id for call in made) == [f"id{n}" for n in range(len(calls))]
    assert {part.tool_call_id for part in after} == {call.tool_call_id for call in made}


@given(wanted)
def test_each_call_without_id_is_run_once(calls):
    """Calls that all came both ways, some without an id on either side, are run once each."""
    parts, added = [], []
    for number, (name, arguments, on_event, _) in enumerate(calls):
        streamed_id = f"id{number}" if on_event else None
        parts.append(ToolCallPart(name, dict(arguments), streamed_id))
        added.append(ToolCall(name, dict(arguments), streamed_id))
    made, after = settled(parts, added)
    assert len(made) == len(calls)
    assert len({call.tool_call_id for call in made}) == len(calls)
    assert [part.tool_call_id for part in after] == [call.tool_call_id for call in made]
