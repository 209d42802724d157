"""Several answers to one request for a chat, side by side: a call of the model for each.

In the history they are branches after the same message.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from llm.server.endpoints.answering import (
    KEEP_ALIVE_SECONDS,
    PATIENCE,
    Streamed,
    failed,
    gone,
    headers_of,
    json_answer,
    send_piece,
    unless_left,
)
from llm.server.guarding.access import client_of
from llm.server.protocols.chat.encoding import ChatEncoder, answer, merged
from llm.server.protocols.openai_failures import failure_body
from llm.server.protocols.sse import KEEP_ALIVE
from llm.server.service import service_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Send

    from llm.server.asking.asked import Asked
    from llm.server.asking.running import RunningCall


async def choices(asked: Asked, count: int, request: Request) -> Response:
    """The answer to *request*, which has *count* choices. Raises Refused.

    It fails where one of its calls does, and the others are cancelled.
    """
    async with AsyncExitStack() as readings:
        calls = await _started(asked, count, request, readings)
        waits = [call.begins(PATIENCE) if asked.stream else call.outcome() for call in calls]
        is_there = await unless_left(asyncio.gather(*waits), request)
        outcomes = [call.so_far() for call in calls]
        for call, outcome in zip(calls, outcomes, strict=True):
            has_begun = asked.stream and call.response.recording.log
            if outcome.failure is not None and not has_begun:
                return failed(outcome.failure, failure_body, call)
        if not is_there:
            return failed(gone(), failure_body, calls[0])
        if asked.stream:
            return StreamedChoices(calls, readings.pop_all())
        body = merged([answer(asked, outcome) for outcome in outcomes])
        return json_answer(body, headers=headers_of(calls[0]))


async def _started(
    asked: Asked, count: int, request: Request, readings: AsyncExitStack
) -> list[RunningCall]:
    """Calls that are read until *readings* are over, which ends those that still run."""
    started = []
    for _ in range(count):
        call = await service_of(request).calls.start(asked, client_of(request.scope))
        await readings.enter_async_context(call.reading())
        started.append(call)
    return started


class StreamedChoices(Streamed):
    """The answers of several calls in one stream, each with its number."""

    def __init__(self, calls: Sequence[RunningCall], readings: Any) -> None:
        first = calls[0]
        made = (first.asked, first.id, first.created, first.model)
        self._encoders = [ChatEncoder(*made, index) for index in range(len(calls))]
        self._calls = calls
        super().__init__(first, self._encoders[0], KEEP_ALIVE, readings)

    async def _send(self, send: Send) -> None:
        sending = asyncio.Lock()
        try:
            async with asyncio.TaskGroup() as group:
                for call, encoder in zip(self._calls, self._encoders, strict=True):
                    group.create_task(self._send_choice(call, encoder, send, sending))
        except ExceptionGroup as failed_ones:
            raise failed_ones.exceptions[0] from None
        outcomes = [call.so_far() for call in self._calls]
        await send_piece(send, self._encoders[0].close(outcomes), more=False)

    async def _send_choice(
        self, call: RunningCall, encoder: ChatEncoder, send: Send, sending: asyncio.Lock
    ) -> None:
        async with sending:
            await send_piece(send, encoder.begin())
        async for _, events in call.batches(idle=KEEP_ALIVE_SECONDS):
            frames = encoder.events(events) if events else self._waiting
            if frames:
                async with sending:
                    await send_piece(send, frames)
        async with sending:
            await send_piece(send, encoder.finish(call.so_far()))
