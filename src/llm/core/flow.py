"""Write the steps once; take them blocking or in an event loop.

A *flow* is a generator. Where it reaches code it does not own - a tool, a hook - it yields a
call without arguments and is sent back what the call returned, or has the error it raised thrown
in. `run` makes each call and goes on; `arun` also awaits what turns out to be awaitable. Neither
knows what the flow is for. `begin` takes a flow as far as it goes without waiting.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Generator, Iterator
from functools import partial
from typing import Any, Generic, TypeAlias, TypeVar, cast

from llm.lazy_dataclass import dataclass

T = TypeVar("T")
Call: TypeAlias = Callable[[], Any]
Flow: TypeAlias = Generator[Call, Any, T]
Resume: TypeAlias = Callable[[], Call]
"""Takes a flow on: gives its next call, or ends as the flow does."""


def run(flow: Flow[T], settle: Callable[[Awaitable[Any]], Any]) -> T:
    """Take *flow* to its result on this thread; *settle* turns an awaitable into its value."""
    resume: Resume = partial(next, flow)
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


@dataclass(frozen=True)
class Begun:
    """A flow that has come to where it has to wait, or to its end.

    Attributes:
        resume: takes it on.
        awaitable: what it waits for.

    """

    resume: Resume
    awaitable: Awaitable[Any] | None = None

    def drop(self) -> None:
        """Nobody will wait, unless somebody does already."""
        waiting = self.awaitable
        if inspect.iscoroutine(waiting) and inspect.getcoroutinestate(waiting) == "CORO_CREATED":
            waiting.close()


def begin(flow: Flow[Any]) -> Begun:
    """Take *flow* to where it has to wait, or to its end; `arun` goes on from there."""
    resume: Resume = partial(next, flow)
    while True:
        try:
            call = resume()
        except Exception as error:  # noqa: BLE001 - its result, or an error: for who goes on
            return Begun(partial(_raise, error))
        try:
            answer = call()
        except Exception as error:  # noqa: BLE001 - the flow decides what each error means
            resume = partial(flow.throw, error)
        else:
            if inspect.isawaitable(answer):
                return Begun(partial(partial, _same, answer), answer)
            resume = partial(flow.send, answer)


def _raise(error: Exception) -> Call:
    raise error


def _same(value: T) -> T:
    return value


async def arun(flow: Flow[T], begun: Begun | None = None) -> T:
    """Take *flow*, which `begin` may have *begun*, to its result inside an event loop."""
    resume: Resume = begun.resume if begun else partial(next, flow)
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
