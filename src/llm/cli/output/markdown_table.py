"""MarkdownTable: a table of Markdown -> lines of styled text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown_it.rules_block.table import escapedSplit
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it.tree import SyntaxTreeNode
    from rich.console import Console

_NARROW = 12
"""Columns are made no narrower, where they hold such words."""


class MarkdownTable:
    """A table, of which more than one way to show it is known.

    Args:
        node: what was understood of it.
        written: the rows below its head, as they are written.
        text: gives what is in a cell.

    """

    def __init__(
        self,
        node: SyntaxTreeNode,
        written: Sequence[str],
        text: Callable[[SyntaxTreeNode], Text],
    ) -> None:
        head, *rows = [row for part in node.children for row in part.children]
        self._written = written
        self._aligned = [_alignment(cell) for cell in head.children]
        self._head = [text(cell) for cell in head.children]
        self._rows = [[text(cell) for cell in row.children] for row in rows]
        for heading in self._head:
            heading.stylize_before("bold")

    def has_too_many_cells(self) -> bool:
        """Whether a row has more cells than the head, which Markdown leaves out."""
        return any(_count(line) > len(self._head) for line in self._written)

    def fits(self, width: int) -> bool:
        """Whether it is legible as a table in so many columns of a terminal."""
        columns = zip(self._head, *self._rows, strict=True)
        needs = [max(min(_longest_word(cell), _NARROW) for cell in each) for each in columns]
        return sum(max(need, 1) + 3 for need in needs) + 1 <= width

    def drawn(self, console: Console, width: int, *, ascii_only: bool) -> list[Text]:
        """It in a frame of lines."""
        from rich import box
        from rich.table import Table

        table = Table(box=box.ASCII if ascii_only else box.SQUARE, border_style="dim")
        for heading, justify in zip(self._head, self._aligned, strict=True):
            table.add_column(heading, justify=justify, overflow="fold")
        for row in self._rows:
            table.add_row(*row)
        lines = console.render_lines(table, console.options.update(width=width), pad=False)
        return [Text.assemble(*((part.text, part.style or "") for part in line)) for line in lines]

    def records(self) -> Iterator[Text]:
        """It row by row: each cell in a line with what its column is called."""
        for number, row in enumerate(self._rows):
            if number:
                yield Text("")
            for heading, cell in zip(self._head, row, strict=True):
                yield Text(": ").join([heading, cell])
        if not self._rows:
            yield Text(", ").join(self._head)


def _count(line: str) -> int:
    """The cells of a row, as it is written."""
    cells = escapedSplit(line.strip(" \t>"))
    empty = [not cell.strip() for cell in cells]
    return len(cells) - (len(cells) > 1 and empty[0]) - (len(cells) > 1 and empty[-1])


def _alignment(cell: SyntaxTreeNode) -> Any:
    style = str(cell.attrs.get("style", ""))
    return style.partition("text-align:")[2] or "left"


def _longest_word(text: Text) -> int:
    return max((Text(word).cell_len for word in text.plain.split()), default=0)
