"""How long an answer may take, whatever its model does: `--timeout`, for models of plugins as well.

`net/limits.py` owns the limits of requests; what is here ends the waiting for anything else.
"""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from llm.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator

    from llm.events import StreamEvent

T = TypeVar("T")

GRACE = 0.1
"""Seconds more than a request has, whose own error says more."""
_AGAIN = 1.0
"""Seconds after which a model is told again that has caught the exception."""


def seconds_for_an_answer() -> float | None:
    """The limit that `--timeout` or the environment sets to one answer; None for no limit."""
    from llm.net.limits import current_limits

    return current_limits().total


def out_of_time(model: Any, seconds: float) -> ModelError:
    """The error for an answer of *model* that was not complete in time."""
    from llm.net.failures import spelt

    return ModelError(
        f"{model.model_id} did not complete its answer within {spelt(seconds)}."
        " Allow more with --timeout SECONDS.",
        code="timeout",
    )


class _OutOfTime(BaseException):
    """Raised in a model whose time is over; not an `Exception`, which models tend to catch.

    Attributes:
        reason: what the response ends with.

    """

    def __init__(self, reason: ModelError) -> None:
        super().__init__(str(reason))
        self.reason = reason


def events_in_time(response: Any, seconds: float | None) -> Iterator[StreamEvent]:
    """The events of *response*, whose model is ended when these *seconds* are over.

    The response then fails with a `ModelError`. Only the main thread can be told so, and not on
    Windows: elsewhere, what a model waits for ends by limits of its own.
    """
    here = threading.current_thread() is threading.main_thread()
    events: Iterator[StreamEvent] = response.stream_events()
    if seconds is None or not here or not hasattr(signal, "setitimer"):
        yield from events
        return
    ends = time.monotonic() + seconds + GRACE
    while True:
        with _alarmed(response, seconds, ends):
            event = next(events, None)
        if event is None:
            return
        yield event


@contextmanager
def _alarmed(response: Any, seconds: float, ends: float) -> Iterator[None]:
    """Let an alarm end the model of *response* in the block, when the clock shows *ends*."""

    def end(_number: int, _frame: Any) -> None:
        recording = response.recording
        if recording.done or recording.failure is not None:
            return
        if recording.live is not None and recording.live.gi_running:
            raise _OutOfTime(out_of_time(response.model, seconds))

    before = signal.signal(signal.SIGALRM, end)
    began = time.monotonic()
    other = signal.setitimer(signal.ITIMER_REAL, max(ends - began, 0.001), _AGAIN)
    try:
        yield
    except _OutOfTime as over:
        raise over.reason from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if other[0]:  # somebody else's alarm
            left = max(other[0] - (time.monotonic() - began), 0.001)
            signal.setitimer(signal.ITIMER_REAL, left, other[1])


async def awaited_in_time(piece: Awaitable[T], response: Any, until: float | None) -> T:
    """*piece*, which the model of *response* gives, until the loop's clock shows *until*.

    Raises `ModelError`, with which the response has ended then.
    """
    if until is None:
        return await piece
    import asyncio

    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    given_up = False

    def end() -> None:
        nonlocal given_up
        given_up = True
        response.give_up(out_of_time(response.model, seconds_for_an_answer() or 0.0))
        if task is not None:
            task.cancel()

    pending = loop.call_at(until, end)
    try:
        return await piece
    except asyncio.CancelledError:
        if not given_up:
            raise
        if task is not None:
            task.uncancel()
        response.recording.ended_already()  # raises what it ended with
        raise
    finally:
        pending.cancel()
