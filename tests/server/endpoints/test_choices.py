"""Several answers to one request for a chat."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import openai
import pytest

import llm
from llm.errors import ModelError
from llm.testing import AsyncScriptedModel, ScriptedModel
from llm.usage import Usage
from tests.server.conftest import Serving

HI: Any = [{"role": "user", "content": "Hi"}]
TEXTS = {"One.", "Two.", "Three."}


def client_of(one: Serving) -> openai.OpenAI:
    """The SDK's client; to be closed."""
    return openai.OpenAI(base_url=one.base_url, api_key=one.token, max_retries=0)


@pytest.mark.parametrize("model_class", [ScriptedModel, AsyncScriptedModel])
def test_each_is_a_call(serving: Callable[..., Serving], model_class: Any) -> None:
    """They have numbers of their own, whole and streamed; what they took is added up."""
    script = [[text[:-1], ".", Usage(5, 2)] for text in ("One.", "Two.", "Three.")]
    one = serving(model_class(script * 2))
    with client_of(one) as client:
        whole = client.chat.completions.create(model="scripted", messages=HI, n=3)
        with client.chat.completions.stream(
            model="scripted", messages=HI, n=3, stream_options={"include_usage": True}
        ) as stream:
            streamed = stream.get_final_completion()
    for made in (whole, streamed):
        assert [choice.index for choice in made.choices] == [0, 1, 2]
        assert {choice.message.content for choice in made.choices} == TEXTS
        assert made.usage
        assert (made.usage.prompt_tokens, made.usage.completion_tokens) == (15, 6)
    calls = one.calls()
    assert [call.output[0].text() for call in calls[:3]] == ["One.", "Two.", "Three."]
    assert [call.status for call in calls] == ["ok"] * 6


def test_client_that_leaves_ends_all_of_them(serving: Callable[..., Serving]) -> None:
    """What each had said is kept."""

    class Endless(llm.AsyncModel):
        model_id = "scripted"
        can_stream = True

        async def execute(
            self, prompt: Any, stream: bool, response: Any, conversation: Any
        ) -> AsyncIterator[str]:
            yield "Once upon a time"
            await asyncio.sleep(60)

    one = serving(Endless())
    begun = set()
    with client_of(one) as client:
        stream = client.chat.completions.create(model="scripted", messages=HI, n=2, stream=True)
        for chunk in stream:
            begun |= {each.index for each in chunk.choices if each.delta.content}
            if len(begun) == 2:
                break
        stream.close()
    until = time.monotonic() + 20
    while any(call.status == "running" for call in one.calls()) and time.monotonic() < until:
        time.sleep(0.05)
    kept = [(call.status, call.output[0].text()) for call in one.calls()]
    assert kept == [("interrupted", "Once upon a time")] * 2


@pytest.mark.parametrize("stream", [False, True])
def test_one_that_fails(serving: Callable[..., Serving], stream: bool) -> None:
    """When one fails at once, so does the request."""
    model = AsyncScriptedModel([["One."], [ModelError("Slow down", status=429)]])
    with client_of(serving(model)) as client, pytest.raises(openai.RateLimitError):
        client.chat.completions.create(model="scripted", messages=HI, n=2, stream=stream)


def test_one_that_fails_on_its_way(serving: Callable[..., Serving]) -> None:
    """The stream tells of it, and does not seem complete."""
    model = AsyncScriptedModel([["One."], ["Tw", ModelError("Broken", status=500)]])
    one = serving(model)
    body = {"model": "scripted", "messages": HI, "n": 2, "stream": True}
    frames = one.post("/v1/chat/completions", body).text.split("\n\n")
    assert frames[-2:] == ["data: [DONE]", ""]
    assert sum('"finish_reason":"stop"' in frame for frame in frames) == 1
    assert sum('"error"' in frame for frame in frames) == 1
