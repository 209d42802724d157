"""Several batches under way at once: in turn, on threads or as tasks, and taken back in order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextvars import copy_context
from inspect import isawaitable, iscoroutine
from typing import Any, TypeAlias, TypeVar

from llm.core.flow import Flow, arun, run
from llm.embeddings.asking import Outcome
from llm.errors import InvalidInput

T = TypeVar("T")
Begin: TypeAlias = Callable[[Flow[Outcome]], Any]
"""Begins what a flow does, and gives what has `done()`, `result()` and `cancel()`."""


class Batches:
    """The batches that are under way.

    Args:
        at_once: how many there may be.
        awaits: the caller is in an event loop.

    """

    def __init__(self, at_once: int, *, awaits: bool) -> None:
        self._at_once = max(1, at_once)
        self._awaits = awaits
        self._begin: Begin = as_task if awaits else (on_thread if at_once > 1 else in_turn)
        self._waiting: deque[Any] = deque()

    @property
    def run_beside(self) -> bool:
        """Whether the caller has something to do while a batch is under way."""
        return self._at_once > 1

    @property
    def is_full(self) -> bool:
        """Whether one has to be taken back before another can begin."""
        return len(self._waiting) >= self._at_once

    @property
    def are_under_way(self) -> bool:
        """Whether there is any."""
        return bool(self._waiting)

    def begin(self, asking: Flow[Outcome]) -> Awaitable[None] | None:
        """Begin what *asking* does; where that has to be awaited, this lets it send its request."""
        self._waiting.append(self._begin(asking))
        return _turn_of_others() if self._awaits else None

    def oldest(self) -> Outcome | Awaitable[Outcome]:
        """Wait for the batch that was begun first, and take it back."""
        first = self._waiting[0]
        outcome = first if isawaitable(first) else first.result()
        self._waiting.popleft()
        return outcome

    def finished(self) -> Iterator[Outcome]:
        """Take back, in order, those that nobody has to wait for."""
        while self._waiting and self._waiting[0].done():
            yield self._waiting.popleft().result()

    def leave(self) -> Iterator[Outcome]:
        """Wait for none any more; take back those that are finished, whatever their place."""
        waiting, self._waiting = self._waiting, deque()
        for each in waiting:
            if not each.done():
                each.cancel()
            elif not each.cancelled() and each.exception() is None:
                yield each.result()


def run_blocking(flow: Flow[T]) -> T:
    """Take *flow* to its result on this thread; what would have to be awaited is refused."""
    return run(flow, _refuse)


def in_turn(asking: Flow[Outcome]) -> Future[Outcome]:
    """Do it now, on this thread."""
    future: Future[Outcome] = Future()
    future.set_result(run_blocking(asking))
    return future


def on_thread(asking: Flow[Outcome]) -> Future[Outcome]:
    """Do it on a thread of its own, which nobody waits for when the program ends."""
    future: Future[Outcome] = Future()

    def work() -> None:
        try:
            future.set_result(run_blocking(asking))
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            future.set_exception(error)

    threading.Thread(target=copy_context().run, args=(work,), daemon=True).start()
    return future


def as_task(asking: Flow[Outcome]) -> Any:
    """Do it beside what else the event loop does."""
    import asyncio

    return asyncio.ensure_future(arun(asking))


async def _turn_of_others() -> None:
    import asyncio

    await asyncio.sleep(0)


def _refuse(awaitable: Awaitable[Any]) -> Any:
    if iscoroutine(awaitable):
        awaitable.close()
    raise InvalidInput("This has to be awaited: use the methods for async code, as aembed_multi")
