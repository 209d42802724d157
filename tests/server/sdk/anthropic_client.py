"""Asks a server through the `anthropic` SDK, sync and async, streamed and not."""

from __future__ import annotations

import asyncio
from typing import Any

import anthropic

from tests.server.conftest import Serving

WAYS = ("sync", "sync streamed", "async", "async streamed")
ASK: Any = {"model": "scripted", "max_tokens": 99, "messages": [{"role": "user", "content": "Hi"}]}


class Asker:
    """Both clients of the SDK, asked in each of the `WAYS`."""

    def __init__(self, one: Serving, token: str | None = None) -> None:
        said: Any = {"base_url": one.url, "api_key": token or one.token, "max_retries": 0}
        self.sync, self.awaited = anthropic.Anthropic(**said), anthropic.AsyncAnthropic(**said)

    async def ask(self, way: str, **said: Any) -> tuple[Any, Any]:
        """The message that answers what is said, and the headers of the answer."""
        said = {**ASK, **said}
        if way == "sync":
            create: Any = self.sync.messages.with_raw_response.create
            raw = await asyncio.to_thread(create, **said)
            return raw.parse(), raw.headers
        if way == "async":
            response = await self.awaited.messages.with_raw_response.create(**said)
            return await response.parse(), response.headers
        said.pop("stream", None)
        if way == "sync streamed":
            return await asyncio.to_thread(self._streamed, said)
        async with self.awaited.messages.stream(**said) as awaited:
            return await awaited.get_final_message(), awaited.response.headers

    def _streamed(self, said: Any) -> tuple[Any, Any]:
        with self.sync.messages.stream(**said) as stream:
            return stream.get_final_message(), stream.response.headers
