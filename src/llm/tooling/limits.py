"""Limits of tool calls: how long one may take, and how much of its output the model is given.

There are none unless somebody sets them:

    chain = model.chain("…", tools=[…])
    chain.limits = Limits(seconds=30, output=100_000)

A call that takes longer is abandoned: the model is told so, and goes on. What the call had begun
may go on as well. How a call that blocks is left is a `Watch`'s affair: by default it runs in a
thread of its own, which is left to itself.
"""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import copy_context
from dataclasses import field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from llm.errors import ToolTimeout
from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")

_GRACE = 1.0
"""Seconds that an async tool has to clean up when it is cancelled."""
_LOOK = 0.2
"""Seconds after which a waiting thread looks up: some systems interrupt it only then."""


class Watch(Protocol):
    """Ends what takes too long, with `OutOfTime`."""

    def call(self, call: Callable[[], T], seconds: float) -> T:
        """What *call* returns."""
        ...

    def waiting(
        self, call: Callable[[], Awaitable[T]], seconds: float
    ) -> AbstractContextManager[Coroutine[Any, Any, T]]:
        """A coroutine that gives what *call* gives, to be waited for in the block.

        Only that it blocks its loop needs to be noticed here.
        """
        ...


class OutOfTime(Exception):  # noqa: N818 - reads as what happened
    """A call was not done in time."""


class ThreadWatch:
    """Runs each blocking call in a thread, and waits for it no longer than it may take."""

    def call(self, call: Callable[[], T], seconds: float) -> T:
        """What *call* returns; raises `OutOfTime`, and leaves the thread to itself."""
        outcome: list[tuple[T | None, BaseException | None]] = []

        def run() -> None:
            try:
                outcome.append((call(), None))
            except BaseException as error:  # noqa: BLE001 - raised where it is waited for
                outcome.append((None, error))

        thread = threading.Thread(target=copy_context().run, args=(run,), daemon=True)
        thread.start()
        ends = time.monotonic() + seconds
        while thread.is_alive() and (left := ends - time.monotonic()) > 0:
            thread.join(min(left, _LOOK))
        if not outcome:
            raise OutOfTime
        value, error = outcome[0]
        if error is not None:
            raise error
        return value  # type: ignore[return-value]  # None only where the call returned it

    @contextmanager
    def waiting(
        self,
        call: Callable[[], Awaitable[T]],
        seconds: float,  # noqa: ARG002 - a protocol
    ) -> Iterator[Coroutine[Any, Any, T]]:
        """A coroutine that gives what *call* gives. One that blocks its loop is not noticed."""

        async def waiting() -> T:
            return await call()

        yield waiting()


@dataclass(frozen=True)
class Limits:
    """The limits of each tool call.

    Attributes:
        seconds: how long it may take; None for no limit.
        output: how many bytes of its output, as UTF-8, the model is given; None for all.
        watch: how one that blocks is left.

    """

    seconds: float | None = None
    output: int | None = None
    watch: Watch = field(default_factory=ThreadWatch)

    def run(self, name: str, call: Callable[[], Any]) -> Any:
        """What *call*, of the tool *name*, returns: a value, or an awaitable that is limited too.

        Raises `ToolTimeout` when it takes too long.
        """
        if inspect.iscoroutinefunction(call):
            return self._awaited(name, call)
        with self._telling(name):
            value = call() if self.seconds is None else self.watch.call(call, self.seconds)
        return self._awaited(name, lambda: value) if inspect.isawaitable(value) else value

    def shown(self, output: str) -> str:
        """As much of *output* as the model is given, and how much was left out."""
        if self.output is None or len(output) * 4 <= self.output:
            return output
        data = output.encode("utf-8", "replace")
        left_out = len(data) - self.output
        if left_out <= 0:
            return output
        kept = data[: self.output].decode("utf-8", "ignore")
        return f"{kept}\n[… {left_out:,} of {len(data):,} bytes of this output were left out]"

    async def _awaited(self, name: str, call: Callable[[], Awaitable[Any]]) -> Any:
        import asyncio

        with self._telling(name):
            if self.seconds is None:
                return await call()
            with self.watch.waiting(call, self.seconds) as waiting:
                task = asyncio.ensure_future(waiting)
                try:
                    await asyncio.wait({task}, timeout=self.seconds)
                except BaseException:
                    await _cancelled(task)
                    raise
                if not task.done():
                    await _cancelled(task)
                    raise OutOfTime
                return task.result()

    @contextmanager
    def _telling(self, name: str) -> Iterator[None]:
        """Say what was not done in time, and note what may have been left running."""
        try:
            yield
        except OutOfTime:
            _note_left()
            raise ToolTimeout(
                f'the tool "{name}" took longer than {self.seconds:g} s and was abandoned;'
                " what it had begun may still go on"
            ) from None
        except Exception:
            raise
        except BaseException:
            _note_left()
            raise


async def _cancelled(task: asyncio.Task[Any]) -> None:
    """Cancel *task*; when it does not end, leave it and its threads to themselves."""
    import asyncio

    task.cancel()
    leave_threads()
    await asyncio.wait({task}, timeout=_GRACE)
    if task.done():
        if not task.cancelled():
            task.exception()  # so that nobody reports that it was not looked at
    else:  # who closes the loop waits for each task that it knows
        asyncio.tasks._unregister_task(task)
        _left.append(task)  # who is collected while it waits complains


def leave_threads() -> None:
    """Let nobody who closes the running loop wait for the threads that it has started so far."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())


_left: list[object] = []
"""What stands for the calls that were abandoned or interrupted."""


def may_have_left_something() -> bool:
    """Whether a tool call was abandoned or interrupted, whose threads may still run."""
    return bool(_left)


def _note_left() -> None:
    if not _left:
        _left.append(True)
