"""A bar, or a spinner, on standard error for work that takes longer than a moment."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from llm.cli.showing.spinner import Spinner
from llm.cli.terminal import is_drawn_on, moves, remark
from llm.notices import progress_row

PATIENCE = 1.0
"""Seconds of work without a bar."""

_BETWEEN = 0.1
_CLEAR = "\r\x1b[K"


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Gives what takes how much is done, and of how much; the bar is gone at the end."""
    drawn = time.monotonic() + PATIENCE - _BETWEEN
    visible = False

    def show(done: int, total: int) -> None:
        nonlocal drawn, visible
        now = time.monotonic()
        if now - drawn < _BETWEEN or not total or not is_drawn_on(sys.stderr):
            return
        drawn, visible = now, True
        row = progress_row(f"{label} ", done / total, f" {done:,} of {total:,}")
        remark(f"{_CLEAR}{row} ", end="")

    try:
        yield show
    finally:
        if visible:
            remark(_CLEAR, end="")


@contextmanager
def working(label: str) -> Iterator[None]:
    """A spinner beside *label*, for work of which nobody knows how far it is; gone at the end."""
    spinner = Spinner(PATIENCE)
    with moves(spinner):
        spinner.start(label)
        try:
            yield
        finally:
            spinner.close()
