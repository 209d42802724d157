"""A bar on standard error for work that takes longer than a moment, where a person sees it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from llm.cli.terminal import is_terminal, remark

PATIENCE = 1.0
"""Seconds of work without a bar."""

_BETWEEN = 0.1
_WIDTH = 30
_CLEAR = "\r\x1b[K"


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Gives what takes how much is done, and of how much; the bar is gone at the end."""
    drawn = time.monotonic() + PATIENCE - _BETWEEN
    visible = False

    def show(done: int, total: int) -> None:
        nonlocal drawn, visible
        now = time.monotonic()
        if now - drawn < _BETWEEN or not total or not is_terminal(sys.stderr):
            return
        drawn, visible = now, True
        filled = _WIDTH * done // total
        bar = "#" * filled + "-" * (_WIDTH - filled)
        remark(f"{_CLEAR}{label} [{bar}] {done:,} of {total:,} ", end="")

    try:
        yield show
    finally:
        if visible:
            remark(_CLEAR, end="")
