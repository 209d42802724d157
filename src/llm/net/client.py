"""Asking a provider: the two ways to wait for an answer, and nothing that they share.

What an answer means, and what a failure calls for, an `Attempt` says; connections come from
`connections.py`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from typing import TYPE_CHECKING, Any

from llm.clock import clock
from llm.net.attempt import Attempt
from llm.net.cutoff import on_thread
from llm.net.request import Call

if TYPE_CHECKING:
    from llm.events import StreamEvent
    from llm.net.request import Request


def events(call: Call[Any]) -> Iterator[str | StreamEvent]:
    """The events of the answer to *call*, as they come; failures that may pass are tried again.

    Raises `LLMError` for everything that a server or the network does. What had arrived by then
    has been yielded.
    """
    from llm.net.connections import pieces_of, sync_client

    attempt = Attempt(call)
    while attempt.is_due:
        clock().sleep(attempt.pause)
        with attempt, sync_client(attempt.url).stream(**attempt.arguments()) as response:
            attempt.open(response, on_thread)
            for piece in pieces_of(response):
                yield from attempt.read(piece)
            yield from attempt.end()


async def aevents(call: Call[Any]) -> AsyncGenerator[str | StreamEvent]:
    """`events` for an event loop."""
    import asyncio

    from llm.net.connections import LeasedAnswer, apieces_of

    attempt = Attempt(call)
    while attempt.is_due:
        await clock().asleep(attempt.pause)
        with attempt:
            async with LeasedAnswer(attempt.url, attempt.arguments()) as response:
                attempt.open(response, asyncio.get_running_loop().call_later)
                async for piece in apieces_of(response):
                    for event in attempt.read(piece):
                        yield event
                for event in attempt.end():
                    yield event


class _Body:
    """The exchange of an answer that is one JSON value."""

    complete = False
    value: Any = None

    def feed(self, data: Any) -> tuple[()]:
        self.value, self.complete = data, True
        return ()

    whole = feed

    def finish(self, response: Any) -> None:
        """There is no response."""


def get_json(request: Request) -> Any:
    """The answer to *request*, one JSON value. Raises `LLMError`."""
    call = Call(request, _Body)
    for _ in events(call):
        pass
    return call.exchange.value


async def aget_json(request: Request) -> Any:
    """`get_json` for an event loop."""
    call = Call(request, _Body)
    async for _ in aevents(call):
        pass
    return call.exchange.value
