"""Tool calls that arrive in pieces, however servers cut and name them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.events import StreamEvent
from llm.parts import ToolCallPart
from tests.providers.openai.chat_answers import calling, calls, chunk, parts, piece, read


def test_arguments_of_parallel_calls_interleave():
    """Pieces are told apart by index, and each is passed on as it comes."""
    events, told = read(
        *calling(
            piece(0, "c1", "add"), piece(1, "c2", "now"),
            piece(0, arguments='{"a"'), piece(1, arguments="{}"), piece(0, arguments=": 1}"),
        )
    )  # fmt: skip
    assert [(e.type, e.chunk, e.tool_call_id) for e in events if isinstance(e, StreamEvent)] == [
        ("tool_call_name", "add", "c1"), ("tool_call_name", "now", "c2"),
        ("tool_call_args", '{"a"', "c1"), ("tool_call_args", "{}", "c2"),
        ("tool_call_args", ": 1}", "c1"),
    ]  # fmt: skip
    assert parts(events) == [ToolCallPart("add", {"a": 1}, "c1"), ToolCallPart("now", {}, "c2")]
    assert told.finish_reason == "tool_calls"


@pytest.mark.parametrize(
    "pieces",
    [
        [piece(0, "c1", "add", '{"a": 1}')],
        [piece(None, "c1", "add", '{"a": 1}')],
        [piece(0, "c1", "add", {"a": 1})],
        [piece(0, None, "add"), piece(0, "c1"), piece(0, None, None, '{"a": 1}')],
        [piece(0, "c1"), piece(0, None, None, '{"a": 1}'), piece(0, None, "add", None)],
        [piece(0, "c1", "add", '{"a"'), piece(0, "c1", "add", ": 1"), piece(0, "c1", "add", "}")],
        [piece(0, "c1", "ad"), piece(0, None, "d", '{"a": 1}')],
        [piece(0, "c1", "add", '{"a"'), piece(0, "x2", None, ": 1"), piece(0, "x3", "", "}")],
        [piece(None, "c1", "add", '{"a"'), piece(None, "", "", ": 1"), piece(None, arguments="}")],
    ],
    ids=[
        "at once", "no index", "decoded", "late id", "late name", "all repeated", "name in pieces",
        "an id for each piece", "later pieces bare",
    ],
)  # fmt: skip
def test_a_call_is_one_call(pieces):
    """However a server cuts and names the pieces of a call, they are one call."""
    assert calls(*pieces) == [("add", {"a": 1}, "c1")]


@pytest.mark.parametrize(
    "pieces",
    [
        [piece(None, "c1", "add", "{}"), piece(None, "c2", "add", "{}")],
        [piece(0, "c1", "add", "{}"), piece(0, "c2", "add", "{}")],
        [piece(0, "c1", "add"), piece(0, "c2", "add")],
        [piece(0, "", "add", "{}"), piece(0, "", "add", "{}")],
        [piece(None, None, "add", "{}"), piece(None, None, "add", "{}")],
        [piece(0, None, "add"), piece(1, None, "add")],
    ],
)
def test_calls_that_follow_each_other_are_told_apart(pieces):
    """A server that numbers all calls alike, or none, or leaves ids out, still made two calls."""
    made = calls(*pieces)
    assert [(name, arguments) for name, arguments, _ in made] == [("add", {}), ("add", {})]
    assert len({call_id for _, _, call_id in made}) == 2
    assert all(call_id for _, _, call_id in made)


def test_calls_of_other_tools_need_neither_number_nor_id():
    """Where pieces are told apart by nothing else, another name is another call."""
    bare = [piece(None, None, "add"), piece(None, None, "now"), piece(None, arguments="{}")]
    assert [(name, arguments) for name, arguments, _ in calls(*bare)] == [("add", {}), ("now", {})]


def test_a_function_call_of_the_old_kind_is_a_tool_call():
    """The deprecated `function_call` gives one tool call with an id of ours."""
    old = [chunk(function_call={"name": "add", "arguments": ""})]
    old += [chunk(function_call={"arguments": text}) for text in ('{"a": ', "1}")]
    events, told = read(*old, chunk("function_call"))
    (made,) = parts(events)
    assert isinstance(made, ToolCallPart)
    assert (made.name, made.arguments) == ("add", {"a": 1})
    assert made.tool_call_id
    assert told.finish_reason == "tool_calls"


def test_a_call_keeps_what_the_server_wants_back():
    """A signature beside a call, in its first piece or alone, is kept with it and its model."""
    extra = {"google": {"thought_signature": "s"}}
    events, _ = read(
        *calling(piece(0, "c1", "add", "{}"), {"index": 0, "extra_content": extra}),
    )
    kept = {"openai": {"extra_content": extra, "model": "m"}}
    assert parts(events) == [ToolCallPart("add", {}, "c1", provider_metadata=kept)]


@given(
    st.lists(st.dictionaries(st.text(), st.integers() | st.text(), max_size=2), max_size=4),
    st.randoms(),
)
def test_calls_are_the_same_however_they_interleave(wanted, random):
    """Calls cut into single characters and shuffled together come out whole and in their order."""
    queues = [[piece(i, f"c{i}", f"t{i}")] for i in range(len(wanted))]
    for index, (queue, arguments) in enumerate(zip(queues, wanted, strict=True)):
        queue += [piece(index, arguments=letter) for letter in json.dumps(arguments)]
    opening, left = [queue.pop(0) for queue in queues], [queue for queue in queues if queue]
    mixed = opening
    while left:
        queue = random.choice(left)
        mixed.append(queue.pop(0))
        left = [each for each in left if each]
    assert calls(*mixed) == [(f"t{i}", each, f"c{i}") for i, each in enumerate(wanted)]
