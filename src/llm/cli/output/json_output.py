"""JSON of many objects, as an array or one a line, written while they come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from textwrap import indent
from typing import Any


def output_rows_as_json(
    rows: Iterable[Any], nl: bool = False, compact: bool = False, json_cols: Iterable[str] = ()
) -> Iterator[str]:
    """The pieces of text, to be written on lines of their own, that *rows* are in JSON.

    They are an array, indented or with *compact* a row on each line; with *nl* there is no array
    around the lines. Columns in *json_cols* hold text that is JSON, and are decoded first. The name
    and the arguments are those that plugins know.
    """
    columns = list(json_cols)
    indented = not (nl or compact)
    pending = None
    for row in rows:
        written = json.dumps(_decoded(row, columns), indent=2 if indented else None)
        if nl:
            yield written
            continue
        if indented:
            written = indent(written, "  ")
        if pending is None:
            pending = f"[\n{written}" if indented else f"[{written}"
            continue
        yield f"{pending},"
        pending = written if indented else f" {written}"
    if not nl:
        end = "\n]" if indented else "]"
        yield "[]" if pending is None else f"{pending}{end}"


def _decoded(row: Any, columns: list[str]) -> Any:
    if not columns:
        return row
    given: Mapping[str, Any] = row
    return {
        name: json.loads(value) if name in columns and isinstance(value, (str, bytes)) else value
        for name, value in given.items()
    }
