"""LocalCall: one call of the built-in model, from the body of its request to stream events."""

from __future__ import annotations

from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any

from llm.providers.local import runtime
from llm.providers.local.exchange import Exchange

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from llm.events import StreamEvent


class LocalCall:
    """A call that is made when its events are asked for.

    Args:
        body: the request, as JSON-like data.
        whole: hold the text back until it is complete, for a reader who does not stream.

    """

    def __init__(self, body: dict[str, Any], *, whole: bool) -> None:
        self._body = body
        self._exchange = Exchange(whole=whole)
        self.finish = self._exchange.finish

    def events(self) -> Iterator[StreamEvent]:
        """The events of the answer, as they come."""
        with closing(runtime.stream(self._body)) as chunks:
            for chunk in chunks:
                yield from self._exchange.feed(chunk)

    async def aevents(self) -> AsyncGenerator[StreamEvent]:
        """The same for an event loop."""
        async with aclosing(runtime.astream(self._body)) as chunks:
            async for chunk in chunks:
                for event in self._exchange.feed(chunk):
                    yield event
