"""One line for the person at the terminal, from whatever layer has something to tell."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress

_BAR = 30

around: Callable[[], AbstractContextManager[object]] = nullcontext
"""Makes room for what is written within; the command line, which draws there, has its own."""


def say(line: str) -> None:
    """Write one line to standard error, where there is one."""
    if sys.stderr is not None:
        with around(), suppress(OSError, ValueError):
            print(line, file=sys.stderr, flush=True)


def progress_row(before: str, share: float, after: str) -> str:
    """A bar of which a *share* is full, between two texts; a row of standard error's terminal.

    Where there is no room for all, the bar is shorter, and what stands behind the last commas is
    left out.
    """
    try:
        columns = os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        columns = 80
    room = columns - 2  # for a space and the cursor
    width = min(_BAR, room - len(before) - len(after) - 2)
    if width < 1:
        row = f"{before.rstrip()}{after}"
        while len(row) > room and ", " in row:
            row = row.rpartition(", ")[0]
        return row[:room]
    filled = min(max(int(width * share), 0), width)
    return f"{before}[{'#' * filled}{'-' * (width - filled)}]{after}"


def raises_errors() -> bool:
    """Whether the user wants tracebacks, and not messages."""
    return bool(os.environ.get("LLM_RAISE_ERRORS"))
