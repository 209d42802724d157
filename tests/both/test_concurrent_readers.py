"""Readers of one response or chain that wait side by side in a loop."""

import asyncio

import pytest

from llm import ToolCall
from llm.errors import ResponseInterrupted
from llm.testing import AsyncScriptedModel


class Ticking(AsyncScriptedModel):
    """Lets other tasks run before each piece."""

    async def execute(self, prompt, stream, response, conversation):
        async for chunk in super().execute(prompt, stream, response, conversation):
            await asyncio.sleep(0.001)
            yield chunk


async def texts(response):
    return [chunk async for chunk in response]


def test_two_readers_see_everything():
    """Readers that wait at the same time all get every piece, of one model call."""

    async def go():
        model = Ticking([["a", "b", "c"]])
        response = model.prompt("x")
        everything = ["a", "b", "c"]
        assert await asyncio.gather(*(texts(response) for _ in range(3))) == [everything] * 3
        assert len(model.prompts) == 1
        assert await response.text() == "abc"

    asyncio.run(go())


def test_readers_of_all_kinds():
    """Someone who waits for the text and someone who iterates are served side by side."""

    async def go():
        response = Ticking([["a", "b", "c"]]).prompt("x")
        reading = asyncio.create_task(texts(response))
        whole = asyncio.create_task(response.text())
        forced = asyncio.create_task(response.force())
        assert (await reading, await whole) == (["a", "b", "c"], "abc")
        assert await forced is response

    asyncio.run(go())


def test_a_failure_reaches_all():
    """When the model fails, every reader that waits gets the error."""

    async def go():
        model = Ticking([["a", ValueError("no")]])
        response = model.prompt("x")
        outcomes = await asyncio.gather(
            texts(response), response.text(), texts(response), return_exceptions=True
        )
        assert [str(outcome) for outcome in outcomes] == ["no"] * 3
        assert len(model.prompts) == 1

    asyncio.run(go())


def test_a_reader_that_only_waits_may_be_cancelled():
    """Cancelling a reader for whom another one waits on the model disturbs nobody."""

    async def go():
        response = Ticking([["a", "b", "c"]]).prompt("x")
        leading = asyncio.create_task(texts(response))
        await asyncio.sleep(0)
        following = asyncio.create_task(texts(response))
        await asyncio.sleep(0)
        following.cancel()
        with pytest.raises(asyncio.CancelledError):
            await following
        assert await leading == ["a", "b", "c"]

    asyncio.run(go())


@pytest.mark.parametrize("pieces", ["a", "ab"])
def test_closing_beside_a_reader(pieces):
    """Closing a response while a reader waits cleans the plugin up, and the reader is told."""
    log = []

    class Guarded(AsyncScriptedModel):
        async def execute(self, prompt, stream, response, conversation):
            try:
                for piece in pieces:
                    yield piece
                    await asyncio.sleep(0.01)
            finally:
                log.append("cleaned up")

    async def go():
        conversation = Guarded().conversation()
        response = conversation.prompt("x")
        reader = asyncio.create_task(texts(response))
        await asyncio.sleep(0)
        await response.aclose()
        assert log == ["cleaned up"]
        with pytest.raises(ResponseInterrupted):
            await reader
        with pytest.raises(ResponseInterrupted):
            await response.text()
        assert conversation.responses == []

    asyncio.run(go())


def test_callbacks_are_awaited():
    """A callback of `on_done` may be async, and may read the response."""

    async def go():
        response = Ticking([["a", "b"]]).prompt("x")
        heard = []

        async def callback(finished):
            heard.append(await finished.text())

        await response.on_done(callback)
        await asyncio.gather(response.text(), texts(response))
        await response.on_done(callback)
        assert heard == ["ab", "ab"]

    asyncio.run(go())


def test_two_readers_of_a_chain():
    """Readers of one chain get the same rounds; each tool call is run once."""

    async def go():
        ran = []

        async def tool():
            await asyncio.sleep(0.001)
            ran.append("tool")
            return "r"

        model = Ticking([["a", ToolCall("tool", {})], ["b", ToolCall("tool", {})], ["c"]])
        chain = model.chain("x", tools=[tool])
        assert await asyncio.gather(*(chain.text() for _ in range(3))) == ["a b c"] * 3
        assert ran == ["tool", "tool"]
        assert len(model.prompts) == 3

    asyncio.run(go())
