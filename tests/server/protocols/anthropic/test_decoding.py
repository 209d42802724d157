"""Requests to /v1/messages, as what is asked."""

from __future__ import annotations

import base64
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm.attachments import Attachment
from llm.parts import (
    AttachmentPart,
    Message,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    assistant,
    tool_message,
    user,
)
from llm.server.asking.asked import Asked, Refused
from llm.server.protocols.anthropic.decoding import decoded
from llm.tooling.tool import Tool

PNG = b"\x89PNG\r\n\x1a\n"
IMAGE = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(PNG).decode()}
CALL = {"type": "tool_use", "id": "t1", "name": "look", "input": {"at": "sky"}}


def asked(*messages: Any, **more: Any) -> Asked:
    """What is asked with these *messages*, each a message, or what the user says."""
    given = [m if isinstance(m, dict) else {"role": "user", "content": m} for m in messages]
    return decoded({"model": "m", "max_tokens": 9, "messages": given or [says("Hi")], **more})


def says(content: Any, role: str = "user") -> dict[str, Any]:
    """A message of a request."""
    return {"role": role, "content": content}


def kept(**fields: Any) -> dict[str, Any]:
    """The metadata that holds what our parts lack."""
    return {"anthropic": fields}


def test_text_may_be_a_string_or_blocks() -> None:
    """A string and a list of one block are the same message; blocks stay parts."""
    blocks = [{"type": "text", "text": "Hi"}]
    assert asked("Hi").messages == asked(blocks).messages == [user("Hi")]
    assert asked([*blocks, *blocks]).messages == [user("Hi", "Hi")]


def test_instructions_lead_and_blocks_of_them_are_paragraphs() -> None:
    """`system` is a system message before all others, whether a string or blocks."""
    assert asked("Hi", system="Be brief").messages == [
        Message("system", [TextPart("Be brief")]),
        user("Hi"),
    ]
    blocks = [{"type": "text", "text": "One"}, {"type": "text", "text": "Two"}]
    assert asked("Hi", system=blocks).messages[0].text() == "One\n\nTwo"
    assert asked("Hi", says("Now", "system")).messages[1] == Message("system", [TextPart("Now")])


SHOWN: list[tuple[dict[str, Any], list[Part]]] = [
    (
        {"type": "text", "text": "Hi", "cache_control": {"type": "ephemeral"}, "citations": None},
        [TextPart("Hi", kept(cache_control={"type": "ephemeral"}))],
    ),
    (
        {"type": "image", "source": IMAGE},
        [AttachmentPart(Attachment("image/png", content=PNG))],
    ),
    (
        {"type": "image", "source": {"type": "url", "url": "https://example.com/a.webp?b"}},
        [AttachmentPart(Attachment("image/webp", url="https://example.com/a.webp?b"))],
    ),
    (
        {"type": "image", "source": {"type": "url", "url": "https://example.com/a"}},
        [AttachmentPart(Attachment("image/jpeg", url="https://example.com/a"))],
    ),
    (
        {
            "type": "document",
            "source": {"type": "base64", "data": "JVBERg==", "media_type": "application/pdf"},
        },
        [AttachmentPart(Attachment("application/pdf", content=b"%PDF"))],
    ),
    (
        {"type": "document", "source": {"type": "url", "url": "https://example.com/x"}},
        [AttachmentPart(Attachment("application/pdf", url="https://example.com/x"))],
    ),
    (
        {
            "type": "document",
            "source": {"type": "text", "data": "Words", "media_type": "text/plain"},
        },
        [TextPart("Words", kept(type="document"))],
    ),
    (
        {
            "type": "document",
            "title": "T",
            "context": "C",
            "source": {
                "type": "content",
                "content": [{"type": "text", "text": "a"}, {"type": "image", "source": IMAGE}],
            },
        },
        [
            TextPart("T\nC\n\n", kept(type="document", title="T", context="C")),
            TextPart("a", kept(type="document", title="T", context="C")),
            AttachmentPart(
                Attachment("image/png", content=PNG), kept(type="document", title="T", context="C")
            ),
        ],
    ),
    (
        {
            "type": "search_result",
            "title": "T",
            "source": "S",
            "content": [{"type": "text", "text": "a"}],
        },
        [TextPart("T (S)\n\na", kept(type="search_result", title="T", source="S"))],
    ),
]


@pytest.mark.parametrize(("block", "parts"), SHOWN, ids=lambda each: str(each)[:40])
def test_blocks_of_a_user(block: dict[str, Any], parts: list[Part]) -> None:
    """Every block that a user may send becomes parts; what these lack is kept beside them."""
    assert asked([block]).messages == [Message("user", parts)]


SAID: list[tuple[dict[str, Any], Part]] = [
    (
        {"type": "thinking", "thinking": "Hm", "signature": "s"},
        ReasoningPart("Hm", False, kept(signature="s")),
    ),
    ({"type": "thinking", "thinking": "Hm", "signature": ""}, ReasoningPart("Hm")),
    (
        {"type": "redacted_thinking", "data": "d"},
        ReasoningPart("", True, kept(type="redacted_thinking", data="d")),
    ),
    (CALL, ToolCallPart("look", {"at": "sky"}, "t1")),
    (
        {**CALL, "caller": {"type": "direct"}},
        ToolCallPart("look", {"at": "sky"}, "t1", False, kept(caller={"type": "direct"})),
    ),
    ({**CALL, "type": "server_tool_use"}, ToolCallPart("look", {"at": "sky"}, "t1", True)),
    (
        {**CALL, "type": "mcp_tool_use", "server_name": "x"},
        ToolCallPart("look", {"at": "sky"}, "t1", True, kept(mcp_server_name="x")),
    ),
    (
        {"type": "web_search_tool_result", "tool_use_id": "s1", "content": [{"a": 1}]},
        ToolResultPart("web_search", '[{"a": 1}]', "s1", True),
    ),
]


@pytest.mark.parametrize(("block", "part"), SAID, ids=lambda each: str(each)[:40])
def test_blocks_of_a_model(block: dict[str, Any], part: Part) -> None:
    """Every block that a model has said becomes the part that it was."""
    assert asked("Hi", says([block], "assistant")).messages == [
        user("Hi"),
        Message("assistant", [part]),
    ]


def test_results_are_messages_of_tools_before_what_the_user_says() -> None:
    """Results carry the name of their call, their images, and what went wrong."""
    result = {"type": "tool_result", "tool_use_id": "t1"}
    told = [
        {"type": "text", "text": "Blue"},
        {"type": "image", "source": IMAGE},
        {"type": "tool_reference", "tool_name": "x"},
    ]
    sent = asked("Hi", says([CALL], "assistant"), [
        {"type": "text", "text": "And?"},
        {**result, "content": told},
        {**result, "content": "Clouds\nmore", "is_error": True},
        result,
    ]).messages  # fmt: skip
    seen = [Attachment("image/png", content=PNG)]
    assert sent[2:] == [
        tool_message(
            ToolResultPart("look", "Blue\nx", "t1", attachments=seen),
            ToolResultPart("look", "Clouds\nmore", "t1", exception="Clouds"),
            ToolResultPart("look", "", "t1"),
        ),
        user("And?"),
    ]
    assert sent[1] == assistant(ToolCallPart("look", {"at": "sky"}, "t1"))


def test_options_have_our_names() -> None:
    """What the protocol says of the model's behaviour goes by the names that `options.py` knows."""
    wanted = asked(
        temperature=1, top_p=0.5, top_k=3, stop_sequences=["END"], metadata={"user_id": "u"},
        service_tier="standard_only", output_config={"effort": "low"}, speed="fast",
        thinking={"type": "enabled", "budget_tokens": 1024}, cache_control={"type": "ephemeral"},
        container=None, unknown=1,
    )  # fmt: skip
    assert wanted.options == {
        "max_tokens": 9, "temperature": 1, "top_p": 0.5, "top_k": 3, "stop": ["END"], "user": "u",
        "service_tier": "default", "reasoning_effort": "low", "speed": "fast", "cache": True,
        "thinking": True, "thinking_budget": 1024,
    }  # fmt: skip
    assert asked(thinking={"type": "disabled"}).options["thinking"] is False


@pytest.mark.parametrize(
    ("thinking", "shown"),
    [
        (None, None),
        ({"type": "disabled"}, None),
        ({"type": "adaptive"}, "shown"),
        ({"type": "enabled", "budget_tokens": 2000, "display": "omitted"}, "omitted"),
    ],
)
def test_who_does_not_ask_for_thinking_is_not_shown_any(thinking: Any, shown: str | None) -> None:
    """Thinking is shown to those who speak of it."""
    assert asked(thinking=thinking).echo.get("thinking") == shown


def test_tools_and_the_choice_among_them() -> None:
    """The client's tools are ours; those of a type of the provider's stay as they are."""
    schema = {"type": "object", "properties": {}}
    hosted = {"type": "web_search_20250305", "name": "web_search", "max_uses": 2}
    given = asked(tools=[{"name": "look", "description": "Looks", "input_schema": schema}, hosted])
    assert given.tools == [Tool("look", "Looks", schema)]
    assert given.hosted_tools == [hosted]
    assert given.tool_choice is None
    choices = {"auto": "auto", "any": "required", "none": "none"}
    for said, meant in choices.items():
        assert asked(tool_choice={"type": said}).tool_choice == meant
    only = asked(tool_choice={"type": "tool", "name": "look", "disable_parallel_tool_use": True})
    assert only.tool_choice == {"name": "look"}
    assert only.options["parallel_tool_calls"] is False


def test_a_schema_of_the_answer() -> None:
    """`output_config.format`, and the form that the beta had, are the schema."""
    form = {"type": "json_schema", "schema": {"type": "object"}}
    assert asked(output_config={"format": form}).schema == {"type": "object"}
    assert asked(output_format=form).schema == {"type": "object"}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"messages": []}, "messages"),
    ({"messages": "Hi"}, "messages"),
    ({"messages": [1]}, "messages[0]"),
    ({"messages": [says(1)]}, "messages[0].content"),
    ({"messages": [{"role": "user"}]}, "messages[0].content"),
    ({"messages": [says("Hi", "robot")]}, "messages[0].role"),
    ({"messages": [says([{"type": "poem"}])]}, "messages[0].content[0]"),
    ({"messages": [says([{"type": "text"}])]}, "messages[0].content[0].text"),
    ({"messages": [says([{"type": "image", "source": {"type": "file", "file_id": "f"}}])]},
     "messages[0].content[0].source"),
    ({"messages": [says([{"type": "image", "source": {"type": "url", "url": "file:///etc/passwd"}}])]},
     "messages[0].content[0].source.url"),
    ({"messages": [says([{"type": "image", "source": {"type": "base64", "data": "?"}}])]},
     "messages[0].content[0].source.data"),
    ({"messages": [says([{**CALL, "input": "x"}], "assistant")]}, "messages[0].content[0].input"),
    ({"messages": [says([{"type": "tool_result", "tool_use_id": "t", "content": [CALL]}])]},
     "messages[0].content[0].content[0]"),
    ({"system": [CALL]}, "system[0]"),
    ({"max_tokens": "9"}, "max_tokens"),
    ({"stop_sequences": [1]}, "stop_sequences[0]"),
    ({"thinking": {"type": "much"}}, "thinking.type"),
    ({"tools": [{"name": "look"}]}, "tools[0].input_schema"),
    ({"tool_choice": {"type": "tool"}}, "tool_choice.name"),
    ({"output_config": {"format": {"type": "xml"}}}, "output_config.format.type"),
    ({"metadata": {"user_id": 1}}, "metadata.user_id"),
    ({"stream": "yes"}, "stream"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "param"), WRONG, ids=[param for _, param in WRONG])
def test_what_is_not_understood_is_refused_by_its_path(fields: dict[str, Any], param: str) -> None:
    """A wrong field is answered with 400 and the path of it, in a line that names it."""
    with pytest.raises(Refused) as refusal:
        asked(**fields)
    failure = refusal.value.failure
    assert (failure.status, failure.param) == (400, param)
    assert f"'{param}'" in failure.message
    assert "\n" not in failure.message


NAMES = st.sampled_from(
    [
        "type", "text", "content", "role", "source", "data", "url", "media_type", "id", "name",
        "input", "tool_use_id", "is_error", "thinking", "signature", "title", "input_schema",
        "citations", "messages", "system", "tools", "tool_choice", "stop_sequences", "metadata",
        "output_config", "format", "schema", "budget_tokens", "stream", "max_tokens", "container",
    ]
)  # fmt: skip
VALUES = st.sampled_from(
    [
        "text", "image", "document", "thinking", "redacted_thinking", "tool_use", "tool_result",
        "server_tool_use", "mcp_tool_use", "web_search_tool_result", "search_result", "base64",
        "url", "content", "user", "assistant", "system", "auto", "tool", "enabled", "json_schema",
        "llm1.e30", "data:,x", "", "http://", "\ud800", "\0",
    ]
)  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)
SOME_MESSAGES = st.lists(st.fixed_dictionaries({"role": VALUES, "content": ANYTHING}), max_size=3)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, ANYTHING, max_size=8), ANYTHING | SOME_MESSAGES)
def test_any_body_is_understood_or_refused(body: dict[str, Any], messages: Any) -> None:
    """Whatever the body is, it ends in a request or in a failure of the client's."""
    with suppress(Refused):
        assert isinstance(decoded({**body, "messages": messages}), Asked)
