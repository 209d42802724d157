"""A prompt as the request to the built-in model."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm import assistant, system, tool_message, user
from llm.attachments import Attachment
from llm.errors import UnsupportedInput
from llm.parts import ReasoningPart, ToolCallPart, ToolResultPart
from llm.providers.local.request import EXAMPLES, bounded, request_body
from llm.tooling.tool import Tool

SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
ADD = Tool("add", "Add.", {"type": "object", "properties": {"a": {"type": "integer"}}})
CALL = ToolCallPart("add", {"a": 1, "who": "é"}, tool_call_id="c1")


def test_there_is_always_a_system_prompt() -> None:
    """One, with examples, is put in front when there is none; a given one is left as it is."""
    first, *examples, last = request_body([user("hi")], {})["messages"]
    assert first == {"role": "system", "content": "You are a helpful assistant."}
    assert [(each["role"], each["content"]) for each in examples] == list(EXAMPLES)
    assert last == {"role": "user", "content": "hi"}
    given_one = request_body([system("Be brief."), user("hi")], {})["messages"]
    assert [message["content"] for message in given_one] == ["Be brief.", "hi"]


def test_no_messages_make_a_request_too() -> None:
    """An empty prompt is sent as the system prompt alone."""
    sent = request_body([], {})["messages"]
    assert [each["role"] for each in sent] == ["system", *(role for role, _ in EXAMPLES)]


def test_it_is_greedy_and_comes_to_an_end_unless_told_otherwise() -> None:
    """The defaults are temperature 0, an end and a light penalty; options replace them."""
    body = request_body([user("hi")], {})
    names = ("temperature", "max_tokens", "frequency_penalty")
    assert [body[name] for name in names] == [0, 500, 0.2]
    body = request_body([user("hi")], dict(zip(names, (1.5, 5, 0), strict=True)))
    assert [body[name] for name in names] == [1.5, 5, 0]


@pytest.mark.parametrize("more", [{"schema": SCHEMA}, {"tools": [ADD]}])
def test_nothing_is_penalised_where_it_has_to_be_copied(more: dict[str, Any]) -> None:
    """With a schema or tools there is no penalty."""
    assert "frequency_penalty" not in request_body([user("hi")], {}, **more)


def test_a_round_of_tool_calls_is_sent_as_it_went() -> None:
    """Calls become `tool_calls` with their arguments as JSON, each result a message."""
    results = tool_message(
        ToolResultPart("add", "2", tool_call_id="c1"), ToolResultPart("add", "3")
    )
    messages = [user("1+1?"), assistant("Let me see.", CALL), results]
    _, _, called, *answers = request_body(messages, {}, tools=[ADD])["messages"]
    assert called["content"] == "Let me see."
    (call,) = called["tool_calls"]
    assert call["id"] == "c1"
    assert call["function"] == {"name": "add", "arguments": '{"a": 1, "who": "é"}'}
    assert answers == [
        {"role": "tool", "content": "2", "tool_call_id": "c1"},
        {"role": "tool", "content": "3", "tool_call_id": ""},
    ]


def test_what_only_another_provider_understands_is_left_out() -> None:
    """Reasoning, and calls that a provider ran on its own side, are not sent."""
    ran = ToolCallPart("search", {}, tool_call_id="s1", server_executed=True)
    body = request_body([user("hi"), assistant(ReasoningPart("hm"), ran, "Hello"), user("so")], {})
    assert body["messages"][-2] == {"role": "assistant", "content": "Hello"}


def test_tools_are_offered_until_a_result_came_and_then_the_schema_holds() -> None:
    """The model is asked for a call or for the answer in the schema, not for both at once."""
    asking = request_body([user("1+1?")], {}, SCHEMA, [ADD])
    assert asking["tools"][0]["function"]["name"] == "add"
    assert "response_format" not in asking
    result = tool_message(ToolResultPart("add", "2", tool_call_id="c1"))
    answering = request_body([user("1+1?"), assistant(CALL), result], {}, SCHEMA, [ADD])
    assert "tools" not in answering
    assert answering["response_format"]["json_schema"]["schema"] == SCHEMA


def test_a_tool_without_a_schema_takes_nothing() -> None:
    """A tool without an input schema is offered with no parameters."""
    (tool,) = request_body([user("hi")], {}, tools=[Tool("now")])["tools"]
    assert tool["function"]["parameters"] == {"type": "object", "properties": {}}


@pytest.mark.parametrize(
    "message",
    [
        user("look", Attachment(type="image/png", content=b"x")),
        tool_message(ToolResultPart("see", "", attachments=[Attachment(type="a/b", content=b"")])),
    ],
)
def test_an_attachment_in_the_history_is_refused(message) -> None:
    """Nothing that the model cannot read is dropped silently."""
    with pytest.raises(UnsupportedInput, match="text only"):
        request_body([message, user("and now?")], {})


def test_every_string_and_list_is_given_an_end() -> None:
    """Limits are added where there are none, at any depth, and those that exist stay."""
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            "bio": {"type": ["string", "null"]},
            "code": {"type": "string", "pattern": "^[A-Z]$"},
            "short": {"type": "string", "maxLength": 3},
            "dogs": {"type": "array", "minItems": 9, "items": {"$ref": "#/$defs/dog"}},
            "either": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        },
        "$defs": {"dog": {"type": "object", "properties": {"name": {"type": "string"}}}},
    }
    narrow = bounded(schema)
    properties = narrow["properties"]
    assert properties["bio"]["maxLength"] == 200
    assert properties["code"] == schema["properties"]["code"]
    assert properties["short"]["maxLength"] == 3
    assert properties["dogs"]["maxItems"] == 9
    assert properties["either"]["anyOf"][0]["maxLength"] == 200
    assert narrow["$defs"]["dog"]["properties"]["name"]["maxLength"] == 200
    assert "maxLength" not in schema["properties"]["bio"], "what was given is left as it was"


LEAVES = st.sampled_from(
    [{"type": "string"}, {"type": "integer"}, {"type": ["string", "null"]}, {"enum": ["a", 1]}, {}]
)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"type": st.just("array"), "items": inner}),
        st.fixed_dictionaries({"anyOf": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries(
            {"type": st.just("object"), "properties": st.dictionaries(st.sampled_from("ab"), inner)}
        ),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=6,
)
VALUES = st.recursive(
    st.one_of(st.none(), st.integers(), st.text(max_size=3), st.just("long" * 60)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=7), st.dictionaries(st.sampled_from("ab"), inner)
    ),
    max_leaves=9,
)


@given(SCHEMAS, VALUES)
def test_whatever_the_bounded_schema_allows_the_schema_allows(schema, value) -> None:
    """Bounding a schema only ever takes values away."""
    if jsonschema.Draft202012Validator(bounded(schema)).is_valid(value):
        jsonschema.Draft202012Validator(schema).validate(value)
