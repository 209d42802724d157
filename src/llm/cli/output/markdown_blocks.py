"""GrowingMarkdown: Markdown that is still being written -> blocks, each final when it is given out.

A block is what stands alone: a paragraph, a table, one item of a list, some lines of code. Each has
a source of its own, so that what a block looks like depends on nothing that comes after it. That
is why links are not looked up in definitions elsewhere (`[text][1]`), which are shown as written.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LINES_OF_CODE = 150
"""After so many lines, code is given out up to the next blank line."""


@dataclass(frozen=True)
class Block:
    """A piece of Markdown.

    Attributes:
        source: Markdown for it alone.
        gap: there is a blank line before it.
        number: which item of its list it is, whatever the source says.
        goes_on: it is code that began in an earlier block; the first line of the source only says
            which language it is.

    """

    source: str
    gap: bool = False
    number: int | None = None
    goes_on: bool = False


@cache
def parser() -> MarkdownIt:
    """What understands Markdown here."""
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return made.disable(["reference", "text_join", "fragments_join"], ignoreInvalid=True)


class GrowingMarkdown:
    """Takes Markdown in pieces, and gives out the blocks of it that are complete."""

    def __init__(self) -> None:
        self._first = Block("")

    def add(self, text: str) -> list[Block]:
        """The blocks that *text* completes.

        A line without its end may yet turn out to be anything, so only whole lines count.
        """
        rest = self._first.source + text
        self._first = replace(self._first, source=rest)
        if "\n" not in text:
            return []
        whole = rest.rfind("\n") + 1
        *done, last = self._blocks(rest[:whole])
        self._first = replace(last, source=last.source + rest[whole:])
        return done

    def pending(self) -> list[Block]:
        """The blocks of what is not complete, as far as it has come.

        A last line that may become the end of some code is left out.
        """
        kept, _, line = self._first.source.rpartition("\n")
        unclear = bool(line.strip()) and not line.strip(" `~") and bool(kept)
        shown = kept if unclear else self._first.source
        return [block for block in self._blocks(shown) if block.source.strip()]

    def finish(self) -> list[Block]:
        """The blocks of what is left, as there is no more; what is added next begins anew.

        It has a gap before it.
        """
        left = [block for block in self._blocks(self._first.source) if block.source.strip()]
        self._first = Block("", gap=bool(left) or self._first.gap)
        return left

    def set_apart(self) -> None:
        """Something else stands before what is added next: there need be no gap."""
        if not self._first.source:
            self._first = Block("")

    def _blocks(self, source: str) -> list[Block]:
        """The blocks of *source*, of which the first is described by `_first`; one at least."""
        lines = source.split("\n")
        starts = [*_starts(source, self._first.number)]
        if not starts:
            return [replace(self._first, source=source)]
        starts[0] = replace(starts[0], line=0)
        ends = [start.line for start in starts[1:]] + [len(lines)]
        blocks: list[Block] = []
        gap = self._first.gap
        for start, end in zip(starts, ends, strict=True):
            own = lines[start.line : end]
            text = "\n".join(own) + ("\n" if end < len(lines) else "")
            goes_on = self._first.goes_on and not blocks
            block = Block(text, gap, start.number, goes_on)
            blocks += _pieces(block, start.code_end - start.line - 1)
            gap = not own[-1].strip()
        return blocks


@dataclass(frozen=True)
class _Start:
    """Where a block begins: its line, its number in a list, and where it ends, if it is code."""

    line: int
    number: int | None = None
    code_end: int = 0


def _starts(source: str, number: int | None) -> Iterator[_Start]:
    """Where the blocks of *source* begin; *number* is that of the item it begins with, if any."""
    tokens: list[Token] = []
    parser().block.parse(source, parser(), {}, tokens)
    count = 0
    for token in tokens:
        if token.map is None:
            continue
        if token.type == "list_item_open" and token.level == 1:
            yield _Start(token.map[0], count)
            count += 1
        elif token.type in {"bullet_list_open", "ordered_list_open"} and token.level == 0:
            count = int(token.attrs.get("start", 1))
            if number is not None and token.map[0] == 0:
                count = number
        elif token.level == 0:
            yield _Start(token.map[0], code_end=token.map[1] if token.type == "fence" else 0)


def _pieces(block: Block, last: int) -> Iterator[Block]:
    """The block; if it is code that ends in its line *last*, in pieces that end with blank lines.

    Each begins with the line that the first begins with.
    """
    opening = next((line for line in block.source.split("\n") if line.strip()), "")
    own: list[str] = []
    for number, line in enumerate(block.source.split("\n")):
        own.append(line)
        if len(own) > LINES_OF_CODE and not line.strip() and number < last:
            yield replace(block, source="\n".join([*own, ""]))
            block = replace(block, gap=False, goes_on=True)
            own = [opening]
    yield replace(block, source="\n".join(own))
