"""Reading an answer on the terminal: the command line blocks, also where the model is async."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Any, TypeVar

from llm.cli.asking import time_limits

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Awaitable, Callable, Coroutine, Iterable, Iterator

    from llm.events import StreamEvent

T = TypeVar("T")
_END: Any = object()


class Reader:
    """Reads the answer of a model that is waited for."""

    def rounds(self, answer: Any) -> Iterable[Any]:
        """The responses of *answer*: those of a chain as they are asked for, or the one it is."""
        return answer.responses() if hasattr(answer, "responses") else [answer]

    def events(self, response: Any) -> Iterable[StreamEvent]:
        """The events of one response as they come."""
        return time_limits.events_in_time(response, time_limits.seconds_for_an_answer())

    def close(self, answer: Any) -> None:
        """Stop *answer*, if it has not come to its end."""
        answer.close()


class StandingLoop:
    """An event loop that stands still, unless something is waited for in it.

    Ctrl-C leaves the loop at once, wherever it is. The loop's own way with it would wait for a tool
    that does not come back to the loop.
    """

    def __init__(self) -> None:
        import asyncio

        self._runner = asyncio.Runner()
        self._leaves_at_once = False

    def wait(self, what: Coroutine[Any, Any, T]) -> T:
        """What *what* comes to."""
        self._leave_at_once()
        return self._runner.run(what)

    def until(self, seconds: float | None) -> float | None:
        """What the clock of the loop shows when the time for an answer is over."""
        if seconds is None:
            return None
        return self._runner.get_loop().time() + seconds + time_limits.GRACE

    def close(self, last: Callable[[], Coroutine[Any, Any, Any]] | None = None) -> None:
        """Stop all that still runs, wait for *last*, and close the loop."""
        import asyncio

        if self._leaves_at_once:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        with self._runner:
            # What left the loop by an exception, as SIGTERM does, still waits there for the model.
            for waiting in asyncio.all_tasks(self._runner.get_loop()):
                waiting.cancel()
            if last is not None:
                self._runner.run(last())

    def _leave_at_once(self) -> None:
        here = threading.current_thread() is threading.main_thread()
        if here and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            from llm.cli.tool_calls.alarm import interrupt

            # The loop would put its own in the place of this one, and of no other.
            signal.signal(signal.SIGINT, interrupt)
            self._leaves_at_once = True


class LoopReader(Reader):
    """Reads the answer of an async model, in an event loop that stands still in between."""

    def __init__(self) -> None:
        self._loop = StandingLoop()

    def rounds(self, answer: Any) -> Iterable[Any]:
        """As `Reader.rounds`."""
        return self._each(answer.responses()) if hasattr(answer, "responses") else [answer]

    def events(self, response: Any) -> Iterable[StreamEvent]:
        """As `Reader.events`."""
        until = self._loop.until(time_limits.seconds_for_an_answer())
        return self._each(
            response.astream_events(),
            lambda piece: time_limits.awaited_in_time(piece, response, until),
        )

    def close(self, answer: Any) -> None:
        """Stop *answer*, and the loop."""
        self._loop.close(answer.aclose)

    def _each(
        self, values: AsyncIterable[T], wait: Callable[[Awaitable[T]], Awaitable[T]] | None = None
    ) -> Iterator[T]:
        """Each of *values*, as *wait* waits for it."""
        iterator = aiter(values)

        async def upcoming() -> T:
            piece = anext(iterator, _END)
            return await (piece if wait is None else wait(piece))

        while (value := self._loop.wait(upcoming())) is not _END:
            yield value
