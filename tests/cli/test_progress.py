"""Bars and spinners on standard error, for people who wait."""

from __future__ import annotations

import sys

import pytest

from llm.cli.showing.progress import pace
from tests.terminal import Terminal

BAR = """
import time
from llm.cli.showing import progress
progress.PATIENCE = 0
with progress.progress_bar("Exporting") as show:
    for done in range(3):
        show(done, 2)
        time.sleep(0.2)
print("done")
"""
SPINNER = """
import sys, time
from llm.cli import terminal
from llm.cli.showing import progress
progress.PATIENCE = 0
with progress.working("Tidying up"):
    time.sleep(0.5)
    terminal.remark("by the way")
print("done")
"""


def run(code: str, columns: int = 80, **env: str) -> Terminal:
    """A terminal on which *code* was run, and left nothing but `done`."""
    more = {"TERM": "xterm", **env}
    with Terminal([sys.executable, "-c", code], columns=columns, env=more) as terminal:
        assert terminal.end() == 0
    return terminal


@pytest.mark.parametrize(
    ("columns", "seen"),
    [(80, "Exporting [###############---------------] 1 of 2 "), (20, "Exporting 1 of 2 ")],
)
def test_a_bar_leaves_no_trace(columns, seen):
    """It fits into one row of any terminal."""
    terminal = run(BAR, columns)
    assert seen in terminal.written
    assert terminal.screen.text() == "done"


def test_a_narrow_row_ends_at_a_comma():
    """What there is no room for is left out as a whole."""
    code = """
from llm.notices import progress_row
print(progress_row("Embedding ", 0.4, " 1,152 of 3,016, 18 a second, 2 min left"))
"""
    assert run(code, 40).screen.text() == "Embedding 1,152 of 3,016, 18 a second"
    assert run(code, 30).screen.text() == "Embedding 1,152 of 3,016"
    assert run(code, 12).screen.text() == "Embedding"


def test_a_spinner_makes_room():
    """It is gone when something is said, and leaves no trace."""
    terminal = run(SPINNER)
    assert "\u280b Tidying up" in terminal.written
    assert terminal.screen.text() == "by the way\ndone"
    assert "/ Tidying up" in run(SPINNER, PYTHONIOENCODING="ascii").written


def test_a_terminal_that_cannot_be_drawn_on_shows_neither():
    """`TERM=dumb`."""
    assert run(SPINNER, TERM="dumb").written == "by the way\r\ndone\r\n"
    assert run(BAR, TERM="dumb").written == "done\r\n"


@pytest.mark.parametrize(
    ("done", "left", "seconds", "said"),
    [
        (0, 10, 5.0, ""),
        (5, 5, 0.0, ""),
        (100, 900, 10.0, ", 10 a second, 1 min left"),
        (2_000, 20, 1.0, ", 2,000 a second, 0 s left"),
        (1, 9, 4.0, ", 15 a minute, 36 s left"),
        (100, 500_000, 10.0, ", 10 a second, 13 h 53 min left"),
    ],
)
def test_how_fast_and_how_long(done, left, seconds, said):
    """The rate, and the time that is left; nothing before something is done."""
    assert pace(done, left, seconds) == said


def test_a_bar_with_its_pace():
    """What was done before it began does not count for the rate."""
    timed = BAR.replace('"Exporting"', '"Embedding", timed=True').replace(
        "show(done, 2)", "show(done + 7, 9)"
    )
    assert " 8 of 9, " in run(timed, 100).written
    assert " a second, " in run(timed, 100).written
