"""Columns: several answers beside each other on a terminal, while they come.

What is there is drawn anew in place, at most some 20 times a second, beginning with the first row
that changed (`frames.LiveArea`). Of what is higher than the terminal the end is shown, until all
answers are complete: then everything is written once.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.text import Text

from llm.cli.output.frames import LiveArea, Row
from llm.cli.output.markdown_blocks import GrowingMarkdown
from llm.cli.output.terminal_markdown import MarkdownRenderer
from llm.cli.showing.rendering import FRAME
from llm.cli.showing.saved_files import FileSaver
from llm.cli.terminal import moves, size_of, visible, write_answer
from llm.core.chain import RoundSpacer

if TYPE_CHECKING:
    from llm.cli.output.markdown_blocks import Block
    from llm.events import StreamEvent
    from llm.models import AsyncResponse, Response

_BETWEEN = " │ "
_BETWEEN_ASCII = " | "


class Columns:
    """Draws a column for each of several answers, from when it is made until `close`.

    Args:
        titles: what stands above the answers.
        directory: where images, sounds and files of the answers are saved.

    Attributes:
        displays: what shows each answer; see `showing/display.py`.

    """

    def __init__(self, titles: Sequence[str], directory: str) -> None:
        self.displays = [Column(title, directory, self.draw) for title in titles]
        self._area = LiveArea()
        self._renderer = MarkdownRenderer(sys.stdout)
        self._drawn = 0.0
        self._moving = moves(self)
        self._moving.__enter__()

    def draw(self) -> None:
        """Show what has arrived, unless something was drawn just now."""
        if time.monotonic() - self._drawn < FRAME:
            return
        width, height = self._fit()
        live = self._rows(max(height - 2, 2))
        self._write(self._area.draw([], live, width))
        self._drawn = time.monotonic()

    def close(self) -> None:
        """Write all of it, to stay there."""
        self._moving.__exit__(None, None, None)
        width, _ = self._fit()
        self._write(self._area.draw(self._rows(None), [], width) + self._area.erase())

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let others write on the terminal, above what is drawn next."""
        if erased := self._area.erase():
            self._write(erased)
        self._drawn = 0.0
        yield

    def _fit(self) -> tuple[int, int]:
        """The columns and rows of the terminal, which the answers are fitted to."""
        (width, height), count = size_of(sys.stdout), len(self.displays)
        each = max((width - len(_BETWEEN) * (count - 1)) // count, 1)
        for column in self.displays:
            column.fit(each)
        return width, height

    def _rows(self, height: int | None) -> list[Row]:
        """The rows of all columns beside each other: the last *height*, or all, below titles."""
        between = _BETWEEN_ASCII if self._renderer.ascii_only else _BETWEEN
        shown = [column.rows(height) for column in self.displays]
        lines: list[Text] = []
        for cells in zip_longest(*shown):
            line = Text()
            for number, (cell, column) in enumerate(zip(cells, self.displays, strict=True)):
                text = Text("") if cell is None else cell
                line.append(between if number else "", "dim")
                line.append_text(text)
                line.append(" " * (column.width - text.cell_len))
            line.rstrip()
            lines.append(line)
        painted = self._renderer.painted(lines)
        return [Row(said, line.cell_len) for said, line in zip(painted, lines, strict=True)]

    @staticmethod
    def _write(text: str) -> None:
        if text:
            write_answer(text)


class Column:
    """One answer in its column; see `showing/display.py`.

    Attributes:
        width: of the column.

    """

    def __init__(self, title: str, directory: str, changed: Callable[[], None]) -> None:
        self._title = visible(title)
        self._changed = changed
        self._files = FileSaver(directory)
        self._spacer = RoundSpacer()
        self._state = "..."
        self._text: list[str] = []
        self.fit(1)

    def fit(self, width: int) -> None:
        """Let the column have this *width* from now on."""
        if getattr(self, "width", None) == width:
            return
        self.width = width
        self._renderer = MarkdownRenderer(sys.stdout, width)
        self._growing = GrowingMarkdown()
        self._done: list[Text] = []
        self._render(self._growing.add("".join(self._text)))

    def rows(self, height: int | None) -> list[Text]:
        """The title, and the last *height* rows that there are; all of them for None."""
        pending = [line for block in self._growing.pending() for line in self._lines(block)]
        body = [*self._done, *pending]
        if self._state:
            body.append(Text(self._state, "dim"))
        title = Text(self._title, "bold underline")
        title.truncate(self.width, overflow="ellipsis")
        return [title, *(body if height is None else body[-height + 1 :])]

    def begin(self, response: Response | AsyncResponse) -> None:
        """See `Display.begin`."""
        self._files.begin(response.id)
        self._spacer.next_round()

    def asked(self, response: Response | AsyncResponse) -> None:
        """See `Display.asked`."""

    def show(self, event: StreamEvent) -> None:
        """See `Display.show`."""
        if event.attachment is not None:
            self._files.save(event.attachment, event.part_index)
        elif event.type == "text" and event.chunk:
            self._state = ""
            chunk = visible(self._spacer.join(event.chunk))
            self._text.append(chunk)
            self._render(self._growing.add(chunk))
        elif event.type == "reasoning" and not self._text:
            self._state = "thinking ..."
        self._changed()

    def end_round(self) -> None:
        """See `Display.end_round`."""

    def tools_running(self, names: Sequence[str]) -> None:
        """See `Display.tools_running`."""

    def finish(self) -> None:
        """See `Display.finish`."""
        self._state = ""
        self._render(self._growing.finish())
        self._changed()

    def abandon(self, reason: BaseException) -> None:
        """See `Display.abandon`."""
        self.finish()
        self._state = "(failed)" if isinstance(reason, Exception) else "(interrupted)"
        self._changed()

    def raise_failure(self) -> None:
        """See `Display.raise_failure`."""
        self._files.raise_failure()

    def close(self) -> None:
        """See `Display.close`."""

    def _render(self, blocks: Sequence[Block]) -> None:
        self._done += [line for block in blocks for line in self._lines(block)]

    def _lines(self, block: Block) -> list[Text]:
        lines = self._renderer.lines(block)
        return [row for line in lines for row in self._renderer.folded(line)]
