"""Shows on standard error how far a download has come, by the bytes that have arrived on disk."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from llm import notices

if TYPE_CHECKING:
    from pathlib import Path

SECONDS_BETWEEN_LINES = 5.0


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
            percent = f" {100 * done // self._total:3d} %  {state}"
            self._write(f"\r{notices.progress_row('', done / self._total, percent)} ")
        elif time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            notices.say(f"  {state}" if done else "  waiting for the package index")

    def close(self) -> None:
        """Take the bar off the terminal."""
        if self._terminal:
            self._write("\r\x1b[K")

    @staticmethod
    def _write(text: str) -> None:
        with notices.around():
            sys.stderr.write(text)
            sys.stderr.flush()
