"""MarkdownRenderer: a block of Markdown -> lines of styled text, as a terminal shows them.

Blank lines and ends of lines are those of the source. Lines of code are left whole, however long,
for the terminal to wrap, so that they can be copied; all else is wrapped here. What has no look of
its own on a terminal - HTML, images, mathematics - is shown as it is written.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from markdown_it.tree import SyntaxTreeNode
from rich.console import Console
from rich.text import Text

from llm.cli.output.markdown_blocks import parser
from llm.cli.output.markdown_inline import inline_text
from llm.cli.output.markdown_table import MarkdownTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from llm.cli.output.markdown_blocks import Block

_MARK, _DIM = "bold", "dim"
_HEADINGS = {"h1": "bold underline", "h2": "bold", "h3": "bold italic"}


class MarkdownRenderer:
    """Renders for *stream*: with its encoding, and with colours where it is a terminal.

    Attributes:
        width: columns that there are for a line.
        ascii_only: the stream takes no other characters for certain.

    """

    def __init__(self, stream: TextIO | None, width: int = 80) -> None:
        self.width = width
        self._console = Console(file=stream, width=width, legacy_windows=False, highlight=False)
        self._plain = self._console.color_system is None or self._console.no_color
        encoding = getattr(stream, "encoding", None) or "utf-8"
        self.ascii_only = not encoding.lower().startswith("utf")
        self._source: list[str] = []

    def lines(self, block: Block) -> list[Text]:
        """The lines of *block*; where it cannot be understood, those of its source."""
        try:
            made = self._rendered(block)
        except Exception:  # noqa: BLE001 - whatever a parser or lexer stumbles over, the text is shown
            made = [Text(line) for line in block.source.strip("\n").split("\n")]
        for line in made:
            line.expand_tabs(4)
            line.rstrip()
        return [Text("")] * block.gap + made

    def folded(self, line: Text) -> list[Text]:
        """*line* in the rows that a terminal of this width would show it in."""
        if line.cell_len <= self.width:
            return [line]
        return _cut(line, self.width)

    def painted(self, lines: Sequence[Text]) -> list[str]:
        """*lines* with the control sequences of their styles, each complete in itself."""
        if not lines:
            return []
        with self._console.capture() as capture:
            self._console.print(Text("\n").join(lines), soft_wrap=True, end="")
        return capture.get().split("\n")

    def _rendered(self, block: Block) -> list[Text]:
        self._source = block.source.split("\n")
        root = SyntaxTreeNode(parser().parse(block.source))
        if block.goes_on:
            return self._code_lines(root.children[0])[1:]
        if block.number is not None and root.children[0].type == "ordered_list":
            return self._item(root.children[0].children[0], f"{block.number}. ", self.width)
        return self._children(root, self.width)

    def _children(self, node: SyntaxTreeNode, width: int) -> list[Text]:
        """The blocks in *node*, with blank lines between them where the source has some."""
        lines: list[Text] = []
        for child in node.children:
            begins = child.map[0] if child.map else 0
            if lines and begins and not self._source[begins - 1].strip(" \t>"):
                lines.append(Text(""))
            lines += self._block(child, max(width, 1))
        return lines

    def _block(self, node: SyntaxTreeNode, width: int) -> list[Text]:
        render: Callable[[SyntaxTreeNode, int], list[Text]] | None = _BLOCKS.get(node.type)
        if render is None:
            return self._as_written(node)
        return render(self, node, width)  # type: ignore[call-arg, arg-type]  # they are methods

    def _paragraph(self, node: SyntaxTreeNode, width: int) -> list[Text]:
        return self._wrapped(self._inline(node), width)

    def _heading(self, node: SyntaxTreeNode, width: int) -> list[Text]:
        text = self._inline(node)
        text.stylize_before(_HEADINGS.get(node.tag, "italic"))
        return self._wrapped(text, width)

    def _list(self, node: SyntaxTreeNode, width: int) -> list[Text]:
        lines: list[Text] = []
        number = int(node.attrs.get("start", 1))
        for index, item in enumerate(node.children):
            begins = item.map[0] if item.map else 0
            if lines and begins and not self._source[begins - 1].strip(" \t>"):
                lines.append(Text(""))
            bullet = "- " if self.ascii_only else "\u2022 "
            mark = f"{number + index}. " if node.type == "ordered_list" else bullet
            lines += self._item(item, mark, width)
        return lines

    def _item(self, node: SyntaxTreeNode, mark: str, width: int) -> list[Text]:
        first, *others = self._children(node, width - len(mark)) or [Text("")]
        indent = " " * len(mark)
        return [
            Text.assemble((mark, _MARK), first),
            *(Text.assemble(indent, line) if line else line for line in others),
        ]

    def _quote(self, node: SyntaxTreeNode, width: int) -> list[Text]:
        bar = ("| " if self.ascii_only else "\u2502 ", _DIM)
        return [Text.assemble(bar, line) for line in self._children(node, width - 2)]

    def _rule(self, _node: SyntaxTreeNode, width: int) -> list[Text]:
        return [Text(("-" if self.ascii_only else "\u2500") * width, _DIM)]

    def _code_lines(self, node: SyntaxTreeNode) -> list[Text]:
        """The fences as they are written, and the code between them in colours."""
        info = node.info.strip()
        lines = [Text(f"{node.markup}{info}", _DIM)]
        lines += self._highlighted(node.content, info.split()[0] if info else "")
        begins, ends = node.map or (0, 0)
        closing = self._source[ends - 1].strip(" \t>") if ends - 1 > begins else ""
        if len(closing) >= len(node.markup) and not closing.strip(node.markup[:1] or "`"):
            lines.append(Text(node.markup, _DIM))
        return lines

    def _fence(self, node: SyntaxTreeNode, _width: int) -> list[Text]:
        return self._code_lines(node)

    def _indented_code(self, node: SyntaxTreeNode, _width: int) -> list[Text]:
        lines = self._highlighted(node.content, "")
        return [Text.assemble("    ", line) if line else line for line in lines]

    def _highlighted(self, code: str, language: str) -> list[Text]:
        if not code:
            return []
        code = code.removesuffix("\n").expandtabs(4)
        plain = [Text(line) for line in code.split("\n")]
        if self._plain or not language:
            return plain
        from rich.syntax import Syntax

        # The colours are the terminal's own, which suit its background.
        light = os.environ.get("COLORFGBG", "").endswith((";7", ";15"))
        syntax = Syntax(code, language, theme="ansi_light" if light else "ansi_dark")
        text = syntax.highlight(code)
        lines = list(text.split("\n", allow_blank=True))[: len(plain)]
        same = [line.plain for line in lines] == [line.plain for line in plain]
        return lines if same else plain  # a lexer may leave characters out

    def _html(self, node: SyntaxTreeNode, width: int) -> list[Text]:
        lines = [Text(line, _DIM) for line in node.content.rstrip("\n").split("\n")]
        return [row for line in lines for row in self._wrapped(line, width)]

    def _as_written(self, node: SyntaxTreeNode) -> list[Text]:
        begins, ends = node.map or (0, 0)
        return [Text(line.strip()) for line in self._source[begins:ends]]

    def _table(self, node: SyntaxTreeNode, width: int) -> list[Text]:
        begins, ends = node.map or (0, 0)
        table = MarkdownTable(node, self._source[begins + 2 : ends], self._inline)
        if table.has_too_many_cells():
            return self._as_written(node)
        if table.fits(width):
            return table.drawn(self._console, width, ascii_only=self.ascii_only)
        return [row for line in table.records() for row in self._wrapped(line, width)]

    def _wrapped(self, text: Text, width: int) -> list[Text]:
        return list(text.wrap(self._console, width, justify="left", overflow="fold", tab_size=4))

    def _inline(self, node: SyntaxTreeNode) -> Text:
        return inline_text(node, plain=self._plain)


_BLOCKS: dict[str, Any] = {
    "inline": MarkdownRenderer._paragraph,
    "paragraph": MarkdownRenderer._paragraph,
    "heading": MarkdownRenderer._heading,
    "bullet_list": MarkdownRenderer._list,
    "ordered_list": MarkdownRenderer._list,
    "blockquote": MarkdownRenderer._quote,
    "hr": MarkdownRenderer._rule,
    "fence": MarkdownRenderer._fence,
    "code_block": MarkdownRenderer._indented_code,
    "html_block": MarkdownRenderer._html,
    "table": MarkdownRenderer._table,
}


def _cut(line: Text, width: int) -> list[Text]:
    """*line* in rows of *width* columns at most, cut wherever they are full."""
    from rich.cells import get_character_cell_size

    at, used, cuts = 0, 0, []
    for at, character in enumerate(line.plain):
        size = get_character_cell_size(character)
        if used + size > width:
            cuts.append(at)
            used = 0
        used += size
    return list(line.divide(cuts))
