"""What goes out to the Responses API."""

import base64
import enum

import pytest

from llm.attachments import Attachment
from llm.errors import InvalidOptions
from llm.parts import (
    AttachmentPart,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    assistant,
    system,
    tool_message,
    user,
)
from llm.providers.openai.responses_items import responses_input
from llm.providers.openai.responses_request import (
    check_responses_kwargs,
    responses_envelope,
    responses_kwargs,
)
from llm.tooling.server_side import ServerSideTool
from llm.tooling.tool import Tool

PNG = Attachment(type="image/png", content=b"\x89PNG")
PNG_URL = "data:image/png;base64," + base64.b64encode(b"\x89PNG").decode()
PDF = Attachment(type="application/pdf", content=b"%PDF")
SUMMARY = [{"type": "summary_text", "text": "Hm"}]


def thought(text="Hm", redacted=False, **metadata):
    held = {"id": "rs_1", "encrypted_content": "secret", "summary": SUMMARY, **metadata}
    return ReasoningPart(text, redacted, {"openai": held})


def noted(cls, *arguments, **metadata):
    return cls(*arguments, provider_metadata={"openai": metadata})


def items(*messages, **settings):
    return responses_input(messages, **settings)[0]


def test_plain_text_is_one_string():
    """What the user says and what the model said are strings, pieces of text joined."""
    assert items(user("a", "b"), assistant("c", "d"), user("e")) == [
        {"role": "user", "content": "ab"},
        {"type": "message", "role": "assistant", "content": "cd"},
        {"role": "user", "content": "e"},
    ]


@pytest.mark.parametrize(
    ("messages", "instructions", "roles"),
    [
        ([user("hi")], None, ["user"]),
        ([system("a"), user("hi")], "a", ["user"]),
        ([system("a"), system("b"), user("hi")], "a\n\nb", ["user"]),
        ([system(""), user("hi")], None, ["user"]),
        ([system("a"), user("hi"), system("b"), user("x")], "a", ["user", "developer", "user"]),
    ],
)
def test_instructions(messages, instructions, roles):
    """Leading system messages are the instructions; a later one keeps its place."""
    written, told = responses_input(messages)
    assert told == instructions
    assert [item["role"] for item in written] == roles


def test_attachments_of_the_user():
    """Images and files go by URL where there is one, else as data; detail is for images."""
    by_url = Attachment(type="image/png", url="https://x.example/a.png")
    paper = Attachment(type="application/pdf", url="https://x.example/a.pdf")
    assert items(user("Look", PNG, by_url, PDF, paper), image_detail="low") == [
        {
            "role": "user",
            "content": [
                {"type": "input_text", "text": "Look"},
                {"type": "input_image", "image_url": PNG_URL, "detail": "low"},
                {"type": "input_image", "image_url": by_url.url, "detail": "low"},
                {
                    "type": "input_file",
                    "filename": f"{PDF.id()}.pdf",
                    "file_data": "data:application/pdf;base64,JVBERg==",
                },
                {"type": "input_file", "file_url": paper.url},
            ],
        }
    ]


def test_calls_and_their_results():
    """Calls stand where the model made them, and each result names its call."""
    call = ToolCallPart("f", {"x": "é"}, "c1")
    raw = ToolCallPart("g", {"_raw": '{"x": '}, "c2")
    results = tool_message(ToolResultPart("f", "1", "c1"), ToolResultPart("g", "2", "c2"))
    assert items(assistant("a", call, "b", raw), results) == [
        {"type": "message", "role": "assistant", "content": "a"},
        {"type": "function_call", "call_id": "c1", "name": "f", "arguments": '{"x": "é"}'},
        {"type": "message", "role": "assistant", "content": "b"},
        {"type": "function_call", "call_id": "c2", "name": "g", "arguments": '{"x": '},
        {"type": "function_call_output", "call_id": "c1", "output": "1"},
        {"type": "function_call_output", "call_id": "c2", "output": "2"},
    ]


def test_what_a_tool_shows_goes_with_its_result():
    """The API takes images and files in a result, so that they are not taken out of it."""
    result = ToolResultPart("f", "See", "c1", attachments=[PNG, PDF])
    (item,) = items(tool_message(result))
    assert [piece["type"] for piece in item["output"]] == [
        "input_text",
        "input_image",
        "input_file",
    ]
    silent = ToolResultPart("f", "", "c1", attachments=[PNG])
    (item,) = items(tool_message(silent))
    assert item["output"] == [{"type": "input_image", "image_url": PNG_URL}]


def test_a_custom_tool_is_answered_as_one():
    """A call that took free text goes back as it came, and so does its result."""
    call = noted(ToolCallPart, "sql", {"input": "select 1"}, "c1", type="custom_tool_call")
    assert items(assistant(call), tool_message(ToolResultPart("sql", "1", "c1"))) == [
        {"type": "custom_tool_call", "call_id": "c1", "name": "sql", "input": "select 1"},
        {"type": "custom_tool_call_output", "call_id": "c1", "output": "1"},
    ]


def test_what_the_provider_ran_is_not_sent_again():
    """Calls and results of tools inside the provider are left out, and part no text."""
    call = ToolCallPart("web_search", {}, "ws_1", server_executed=True)
    result = ToolResultPart("web_search", "completed", "ws_1", server_executed=True)
    assert items(assistant("a", call, result, "b")) == [
        {"type": "message", "role": "assistant", "content": "ab"}
    ]


def test_reasoning_goes_back_before_what_followed():
    """With its id and its summary, shown or not, and in its place."""
    back = {"type": "reasoning", "id": "rs_1", "encrypted_content": "secret", "summary": SUMMARY}
    second = thought("", redacted=True, id="rs_2", summary=[])
    call = ToolCallPart("f", {}, "c1")
    assert items(assistant(thought(), "a"), assistant(second, call)) == [
        back,
        {"type": "message", "role": "assistant", "content": "a"},
        {**back, "id": "rs_2", "summary": []},
        {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"},
    ]


@pytest.mark.parametrize(
    ("part", "model_id", "sent"),
    [
        (thought(), "gpt-5", True),
        (thought(model="gpt-5"), "gpt-5", True),
        (thought(model="gpt-5"), None, True),
        (thought(model="gpt-5"), "o3", False),
        (thought(encrypted_content=None), "gpt-5", False),
        (thought(id=""), "gpt-5", False),
        (ReasoningPart("Hm"), "gpt-5", False),
        (ReasoningPart("", redacted=True), "gpt-5", False),
        (ReasoningPart("Hm", provider_metadata={"openai": "odd"}), "gpt-5", False),
        (ReasoningPart("Hm", provider_metadata={"anthropic": {"id": "1"}}), "gpt-5", False),
    ],
)
def test_reasoning_goes_back_to_its_model_only(part, model_id, sent):
    """No other model can decrypt it, and an item that cannot be read fails the request."""
    written = items(assistant(part, "a"), model_id=model_id)
    assert [item.get("type") for item in written] == (
        ["reasoning", "message"] if sent else ["message"]
    )


def test_the_phase_of_a_message_goes_back():
    """Models that label commentary and answer want the labels back; two labels, two items."""
    comment = noted(TextPart, "Looking", phase="commentary")
    answer = noted(TextPart, "Done", phase="final_answer")
    assert items(assistant(comment, answer)) == [
        {"type": "message", "role": "assistant", "content": "Looking", "phase": "commentary"},
        {"type": "message", "role": "assistant", "content": "Done", "phase": "final_answer"},
    ]


def test_images_that_models_made():
    """A model's own goes back as its own; another's is shown by the user; sound is left out."""
    own = noted(AttachmentPart, PNG, type="image_generation_call", id="ig_1", model="gpt-5")
    sound = AttachmentPart(Attachment(type="audio/wav", content=b"RIFF"))
    call, shown, text = items(
        assistant(own), assistant(AttachmentPart(PNG), sound, "x"), model_id="gpt-5"
    )
    assert call == {
        "type": "image_generation_call",
        "id": "ig_1",
        "status": "completed",
        "result": base64.b64encode(b"\x89PNG").decode(),
    }
    assert shown == {"role": "user", "content": [{"type": "input_image", "image_url": PNG_URL}]}
    assert text == {"type": "message", "role": "assistant", "content": "x"}


def test_nothing_is_sent_for_nothing():
    """Messages without content are no items."""
    assert responses_input([assistant(), user(), assistant("")]) == ([], None)


class Effort(enum.StrEnum):
    low = "low"


@pytest.mark.parametrize(
    ("options", "settings", "body"),
    [
        ({}, {}, {}),
        ({"temperature": 0, "top_p": 0.5}, {}, {"temperature": 0, "top_p": 0.5}),
        ({"max_tokens": 5, "top_p": None}, {}, {"max_output_tokens": 5}),
        ({"image_detail": "low", "chat_completions": False}, {}, {}),
        ({"service_tier": "flex"}, {}, {"service_tier": "flex"}),
        ({}, {"reasoning": True}, {"reasoning": {"summary": "auto"}}),
        ({}, {"reasoning": True, "hide_reasoning": True}, {}),
        ({}, {"reasoning": True, "reasoning_summary": False}, {}),
        (
            {"reasoning_effort": Effort.low, "reasoning_summary": "concise"},
            {"reasoning": True, "hide_reasoning": True},
            {"reasoning": {"effort": "low", "summary": "concise"}},
        ),
        ({"reasoning_effort": "low"}, {}, {"reasoning": {"effort": "low"}}),
        ({"json_object": True}, {}, {"text": {"format": {"type": "json_object"}}}),
        ({"json_object": False}, {}, {}),
        ({"verbosity": "low"}, {}, {"text": {"verbosity": "low"}}),
        ({"seed": 3, "provider": {"a": 1}}, {}, {"seed": 3, "provider": {"a": 1}}),
    ],
)
def test_options(options, settings, body):
    """Options take the names of this API; those that only concern us are not sent."""
    assert responses_kwargs(options, **settings) == body


def test_a_schema_goes_before_plain_json():
    """A schema is not strict, so that optional properties stay optional."""
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    body = responses_kwargs({"json_object": True, "verbosity": "low"}, schema=schema)
    described = {"type": "json_schema", "name": "output", "schema": schema, "strict": False}
    assert body == {"text": {"format": described, "verbosity": "low"}}


class Named(ServerSideTool):
    """Is named after the model."""

    def tool_spec(self, model):
        return {"type": "named", "model": model}

    def prepare_request(self, model, kwargs):
        kwargs["seen"] = [tool["type"] for tool in kwargs["tools"]] + [model]


def test_tools():
    """Functions are flat and not strict; the provider's tools come last and see the whole body."""
    bare, described = Tool("bare"), Tool("f", "Does f", {"type": "object"})
    body = responses_kwargs({}, tools=[bare, described], server_tools=[Named()], model="m")
    nothing = {"type": "object", "properties": {}}
    assert body == {
        "tools": [
            {"type": "function", "name": "bare", "parameters": nothing, "strict": False},
            {
                "type": "function",
                "name": "f",
                "description": "Does f",
                "parameters": {"type": "object"},
                "strict": False,
            },
            {"type": "named", "model": "m"},
        ],
        "seen": ["function", "function", "named", "m"],
    }


def test_the_envelope():
    """Nothing is to be stored there, so that all of the reasoning has to come here."""
    assert responses_envelope(False) == {"store": False}
    assert responses_envelope(True) == {
        "store": False,
        "include": ["reasoning.encrypted_content"],
    }


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"seed": 1}, "does not take seed: leave it out, or .* -o chat_completions 1"),
        ({"stop": "x", "logit_bias": {}}, "does not take stop, logit_bias: leave them out"),
        ({"frequency_penalty": 0, "presence_penalty": 0}, "frequency_penalty, presence_penalty"),
    ],
)
def test_options_that_the_api_does_not_take(options, told):
    """They are told before anything is sent, with the way out."""
    with pytest.raises(InvalidOptions, match=told):
        check_responses_kwargs(responses_kwargs(options))
    check_responses_kwargs({"temperature": 1, "stop": None})
