"""LocalCall: one call of the built-in model, from the body of its request to stream events."""

from __future__ import annotations

from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any

from llm.providers.local.engine import CHAT
from llm.providers.local.exchange import Exchange
from llm.providers.local.runtime import amade, made

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator
    from threading import Event

    from llm.events import StreamEvent

Chunk = dict[str, Any]


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
        with closing(made(CHAT, self._ask)) as chunks:
            for chunk in chunks:
                yield from self._exchange.feed(chunk)

    async def aevents(self) -> AsyncGenerator[StreamEvent]:
        """The same for an event loop."""
        async with aclosing(amade(CHAT, self._ask)) as chunks:
            async for chunk in chunks:
                for event in self._exchange.feed(chunk):
                    yield event

    def _ask(self, server: Any, deliver: Callable[[Chunk], object], cancel: Event) -> None:
        def on_chunk(chunk: Chunk) -> bool:
            """Take a chunk from the model; True makes it stop."""
            try:
                # Progress chunks exist so that a long prompt can be stopped too.
                if "prompt_progress" not in chunk:
                    deliver(chunk)
            except RuntimeError:
                return True
            return cancel.is_set()

        body = {**self._body, "stream": True, "return_progress": True}
        server.handle_chat_completions(body, on_chunk)
