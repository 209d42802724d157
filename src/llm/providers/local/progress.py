"""Shows on standard error how far a download has come, by the bytes that have arrived on disk."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BAR_WIDTH = 30
SECONDS_BETWEEN_LINES = 5.0


def say(line: str) -> None:
    """Write one line to standard error, where there is one."""
    if sys.stderr is not None:
        print(line, file=sys.stderr, flush=True)


def megabytes(size: int) -> str:
    """A number of bytes as people read it: `92.9 MB`."""
    return f"{size / 1e6:.1f} MB"


def bytes_under(directory: Path) -> int:
    """Bytes in the files under *directory*; a file with several names counts once."""
    sizes: dict[int, int] = {}
    for parent, _, names in os.walk(directory):
        for name in names:
            try:
                status = os.stat(os.path.join(parent, name), follow_symlinks=False)
            except FileNotFoundError:
                continue
            sizes[status.st_ino] = status.st_size
    return sum(sizes.values())


class Progress:
    """A bar that redraws itself on a terminal; elsewhere a line now and then."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._terminal = sys.stderr is not None and sys.stderr.isatty()
        self._last_line = time.monotonic()

    def show(self, done: int) -> None:
        """Show that *done* bytes have arrived."""
        done = min(done, self._total)
        state = f"{megabytes(done)} of {megabytes(self._total)}"
        if self._terminal:
            filled = BAR_WIDTH * done // self._total
            bar = "#" * filled + "-" * (BAR_WIDTH - filled)
            sys.stderr.write(f"\r[{bar}] {100 * done // self._total:3d} %  {state} ")
            sys.stderr.flush()
        elif time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            say(f"  {state}" if done else "  waiting for the package index")

    def close(self) -> None:
        """Take the bar off the terminal."""
        if self._terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
