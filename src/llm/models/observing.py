"""Observers: who is told of every call of a model as it begins, ends or pauses.

The history is one, while something is recorded. What an observer does with it is its own affair;
it raises nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llm.models.response import BaseResponse
    from llm.toolcalls import ToolResult


class Observer(Protocol):
    """Someone who is told of the calls of this process."""

    def begun(self, response: BaseResponse) -> None:
        """The model is about to be asked."""

    def ended(self, response: BaseResponse) -> None:
        """The model has come to its end, has failed, or was interrupted."""

    def paused(self, response: BaseResponse, results: Sequence[ToolResult]) -> None:
        """A tool that *response* asked for paused the chain; *results* are of those beside it."""


_observers: list[Observer] = []


def current_observers() -> tuple[Observer, ...]:
    """Those who are told of a call that begins now, in whatever thread or task."""
    return tuple(_observers)


@contextmanager
def observed_by(observer: Observer) -> Iterator[None]:
    """Let *observer* be told of every call that begins in the block."""
    _observers.append(observer)
    try:
        yield
    finally:
        _observers.remove(observer)
