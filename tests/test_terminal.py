"""The screen and the terminal that tests look at."""

import os
import sys

from tests.screen import Screen
from tests.terminal import CTRL_C, Terminal, plain


def seen(data: str, columns: int = 10, rows: int = 3) -> Screen:
    """A screen after *data*; whatever is unknown is a failure."""
    screen = Screen(columns, rows)
    for character in data:  # as it may arrive
        screen.feed(character)
    assert not screen.unknown
    return screen


def test_lines_wrap_and_scroll():
    """What does not fit goes to the next row; the topmost rows go to the scrollback."""
    screen = seen("abcdefghijkl\r\n1\r\n2\r\n3")
    assert (screen.scrollback, screen.lines) == (["abcdefghij", "kl"], ["1", "2", "3"])
    assert screen.text() == "abcdefghij\nkl\n1\n2\n3"


def test_the_last_column_wraps_late():
    """A full row does not make an empty one."""
    assert seen("0123456789\r\nx").lines == ["0123456789", "x", ""]


def test_wide_characters_take_two_columns():
    """They wrap whole; marks that take no room join the character before them."""
    assert seen("123456789\u4f60x").lines == ["123456789", "\u4f60x", ""]
    assert seen("\u4f60\x1b[3Gx e\u0301!").lines[0] == "\u4f60x e\u0301!"
    assert seen("12345678\u4f60\u0301").lines[0] == "12345678\u4f60\u0301"


def test_the_cursor_moves():
    """By rows and columns, and to places."""
    assert seen("one\r\ntwo\x1b[1A\x1b[2D!\x1b[3;2Hx\x1b[Gy").lines == ["o!e", "two", "yx"]
    screen = seen("ab\x1b7\r\ncd\x1b8\x08X")
    assert (screen.lines[0], screen.row, screen.column) == ("aX", 0, 2)


def test_rows_and_the_screen_are_erased():
    """To the end, to the beginning, and all."""
    assert seen("abcdef\x1b[3D\x1b[K").lines[0] == "abc"
    assert seen("abcdef\x1b[3D\x1b[1K").lines[0] == "    ef"
    assert seen("a\r\nb\r\nc\x1b[2;1H\x1b[J").lines == ["a", "", ""]
    assert not seen("a\r\nb\x1b[2J").text().strip()


def test_characters_are_inserted_and_deleted():
    """As readline does it."""
    assert seen("abc\x1b[2D\x1b[1P").lines[0] == "ac"
    assert seen("abc\x1b[2D\x1b[1@x").lines[0] == "axbc"


def test_without_wrapping_the_last_column_is_overwritten():
    """And the row stays the same."""
    assert seen("\x1b[?7l0123456789XY").lines == ["012345678Y", "", ""]


def test_styles_are_kept():
    """Colours of each kind, and those that are taken back."""
    screen = seen("\x1b[1;31ma\x1b[22mb\x1b[38;5;9mc\x1b[48;2;1;2;3md\x1b[0me\x1b[me")
    styles = [sorted(screen.style_of(each)) for each in "abcde"]
    assert styles == [["bold", "fg:31"], ["fg:31"], ["fg:9"], ["bg:1,2,3", "fg:9"], []]


def test_it_is_asked_and_told_things():
    """Where the cursor is; whether it is shown; what is pasted. Titles and links are not shown."""
    screen = seen(
        "ab\x1b[6n\x1b[?25l\x1b[?2004h\x1b]0;title\x07\x1b]8;;http://x\x1b\\l\x1b]8;;\x07"
    )
    assert (screen.answers, screen.lines[0]) == ("\x1b[1;3R", "abl")
    assert (screen.cursor_visible, screen.bracketed_paste) == (False, True)


def test_the_alternate_screen_leaves_no_trace():
    """An editor comes and goes."""
    assert seen("ab\x1b[?1049h\x1b[Hxyz\r\n\n\n\n\x1b[?1049lc").text() == "abc"


def test_what_is_unknown_is_told():
    """A test can insist on knowing all."""
    screen = Screen()
    screen.feed("\x1b[5y\x1bQ")
    assert screen.unknown == ["\x1b[5y", "\x1bQ"]


PROGRAM = """
import os, sys, time
print(os.get_terminal_size(), os.isatty(0), os.isatty(2))
try:
    print("got", input("> "))
    while True:  # input() misses what interrupts it just before it reads
        time.sleep(0.05)
except KeyboardInterrupt:
    sys.exit(7)
"""


def test_a_process_on_a_terminal():
    """It has a size; it is typed at, interrupted, and its status is known."""
    with Terminal([sys.executable, "-c", PROGRAM], columns=40, rows=5) as terminal:
        terminal.wait_for("> ")
        terminal.type("hello\r")
        terminal.wait_for("got hello")
        terminal.type(CTRL_C)
        assert terminal.end() == 7
        assert terminal.screen.lines[0] == "os.terminal_size(columns=40, lines=5) Tr"
        assert "got hello" in plain(terminal.written)


def test_a_line_of_a_shell(tmp_path):
    """Parts of it may go elsewhere."""
    told = ["printf", "one\\ntwo\\n"]
    with Terminal(told, shell='"$@" | head -1', env=dict(os.environ)) as terminal:
        assert (terminal.end(), terminal.screen.text()) == (0, "one")
    with Terminal(told, shell='"$@" >file', cwd=tmp_path) as terminal:
        assert (terminal.end(), terminal.screen.text()) == (0, "")
    assert (tmp_path / "file").read_text() == "one\ntwo\n"
