"""Reading an answer on the terminal: the command line blocks, also where the model is async."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterable, Iterator

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
        return response.stream_events()  # type: ignore[no-any-return]  # of either kind

    def close(self, answer: Any) -> None:
        """Stop *answer*, if it has not come to its end."""
        answer.close()


class LoopReader(Reader):
    """Reads the answer of an async model, in an event loop that stands still in between.

    Ctrl-C leaves the loop at once, wherever it is. The loop's own way with it would wait for a tool
    that does not come back to the loop.
    """

    def __init__(self) -> None:
        import asyncio

        self._runner = asyncio.Runner()
        self._leaves_at_once = False

    def rounds(self, answer: Any) -> Iterable[Any]:
        """As `Reader.rounds`."""
        return self._each(answer.responses()) if hasattr(answer, "responses") else [answer]

    def events(self, response: Any) -> Iterable[StreamEvent]:
        """As `Reader.events`."""
        return self._each(response.astream_events())

    def close(self, answer: Any) -> None:
        """Stop *answer*, and the loop."""
        import asyncio

        if self._leaves_at_once:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        with self._runner:
            # What left the loop by an exception, as SIGTERM does, still waits there for the model.
            for waiting in asyncio.all_tasks(self._runner.get_loop()):
                waiting.cancel()
            self._runner.run(answer.aclose())

    def _each(self, values: AsyncIterable[T]) -> Iterator[T]:
        iterator = aiter(values)
        self._leave_at_once()

        async def upcoming() -> T:
            return await anext(iterator, _END)

        while (value := self._runner.run(upcoming())) is not _END:
            yield value

    def _leave_at_once(self) -> None:
        here = threading.current_thread() is threading.main_thread()
        if here and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            # The loop would put its own in the place of this one, and of no other.
            signal.signal(signal.SIGINT, _interrupt)
            self._leaves_at_once = True


def _interrupt(_number: int, _frame: Any) -> None:
    raise KeyboardInterrupt
