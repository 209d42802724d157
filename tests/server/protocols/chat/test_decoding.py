"""A request to /v1/chat/completions, as what is asked."""

import base64
from typing import Any

import pytest

from llm.attachments import Attachment
from llm.parts import (
    AttachmentPart,
    Message,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from llm.server.asking.asked import Failure, Refused
from llm.server.protocols.chat.decoding import decoded

PNG = b"\x89PNG\r\n\x1a\n"
HI = {"role": "user", "content": "Hi"}


def messages_of(*said: Any) -> list[Message]:
    """What the messages that were said are to us."""
    return decoded({"model": "m", "messages": list(said)}).messages


def refusal_of(**body: Any) -> Failure:
    """Why a request with this body is refused."""
    with pytest.raises(Refused) as refused:
        decoded({"model": "m", "messages": [HI], **body})
    assert "\n" not in refused.value.failure.message
    return refused.value.failure


def test_plain_messages() -> None:
    """Roles and texts are what they are; a developer is the system."""
    said = [{"role": role, "content": "x"} for role in ("system", "developer", "user", "assistant")]
    assert messages_of(*said) == [
        Message(role, [TextPart("x")]) for role in ("system", "system", "user", "assistant")
    ]


def test_content_may_be_text_or_parts() -> None:
    """A string and a list with one text are the same; strings in lists are texts."""
    as_parts = {"role": "user", "content": [{"type": "text", "text": "a"}, "b", ""]}
    assert messages_of(as_parts) == [Message("user", [TextPart("a"), TextPart("b")])]


def test_images() -> None:
    """Data URLs are bytes, others stay URLs; how closely to look is kept."""
    url = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    (message,) = messages_of(
        {
            "role": "user",
            "content": [
                {"type": "image_url", "image_url": {"url": url, "detail": "high"}},
                {"type": "image_url", "image_url": "https://example.com/a.png?size=1"},
                {"type": "image_url", "image_url": {"url": "https://example.com/a.html"}},
            ],
        }
    )
    bytes_part, *url_parts = message.parts
    assert bytes_part == AttachmentPart(
        Attachment("image/png", content=PNG), {"chat": {"detail": "high"}}
    )
    assert url_parts == [
        AttachmentPart(Attachment("image/png", url="https://example.com/a.png?size=1")),
        AttachmentPart(Attachment("image/jpeg", url="https://example.com/a.html")),
    ]


def test_sounds_and_files() -> None:
    """Sounds have the type of their format; a file keeps its name."""
    data = base64.b64encode(b"data").decode()
    (message,) = messages_of(
        {
            "role": "user",
            "content": [
                {"type": "input_audio", "input_audio": {"data": data, "format": "mp3"}},
                {
                    "type": "file",
                    "file": {
                        "filename": "a.pdf",
                        "file_data": f"data:application/pdf;base64,{data}",
                    },
                },
            ],
        }
    )
    assert message.parts == [
        AttachmentPart(Attachment("audio/mpeg", content=b"data")),
        AttachmentPart(
            Attachment("application/pdf", content=b"data"), {"chat": {"filename": "a.pdf"}}
        ),
    ]


def test_round_of_tools() -> None:
    """Calls have their arguments decoded; results of one round are one message, with names."""
    call = {"type": "function", "function": {"name": "add", "arguments": '{"a": 1}'}}
    broken = {"id": "c2", "type": "function", "function": {"name": "sub", "arguments": "{a"}}
    assert messages_of(
        HI,
        {"role": "assistant", "content": None, "tool_calls": [{"id": "c1", **call}, broken]},
        {"role": "tool", "tool_call_id": "c1", "content": "2"},
        {"role": "tool", "tool_call_id": "c2", "content": [{"type": "text", "text": "no"}]},
    )[1:] == [
        Message(
            "assistant",
            [ToolCallPart("add", {"a": 1}, "c1"), ToolCallPart("sub", {"_raw": "{a"}, "c2")],
        ),
        Message("tool", [ToolResultPart("add", "2", "c1"), ToolResultPart("sub", "no", "c2")]),
    ]


def test_reasoning_refusals_and_names() -> None:
    """What a model thought, what it refused, and who speaks are kept."""
    answered = {"role": "assistant", "content": "x", "reasoning": "hm", "refusal": "No."}
    assert messages_of({"role": "user", "content": "x", "name": "ada"}, answered) == [
        Message("user", [TextPart("x")], {"chat": {"name": "ada"}}),
        Message(
            "assistant",
            [ReasoningPart("hm"), TextPart("x"), TextPart("No.", {"openai": {"refusal": True}})],
        ),
    ]


def test_options() -> None:
    """Options have our names; the newer name of a limit goes before the older one."""
    asked = decoded(
        {
            "model": "m",
            "messages": [HI],
            "temperature": 1,
            "max_tokens": 5,
            "max_completion_tokens": 7.0,
            "stop": "x",
            "seed": None,
            "modalities": ["text"],
            "parallel_tool_calls": False,
            "what_is_this": 1,
        }
    )
    assert asked.options == {
        "temperature": 1, "max_tokens": 7, "stop": ["x"], "parallel_tool_calls": False,
    }  # fmt: skip


def test_tools_and_choice() -> None:
    """Functions are tools without an implementation; other types are for the provider."""
    tool = {"type": "function", "function": {"name": "add", "description": "Adds"}}
    other = {"type": "function", "function": {"name": "sub", "parameters": {"type": "object"}}}
    choice = {"type": "function", "function": {"name": "add"}}
    asked = decoded(
        {
            "messages": [HI],
            "tools": [tool, other, {"type": "web_search"}],
            "tool_choice": choice,
            "web_search_options": {"search_context_size": "low"},
        }
    )
    assert [(each.name, each.description) for each in asked.tools] == [
        ("add", "Adds"), ("sub", None),
    ]  # fmt: skip
    assert asked.hosted_tools == [
        {"type": "web_search"}, {"type": "web_search", "search_context_size": "low"},
    ]  # fmt: skip
    assert asked.tool_choice == {"name": "add"}
    allowed = {"mode": "required", "tools": [choice]}
    asked = decoded(
        {
            "messages": [HI],
            "tools": [tool, other],
            "tool_choice": {"type": "allowed_tools", "allowed_tools": allowed},
        }
    )
    assert ([each.name for each in asked.tools], asked.tool_choice) == (["add"], "required")


def test_format_of_the_answer() -> None:
    """A schema is a schema, an object is any object, text is nothing."""
    schema = {"type": "object"}
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    asked = decoded({"messages": [HI], "response_format": wanted})
    assert (asked.schema, asked.json_object) == (schema, False)
    asked = decoded({"messages": [HI], "response_format": {"type": "json_object"}})
    assert (asked.schema, asked.json_object) == (None, True)
    asked = decoded({"messages": [HI], "response_format": {"type": "text"}})
    assert (asked.schema, asked.json_object) == (None, False)


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"messages": None}, "messages"),
        ({"messages": []}, "messages"),
        ({"messages": "Hi"}, "messages"),
        ({"messages": ["Hi"]}, "messages[0]"),
        ({"messages": [{"content": "Hi"}]}, "messages[0].role"),
        ({"messages": [{"role": ["user"], "content": "Hi"}]}, "messages[0].role"),
        ({"messages": [{"role": "function", "content": "Hi"}]}, "messages[0].role"),
        ({"messages": [{"role": "user"}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": 1}]}, "messages[0].content"),
        (
            {"messages": [{"role": "user", "content": [{"type": "hologram"}]}]},
            "messages[0].content[0].type",
        ),
        (
            {"messages": [{**HI, "content": [{"type": "file", "file": {"file_id": "f"}}]}]},
            "messages[0].content[0].file.file_id",
        ),
        (
            {
                "messages": [
                    {
                        "role": "user",
                        "content": [{"type": "image_url", "image_url": {"url": "file:///etc/passwd"}}],
                    }
                ]
            },
            "messages[0].content[0].image_url.url",
        ),
        ({"messages": [{"role": "tool", "content": "x"}]}, "messages[0].tool_call_id"),
        ({"temperature": "warm"}, "temperature"),
        ({"temperature": True}, "temperature"),
        ({"seed": 1.5}, "seed"),
        ({"stream": "yes"}, "stream"),
        ({"stop": [1]}, "stop[0]"),
        ({"n": 17}, "n"),
        ({"n": 0}, "n"),
        ({"response_format": {"type": "xml"}}, "response_format.type"),
        ({"response_format": {"type": "json_schema"}}, "response_format.json_schema"),
        ({"tools": [{"type": "custom", "custom": {"name": "x"}}]}, "tools[0].type"),
        ({"tools": [{"type": "function"}]}, "tools[0].function"),
        ({"tools": [{"type": "function", "function": {}}]}, "tools[0].function.name"),
        ({"tools": [{"type": "function", "function": {"name": "a"}}] * 2}, "tools"),
        ({"tool_choice": "maybe"}, "tool_choice"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"tool_choice": {"type": "function", "function": {"name": "x"}}}, "tool_choice"),
        ({"functions": [{"name": "x"}]}, "functions"),
    ],
)  # fmt: skip
def test_what_is_wrong_names_its_field(body: dict[str, Any], param: str) -> None:
    """A request that is wrong is refused with 400 and the path of the field."""
    failure = refusal_of(**body)
    assert (failure.status, failure.param) == (400, param)
