"""The `openai` package, for plugins that ask for a client of it, or bring one of their own."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from llm.errors import ModelUnavailable
from llm.net.log import logging_client, wire_log

if TYPE_CHECKING:
    from llm.events import StreamEvent
    from llm.net.request import Exchange


def sdk() -> Any:
    """The module `openai`. Raises `ModelUnavailable` where it is not installed."""
    try:
        import openai
    except ImportError as error:
        raise ModelUnavailable(
            "A plugin needs the package 'openai', which is not installed: `llm install openai`."
        ) from error
    return openai


def sdk_client(
    key: str | None, base_url: str, headers: Mapping[str, str] | None, *, async_: bool
) -> Any:
    """An `openai.OpenAI`, or `AsyncOpenAI`, for the server at *base_url*."""
    made = sdk().AsyncOpenAI if async_ else sdk().OpenAI
    settings: dict[str, Any] = {"api_key": key or "DUMMY_KEY", "base_url": base_url}
    if headers:
        settings["default_headers"] = dict(headers)
    if wire_log() is not None:
        settings["http_client"] = logging_client(async_=async_)
    return made(**settings)


def client_is_replaced() -> bool:
    """Whether somebody put something else in the place of the class `openai.OpenAI`.

    Tests of plugins do, and expect it to be asked.
    """
    package = sys.modules.get("openai")
    return package is not None and not isinstance(package.OpenAI, type)


class ClientCall:
    """A call that a client of the SDK makes, or what has its place.

    Args:
        create: the client's method.
        body: its arguments.
        exchange: understands what comes back.

    """

    def __init__(
        self, create: Callable[..., Any], body: dict[str, Any], exchange: Exchange
    ) -> None:
        self._create, self._body, self._exchange = create, body, exchange

    def events(self) -> Iterator[str | StreamEvent]:
        """The events of the answer, as they come."""
        answer = self._create(**self._body)
        if self._body.get("stream"):
            for chunk in answer:
                yield from self._exchange.feed(_as_json(chunk))
        else:
            yield from self._exchange.whole(_as_json(answer))

    async def aevents(self) -> AsyncGenerator[str | StreamEvent]:
        """The same for an event loop."""
        answer = await self._create(**self._body)
        if self._body.get("stream"):
            async for chunk in answer:
                for event in self._exchange.feed(_as_json(chunk)):
                    yield event
        else:
            for event in self._exchange.whole(_as_json(answer)):
                yield event

    def finish(self, response: Any) -> None:
        """Let the exchange tell *response* what the answer took."""
        self._exchange.finish(response)


def _as_json(answer: Any) -> Any:
    return answer.model_dump(mode="json", exclude_none=True)
