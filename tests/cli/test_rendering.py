"""Markdown on a terminal: what is seen is complete and right, however it arrives."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from llm.cli.output.frames import Frames
from llm.cli.output.markdown_blocks import LINES_OF_CODE, GrowingMarkdown
from llm.cli.terminal import visible
from tests.screen import Screen

LONG_CODE = "```py\n" + "".join(f"x{n} = {n}\n\n" for n in range(LINES_OF_CODE)) + "```\n"
PIECES = [
    "word ", "\n", "\n\n", "**bold** ", "*em*", "`code` ", "# Title\n", "## Ti **t** le\n",
    "- one\n", "* two\n", "  - nested\n", "1. first\n", "2. second\n", "9. ninth\n", "10) tenth\n",
    "   more of it\n", "> quoted\n", ">> deeper\n", "```\n", "```python\nx = 1\n", "~~~\n",
    "    indented\n", "---\n", "===\n", "| a | b |\n|---|--:|\n", "| 1 | `2` |\n",
    "| 1 | 2 | 3 |\n",
    "<div>\nhtml\n</div>\n", "<br>", "<!-- ", " -->\n", "[link](http://example.com) ", "[a][b] ",
    "![image](http://example.com/i.png)", "\n[b]: http://example.com\n", "<http://example.com>",
    "\u4f60\u597d\u4e16\u754c", "\U0001f600 ", "e\u0301", "\\(x^2\\)", "\\[y\\]", "a" * 50, "\t",
    "\x1b[31mred", "\x1b]0;title\x07", "\r\n", "&amp;", "~~gone~~", "- [ ] task\n", "-", "*", "|",
    "#", "**",
    "\x9b2J", LONG_CODE,
]  # fmt: skip
SIZES = [(20, 3), (20, 24), (37, 6), (80, 24)]


class Terminal(io.StringIO):
    """A stream that passes for a terminal with colours."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal of the tests has colours."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


def shown(pieces: list[str], columns: int = 80, rows: int = 24) -> Screen:
    """The screen after *pieces* have arrived, each with a frame of its own."""
    screen = Screen(columns, rows)
    frames = Frames(Terminal(), live=True)
    for piece in pieces:
        screen.feed(frames.frame(visible(piece), columns, rows).replace("\n", "\r\n"))
        assert not screen.scrollback or screen.row > 0
    screen.feed(frames.frame("", columns, rows, ends=True).replace("\n", "\r\n"))
    assert not screen.unknown
    return screen


def styled(screen: Screen) -> list[list[tuple[str, frozenset[str]]]]:
    """Every cell that was written, with its style."""
    rows = [*screen._scrollback, *screen._cells]
    while rows and not any(cell.text.strip() for cell in rows[-1]):
        rows.pop()
    return [[(cell.text, cell.style) for cell in row] for row in rows]


def cut(text: str, places: list[int]) -> list[str]:
    """*text* in pieces."""
    ends = sorted({place % (len(text) + 1) for place in places} | {0, len(text)})
    return [text[start:end] for start, end in pairwise(ends)]


@given(
    text=st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    places=st.lists(st.integers(0, 10_000), max_size=12),
    size=st.sampled_from(SIZES),
)
@settings(max_examples=60, deadline=None)
@example("**a\n#b** c", [5], (20, 24))
@example("para\n- \n---\n1. a\n1. b\n", list(range(30)), (20, 3))
@example("- a\n\n  b\n- c\n\n\nend", list(range(30)), (20, 3))
@example("| a | b |\n|---|---|\n| " + "word " * 12 + "| 2 |\n" * 3, list(range(99)), (37, 6))
@example(LONG_CODE + "after", [20, 700, 900], (80, 24))
def test_a_stream_ends_as_what_arrives_at_once(text, places, size):
    """Screen, scrollback and styles are the same, for any Markdown that is cut anywhere."""
    assert styled(shown(cut(text, places), *size)) == styled(shown([text], *size))


@given(
    text=st.lists(st.sampled_from([p for p in PIECES if p != LONG_CODE]), max_size=14).map("".join)
)
@settings(max_examples=150, deadline=None)
def test_blocks_mean_what_the_whole_means(text):
    """Taken one by one, they have the same paragraphs, code and cells as the whole text."""
    text = visible(text)
    document = GrowingMarkdown()
    blocks = document.add(text) + document.finish()
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable(["reference"])

    def meant(source: str) -> list[tuple[str, str]]:
        tokens = parser.parse(source)
        return [(token.type, token.content.rstrip("\n")) for token in tokens if token.content]

    assert [each for block in blocks for each in meant(block.source)] == meant(text)


def lines(text: str, columns: int = 80) -> list[str]:
    """The rows that *text* is shown in."""
    return shown([text], columns, 60).text().split("\n")


def test_what_each_thing_looks_like():
    """Marks that say nothing more are gone; numbers, addresses and ends of lines are there."""
    assert lines("# T *e*\n\na **b** `c`\nd") == ["T e", "", "a b c", "d"]
    assert lines("3. a\n3. b\n   - c\n\n9. d") == ["3. a", "4. b", "   \u2022 c", "", "5. d"]
    assert lines("[t](http://u) <http://v> ![i](w)") == ["t (http://u) http://v image: i (w)"]
    assert lines("> q\n> > r\n") == ["\u2502 q", "\u2502 \u2502 r"]
    assert lines("a\n\n---\n", 5) == ["a", "", "\u2500" * 5]
    assert lines("<b>x</b> \\(y\\) <p>") == ["<b>x</b> \\(y\\) <p>"]
    assert lines("see [a][1]\n\n[1]: http://u\n") == ["see [a][1]", "", "[1]: http://u"]


def test_code_is_highlighted_and_can_be_copied():
    """Lines are whole, tabs are spaces, the fences say where it ends; open code has no end."""
    text = "```python\ndef f():\n\treturn '" + "x" * 30 + "'\n```\n"
    screen = shown([text], 20)
    assert "".join(screen.lines).rstrip().endswith("x'```")
    assert screen.style_of("def") == {"fg:94"}
    assert screen.style_of("```python") == {"dim"}
    assert lines("```\nopen") == ["```", "open"]
    assert lines("- a\n  ~~~\n  b\n  ~~~") == ["\u2022 a", "  ~~~", "  b", "  ~~~"]


def test_tables():
    """In a frame; row by row where there is no room; as written where cells would be lost."""
    table = "| Name | 数 |\n|---|--:|\n| one<br>two | 1 |\n"
    assert lines(table)[1] == "\u2502 Name \u2502 \u6570 \u2502"
    assert lines(table)[4] == "\u2502 two  \u2502    \u2502"
    wide = "| First | Second |\n|---|---|\n| something | something else |\n| a | b |\n"
    assert lines(wide, 20) == [
        "First: something", "Second: something", "else", "", "First: a", "Second: b"
    ]  # fmt: skip
    many = "| a |\n|---|\n| 1 | 2 |"
    assert lines(many) == many.split("\n")


def test_words_wrap_and_nothing_is_lost():
    """In 20 columns, wide characters and long words included."""
    text = "\u4f60\u597d\u4e16\u754c" * 9 + " " + "long" * 12 + " end"
    said = lines(text, 20)
    assert max(map(len, said)) <= 20
    assert re.sub(r"\s", "", "".join(said)) == re.sub(r"\s", "", text)


def test_what_would_change_the_terminal_is_shown():
    """Escape sequences do nothing."""
    screen = shown(["\x1b[2Jhi \x1b]0;t\x07\x9b1m"])
    assert screen.text() == "\u241b[2Jhi \u241b]0;t\u2407\ufffd1m"


def test_what_is_complete_is_written_once():
    """Frames move no higher than the first row that changed, and none is drawn for nothing."""
    frames = Frames(Terminal(), live=True)
    assert frames.frame("one\n\ntwo\n", 80, 24) == "one\n\x1b[?7l\ntwo\x1b[?7h"
    assert frames.frame("", 80, 24) == ""
    assert frames.frame("three", 80, 24) == "\n\x1b[?7lthree\x1b[?7h"
    assert frames.frame("!", 80, 24) == "\r\x1b[J\x1b[?7lthree!\x1b[?7h"
    assert frames.frame("\n\nfour\n", 80, 24) == "\n\x1b[?7l\nfour\x1b[?7h"
    assert frames.frame("", 80, 24, ends=True) == "\n"


def test_the_end_is_shown_of_what_is_higher_than_the_terminal():
    """And all of it when it is complete; nothing twice."""
    screen, frames = Screen(20, 5), Frames(Terminal(), live=True)
    row = "| row {} |\n"
    for number in range(12):
        text = "| T |\n|---|\n" * (not number) + row.format(number)
        screen.feed(frames.frame(text, 20, 5).replace("\n", "\r\n"))
        assert f"row {number} " in screen.text()
    assert not screen.scrollback
    screen.feed(frames.frame("", 20, 5, ends=True).replace("\n", "\r\n"))
    assert [line for line in screen.text().split("\n") if "row" in line] == [
        f"\u2502 row {number:<2} \u2502" for number in range(12)
    ]


def test_a_terminal_that_becomes_narrower():
    """What it has wrapped is drawn anew in its place."""
    frames = Frames(Terminal(), live=True)
    frames.frame("some words that go on", 40, 24)
    assert frames.frame("!", 20, 24).startswith("\r\x1b[1A\x1b[J")


def test_without_colours_and_characters(monkeypatch):
    """NO_COLOR leaves bold; an ASCII terminal gets lines of ASCII."""
    monkeypatch.setenv("NO_COLOR", "1")
    screen = shown(["`a` **b**"])
    assert screen.text() == "`a` b"
    assert [sorted(screen.style_of(each)) for each in ("b", "`a`")] == [["bold"], []]
    stream = Terminal()
    monkeypatch.setattr(stream, "encoding", "ascii", raising=False)
    text = "- a\n> b\n\n| c |\n|---|\n| d |\n\n---\n"
    assert Frames(stream, live=False).frame(text, 20, 24, ends=True).isascii()


def test_what_cannot_be_rendered_is_shown_as_it_is(monkeypatch):
    """A parser or a lexer that fails costs nothing but the looks."""
    from llm.cli.output import terminal_markdown

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(terminal_markdown, "SyntaxTreeNode", fail)
    assert lines("**a**\n\n- b\n") == ["**a**", "", "- b"]
