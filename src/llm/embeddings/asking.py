"""Asking a model for the vectors of a batch, and finding the items in it that it does not take."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import field
from functools import partial
from typing import Any, TypeAlias, TypeVar

from llm.core.flow import Flow
from llm.embeddings.rows import Row
from llm.errors import (
    InvalidInput,
    LLMError,
    ModelError,
    ModelUnavailable,
    NeedsKeyException,
    UnsupportedInput,
)
from llm.lazy_dataclass import dataclass
from llm.models.embedding import EmbeddingModel

T = TypeVar("T")
Ask: TypeAlias = Callable[["list[str | bytes]"], Any]
"""Gives the vectors of some contents, or something to await for them."""

UNASKED = object()
"""Stands for a vector that the model was not asked for any more."""

HOPELESS = 25
"""So many failures in a row, and nothing else, are no fault of what was to be embedded."""

_CONTENT_REFUSED = {None, 400, 413, 414, 422, 500}
"""Statuses of servers that may be about a single content; some answer 500 to a long one."""


@dataclass
class Outcome:
    """What became of a batch.

    Attributes:
        batch: the rows whose contents were asked for.
        found: for each a vector, the error that says why there is none, or UNASKED.
        error: why it was not; None when every row was asked for.
        seconds: how long it took.

    """

    batch: list[Row]
    found: list[Any] = field(default_factory=list)
    error: Exception | None = None
    seconds: float = 0


def asking(ask: Ask, batch: list[Row], isolates: bool) -> Flow[Outcome]:
    """Ask for the vectors of *batch*.

    When that fails and it *isolates*, the parts of the batch are asked for, down to single rows,
    so that only those have no vector that the model does not take.
    """
    began = time.monotonic()
    outcome = Outcome(batch, [UNASKED] * len(batch))
    parts = [(0, len(batch))]
    streak = Streak()
    while parts and outcome.error is None:
        start, end = parts.pop()
        try:
            vectors = yield partial(ask, [row.value for row in batch[start:end]])
            outcome.found[start:end] = vectors
            streak.ends()
        except Exception as error:  # noqa: BLE001 - a plugin raises what it likes
            if not isolates or not may_be_about_content(error):
                outcome.error = error
            elif end - start > 1:
                middle = (start + end) // 2
                parts += [(middle, end), (start, middle)]
            elif streak.is_hopeless_with(error):
                outcome.error = error
                outcome.found = [UNASKED if _is_error(each) else each for each in outcome.found]
            else:
                outcome.found[start] = error
    outcome.seconds = time.monotonic() - began
    return outcome


class Streak:
    """Failures in a row, to tell a model that is out of reach from contents that it refuses."""

    def __init__(self) -> None:
        self._length = 0

    def ends(self) -> None:
        """Something was embedded."""
        self._length = 0

    def is_hopeless_with(self, error: Exception) -> bool:
        """Count one more; whether these are too many. What is refused unasked does not count."""
        self._length += not isinstance(error, (UnsupportedInput, InvalidInput))
        return self._length >= HOPELESS


def may_be_about_content(error: Exception) -> bool:
    """Whether another content might have been embedded where this *error* was raised."""
    if isinstance(error, (NeedsKeyException, ModelUnavailable, OSError, MemoryError)):
        return False
    if isinstance(error, ModelError):
        return error.status in _CONTENT_REFUSED
    # What is no LLMError comes from a plugin, and may be anything.
    return not isinstance(error, LLMError) or isinstance(error, (UnsupportedInput, InvalidInput))


def _is_error(found: Any) -> bool:
    return isinstance(found, Exception)


def is_blocking(model: Any) -> bool:
    """Whether *model* is one for code that blocks."""
    return isinstance(model, EmbeddingModel)


def asker(model: Any, key: str | None, *, awaits: bool) -> Ask:
    """What asks *model*, with *key*; one that blocks does so in a thread where the caller *awaits*.

    It raises what `embed_multi` of the model raises.
    """
    given = {} if key is None else {"key": key}

    def blocking(values: list[str | bytes]) -> list[Any]:
        return list(model.embed_multi(values, batch_size=len(values), **given))

    async def awaited(values: list[str | bytes]) -> list[Any]:
        vectors = model.embed_multi(values, batch_size=len(values), **given)
        return [vector async for vector in vectors]

    if not is_blocking(model):
        return awaited
    return (lambda values: in_thread(partial(blocking, values))) if awaits else blocking


def in_thread(work: Callable[[], T]) -> Awaitable[T]:
    """What *work* gives, done on a thread while the event loop goes on."""
    import asyncio

    return asyncio.to_thread(work)
