"""LoopSides: answers of several async models that arrive at the same time, in one loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.cli.asking.reading import StandingLoop
from llm.cli.asking.sides import Arrival, Sides

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Sequence


class LoopSides(Sides):
    """Several answers of async models, in one event loop that stands still in between."""

    def __init__(self, answers: Sequence[Any]) -> None:
        import asyncio

        super().__init__(answers)
        self._loop = StandingLoop()
        self._queue: asyncio.Queue[Arrival] = asyncio.Queue()
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def start(self) -> None:
        """Let all models begin."""
        self._loop.wait(self._begin_all())

    def stop(self, side: int) -> None:
        """Let one of the answers end here, with what has arrived."""
        super().stop(side)
        if (task := self._tasks.get(side)) is not None:
            task.cancel()

    def close(self) -> None:
        """Stop all of them, and the loop."""
        super().close()
        self._loop.close(self._all_ended)

    async def _begin_all(self) -> None:
        import asyncio

        for side, answer in enumerate(self._answers):
            if isinstance(answer, Exception):
                self._put(Arrival(side, "failed", answer))
            else:
                self._tasks[side] = asyncio.create_task(self._aread(side, answer))

    async def _all_ended(self) -> None:
        import asyncio

        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _overdue(self) -> Arrival | None:
        arrival = super()._overdue()
        if arrival is not None:
            self._tasks[arrival.side].cancel()
        return arrival

    def _put(self, arrival: Arrival) -> None:
        self._queue.put_nowait(arrival)

    def _wait(self, seconds: float) -> Arrival | None:
        return self._loop.wait(self._awaited(seconds))

    async def _awaited(self, seconds: float) -> Arrival | None:
        import asyncio

        try:
            async with asyncio.timeout(seconds):
                return await self._queue.get()
        except TimeoutError:
            return None

    async def _aread(self, side: int, answer: Any) -> None:
        """Read *answer* to its end, in a task of its own."""
        with self._ending(side):
            async for response in _each_round(answer):
                self._begin(side, response)
                async for event in response.astream_events():
                    self._put(Arrival(side, "event", event))
                self._finish(side)


async def _each_round(answer: Any) -> AsyncIterator[Any]:
    """The responses of an async *answer*, as `Reader.rounds`."""
    if not hasattr(answer, "responses"):
        yield answer
        return
    async for response in answer.responses():
        yield response
