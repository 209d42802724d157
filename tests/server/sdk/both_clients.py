"""Both clients of an SDK, sync and async, for the time of a test."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Asker = TypeVar("Asker")


def asked_with(asker: Asker, body: Callable[[Asker], Coroutine[Any, Any, None]]) -> None:
    """Run *body* with *asker*, and let go of the connections of its `sync` and `awaited` client."""

    async def run() -> None:
        clients: Any = asker
        try:
            await body(asker)
        finally:
            clients.sync.close()
            await clients.awaited.close()

    asyncio.run(run())
