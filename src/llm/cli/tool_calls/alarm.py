"""AlarmWatch: ends a tool call that takes too long by an exception in it, on the main thread.

A tool so runs in the thread that made what it uses: connections to SQLite, and what else belongs
to one thread. Only a call that is in the midst of something in C, and does not come back to Python,
cannot be ended. Ctrl-C ends calls in the same way.
"""

from __future__ import annotations

import functools
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from llm.lazy_dataclass import dataclass
from llm.tooling.limits import OutOfTime, ThreadWatch

T = TypeVar("T")

_AGAIN = 1.0
"""Seconds after which a call is ended again that has caught the exception."""
_LONGEST = 86_400.0
"""Seconds that the alarm is set to at most."""


@dataclass(eq=False)
class _Running:
    """A call that has the time until *ends*; it is *open* as long as it can be ended."""

    ends: float
    interrupted: bool = False
    open: bool = False


class _Ended(BaseException):
    """Raised in the call *running*; not an `Exception`, which tools tend to catch."""

    def __init__(self, running: _Running) -> None:
        self.running = running


# What runs in this context: a task in a loop has one of its own, so that only the code of the call
# itself is ever ended, and not what happens to run when its time is over.
_here: ContextVar[tuple[_Running, ...]] = ContextVar("running_tool_calls", default=())
_all: list[_Running] = []
_before: dict[int, Any] = {}
"""The handlers of signals from before the first of the calls."""
_due: list[float] = []
"""When somebody else's alarm would have come."""


class AlarmWatch(ThreadWatch):
    """Ends calls by a signal; where there is none, or outside of the main thread, by a thread."""

    def call(self, call: Callable[[], T], seconds: float) -> T:
        """What *call* returns; raises `OutOfTime`."""
        if not _has_alarm():
            return super().call(call, seconds)
        with _known(seconds) as running:
            token = _here.set((*_here.get(), running))
            try:
                with _ended(running):
                    try:
                        running.open = True
                        return call()
                    finally:
                        running.open = False
            finally:
                _here.reset(token)

    @contextmanager
    def waiting(
        self, call: Callable[[], Awaitable[T]], seconds: float
    ) -> Iterator[Coroutine[Any, Any, T]]:
        """A coroutine that gives what *call* gives; raises `OutOfTime` where it blocks its loop."""

        async def waiting(running: _Running) -> T:
            _here.set((*_here.get(), running))  # of the task, which ends with it
            with _ended(running):
                try:
                    running.open = True
                    return await call()
                finally:
                    running.open = False

        if not _has_alarm():
            with super().waiting(call, seconds) as coroutine:
                yield coroutine
            return
        with _known(seconds) as running:
            try:
                yield waiting(running)
            finally:
                running.open = False


def _has_alarm() -> bool:
    here = threading.current_thread() is threading.main_thread()
    return here and sys.platform != "win32"


@contextmanager
def _known(seconds: float) -> Iterator[_Running]:
    """A call that is ended, while it is open, when its time is over; in the block."""
    running = _Running(time.monotonic() + seconds)
    if not _all:
        _take_signals()
    _all.append(running)
    _set_alarm()
    try:
        yield running
    finally:
        _all.remove(running)
        if _all:
            _set_alarm()
        else:
            _give_signals_back()


@contextmanager
def _ended(running: _Running) -> Iterator[None]:
    """Let it be `OutOfTime` when the call *running* was ended in the block."""
    try:
        yield
    except _Ended as ended:
        if ended.running is not running:
            raise
        raise OutOfTime from None


def interrupt(_number: int, _frame: Any) -> None:
    """Raise KeyboardInterrupt, as a handler of Ctrl-C, and again in calls that catch it."""
    for running in _all:
        running.interrupted = True
    if _all:
        _set_alarm()
    raise KeyboardInterrupt


def _alarmed(_number: int, _frame: Any) -> None:
    now = time.monotonic()
    for running in _here.get():
        if running.open and running.interrupted:
            raise KeyboardInterrupt
        if running.open and running.ends <= now:
            raise _Ended(running)


if sys.platform != "win32":

    def _take_signals() -> None:
        left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
        _due[:] = [time.monotonic() + left] if left else []
        _before[signal.SIGALRM] = signal.signal(signal.SIGALRM, _alarmed)
        if _ends_us(signal.getsignal(signal.SIGINT)):
            _before[signal.SIGINT] = signal.signal(signal.SIGINT, interrupt)

    def _give_signals_back() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in list(_before.items()):
            signal.signal(number, handler)
        _before.clear()
        for due in _due:
            signal.setitimer(signal.ITIMER_REAL, max(due - time.monotonic(), 0.001))

    def _set_alarm() -> None:
        """Be woken when the first of the calls has had its time."""
        left = min(running.ends for running in _all) - time.monotonic()
        if left <= 0 or any(running.interrupted for running in _all):
            left = _AGAIN
        signal.setitimer(signal.ITIMER_REAL, min(left, _LONGEST), _AGAIN)

else:  # where there is no alarm, none of this is called

    def _take_signals() -> None:
        raise NotImplementedError

    _give_signals_back = _set_alarm = _take_signals


def _ends_us(handler: Any) -> bool:
    """Whether *handler*, of Ctrl-C, only raises KeyboardInterrupt: at once, or as asyncio does.

    That of asyncio waits for what runs in the loop, which would wait for a tool that hangs.
    """
    if handler is signal.default_int_handler:
        return True
    inner = handler.func if isinstance(handler, functools.partial) else handler
    return str(getattr(inner, "__module__", "")).startswith("asyncio.")
