"""Frames: Markdown that is being written -> what to write to a terminal, frame by frame.

Nothing is written here, and no time passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from llm.cli.output.markdown_blocks import GrowingMarkdown
from llm.cli.output.terminal_markdown import MarkdownRenderer

if TYPE_CHECKING:
    from typing import TextIO

    from rich.text import Text

_UNWRAPPED, _WRAPPED = "\x1b[?7l", "\x1b[?7h"


class Row(NamedTuple):
    """A line as it is written, and the columns that it takes."""

    written: str
    columns: int


class LiveArea:
    """The rows at the end of what was written that will be drawn anew, as text for a terminal.

    The cursor stays behind the last row.
    """

    def __init__(self) -> None:
        self._rows: Sequence[Row] = ()
        self._columns = 0
        self.at_line_start = True

    def draw(self, final: Sequence[Row], live: Sequence[Row], columns: int) -> str:
        """What puts *final*, to stay, and *live* in the place of the rows that are there.

        *live* are no wider than *columns*, which the terminal has; *final* may wrap.
        """
        before, rows = self._rows, [*final, *live]
        narrower, self._columns, self._rows = columns < self._columns, columns, live
        same = 0
        if not narrower:
            while same < min(len(before), len(rows)) and before[same] == rows[same]:
                same += 1
        if same == len(rows) == len(before):
            return ""
        if same < len(before):
            moved = self._erased(before, same, columns if narrower else 0)
        else:
            moved = "" if self.at_line_start or same == len(rows) else "\n"
        split = max(len(final) - same, 0)
        new = [row.written for row in rows[same:]]
        if new:
            self.at_line_start = False
        drawn = "\n".join(new[split:])
        # A row that the terminal thinks wider than we do must not become two.
        drawn = f"{_UNWRAPPED}{drawn}{_WRAPPED}" if drawn else drawn
        return moved + "\n".join([*new[:split], *([drawn] if new[split:] else [])])

    def erase(self) -> str:
        """What takes the live rows off, and begins a line."""
        before, self._rows = self._rows, ()
        if before:
            return self._erased(before, 0, 0)
        begun = "" if self.at_line_start else "\n"
        self.at_line_start = True
        return begun

    def _erased(self, rows: Sequence[Row], kept: int, columns: int) -> str:
        """To the beginning of the row after those *kept*, with nothing below.

        Terminals that have become narrower, with so many *columns*, have wrapped the rows.
        """
        gone = rows[kept:]
        height = sum(max(-(-row.columns // columns), 1) for row in gone) if columns else len(gone)
        self.at_line_start = True
        return "\r" + (f"\x1b[{height - 1}A" if height > 1 else "") + "\x1b[J"


class Frames:
    """What a terminal is to be sent while Markdown arrives.

    Args:
        stream: where it goes, for its encoding and colours.
        live: what is not complete is drawn, too, and drawn anew.

    """

    def __init__(self, stream: TextIO | None, *, live: bool) -> None:
        self._live = live
        self._document = GrowingMarkdown()
        self._renderer = MarkdownRenderer(stream)
        self._area = LiveArea()

    def frame(self, text: str, columns: int, rows: int, *, ends: bool = False) -> str:
        """What shows *text* after what was there, on a terminal of this size.

        Where it *ends*, everything is final, and the last line is at its end.
        """
        self._renderer.width = columns
        done = self._document.add(text)
        if ends:
            done += self._document.finish()
        final = [line for block in done for line in self._renderer.lines(block)]
        live = self._last_rows(rows - 1) if self._live and not ends else []
        drawn = self._area.draw(self._painted(final), self._painted(live), columns)
        return drawn + self._area.erase() if ends else drawn

    def interrupted(self) -> str:
        """What takes off the screen whatever will be drawn anew, and begins a line for others."""
        self._document.set_apart()
        return self._area.erase()

    def _last_rows(self, count: int) -> list[Text]:
        """The last rows of what is not complete, no more than *count*."""
        lines = [line for block in self._document.pending() for line in self._renderer.lines(block)]
        shown: list[Text] = []
        for line in reversed(lines[-count:]):
            shown[:0] = self._renderer.folded(line)
        return shown[-count:]

    def _painted(self, lines: Sequence[Text]) -> list[Row]:
        painted = self._renderer.painted(lines)
        return [Row(said, line.cell_len) for said, line in zip(painted, lines, strict=True)]
