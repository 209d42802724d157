"""Nothing that the SDK's types say may be streamed takes us by surprise."""

from __future__ import annotations

import json
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

import pytest

from llm.parts import ReasoningPart
from llm.providers.openai.chat_exchange import ChatExchange
from llm.providers.openai.responses_events import IGNORED
from llm.providers.openai.responses_exchange import UNDERSTOOD, ResponsesExchange
from tests.providers.openai import canned

if TYPE_CHECKING:
    from openai import OpenAI

    from tests.conftest import World
    from tests.providers.openai.recorder import Recorder


# What a chat may stream, and nobody of ours looks at.
IGNORED_CHUNK_FIELDS = {
    "moderation": "the answer ends with content_filter where it matters",
    "obfuscation": "padding, so that nobody on the way learns the length of the text",
}
IGNORED_DELTA_FIELDS = {"role": "the answer is the assistant's"}
IGNORED_ITEMS = {
    "additional_tools": "tools that the provider adds are its own to remember",
    "compaction": "only made for those who ask for it",
    "mcp_approval_response": "what a user said, which is not the model's",
    "message": "empty in this sample; its texts are compared below",
}
DELTAS: dict[str, Any] = {
    "audio": {"id": "audio_1", "transcript": "Hi"},
    "content": "Hi",
    "function_call": {"name": "now", "arguments": "{}"},
    "refusal": "No.",
    "role": "assistant",
    "tool_calls": [canned.call_piece(0, "{}", call_id="call_1", name="now")],
}


def members(union: Any) -> list[Any]:
    """The models in *union*, however it is annotated and nested."""
    if hasattr(union, "model_fields"):
        return [union]
    return [model for inner in get_args(union) for model in members(inner)]


def type_of(model: Any) -> str:
    """The value of `type` by which *model* is told apart."""
    (name,) = get_args(model.model_fields["type"].annotation)
    return str(name)


def sample(kind: Any) -> Any:
    """A value of *kind*, an annotation: of a model, with the fields that it must have."""
    if hasattr(kind, "model_fields"):
        fields = kind.model_fields.items()
        return {name: sample(field.annotation) for name, field in fields if field.is_required()}
    origin = get_origin(kind)
    if origin is Literal:
        return get_args(kind)[0]
    if origin in {Annotated, Union, UnionType}:
        return sample(get_args(kind)[0])
    plain: dict[Any, Any] = {str: "x", int: 1, float: 1.0, bool: True, object: {}, Any: {}}
    return (origin or kind)() if (origin or kind) in {list, dict} else plain[kind]


def test_every_event_of_a_response_is_known() -> None:
    """Each type of event is either understood or ignored for a reason; none is both."""
    from openai.types.responses import ResponseStreamEvent

    assert not UNDERSTOOD.keys() & IGNORED.keys()
    assert {type_of(model) for model in members(ResponseStreamEvent)} == {*UNDERSTOOD, *IGNORED}
    assert all(len(reason.split()) > 2 for reason in IGNORED.values())


def test_every_item_of_a_response_is_known() -> None:
    """Each type of item gives an event when it is done, or is ignored for a reason."""
    from openai.types.responses import ResponseOutputItem

    silent = set()
    for model in members(ResponseOutputItem):
        item = {**sample(model), "id": "id_1"}
        event = {"type": "response.output_item.done", "output_index": 0, "item": item}
        if not list(ResponsesExchange("x").feed(event)):
            silent.add(type_of(model))
    assert silent == IGNORED_ITEMS.keys()


def test_every_field_of_a_piece_of_a_chat_is_known() -> None:
    """Each field of a delta gives an event, or is ignored for a reason."""
    from openai.types.chat.chat_completion_chunk import ChoiceDelta

    assert ChoiceDelta.model_fields.keys() == DELTAS.keys()
    for name, value in DELTAS.items():
        (chunk,) = canned.chat_stream([{name: value}])[1:2]
        events = list(ChatExchange("x").feed(chunk))
        assert bool(events) != (name in IGNORED_DELTA_FIELDS), name


def test_every_field_around_a_chat_is_known(api: World, recorder: Recorder) -> None:
    """What is said of an answer as a whole is kept with it, or ignored for a reason."""
    from openai.types.chat import ChatCompletionChunk
    from openai.types.chat.chat_completion_chunk import Choice

    chunks = canned.chat_stream([{"content": "Hi"}])
    for name in ChatCompletionChunk.model_fields:
        chunks[0].setdefault(name, f"the {name}")
    chunks[0]["usage"] = None
    chunks[0]["choices"][0]["logprobs"] = {"content": [{"token": "Hi", "logprob": -0.5}]}
    recorder.answer(chunks)
    response = api.openai("Chat", "ours", api_base=recorder.url, key="k").prompt("Hi")
    api.finish(response)
    kept = response.response_json.keys()
    used = {"choices"}
    assert {*kept, *used, *IGNORED_CHUNK_FIELDS} >= ChatCompletionChunk.model_fields.keys()
    assert not kept & IGNORED_CHUNK_FIELDS.keys()
    # The delta is what is said; the index tells ours, the only one that is asked for.
    assert {*kept, "delta", "index"} >= Choice.model_fields.keys()


CHAT_STREAMS: dict[str, tuple[list[dict[str, Any]], str]] = {
    "text": ([{"content": "Gr"}, {"content": "üße "}, {"content": "🐕\n!"}], "stop"),
    "refusal": ([{"refusal": "I will "}, {"refusal": "not."}], "stop"),
    "calls side by side": (
        [
            {"content": "Let me see."},
            {"tool_calls": [canned.call_piece(0, "", call_id="call_a", name="add")]},
            {"tool_calls": [canned.call_piece(0, '{"x": ')]},
            {"tool_calls": [canned.call_piece(1, "", call_id="call_b", name="now")]},
            {"tool_calls": [canned.call_piece(0, "1, "), canned.call_piece(1, "{}")]},
            {"tool_calls": [canned.call_piece(0, '"y": "é"}')]},
        ],
        "tool_calls",
    ),
}
RESPONSE_STREAMS = {
    "text": [canned.message("Grüße 🐕", "!")],
    "reasoning, then text": [canned.reasoning("First. ", "Second."), canned.message("So.")],
    "two messages": [canned.message("One."), canned.message("Two.", item_id="msg_2")],
    "calls": [
        canned.reasoning("I need both."),
        canned.message("Let me see."),
        canned.function_call("add", '{"x": 1, "y": "é"}', "call_a"),
        canned.function_call("now", "{}", "call_b"),
    ],
    "refusal": [canned.refusal("I will not.")],
}


def ours(api: World, recorder: Recorder, name: str, stream: bool = True) -> dict[str, Any]:
    """What our model makes of the answer of *recorder*."""
    model = api.openai(name, "ours", api_base=recorder.url, key="k", reasoning=name == "Responses")
    response = model.prompt("Hi", stream=stream)
    messages = api.wait(response.messages())
    thoughts = [p for m in messages for p in m.parts if isinstance(p, ReasoningPart)]
    calls = api.wait(response.tool_calls())
    return {
        "text": api.wait(response.text()),
        "calls": [(call.tool_call_id, call.name, call.arguments) for call in calls],
        "thoughts": "".join(part.text for part in thoughts),
        "tokens": (api.wait(response.usage()).input, api.wait(response.usage()).output),
    }


@pytest.mark.parametrize("name", CHAT_STREAMS)
def test_a_streamed_chat_adds_up_to_what_the_sdk_makes_of_it(
    api: World, sdk: OpenAI, recorder: Recorder, name: str
) -> None:
    """Text, refusals, tool calls and tokens are the same as the SDK's own accumulation."""
    deltas, reason = CHAT_STREAMS[name]
    chunks = canned.chat_stream(deltas, reason)
    recorder.answer(chunks, chunks)
    asked: Any = [{"role": "user", "content": "Hi"}]
    with sdk.chat.completions.stream(
        model="x", messages=asked, stream_options={"include_usage": True}
    ) as stream:
        final = stream.get_final_completion()
    said, usage = final.choices[0].message, final.usage
    assert usage is not None
    assert ours(api, recorder, "Chat") == {
        "text": (said.content or "") + (said.refusal or ""),
        "calls": [
            (call.id, call.function.name, json.loads(call.function.arguments))
            for call in said.tool_calls or ()
        ],
        "thoughts": "",
        "tokens": (usage.prompt_tokens, usage.completion_tokens),
    }


@pytest.mark.parametrize("streamed", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize("name", RESPONSE_STREAMS)
def test_a_response_adds_up_to_what_the_sdk_makes_of_it(
    api: World, sdk: OpenAI, recorder: Recorder, name: str, streamed: bool
) -> None:
    """Text, reasoning, tool calls and tokens are the same as the SDK's, streamed or not."""
    items = RESPONSE_STREAMS[name]
    recorder.answer(
        canned.response_stream(items),
        canned.response_stream(items) if streamed else canned.response(items),
    )
    with sdk.responses.stream(model="x", input="Hi") as stream:
        final = stream.get_final_response()
    output: list[Any] = final.output
    parts = [part for item in output if item.type == "message" for part in item.content]
    assert final.usage is not None
    assert ours(api, recorder, "Responses", streamed) == {
        "text": "".join(getattr(part, "text", None) or part.refusal for part in parts),
        "calls": [
            (item.call_id, item.name, json.loads(item.arguments))
            for item in output
            if item.type == "function_call"
        ],
        "thoughts": "\n\n".join(
            part.text for item in output if item.type == "reasoning" for part in item.summary
        ),
        "tokens": (final.usage.input_tokens, final.usage.output_tokens),
    }
