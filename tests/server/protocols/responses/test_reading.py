"""Items and requests of the Responses API as messages and wishes of ours, or as refusals."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from llm.parts import Message, ReasoningPart, TextPart, ToolCallPart, ToolResultPart, user
from llm.server.asking.asked import Refused
from llm.server.protocols.responses.decoding import decoded
from llm.server.protocols.responses.reading import messages_of, referenced, with_references
from tests.server.protocols.responses.events import CALL, asked

F = {"type": "function", "name": "f", "parameters": {"type": "object", "properties": {}}}


def test_a_text_and_the_shortest_messages_are_understood() -> None:
    """A text is the user's; a role and a text make a message."""
    said = [{"role": "developer", "content": "Be brief"}, {"role": "user", "content": "Hi"}]
    assert messages_of("Hi") == [user("Hi")]
    assert messages_of(said) == [Message("system", [TextPart("Be brief")]), user("Hi")]


def test_what_a_model_answered_is_one_message_until_somebody_else_speaks() -> None:
    """As the history has it: reasoning, text and calls together, results after them."""
    items = [
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]},
        {"role": "assistant", "content": [{"type": "output_text", "text": "Wait"}]},
        {"type": "function_call", "call_id": "c1", "name": "f", "arguments": '{"a": 1}'},
        {"type": "function_call", "call_id": "c2", "name": "g", "arguments": "{broken"},
        {"type": "function_call_output", "call_id": "c1", "output": "1"},
        {
            "type": "function_call_output",
            "call_id": "c2",
            "output": [{"type": "input_text", "text": "2"}],
        },
        {"role": "assistant", "content": "Done"},
    ]
    assert messages_of(items) == [
        Message(
            "assistant",
            [
                ReasoningPart("hm"),
                TextPart("Wait"),
                ToolCallPart("f", {"a": 1}, "c1"),
                ToolCallPart("g", {"_raw": "{broken"}, "c2"),
            ],
        ),
        Message("tool", [ToolResultPart("f", "1", "c1"), ToolResultPart("g", "2", "c2")]),
        Message("assistant", [TextPart("Done")]),
    ]


def test_references_are_replaced_by_what_was_found() -> None:
    """Clients that let the server keep the history send ids; what is not there is refused."""
    items = [{"type": "item_reference", "id": "a"}, {"id": "b"}, {"role": "user", "content": "Hi"}]
    assert referenced(items) == ["a", "b"]
    found = {"a": {"role": "assistant", "content": "A"}, "b": {"role": "user", "content": "B"}}
    assert [each.text() for each in messages_of(with_references(items, found))] == ["A", "B", "Hi"]
    with pytest.raises(Refused, match="not in the history") as refusal:
        messages_of(items)
    assert refusal.value.failure.param == "input[0]"


def test_a_request_is_asked_in_our_words() -> None:
    """Instructions lead; options have our names; what the answer repeats is kept."""
    request = asked(
        instructions="Be brief",
        max_output_tokens=9,
        temperature=1,
        reasoning={"effort": "low", "summary": "auto"},
        text={"format": {"type": "json_schema", "name": "n", "schema": {}}, "verbosity": "low"},
        tools=[F, {"type": "custom", "name": "run"}, {"type": "web_search"}],
        tool_choice={"type": "function", "name": "f"},
        previous_response_id=f"resp_{CALL}",
        metadata={"a": "b"},
        background=True,
        stream=True,
    )
    assert [each.role for each in request.messages] == ["system", "user"]
    assert request.options == {
        "temperature": 1,
        "max_tokens": 9,
        "verbosity": "low",
        "reasoning_effort": "low",
        "reasoning_summary": "auto",
    }
    assert [each.name for each in request.tools] == ["f", "run"]
    assert (request.hosted_tools, request.tool_choice) == ([{"type": "web_search"}], {"name": "f"})
    assert (request.previous, request.background, request.stream) == (CALL, True, True)
    assert request.schema == {}
    assert request.echo["metadata"] == {"a": "b"}


REFUSED = [
    ({"input": None}, "input"),
    ({"input": 7}, "input"),
    ({"input": [7]}, "input[0]"),
    ({"input": [{"role": "judge", "content": "x"}]}, "input[0].role"),
    ({"input": [{"role": "user"}]}, "input[0].content"),
    ({"input": [{"role": "user", "content": [{"type": "odd"}]}]}, "input[0].content[0]"),
    ({"input": [{"type": "odd"}]}, "input[0]"),
    ({"input": [{"type": ["odd"]}]}, "input[0].type"),
    (
        {"input": [{"role": "user", "content": [{"type": "input_image", "file_id": "f"}]}]},
        "input[0].content[0].file_id",
    ),
    (
        {
            "input": [
                {"role": "user", "content": [{"type": "input_image", "image_url": "file:///x"}]}
            ]
        },
        "input[0].content[0].image_url",
    ),
    (
        {
            "input": [
                {
                    "role": "user",
                    "content": [{"type": "input_image", "image_url": "data:image/png;base64,*"}],
                }
            ]
        },
        "input[0].content[0].image_url",
    ),
    ({"input": [{"type": "function_call", "name": "f", "arguments": "{}"}]}, "input[0].call_id"),
    ({"input": [{"type": "function_call_output", "call_id": "c"}]}, "input[0].output"),
    ({"temperature": "hot"}, "temperature"),
    ({"stream": 1}, "stream"),
    ({"tools": [{"type": "function"}]}, "tools[0].name"),
    ({"tool_choice": "f"}, "tool_choice"),
    ({"tool_choice": {"type": "function", "name": "f"}}, "tool_choice.name"),
    ({"tool_choice": {"type": "web_search_preview"}}, "tool_choice"),
    ({"text": {"format": {"type": "xml"}}}, "text.format.type"),
    ({"text": {"format": {"type": "json_schema"}}}, "text.format.schema"),
    ({"metadata": {"a": 1}}, "metadata.a"),
    ({"prompt": {"id": "p"}}, "prompt"),
    ({"truncation": "some"}, "truncation"),
    ({"truncation": ""}, "truncation"),
    ({"text": {"format": {}}}, "text.format.type"),
    ({"input": [{"type": "reasoning", "summary": 0}]}, "input[0].summary"),
    ({"background": True, "store": False}, "store"),
    ({"previous_response_id": "resp_1"}, "previous_response_id"),
    ({"previous_response_id": f"resp_unstored_{CALL}"}, "previous_response_id"),
    ({"conversation": "c"}, "conversation"),
]


@pytest.mark.parametrize(("said", "param"), REFUSED)
def test_what_is_not_understood_is_refused_by_name(said: dict[str, Any], param: str) -> None:
    """One line, and the path of the field that is meant."""
    with pytest.raises(Refused) as refusal:
        asked(**said)
    failure = refusal.value.failure
    assert (failure.param, failure.status in (400, 404)) == (param, True)
    assert "\n" not in failure.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "role", "content", "text", "id", "name", "output", "summary"])
            | st.text(max_size=5),
            inner
            | st.sampled_from(["message", "reasoning", "function_call", "user", "input_image"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    ["input", "tools", "tool_choice", "text", "reasoning", "metadata", "include", "conversation"]
)


@settings(max_examples=60)
@example(
    {
        "input": "x",
        "tool_choice": {"type": "allowed_tools", "mode": "auto", "tools": [{"name": []}, {}, 1]},
    }
)
@given(st.dictionaries(FIELDS, JSON, max_size=4))
def test_any_json_is_understood_or_refused(body: dict[str, Any]) -> None:
    """No request of whatever shape is a bug."""
    with suppress(Refused):
        decoded({"model": "m", **body})
