"""Nothing that the SDK's types say may be streamed takes us by surprise."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, get_args, get_origin

import pytest

from llm.parts import ReasoningPart
from tests.providers.openai import canned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai import OpenAI

    from tests.conftest import World
    from tests.providers.openai.recorder import Recorder


def types_in(union: Any) -> Iterator[str]:
    """The values of `type` by which the members of *union*, annotated or not, are told apart."""
    for member in get_args(union):
        if hasattr(member, "model_fields"):
            yield from get_args(member.model_fields["type"].annotation)
        elif get_origin(member):
            yield from types_in(member)


CHAT_STREAMS = {
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
        "thoughts": "".join(
            part.text for item in output if item.type == "reasoning" for part in item.summary
        ),
        "tokens": (final.usage.input_tokens, final.usage.output_tokens),
    }
