"""What a file of rows is: by its name, and by what it begins with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

from llm.embeddings.reading.lines import UTF8, Lines
from llm.embeddings.reading.objects import ArraySource, LinesSource
from llm.embeddings.reading.records import Source
from llm.embeddings.reading.tables import TableSource
from llm.errors import InvalidInput

Format: TypeAlias = Literal["json", "csv", "tsv", "nl"]

_SUFFIXES: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".nl": "nl",
    ".jsonl": "nl",
    ".ndjson": "nl",
}


def file_source(
    path: Path,
    form: Format | None = None,
    encodings: Sequence[str] = UTF8,
    metadata: Sequence[str] = (),
) -> Source:
    """The rows of the file at *path*.

    Args:
        path: the file.
        form: what it is; found out where it is not given.
        encodings: tried for each line, in this order.
        metadata: columns that a table must have.

    Raises InvalidInput for a file that cannot be read.
    """
    try:
        stream = path.open("rb")
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror or error}") from error
    try:
        return _source(Lines(stream, str(path), encodings), path.suffix, form, encodings, metadata)
    except BaseException:
        stream.close()
        raise


def stream_source(
    stream: BinaryIO,
    form: Format | None = None,
    encodings: Sequence[str] = UTF8,
    metadata: Sequence[str] = (),
) -> Source:
    """The rows that *stream*, which is standard input, gives; as `file_source` otherwise."""
    lines = Lines(stream, "standard input", encodings)
    return _source(lines, "", form, encodings, metadata)


def _source(
    lines: Lines,
    suffix: str,
    form: Format | None,
    encodings: Sequence[str],
    metadata: Sequence[str],
) -> Source:
    named = _SUFFIXES.get(suffix.lower())
    # A table that is named so may have other signs between its fields.
    guesses = form is None and named in (None, "csv")
    match form or named or _format_of(lines.first()):
        case "json":
            return ArraySource(lines, encodings)
        case "nl":
            return LinesSource(lines, encodings)
        case "tsv":
            return TableSource(lines, "\t", encodings, metadata)
        case _:
            return TableSource(lines, None if guesses else ",", encodings, metadata)


def _format_of(line: str) -> Format:
    """What a file is whose first line is *line*."""
    begins = line.lstrip()[:1]
    if begins == "[":
        return "json"
    if begins != "{":
        return "csv"
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return "json"
    return "nl"
