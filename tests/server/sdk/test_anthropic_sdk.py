"""The `anthropic` SDK as a client: whole conversations, and what it makes of answers."""

import asyncio
import base64
from collections.abc import Callable
from typing import Any

import anthropic
import pytest
from pydantic import BaseModel

from llm.errors import ModelError, NeedsKeyException
from llm.events import StreamEvent
from llm.parts import AttachmentPart, ReasoningPart, ToolCallPart, ToolResultPart
from llm.testing import AsyncScriptedModel, ScriptedModel
from llm.toolcalls import ToolCall
from llm.usage import Usage
from tests.server.conftest import Serving
from tests.server.sdk.anthropic_client import ASK, WAYS, Asker
from tests.server.sdk.both_clients import asked_with

TOOLS: Any = [{"name": "add", "input_schema": {"type": "object", "properties": {}}}]
PNG = b"\x89PNG\r\n\x1a\n"
SIGNED = [
    StreamEvent("reasoning", "Hm", 0),
    StreamEvent("reasoning", "", 0, provider_metadata={"anthropic": {"signature": "sig"}}),
    StreamEvent(
        "reasoning", "", 1, redacted=True,
        provider_metadata={"anthropic": {"type": "redacted_thinking", "data": "opaque"}},
    ),
]  # fmt: skip
THINKING: Any = {"thinking": {"type": "adaptive"}}


def called(arguments: str, index: int | None = None) -> list[StreamEvent]:
    """A call of the tool, in pieces."""
    half = len(arguments) // 2
    return [
        StreamEvent("tool_call_name", "add", index, "c1"),
        StreamEvent("tool_call_args", arguments[:half], index, "c1"),
        StreamEvent("tool_call_args", arguments[half:], index, "c1"),
    ]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("model_class", [ScriptedModel, AsyncScriptedModel])
def test_conversation_with_tools(
    serving: Callable[..., Serving], model_class: Any, way: str
) -> None:
    """Calls are run by the client, whose history comes back each time; it is kept once."""
    model = model_class(
        [
            ["Let me see.", *called('{"a": 1, "b": 2}')],
            ["It is 3.", Usage(12, 3)],
            [ToolCall("add", {"a": 3, "b": 4})],
            ["And now 7."],
        ]
    )
    one = serving(model)

    async def body(asker: Asker) -> None:
        messages: list[Any] = []
        for question in ("1 + 2?", "And 4 more?"):
            messages.append({"role": "user", "content": question})
            asking, _ = await asker.ask(way, messages=messages, tools=TOOLS)
            assert asking.stop_reason == "tool_use"
            call = asking.content[-1]
            messages.append({"role": "assistant", "content": asking.content})
            told = str(call.input["a"] + call.input["b"])
            result = {"type": "tool_result", "tool_use_id": call.id, "content": told}
            messages.append({"role": "user", "content": [result]})
            message, _ = await asker.ask(way, messages=messages, tools=TOOLS)
            assert message.stop_reason == "end_turn"
            messages.append({"role": "assistant", "content": message.content})
        assert [part["content"][-1].text for part in messages[3::4]] == ["It is 3.", "And now 7."]

    asked_with(Asker(one), body)
    roles = [message.role for message in model.prompts[-1].messages]
    assert roles == ["user", "assistant", "tool", "assistant", "user", "assistant", "tool"]
    results = [
        p for m in model.prompts[-1].messages for p in m.parts if isinstance(p, ToolResultPart)
    ]
    assert [(result.name, result.output) for result in results] == [("add", "3"), ("add", "7")]
    calls = one.calls()
    assert len({call.conversation for call in calls}) == 1
    assert calls[1].usage.input == 12


@pytest.mark.parametrize("way", WAYS)
def test_thinking_goes_there_and_back(serving: Callable[..., Serving], way: str) -> None:
    """Blocks of thinking come with their signatures, and back to the model as it made them."""
    model = AsyncScriptedModel([[*SIGNED, *called("{}", 2)], ["Done"]])

    async def body(asker: Asker) -> None:
        message, _ = await asker.ask(way, tools=TOOLS, **THINKING)
        kinds = {block.type: block for block in message.content}
        assert (kinds["thinking"].thinking, kinds["thinking"].signature) == ("Hm", "sig")
        assert kinds["redacted_thinking"].data == "opaque"
        result = {"type": "tool_result", "tool_use_id": "c1", "content": "0"}
        again = [*ASK["messages"], {"role": "assistant", "content": message.content}]
        again.append({"role": "user", "content": [result]})
        await asker.ask(way, messages=again, tools=TOOLS, **THINKING)

    asked_with(Asker(serving(model)), body)
    parts = model.prompts[1].messages[1].parts
    kept = [part.provider_metadata for part in parts if isinstance(part, ReasoningPart)]
    assert {"anthropic": {"signature": "sig"}} in kept
    assert {"anthropic": {"type": "redacted_thinking", "data": "opaque"}} in kept
    assert isinstance(parts[-1], ToolCallPart)


def test_images_and_documents_reach_the_model(serving: Callable[..., Serving]) -> None:
    """Bytes arrive as they were, from the user and from tools."""
    model = AsyncScriptedModel([["Nice"]])
    source = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(PNG).decode()}
    pdf = {"type": "base64", "media_type": "application/pdf", "data": "JVBERg=="}
    content = [{"type": "image", "source": source}, {"type": "document", "source": pdf}]

    async def body(asker: Asker) -> None:
        await asker.ask("async", messages=[{"role": "user", "content": content}])

    asked_with(Asker(serving(model)), body)
    parts = model.prompts[0].messages[0].parts
    shown = [part.attachment for part in parts if isinstance(part, AttachmentPart)]
    assert [(each.type, each.content) for each in shown if each] == [
        ("image/png", PNG),
        ("application/pdf", b"%PDF"),
    ]


class Bird(BaseModel):
    """What an answer is to be."""

    name: str


def test_schema_of_an_answer(serving: Callable[..., Serving]) -> None:
    """`parse` and `stream` make an object of the answer."""
    model = AsyncScriptedModel([['{"name": ', '"Owl"}']] * 3)

    async def body(asker: Asker) -> None:
        said: Any = {**ASK, "output_format": Bird}
        assert asker.sync.messages.parse(**said).parsed_output == Bird(name="Owl")
        assert (await asker.awaited.messages.parse(**said)).parsed_output == Bird(name="Owl")
        with asker.sync.messages.stream(**said) as stream:
            assert stream.get_final_message().parsed_output == Bird(name="Owl")

    asked_with(Asker(serving(model)), body)
    assert model.prompts[0].schema["properties"]["name"]["type"] == "string"  # type: ignore[index]  # it has one


def test_helpers_of_the_stream(serving: Callable[..., Serving]) -> None:
    """Texts, thinking, arguments and signatures come as events of the SDK's own."""
    events = [*SIGNED, StreamEvent("text", "Hi", 2), *called('{"a": 1}', 3)]
    model = AsyncScriptedModel([events, events])

    async def body(asker: Asker) -> None:
        with asker.sync.messages.stream(**ASK, **THINKING) as stream:
            kinds = {event.type for event in stream}
        assert {"text", "thinking", "signature", "input_json", "message_stop"} <= kinds
        async with asker.awaited.messages.stream(**ASK) as awaited:
            assert [text async for text in awaited.text_stream] == ["Hi"]

    asked_with(Asker(serving(model)), body)


def test_messages_of_the_beta(serving: Callable[..., Serving]) -> None:
    """The same endpoint answers the SDK's `beta.messages`, and its runner of tools."""
    model = AsyncScriptedModel([["Hi"], called('{"a": 2}'), ["It is 4."]])

    @anthropic.beta_tool
    def add(a: int) -> str:
        """Add it to itself."""
        return str(a + a)

    async def body(asker: Asker) -> None:
        beta = asker.sync.beta.messages
        message: Any = beta.create(**ASK, betas=["x-2026-01-01"])
        assert message.content[0].text == "Hi"
        runner = beta.tool_runner(**ASK, tools=[add])
        last: Any = runner.until_done()
        assert last.content[0].text == "It is 4."

    asked_with(Asker(serving(model)), body)


def test_failures_are_those_of_the_sdk(serving: Callable[..., Serving]) -> None:
    """Each failure becomes the exception that the SDK has for it, with the server's words."""
    model = AsyncScriptedModel(
        [
            [ModelError("Slow down", status=429, retry_after=7.0)],
            [NeedsKeyException("No key")],
            [ModelError("Overloaded", status=529)],
        ]
    )

    async def body(asker: Asker) -> None:
        said: Any = dict(ASK)
        ask: Any = asker.sync.messages.create
        with pytest.raises(anthropic.NotFoundError, match="nope") as missing:
            ask(**{**said, "model": "nope"})
        body: Any = missing.value.body
        assert body["error"]["type"] == "not_found_error"
        with pytest.raises(anthropic.BadRequestError, match=r"messages\[0\].role"):
            ask(**{**said, "messages": [{"role": "robot", "content": "x"}]})
        with pytest.raises(anthropic.RateLimitError) as slow:
            ask(**said)
        assert slow.value.response.headers["retry-after"] == "7"
        with pytest.raises(anthropic.APIStatusError) as keyless:
            await asker.awaited.messages.create(**said)
        assert keyless.value.status_code == 503
        with pytest.raises(anthropic.APIStatusError) as busy:
            await asker.ask("sync streamed")
        assert busy.value.status_code == 503

    asked_with(Asker(serving(model)), body)


def test_failure_in_the_middle_of_a_stream(serving: Callable[..., Serving]) -> None:
    """What has come is there, and then the SDK raises."""
    model = AsyncScriptedModel([["Half", ModelError("Gone", status=500)]])

    async def body(asker: Asker) -> None:
        seen = []
        with pytest.raises(anthropic.APIStatusError, match="Gone"):
            async with asker.awaited.messages.stream(**ASK) as stream:
                seen += [text async for text in stream.text_stream]
        assert seen in (["Half"], [])  # get_final_text is what the SDK fails in

    asked_with(Asker(serving(model)), body)


def test_anybody_on_this_machine_may_ask(serving: Callable[..., Serving]) -> None:
    """Where no token is set, any key will do, as a bearer and as `x-api-key`."""
    one = serving(AsyncScriptedModel([["Hi"]] * 2))
    said: Any = dict(ASK)
    with anthropic.Anthropic(base_url=one.url, api_key="any", max_retries=0) as client:
        first = client.messages.create(**said)
    with anthropic.Anthropic(base_url=one.url, auth_token="any", max_retries=0) as client:
        raw = client.messages.with_raw_response.create(**said)
    assert first.id.startswith("msg_")
    assert raw.headers["request-id"] == raw.headers["llm-call-id"] == raw.parse().id[4:]
    assert [call.client for call in one.calls()] == ["anonymous"] * 2


def test_tokens_are_counted_by_a_model_that_can(serving: Callable[..., Serving]) -> None:
    """Its number is told as it is; where it fails, there is an estimate."""

    class Counting(AsyncScriptedModel):
        async def count_tokens(self, prompt: Any = None, *, messages: Any, tools: Any = ()) -> int:
            if not tools:
                raise ModelError("No network")
            await asyncio.sleep(0)
            return 1000 + len(messages)

    said: Any = {"model": "scripted", "messages": ASK["messages"]}

    async def body(asker: Asker) -> None:
        count = asker.sync.messages.with_raw_response.count_tokens
        exact, guess = count(**said, tools=TOOLS), count(**said)
        assert (exact.parse().input_tokens, exact.headers.get("llm-estimate")) == (1001, None)
        assert (guess.parse().input_tokens, guess.headers["llm-estimate"]) == (5, "true")

    asked_with(Asker(serving(Counting())), body)


@pytest.mark.parametrize("way", WAYS)
def test_thinking_that_a_client_left_out_comes_back_from_the_history(
    serving: Callable[..., Serving], way: str
) -> None:
    """A client that never saw it sends back the rest; the model gets what it made."""
    model = AsyncScriptedModel([[*SIGNED[:2], *called("{}", 1)], ["Done"]])
    one = serving(model)

    async def body(asker: Asker) -> None:
        message, _ = await asker.ask(way, tools=TOOLS)
        assert [block.type for block in message.content] == ["tool_use"]
        result = {"type": "tool_result", "tool_use_id": "c1", "content": "0"}
        again = [*ASK["messages"], {"role": "assistant", "content": message.content}]
        await asker.ask(way, messages=[*again, {"role": "user", "content": [result]}], tools=TOOLS)

    asked_with(Asker(one), body)
    reasoned = model.prompts[1].messages[1].parts[0]
    assert isinstance(reasoned, ReasoningPart)
    assert reasoned.provider_metadata == {"anthropic": {"signature": "sig"}}
    assert len({call.conversation for call in one.calls()}) == 1
