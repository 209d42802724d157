"""Write the steps once; take them blocking or in an event loop.

A *flow* is a generator. Where it reaches code it does not own - a tool, a hook - it yields a
call without arguments and is sent back what the call returned, or has the error it raised thrown
in. `run` makes each call and goes on; `arun` also awaits what turns out to be awaitable. Neither
knows what the flow is for.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Generator, Iterator
from functools import partial
from typing import Any, Generic, TypeAlias, TypeVar, cast

T = TypeVar("T")
Call: TypeAlias = Callable[[], Any]
Flow: TypeAlias = Generator[Call, Any, T]


def run(flow: Flow[T], settle: Callable[[Awaitable[Any]], Any]) -> T:
    """Take *flow* to its result on this thread; *settle* turns an awaitable into its value."""
    resume: Callable[[], Call] = partial(next, flow)
    while True:
        try:
            call = resume()
        except StopIteration as finished:
            return cast("T", finished.value)
        try:
            answer = call()
            if inspect.isawaitable(answer):
                answer = settle(answer)
        except BaseException as error:  # noqa: BLE001 - the flow decides what each error means
            resume = partial(flow.throw, error)
        else:
            resume = partial(flow.send, answer)


async def arun(flow: Flow[T]) -> T:
    """Take *flow* to its result inside an event loop."""
    resume: Callable[[], Call] = partial(next, flow)
    while True:
        try:
            call = resume()
        except StopIteration as finished:
            return cast("T", finished.value)
        try:
            answer = call()
            if inspect.isawaitable(answer):
                answer = await answer
        except BaseException as error:  # noqa: BLE001 - the flow decides what each error means
            resume = partial(flow.throw, error)
        else:
            resume = partial(flow.send, answer)


class Dialogue(Generic[T]):
    """Iterate a generator that asks questions: `answer` one before taking the next."""

    def __init__(self, questions: Generator[T, Any, None]) -> None:
        self._questions = questions
        self._answer: Any = None

    def __iter__(self) -> Iterator[T]:
        while True:
            try:
                question = self._questions.send(self._answer)
            except StopIteration:
                return
            self._answer = None
            yield question

    def answer(self, value: Any) -> None:
        """Give *value* as the answer to the question taken last."""
        self._answer = value
