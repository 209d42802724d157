"""What type checkers make of the public API. Checked by mypy and pyright, never run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any, assert_type

import llm
from llm.events import StreamEvent
from llm.serialization import ResponseDict


class Mine(llm.Model):
    """A model as a plugin author writes it."""

    model_id = "mine"

    def execute(
        self,
        prompt: llm.Prompt,
        stream: bool,
        response: llm.Response,
        conversation: llm.Conversation | None,
    ) -> Iterator[str | StreamEvent]:
        """Echo."""
        response.set_usage(input=1, output=1)
        yield prompt.prompt


class AsyncMine(llm.AsyncModel):
    """The same for an event loop: `async def` and `yield` is an `execute`."""

    model_id = "mine"

    async def execute(
        self,
        prompt: llm.Prompt,
        stream: bool,
        response: llm.AsyncResponse,
        conversation: llm.AsyncConversation | None,
    ) -> AsyncIterator[str | StreamEvent]:
        """Echo."""
        yield prompt.prompt


class MineWithKey(llm.KeyModel):
    """A model with a key."""

    model_id = "keyed"

    def execute(
        self,
        prompt: llm.Prompt,
        stream: bool,
        response: llm.Response,
        conversation: llm.Conversation | None,
        key: str | None,
    ) -> Iterator[str | StreamEvent]:
        """Tell the key."""
        yield key or ""


def blocking() -> None:
    """In the sync world every answer is a value."""
    model = Mine()
    assert_type(model.prompt("x"), llm.Response)
    assert_type(model.prompt("x").text(), str)
    assert_type(model.prompt("x").usage(), llm.Usage)
    assert_type(model.prompt("x").messages(), list[llm.Message])
    assert_type(model.prompt("x").tool_calls(), list[llm.ToolCall])
    assert_type(model.prompt("x").execute_tool_calls(), list[llm.ToolResult])
    assert_type(model.prompt("x").reply("y"), llm.Response)
    assert_type(model.prompt("x").to_dict(), ResponseDict)
    assert_type(model.conversation(), llm.Conversation)
    assert_type(model.conversation().prompt("x").text(), str)
    assert_type(model.chain("x").text(), str)
    assert_type(model.conversation().chain("x").text(), str)
    assert_type(MineWithKey().prompt("x", key="k").text(), str)
    for chunk in model.prompt("x"):
        assert_type(chunk, str)
    for event in model.chain("x").stream_events():
        assert_type(event, StreamEvent)


def coroutine() -> Coroutine[Any, Any, str]:
    """What is not awaited is a coroutine."""
    return AsyncMine().prompt("x").text()


async def awaiting() -> None:
    """In the async world it is a coroutine of that value."""
    model = AsyncMine()
    assert_type(model.prompt("x"), llm.AsyncResponse)
    assert_type(await model.prompt("x"), llm.AsyncResponse)
    assert_type(await model.prompt("x").text(), str)
    assert_type(await model.prompt("x").usage(), llm.Usage)
    assert_type(await model.prompt("x").messages(), list[llm.Message])
    assert_type(await model.prompt("x").reply("y"), llm.AsyncResponse)
    assert_type(await model.prompt("x").execute_tool_calls(), list[llm.ToolResult])
    assert_type(model.conversation(), llm.AsyncConversation)
    assert_type(await model.conversation().prompt("x").text(), str)
    assert_type(await model.chain("x").text(), str)
    assert_type(await model.conversation().chain("x").text(), str)
    async for chunk in model.prompt("x"):
        assert_type(chunk, str)
    async for event in model.chain("x").astream_events():
        assert_type(event, StreamEvent)


def messages() -> None:
    """Messages and parts have their own types."""
    assert_type(llm.user("a"), llm.Message)
    assert_type(llm.user("a").text(), str)
    assert_type(llm.get_model("x"), llm.Model)
