"""Bars and spinners on standard error, for people who wait."""

from __future__ import annotations

import sys

import pytest

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
