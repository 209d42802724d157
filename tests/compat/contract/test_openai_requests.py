"""§6.3 of the contract: what the bundled OpenAI plugin sends, and what it makes of the answers."""

from __future__ import annotations

import base64
from typing import Any

import pytest

import llm
from llm.parts import ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from tests.conftest import World
from tests.providers.openai import canned
from tests.providers.openai.recorder import Recorder

SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}}}
PNG = b"\x89PNG\r\n\x1a\n"
ALL = {"supports_schema": True, "supports_tools": True, "vision": True, "audio": True}
REASONING = {"supports_schema": True, "supports_tools": True, "reasoning": True, "verbosity": True}


def multiply(x: int, y: int) -> int:
    """Multiply two numbers."""
    return x * y


FUNCTION = {
    "name": "multiply",
    "description": "Multiply two numbers.",
    "parameters": {
        "type": "object",
        "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}},
        "required": ["x", "y"],
    },
}


@pytest.fixture
def chat(api: World, recorder: Recorder) -> Any:
    """A model of Chat Completions, in each world."""
    return api.openai("Chat", "m", api_base=recorder.url, **ALL)


@pytest.fixture
def responses(api: World, recorder: Recorder) -> Any:
    """A model of the Responses API that reasons, in each world."""
    return api.openai("Responses", "m", api_base=recorder.url, **REASONING)


def body_of(api: World, recorder: Recorder, response: Any) -> Any:
    """The body of the request that *response* amounts to."""
    api.finish(response)
    return recorder.requests[-1].body


def test_chat(api, recorder, chat):
    """§6.3 Chat: model, messages, stream, `stream_options.include_usage`."""
    assert body_of(api, recorder, chat.prompt("hi", system="be brief")) == {
        "model": "m",
        "messages": [
            {"role": "system", "content": "be brief"},
            {"role": "user", "content": "hi"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert recorder.requests[0].path == "/v1/chat/completions"
    assert not body_of(api, recorder, chat.prompt("hi", stream=False)).get("stream")


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (
            {"schema": SCHEMA},
            {
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "output", "schema": SCHEMA},
                }
            },
        ),
        ({"json_object": True}, {"response_format": {"type": "json_object"}}),
        ({"tools": [multiply]}, {"tools": [{"type": "function", "function": FUNCTION}]}),
    ],
    ids=["schema", "json_object", "tools"],
)
def test_chat_asks_for(api, recorder, chat, given, sent):
    """§6.3 Chat: a schema is the `json_schema` called `output`; tools are functions."""
    body = body_of(api, recorder, chat.prompt("hi", **given))
    assert {name: body[name] for name in sent} == sent


DATA = base64.b64encode(b"data").decode()


@pytest.mark.parametrize(
    ("attachment", "part"),
    [
        (
            llm.Attachment(type="image/png", content=b"data"),
            {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{DATA}"}},
        ),
        (
            llm.Attachment(type="image/png", url="http://127.0.0.1:9/a.png"),
            {"type": "image_url", "image_url": {"url": "http://127.0.0.1:9/a.png"}},
        ),
        (
            llm.Attachment(type="application/pdf", content=b"data"),
            {"type": "file", "file": {"file_data": f"data:application/pdf;base64,{DATA}"}},
        ),
        (
            llm.Attachment(type="audio/wav", content=b"data"),
            {"type": "input_audio", "input_audio": {"data": DATA, "format": "wav"}},
        ),
        (
            llm.Attachment(type="audio/mpeg", content=b"data"),
            {"type": "input_audio", "input_audio": {"data": DATA, "format": "mp3"}},
        ),
    ],
    ids=["image", "image by URL", "PDF", "wav", "mp3"],
)
def test_chat_attachments(api, recorder, chat, attachment, part):
    """§6.3 Chat: images as `image_url`, PDF as a file, sound as `input_audio`, wav or mp3."""
    body = body_of(api, recorder, chat.prompt("look", attachments=[attachment]))
    text, sent = body["messages"][0]["content"]
    assert text == {"type": "text", "text": "look"}
    sent.get("file", {}).pop("filename", None)
    assert sent == part


def test_chat_pieces_of_calls(api, recorder, chat):
    """§6.3 Chat: streamed pieces of tool calls are put together by their index."""
    pieces = [
        canned.call_piece(0, '{"x": 2,', call_id="a", name="multiply"),
        canned.call_piece(1, '{"x": 3,', call_id="b", name="multiply"),
        canned.call_piece(0, ' "y": 4}'),
        canned.call_piece(1, ' "y": 5}'),
    ]
    deltas = [{"tool_calls": [piece]} for piece in pieces]
    recorder.answer(canned.chat_stream(deltas, "tool_calls"))
    chain = chat.chain("go", tools=[multiply])
    assert api.wait(chain.text()) == "Hi"
    *_, asked, first, second = recorder.requests[1].body["messages"]
    assert [call["id"] for call in asked["tool_calls"]] == ["a", "b"]
    assert (first["content"], second["content"]) == ("8", "15")


def test_chat_reasoning_that_is_hidden(api, recorder, chat):
    """§6.3 Chat: where the usage tells of reasoning tokens, there is a redacted ReasoningPart."""
    response = api.finish(chat.prompt("hi"))  # the canned usage has three
    parts = [part for message in api.wait(response.messages()) for part in message.parts]
    assert [type(part) for part in parts] == [ReasoningPart, TextPart]
    assert parts[0].redacted


def test_responses(api, recorder, responses):
    """§6.3 Responses: input, instructions, `store: false`, limits, reasoning, verbosity."""
    given = {"max_tokens": 9, "reasoning_effort": "low", "verbosity": "high"}
    assert body_of(api, recorder, responses.prompt("hi", system="be brief", **given)) == {
        "model": "m",
        "input": [{"role": "user", "content": "hi"}],
        "instructions": "be brief",
        "stream": True,
        "store": False,
        "include": ["reasoning.encrypted_content"],
        "max_output_tokens": 9,
        "reasoning": {"effort": "low", "summary": "auto"},
        "text": {"verbosity": "high"},
    }
    assert recorder.requests[0].path == "/v1/responses"


def test_responses_hidden_reasoning(api, recorder, responses):
    """§6.3 Responses: with `-R` no summary is asked for."""
    body = body_of(
        api, recorder, responses.prompt("hi", hide_reasoning=True, reasoning_effort="low")
    )
    assert body["reasoning"] == {"effort": "low"}


def test_responses_schema(api, recorder, responses):
    """§6.3 Responses: `text.format` is a `json_schema` with `strict: false`."""
    body = body_of(api, recorder, responses.prompt("hi", schema=SCHEMA))
    assert body["text"]["format"] == {
        "type": "json_schema",
        "name": "output",
        "schema": SCHEMA,
        "strict": False,
    }


def test_responses_tools(api, recorder, responses):
    """§6.3 Responses: functions, and the specifications of tools of the server."""
    tools = [multiply, llm.ServerSideTool(spec={"type": "other"})]
    function, spec = body_of(api, recorder, responses.prompt("hi", tools=tools))["tools"]
    assert {name: function[name] for name in FUNCTION} == FUNCTION
    assert (function["type"], spec) == ("function", {"type": "other"})


def test_the_last_instructions(api, recorder, responses):
    """§6.3 Responses: the system prompt that was given last is the instructions."""
    conversation = responses.conversation()
    api.finish(conversation.prompt("one", system="first"))
    body = body_of(api, recorder, conversation.prompt("two", system="second"))
    assert body["instructions"] == "second"
    assert "first" not in str(body)


def test_all_instructions(api, recorder, responses):
    """§6.3 Responses: 0.36 sends the last system message alone; ours keeps the others as well."""
    messages = [llm.system("a"), llm.system("b"), llm.user("hi"), llm.system("c"), llm.user("x")]
    body = body_of(api, recorder, responses.prompt(messages=messages))
    assert body["instructions"] == "a\n\nb"
    assert [item["content"] for item in body["input"]] == ["hi", "c", "x"]


def test_reasoning_goes_back(api, recorder, responses):
    """§6.3 Responses: reasoning items go back with id, encrypted content and summary."""
    item = canned.reasoning("Hm")
    recorder.answer(canned.response_stream([item, canned.message("Yes")]))
    conversation = responses.conversation()
    api.finish(conversation.prompt("one"))
    (back,) = [
        each
        for each in body_of(api, recorder, conversation.prompt("two"))["input"]
        if each.get("type") == "reasoning"
    ]
    assert {name: back[name] for name in item} == item


def test_several_messages(api, recorder, responses):
    """§6.3 Responses: several output messages are several Messages."""
    output = [canned.message("One"), canned.message("Two", item_id="msg_2")]
    recorder.answer(canned.response_stream(output))
    response = api.finish(responses.prompt("hi"))
    assert [message.text() for message in api.wait(response.messages())] == ["One", "Two"]


SEARCH = {
    "type": "web_search_call",
    "id": "ws_1",
    "status": "completed",
    "action": {"type": "search", "query": "llama"},
}


def test_calls_of_the_server(api, recorder, responses):
    """§6.3 Responses: what the server ran is recorded as `server_executed`, and not replayed."""
    recorder.answer(canned.response_stream([SEARCH, canned.message("Found")]))
    conversation = responses.conversation()
    response = api.finish(conversation.prompt("one"))
    parts = [part for message in api.wait(response.messages()) for part in message.parts]
    server = [part for part in parts if isinstance(part, (ToolCallPart, ToolResultPart))]
    assert server
    assert all(part.server_executed for part in server)
    assert "ws_1" not in str(body_of(api, recorder, conversation.prompt("two"))["input"])


@pytest.mark.parametrize("kind", ["chat", "responses"])
def test_the_whole_history_is_sent(kind, api, recorder, request):
    """§6.3: every request has the full history; there is no `previous_response_id`."""
    conversation = request.getfixturevalue(kind).conversation()
    for text in ("one", "two", "three"):
        api.finish(conversation.prompt(text))
    body = recorder.requests[-1].body
    sent = body.get("messages") or body["input"]
    said = [each["content"] for each in sent]
    assert said == ["one", "Hi", "two", "Hi", "three"]
    assert "previous_response_id" not in body


def test_show_responses(api, recorder, chat, monkeypatch, capsys):
    """§6.3: LLM_OPENAI_SHOW_RESPONSES=1 shows both, in both worlds, with the key masked."""
    monkeypatch.setenv("LLM_OPENAI_SHOW_RESPONSES", "1")
    chat.needs_key = "openai"
    api.finish(chat.prompt("a question", key="sk-secret"))
    shown = capsys.readouterr().err
    assert recorder.requests[0].headers["authorization"] == "Bearer sk-secret"
    assert "sk-secret" not in shown
    assert "a question" in shown
    assert '"Hi"' in shown
