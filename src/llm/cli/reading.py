"""Reading an answer on the terminal: the command line blocks, also where the model is async."""

from __future__ import annotations

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
    """Reads the answer of an async model, in an event loop that stands still in between."""

    def __init__(self) -> None:
        import asyncio

        self._runner = asyncio.Runner()

    def rounds(self, answer: Any) -> Iterable[Any]:
        """As `Reader.rounds`."""
        return self._each(answer.responses()) if hasattr(answer, "responses") else [answer]

    def events(self, response: Any) -> Iterable[StreamEvent]:
        """As `Reader.events`."""
        return self._each(response.astream_events())

    def close(self, answer: Any) -> None:
        """Stop *answer*, and the loop."""
        with self._runner:
            self._runner.run(answer.aclose())

    def _each(self, values: AsyncIterable[T]) -> Iterator[T]:
        iterator = aiter(values)

        async def upcoming() -> T:
            return await anext(iterator, _END)

        while (value := self._runner.run(upcoming())) is not _END:
            yield value
