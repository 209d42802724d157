"""CSV and TSV: rows of fields below a row of names."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from llm.embeddings.reading.lines import Lines, no_text
from llm.embeddings.reading.records import (
    Record,
    Refused,
    Source,
    counted_place,
    single_column,
)
from llm.errors import InvalidInput

_DELIMITERS = ",\t;|"
_LONGEST_FIELD = 64 << 20


class TableSource(Source):
    """Rows of *lines*.

    Args:
        lines: what is read.
        delimiter: between fields; found out from the first line where it is not given.
        encodings: those that *lines* tries, for errors.
        metadata: names of columns that there must be.

    """

    def __init__(
        self,
        lines: Lines,
        delimiter: str | None = None,
        encodings: Sequence[str] = (),
        metadata: Sequence[str] = (),
    ) -> None:
        self._lines = lines
        self._delimiter = delimiter or delimiter_of(lines.first())
        self._encodings = encodings
        self._metadata = metadata

    def records(self) -> Iterator[Record | Refused]:
        """Each row as a record, whatever is wrong with others."""
        names: list[str] | None = None
        for place, found in self._rows():
            if names is None:
                names = self._names(place, found)
                continue
            error = found if isinstance(found, InvalidInput) else self._wrong_with(found, names)
            if error is not None or isinstance(found, InvalidInput):
                yield Refused(place, error or InvalidInput("is no row"))
                continue
            filled = found + [""] * (len(names) - len(found))
            yield Record(place, list(zip(names, filled, strict=True)))

    def share(self) -> float | None:
        """How much of the stream was read."""
        return self._lines.share()

    def close(self) -> None:
        """Close the stream."""
        self._lines.close()

    def _names(self, place: str, found: list[str] | InvalidInput) -> list[str]:
        error = found if isinstance(found, InvalidInput) else no_text(self._encodings, *found)
        if error is not None or isinstance(found, InvalidInput):
            raise InvalidInput(f"The names of the columns, {place} of {self._lines.name}: {error}")
        if len(found) < 2:
            raise single_column(self._lines.name)
        for name in self._metadata:
            if name not in found:
                there = ", ".join(found)
                raise InvalidInput(f"There is no column {name!r} in {self._lines.name}: {there}")
        return found

    def _wrong_with(self, fields: list[str], names: list[str]) -> InvalidInput | None:
        if len(fields) > len(names):
            return InvalidInput(f"has {len(fields)} fields, and there are {len(names)} columns")
        return no_text(self._encodings, *fields)

    def _rows(self) -> Iterator[tuple[str, list[str] | InvalidInput]]:
        """The fields of each row, or what is wrong with it; after such a row the next is found."""
        if csv.field_size_limit() < _LONGEST_FIELD:
            csv.field_size_limit(_LONGEST_FIELD)
        lines = _Remembered(self._lines)
        reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
        while True:
            lines.taken = []
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                tolerated = self._tolerated(lines.taken)
                place = counted_place("line", lines.taken[0][0])
                if tolerated is None:
                    lines.give_back()
                reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
                yield place, tolerated or InvalidInput(f"is no row of a table: {_said(error)}")
                continue
            if fields:
                yield counted_place("line", lines.taken[0][0]), fields

    def _tolerated(self, taken: list[tuple[int, str]]) -> list[str] | None:
        """The fields of a single line with quotes within a field, which are taken as they are."""
        if len(taken) != 1 or taken[0][1].count('"') % 2:
            return None
        try:
            rows = list(csv.reader([taken[0][1]], delimiter=self._delimiter))
        except csv.Error:
            return None
        return rows[0] if len(rows) == 1 else None


class _Remembered:
    """Lines, of which those that were taken for a row can be given back."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._again: list[tuple[int, str]] = []
        self.taken: list[tuple[int, str]] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._again:
            self.taken.append(self._again.pop())
        else:
            line = next(self._lines)
            self.taken.append((self._lines.number, line))
        return self.taken[-1][1]

    def give_back(self) -> None:
        """Let all but the first of those that were taken be taken again."""
        self._again += reversed(self.taken[1:])


def delimiter_of(header: str) -> str:
    """What separates the names in *header*: most likely what it has most of, outside quotes."""
    outside = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _said(error: csv.Error) -> str:
    said = str(error)
    if said == "unexpected end of data":
        return "a quotation mark in it is never closed"
    if said.startswith("new-line character"):
        return "a carriage return in it is no line end, which is LF or CR LF"
    return said
