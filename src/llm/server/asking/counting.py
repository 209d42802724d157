"""How many tokens a request has, where the model itself can say, and does so in time."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from llm.server.asking.asked import Asked

SECONDS = 10.0
"""For so long a count is waited for."""


async def counted(
    model: Any, asked: Asked, in_thread: Callable[[Callable[[], Any]], Awaitable[Any]]
) -> int | None:
    """The tokens of what was *asked*, as *model* counts them; None where it cannot, or not in time.

    A model that can has a method `count_tokens`, which takes what `prompt` takes and, of an async
    model, is a coroutine function; one of a sync model runs *in_thread*. One that fails, for want
    of a key or of a network, cannot.
    """
    count = getattr(model, "count_tokens", None)
    if not callable(count):
        return None
    given: dict[str, Any] = {"messages": asked.messages}
    if asked.tools:
        given["tools"] = asked.tools
    if asked.schema is not None:
        given["schema"] = asked.schema
    is_async = inspect.iscoroutinefunction(count)
    try:
        async with asyncio.timeout(SECONDS):
            tokens = await (count(**given) if is_async else in_thread(lambda: count(**given)))
    except (Exception, SystemExit):  # noqa: BLE001 - an estimate is better than a plugin's mistake
        return None
    return tokens if type(tokens) is int else None
