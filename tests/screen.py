"""Screen: what a person sees of what a program wrote to a terminal, scrollback included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from wcwidth import wcwidth

_TOKEN = re.compile(
    r"\x1b\[(?P<parameters>[0-?]*)[ -/]*(?P<final>[@-~])"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[()#%][0-9A-Za-z]"
    r"|\x1b(?P<escape>[^\[\]()#%])"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
)
_STYLES = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "reverse", 9: "strike"}
_OFF = {22: ("bold", "dim"), 23: ("italic",), 24: ("underline",), 27: ("reverse",), 29: ("strike",)}


class Cell(NamedTuple):
    """One place on the screen; what follows a wide character has the text `""`."""

    text: str = " "
    style: frozenset[str] = frozenset()


class Screen:
    """A terminal without a window: `feed` it what a program writes, and look.

    Attributes:
        row: where the cursor is, counted from 0.
        column: the same.
        cursor_visible: whether it is shown.
        bracketed_paste: whether the program wants to be told what is pasted.
        answers: what the terminal answers the program, and nobody has sent yet.
        unknown: control sequences that it did not understand.

    """

    def __init__(self, columns: int = 80, rows: int = 24) -> None:
        self.columns, self.rows = columns, rows
        self.row = self.column = 0
        self.cursor_visible, self.bracketed_paste = True, False
        self.answers = ""
        self.unknown: list[str] = []
        self._scrollback: list[list[Cell]] = []
        self._cells = [self._blank() for _ in range(rows)]
        self._style: frozenset[str] = frozenset()
        self._wraps = True
        self._beyond = False  # the last column is full; the next character wraps
        self._saved = (0, 0)
        self._main: list[list[Cell]] | None = None  # while a program has the alternate screen
        self._rest = ""

    @property
    def lines(self) -> list[str]:
        """The rows that are visible, without spaces at their ends but those before the cursor."""
        rows = [_written(row) for row in self._cells]
        before = "".join(cell.text for cell in self._cells[self.row][: self.column])
        rows[self.row] = max(rows[self.row], before, key=len)
        return rows

    @property
    def scrollback(self) -> list[str]:
        """The rows that have left the screen at its top, the oldest first."""
        return [_written(row) for row in self._scrollback]

    def text(self) -> str:
        """Everything, scrollback included, without blank rows at the end."""
        return "\n".join([*self.scrollback, *self.lines]).rstrip("\n")

    def style_of(self, text: str) -> frozenset[str]:
        """How the first *text* looks: `bold`, `dim`, … and `fg:31`, `bg:…` for colours.

        Raises AssertionError where it is not on the screen in one row and one style.
        """
        for row in [*self._scrollback, *self._cells]:
            shown = "".join(cell.text for cell in row)
            if (at := shown.find(text)) >= 0:
                cells = [cell for cell in row for _ in cell.text]
                (style,) = {cell.style for cell in cells[at : at + len(text)]}
                return style
        raise AssertionError(f"{text!r} is not on the screen")

    def resize(self, columns: int, rows: int) -> None:
        """Another size; rows are cut or filled, and not wrapped anew, as xterm does it."""
        self.columns = columns
        for row in self._cells:
            row[columns:] = [Cell()] * (columns - len(row))
        while len(self._cells) > rows:
            if self.row < len(self._cells) - 1:
                self._cells.pop()
            else:
                self._scrollback.append(self._cells.pop(0))
                self.row -= 1
        self._cells += [self._blank() for _ in range(rows - len(self._cells))]
        self.rows, self._beyond = rows, False
        self._move(self.row, self.column)

    def feed(self, data: str) -> None:
        """Understand *data*; what is left of a sequence waits for the rest."""
        data = self._rest + data
        at = 0
        while found := _TOKEN.match(data, at):
            at = found.end()
            if text := found["text"]:
                for character in text:
                    self._put(character)
            elif control := found["control"]:
                self._control(control)
            elif escape := found["escape"]:
                self._escape(escape)
            elif (final := found["final"]) and not self._sequence(final, found["parameters"]):
                self.unknown.append(found[0])
        self._rest = data[at:]

    def _blank(self) -> list[Cell]:
        return [Cell()] * self.columns

    def _put(self, character: str) -> None:
        width = wcwidth(character)
        if width <= 0:
            self._join(character)
            return
        if self._beyond or self.column + width > self.columns:
            if self._wraps:
                self._move(self.row, 0)
                self._line_feed()
            else:
                self.column = self.columns - width
        row = self._cells[self.row]
        row[self.column] = Cell(character, self._style)
        if width == 2:
            row[self.column + 1] = Cell("", self._style)
        self._beyond = self.column + width >= self.columns
        self.column = min(self.column + width, self.columns - 1)

    def _join(self, mark: str) -> None:
        """Put a character that takes no room on the one before it."""
        at = self.column if self._beyond else self.column - 1
        while at > 0 and not self._cells[self.row][at].text:
            at -= 1
        if at >= 0:
            cell = self._cells[self.row][at]
            self._cells[self.row][at] = cell._replace(text=cell.text + mark)

    def _move(self, row: int, column: int) -> None:
        self.row = min(max(row, 0), self.rows - 1)
        self.column = min(max(column, 0), self.columns - 1)
        self._beyond = False

    def _line_feed(self) -> None:
        self._beyond = False
        if self.row < self.rows - 1:
            self.row += 1
            return
        gone = self._cells.pop(0)
        if self._main is None:
            self._scrollback.append(gone)
        self._cells.append(self._blank())

    def _control(self, control: str) -> None:
        if control in "\n\v\f":
            self._line_feed()
        elif control == "\r":
            self._move(self.row, 0)
        elif control == "\b":
            self._move(self.row, self.column - 1)
        elif control == "\t":
            self._move(self.row, (self.column // 8 + 1) * 8)
        elif control not in "\a\0\x0e\x0f":
            self.unknown.append(control)

    def _escape(self, escape: str) -> None:
        if escape == "7":
            self._saved = (self.row, self.column)
        elif escape == "8":
            self._move(*self._saved)
        elif escape == "M" and self.row == 0:
            self._cells.insert(0, self._blank())
            self._cells.pop()
        elif escape == "M":
            self._move(self.row - 1, self.column)
        elif escape not in "=>\\":
            self.unknown.append(f"\x1b{escape}")

    def _sequence(self, final: str, parameters: str) -> bool:
        """Understand `ESC [ parameters final`; False where that is unknown."""
        if final == "m":
            self._restyle(parameters)
            return not parameters.startswith((">", "?"))
        if parameters.startswith("?") and final in "hl":
            return all(self._mode(each, final == "h") for each in parameters[1:].split(";"))
        if final in "nqcut" and parameters != "6":
            return final != "c"  # shapes of the cursor, and what windows do
        given = [int(each) for each in parameters.split(";") if each.isdigit()]
        first, last = given[0] if given else 0, given[-1] if given else 0
        count = max(first, 1)
        if final in _MOVES:
            down, right = _MOVES[final]
            self._move(self.row + down * count, 0 if final in "EF" else self.column + right * count)
        elif final in "Hf":
            self._move(count - 1, (max(last, 1) if len(given) > 1 else 1) - 1)
        elif final in "G`d":
            self._move(*((count - 1, self.column) if final == "d" else (self.row, count - 1)))
        elif final in "JK":
            self._erase(final, first)
        elif final in "P@XLMST":
            self._shift(final, count)
        elif final == "n":
            self.answers += f"\x1b[{self.row + 1};{self.column + 1}R"
        else:
            return False
        return True

    def _erase(self, final: str, what: int) -> None:
        row, blank = self._cells[self.row], self._blank()
        if what == 0:
            row[self.column :] = blank[self.column :]
        elif what == 1:
            row[: self.column + 1] = blank[: self.column + 1]
        elif final == "K":
            row[:] = blank
        if final == "J":
            wanted = {0: range(self.row + 1, self.rows), 1: range(self.row)}
            for each in wanted.get(what, range(self.rows)):
                self._cells[each] = self._blank()
            if what == 3:
                self._scrollback.clear()

    def _shift(self, final: str, count: int) -> None:
        """Delete, insert or blank characters of the row, or rows of the screen."""
        row, at = self._cells[self.row], self.column
        if final == "X":
            row[at : at + count] = [Cell()] * len(row[at : at + count])
        elif final == "P":
            row[at:] = (row[at + count :] + self._blank())[: self.columns - at]
        elif final == "@":
            row[at:] = ([Cell()] * count + row[at:])[: self.columns - at]
        else:
            top = self.row if final in "LM" else 0
            for _ in range(count):
                self._cells.pop(-1 if final in "LT" else top)
                self._cells.insert(top if final in "LT" else self.rows - 1, self._blank())

    def _mode(self, mode: str, on: bool) -> bool:
        if mode == "7":
            self._wraps = on
        elif mode == "25":
            self.cursor_visible = on
        elif mode == "2004":
            self.bracketed_paste = on
        elif mode == "1049" and on != (self._main is not None):
            if self._main is None:
                self._main, self._saved = self._cells, (self.row, self.column)
                self._cells = [self._blank() for _ in range(self.rows)]
            else:
                self._cells, self._main = self._main, None
                self._move(*self._saved)
        else:
            return mode in {"1", "12", "1000", "1003", "1006", "1015", "1049", "2026"}
        return True

    def _restyle(self, parameters: str) -> None:
        codes = iter([int(each or 0) for each in re.split("[;:]", parameters) if each.isdigit()])
        if not parameters:
            self._style = frozenset()
        for code in codes:
            style = set(self._style)
            if code == 0:
                style.clear()
            elif code in _STYLES:
                style.add(_STYLES[code])
            elif code in _OFF:
                style.difference_update(_OFF[code])
            else:
                _colour(style, code, codes)
            self._style = frozenset(style)


_MOVES = {"A": (-1, 0), "B": (1, 0), "C": (0, 1), "D": (0, -1), "E": (1, 0), "F": (-1, 0)}


def _colour(style: set[str], code: int, more: Iterator[int]) -> None:
    """Put the colour of this *code* in the place of another; *more* follows it."""
    ground = "fg:" if code in {*range(30, 40), *range(90, 98)} else "bg:"
    if ground == "bg:" and code not in {*range(40, 50), *range(100, 108)}:
        return
    style.difference_update([each for each in style if each.startswith(ground)])
    if code in (38, 48):
        values = [next(more, 0) for _ in range(1 if next(more, 0) == 5 else 3)]
        style.add(ground + ",".join(map(str, values)))
    elif code not in (39, 49):
        style.add(f"{ground}{code}")


def _written(row: list[Cell]) -> str:
    return "".join(cell.text for cell in row).rstrip()
