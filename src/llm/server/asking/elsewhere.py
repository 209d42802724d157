"""Work that another thread does, and that the event loop waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


def to_do(
    work: Callable[[], T], *, unheard: bool = False
) -> tuple[Callable[[], None], asyncio.Future[T]]:
    """A job for another thread that does *work*, and what it comes to, for the running loop.

    The job raises nothing: who waits is told what *work* raises. When nobody waits any longer
    before the job begins, it does nothing, unless it is to be done also *unheard*.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def job() -> None:
        if done.cancelled() and not unheard:
            return
        settle: Callable[[], None]
        try:
            settle = partial(done.set_result, work())
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            settle = partial(done.set_exception, _raisable(error))
        with suppress(RuntimeError):  # the server has stopped meanwhile
            loop.call_soon_threadsafe(_unless_left, done, settle)

    return job, done


def _unless_left(done: asyncio.Future[Any], settle: Callable[[], None]) -> None:
    """*settle* what is *done*, unless whoever waited has left."""
    if not done.done():
        settle()


def _raisable(error: BaseException) -> Exception:
    """*error* as one that ends nothing but what waits for it.

    Some mean something to the event loop: that it is to end, or that nobody waits any longer.
    """
    means_more = isinstance(error, (StopIteration, StopAsyncIteration, CancelledError))
    if isinstance(error, Exception) and not means_more:
        return error
    made = RuntimeError(f"{type(error).__name__}: {error}")
    made.__cause__ = error
    return made
