"""The built-in models, for real, behind a server that the `openai` SDK speaks to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest

from tests.server.conftest import Serving, running_server

CAPITAL: Any = [{"role": "user", "content": "What is the capital of France?"}]
DOG: Any = {
    "type": "json_schema",
    "json_schema": {
        "name": "dog",
        "schema": {
            "type": "object",
            "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
            "required": ["name", "age"],
        },
    },
}


@pytest.fixture
def one() -> Iterator[Serving]:
    """A server of what is installed."""
    with running_server() as server:
        yield server


@pytest.mark.usefixtures("local_model")
def test_chat(one: Serving) -> None:
    """It answers, whole and in a stream, and in the form that it is told to."""
    with openai.OpenAI(base_url=one.base_url, api_key=one.token) as client:
        whole = client.chat.completions.create(model="smollm2", messages=CAPITAL, temperature=0)
        assert "Paris" in (whole.choices[0].message.content or "")
        assert whole.usage
        assert whole.usage.prompt_tokens > 10
        stream = client.chat.completions.create(
            model="smollm2", messages=CAPITAL, temperature=0, stream=True, max_tokens=5
        )
        chunks = [chunk.choices[0] for chunk in stream]
        assert sum(bool(chunk.delta.content) for chunk in chunks) > 1
        assert chunks[-1].finish_reason == "length"
        made = client.chat.completions.create(
            model="smollm2",
            messages=[{"role": "user", "content": "A dog, as JSON"}],
            response_format=DOG,
        )
        assert set(json.loads(made.choices[0].message.content or "")) == {"name", "age"}
    assert [call.status for call in one.calls()] == ["ok"] * 3


@pytest.mark.usefixtures("local_model")
def test_client_that_leaves(one: Serving) -> None:
    """When an async client leaves, the model is stopped, and free for the next one."""

    async def leave() -> None:
        async with openai.AsyncOpenAI(base_url=one.base_url, api_key=one.token) as client:
            stream = await client.chat.completions.create(
                model="smollm2",
                messages=[{"role": "user", "content": "Write a long story about a dog."}],
                stream=True,
            )
            async for chunk in stream:
                if chunk.choices[0].delta.content:
                    break
            await stream.close()
            answer = await client.chat.completions.create(model="smollm2", messages=CAPITAL)
            assert "Paris" in (answer.choices[0].message.content or "")

    asyncio.run(leave())
    assert [call.status for call in one.calls()] == ["interrupted", "ok"]


@pytest.mark.usefixtures("local_embeddings")
def test_embeddings(one: Serving) -> None:
    """Texts that are alike have vectors that are."""
    with openai.OpenAI(base_url=one.base_url, api_key=one.token) as client:
        made = client.embeddings.create(model="minilm", input=["a cat", "a kitten", "income tax"])
        cat, kitten, tax = (each.embedding for each in made.data)
    assert len(cat) == 384

    def likeness(left: list[float], right: list[float]) -> float:
        return sum(a * b for a, b in zip(left, right, strict=True))

    assert likeness(cat, kitten) > likeness(cat, tax)
