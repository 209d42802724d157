"""What is read from a source: records, and what should have been one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any, NamedTuple, Self

from llm.errors import InvalidInput, LLMError


class Skipped(InvalidInput):
    """There is nothing in it to embed; nobody has made a mistake."""


class Record(NamedTuple):
    """A row as it was read.

    Attributes:
        place: where it is, for people: `line 7`, `item 7`, `row 7`, the path of a file.
        values: the names of its columns, with what is in them; the first is its id.

    """

    place: str
    values: Sequence[tuple[str, Any]]


class Refused(NamedTuple):
    """What is no record.

    Attributes:
        place: where it is, as for a record.
        error: what is wrong with it.

    """

    place: str
    error: LLMError


class Source(ABC):
    """Something that rows are read from, once. It is closed when it is left."""

    @abstractmethod
    def records(self) -> Iterator[Record | Refused]:
        """What is in it, in order.

        Raises InvalidInput where nothing after that can be read.
        """

    def share(self) -> float | None:
        """How much of it was read, up to 1; None when nobody knows how much there is."""
        return None

    def close(self) -> None:  # noqa: B027 - most have nothing to close
        """Let go of what is open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def single_column(name: str) -> InvalidInput:
    """What to say of rows, those of *name*, in which there is no place for a content."""
    said = "has a single column: the first is the id, the others are the content"
    return InvalidInput(f"{name} {said}")


def counted_place(kind: str, number: int) -> str:
    """`line 10,000`."""
    return f"{kind} {number:,}"
