"""A bar, or a spinner, on standard error for work that takes longer than a moment."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from llm.cli.showing.spinner import Spinner
from llm.cli.terminal import is_drawn_on, moves, remark
from llm.notices import progress_row

PATIENCE = 1.0
"""Seconds of work without a bar."""

_BETWEEN = 0.1
_RECENT = 30.0
_CLEAR = "\r\x1b[K"


@contextmanager
def progress_bar(label: str, *, timed: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Gives what takes how much is done, and of how much; the bar is gone at the end.

    A *timed* one says how fast it goes and how long it will take; where nobody knows of how much,
    which is 0 then, it is no bar, but says how much is done and how fast.
    """
    drawn = time.monotonic() + PATIENCE - _BETWEEN
    visible = False
    # What was done at which time lately: an earlier run, for one, did its part in no time.
    lately: deque[tuple[float, int]] = deque()

    def show(done: int, total: int) -> None:
        nonlocal drawn, visible
        now = time.monotonic()
        if not lately or now - lately[-1][0] >= _BETWEEN:
            lately.append((now, done))
        while now - lately[0][0] > _RECENT and len(lately) > 2:
            lately.popleft()
        if now - drawn < _BETWEEN or not (total or timed) or not is_drawn_on(sys.stderr):
            return
        drawn, visible = now, True
        since, before = lately[0]
        left = total - done if total else None
        rest = pace(done - before, left, now - since) if timed else ""
        row = f"{label} {done:,}{rest}"
        if total:
            row = progress_row(f"{label} ", done / total, f" {done:,} of {total:,}{rest}")
        remark(f"{_CLEAR}{row} ", end="")

    try:
        yield show
    finally:
        if visible:
            remark(_CLEAR, end="")


def pace(done: int, left: int | None, seconds: float) -> str:
    """How fast so much was *done* in so many *seconds*, and how long what is *left* will take.

    `, 35 a second, 2 min left`; nothing as long as nobody can tell.
    """
    if done <= 0 or seconds <= 0:
        return ""
    rate = done / seconds
    said = f"{rate:,.0f} a second" if rate >= 1 else f"{rate * 60:,.0f} a minute"
    return f", {said}" if left is None else f", {said}, {_time(left / rate)} left"


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {minutes} min"
    return f"{minutes} min" if minutes else f"{rest} s"


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
