"""Request: one HTTP request to a provider, and Exchange: whoever understands the answer.

Both are what a provider hands to `net.client`, which sends, waits and asks again.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any, Generic, Protocol, TypeVar

from llm.events import StreamEvent
from llm.lazy_dataclass import dataclass
from llm.net.limits import Limits, current_limits

E = TypeVar("E", bound="Exchange")


@dataclass(frozen=True)
class Request:
    """What is asked of a provider.

    Attributes:
        provider: the name that errors carry, such as `openai`.
        url: where it goes.
        headers: beside those that every request carries; never shown or logged in clear.
        body: what is sent as JSON; None for a request without a body.
        key_name: the name under which the key is stored, for the hint when it is refused.
        method: the HTTP method.
        limits: how patient to be.

    """

    provider: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Any = field(default=None, repr=False)
    key_name: str | None = None
    method: str = "POST"
    limits: Limits = field(default_factory=current_limits)


def merged_headers(*groups: Mapping[str, str]) -> dict[str, str]:
    """The headers of all *groups*; a later one replaces an earlier, however it is written."""
    merged: dict[str, tuple[str, str]] = {}
    for group in groups:
        for name, value in group.items():
            merged[name.lower()] = name, value
    return dict(merged.values())


class Exchange(Protocol):
    """Understands one answer of a provider; a further attempt gets a new one.

    Attributes:
        complete: the answer has come to the end that the provider marks.

    """

    complete: bool

    def feed(self, data: Any) -> Iterable[str | StreamEvent]:
        """What one event of a streamed answer, decoded from JSON, says.

        Raises `ModelError` when it says that the request failed.
        """
        ...

    def whole(self, data: Any) -> Iterable[str | StreamEvent]:
        """What the body of an answer that was not streamed, decoded from JSON, says."""
        ...

    def finish(self, response: Any) -> None:
        """Tell *response* what the answer took and why it ended, as far as that is known."""


class Call(Generic[E]):
    """A request together with what understands its answer.

    Attributes:
        exchange: that of the attempt that is running, or ran last.

    """

    def __init__(self, request: Request, new_exchange: Callable[[], E]) -> None:
        self.request = request
        self.exchange = new_exchange()
        self._new_exchange = new_exchange

    def events(self) -> Iterator[str | StreamEvent]:
        """The events of the answer, as they come; see `net.client.events`."""
        from llm.net.client import events

        return events(self)

    def aevents(self) -> AsyncGenerator[str | StreamEvent]:
        """The same for an event loop."""
        from llm.net.client import aevents

        return aevents(self)

    def finish(self, response: Any) -> None:
        """Let the exchange tell *response* what the answer took."""
        self.exchange.finish(response)

    def begin_again(self) -> None:
        """Forget what the attempt before understood."""
        self.exchange = self._new_exchange()
