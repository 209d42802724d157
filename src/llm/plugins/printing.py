"""What plugins print while they are loaded: kept from standard output, which has a reader."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST = 200


@contextmanager
def kept_from_output(report: Callable[[str], object]) -> Iterator[None]:
    """Let what this thread prints in the block go nowhere, but for its first line: to *report*."""
    shown = sys.stdout
    kept = _Kept(shown)
    sys.stdout = kept
    try:
        yield
    finally:
        # The plugin may have put a stream of its own there, around this one.
        if sys.stdout is kept:
            sys.stdout = shown
        line = kept.end()
        if line:
            report(line)


class _Kept:
    """Standard output, in which one thread does not write until `end` is called.

    A plugin that holds on to it writes to what was there before.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._thread: int | None = threading.get_ident()
        self._first = ""

    def write(self, text: str) -> int:
        """Write *text*, or take it in."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if threading.get_ident() == self._thread:
            self._take(text)
        elif self._stream is not None:
            self._stream.write(text)
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Write each of *lines*."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Flush the stream behind this one."""
        if self._stream is not None:
            self._stream.flush()

    def close(self) -> None:
        """Do nothing: what is behind it is not the plugin's to close."""

    def detach(self) -> Any:
        """Give the binary stream behind it, which stays behind it."""
        return self._stream.buffer

    def end(self) -> str:
        """Write from now on; gives the first line of what was taken in, cut where it is long."""
        self._thread = None
        line = " ".join(self._first.strip().partition("\n")[0].split())
        return f"{line[:LONGEST]}…" if len(line) > LONGEST else line

    def _take(self, text: str) -> None:
        if "\n" not in self._first.lstrip() and len(self._first) <= LONGEST:
            self._first = (self._first + text).lstrip()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
