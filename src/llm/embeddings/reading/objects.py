"""JSON: a list of objects, objects one after the other, or one on each line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from llm.embeddings.reading.lines import Lines, no_text
from llm.embeddings.reading.records import Record, Refused, Source, counted_place
from llm.errors import InvalidInput

_SPACE = re.compile(r"[ \t\r\n]*")


class _Objects(Source):
    """What both have in common."""

    def __init__(self, lines: Lines, encodings: Sequence[str] = ()) -> None:
        self._lines = lines
        self._encodings = encodings

    def close(self) -> None:
        """Close the stream."""
        self._lines.close()


class LinesSource(_Objects):
    """An object on each line; empty lines are left out."""

    def records(self) -> Iterator[Record | Refused]:
        """Each object as a record, whatever is wrong with other lines."""
        for line in self._lines:
            if not line.strip():
                continue
            place = counted_place("line", self._lines.number)
            if error := no_text(self._encodings, line):
                yield Refused(place, error)
                continue
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield Refused(place, InvalidInput(f"is no JSON: {said_of(error)}"))
                continue
            yield _record(place, value)

    def share(self) -> float | None:
        """How much of the stream was read."""
        return self._lines.share()


class ArraySource(_Objects):
    """A list of objects, a single one, or several without commas between them."""

    _share = 0.0

    def records(self) -> Iterator[Record | Refused]:
        """Each object as a record.

        Raises InvalidInput for what is no JSON: nothing after it can be read.
        """
        text = self._lines.rest()
        if error := no_text(self._encodings, text):
            raise InvalidInput(f"{self._lines.name} {error}")
        reader = _ArrayReader(text, self._lines.name)
        for number, value in enumerate(reader, 1):
            self._share = reader.at / len(text)
            yield _record(counted_place("item", number), value)

    def share(self) -> float | None:
        """How much of the text was taken."""
        return self._share


class _ArrayReader:
    """The values in *text*, read one after the other.

    Attributes:
        at: how many characters were taken.

    """

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._decoder = json.JSONDecoder()
        self._number = 0
        self.at = 0

    def __iter__(self) -> Iterator[Any]:
        self._skip_space()
        is_list = self._next_is("[")
        if is_list and self._next_is("]"):
            return
        while is_list or self.at < len(self._text):
            self._number += 1
            yield self._value()
            self._skip_space()
            if is_list and not self._next_is(","):
                break
        if is_list and not self._next_is("]"):
            raise self._broken("a comma or ] is missing", self.at)

    def _value(self) -> Any:
        try:
            value, self.at = self._decoder.raw_decode(self._text, self.at)
        except json.JSONDecodeError as error:
            raise self._broken(error.msg, error.pos) from error
        except (ValueError, RecursionError) as error:
            raise self._broken(said_of(error), self.at) from error
        return value

    def _next_is(self, sign: str) -> bool:
        """Whether *sign* comes next; it is taken, with the space after it."""
        if not self._text.startswith(sign, self.at):
            return False
        self.at += 1
        self._skip_space()
        return True

    def _skip_space(self) -> None:
        found = _SPACE.match(self._text, self.at)
        self.at = found.end() if found else self.at

    def _broken(self, said: str, at: int) -> InvalidInput:
        line = counted_place("line", self._text.count("\n", 0, at) + 1)
        after = f"item {self._number:,}" if self._number else "the beginning"
        return InvalidInput(
            f"{self._name} is no JSON in {line}, at {after}: {said}. Nothing after that was read"
        )


def _record(place: str, value: Any) -> Record | Refused:
    if not isinstance(value, dict):
        return Refused(place, InvalidInput('is no JSON object such as {"id": 1, "text": "…"}'))
    if not value:
        return Refused(place, InvalidInput("is an empty object, which has no id"))
    return Record(place, list(value.items()))


def said_of(error: Exception) -> str:
    """What is wrong, without places that count from where nobody sees."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at column {error.colno}"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
