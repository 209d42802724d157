"""Tables of plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def dicts_to_table_string(headings: Sequence[str], dicts: Sequence[Mapping[str, str]]) -> list[str]:
    """The lines of a table: *headings*, then a line for each dictionary, columns padded alike."""
    rows = [list(headings), *([str(row[name]) for name in headings] for row in dicts)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(headings))]
    return [
        "    ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
