r"""RenderedWriter: an answer in Markdown on standard output, rendered while it comes.

What is complete is written once, and never touched again. What is not - the last paragraph, item
or table - is drawn anew as it grows, by a thread, at most some 20 times a second, each time in one
write that begins with the first row that changed. Of what is higher than the terminal, its end is
shown until it is complete. The cursor stays visible, so that there is nothing to put back when the
program is interrupted.

Escape sequences in the answer are shown, not obeyed (`terminal.visible`). What draws is imported
while the first words are awaited.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from llm.cli.terminal import is_drawn_on, is_terminal, size_of, visible, write_answer

if TYPE_CHECKING:
    from llm.cli.output.frames import Frames

FRAME = 0.05
"""Seconds between two frames."""
HEAD_START = 0.2
"""Seconds that asking the model has the processor for itself."""


class RenderedWriter:
    """Writes Markdown as it should look.

    1. `write` takes the next piece; on a terminal a thread draws it soon.
    2. `settle` writes all that is left, and ends the line; more may follow, after a blank line.
       At the end there is `finish`, or `leave` where the answer was cut short.
    3. `close` ends the thread, and writes nothing.

    Attributes:
        in_line: never, between calls.

    """

    in_line = False

    def __init__(self) -> None:
        self._live = is_drawn_on(sys.stdout)
        self._shares_terminal = self._live and is_terminal(sys.stderr)
        self._lock = threading.Condition()  # of what has arrived
        self._drawing = threading.RLock()  # of what is drawn; taken first
        self._pieces: list[str] = []
        self._changed = self._taken = self._closed = False
        self._failure: Exception | None = None
        self._frames: Frames | None = None
        if self._live:
            threading.Thread(target=self._draw_along, name="rendering", daemon=True).start()

    def write(self, text: str) -> None:
        """Take the next piece. Raises what a frame raised, such as OSError."""
        with self._lock:
            self._raise_failure()
            self._pieces.append(visible(text))
            self._changed = self._taken = True
            self._lock.notify()
        if not self._live:
            self._draw()

    def settle(self) -> None:
        """Write what is left, and end the line."""
        with self._lock:
            self._raise_failure()
        if self._taken:
            self._draw(ends=True)

    def finish(self) -> None:
        """The same; an answer that says nothing is an empty line."""
        self.settle()
        if not self._taken:
            write_answer("\n")

    def leave(self) -> None:
        """Write what is left of an answer that was cut short."""
        self.settle()

    def close(self) -> None:
        """Draw no more."""
        with self._lock:
            self._closed = True
            self._lock.notify()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let others write on the terminal: the live rows are drawn again below."""
        with self._drawing:
            if self._frames is not None and self._shares_terminal:
                write_answer(self._frames.interrupted())
            yield
        with self._lock:
            self._changed = True
            self._lock.notify()

    def _draw_along(self) -> None:
        with self._lock:
            self._lock.wait_for(lambda: self._changed or self._closed, HEAD_START)
        try:
            self._load()
            while self._wait_for_change():
                began = time.monotonic()
                self._draw()
                # Drawing something long leaves half of the time to the others.
                time.sleep(max(FRAME, time.monotonic() - began))
        except Exception as error:  # noqa: BLE001 - raised where it is written
            self._failure = error

    def _wait_for_change(self) -> bool:
        with self._lock:
            self._lock.wait_for(lambda: self._changed or self._closed)
            return not self._closed

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _load(self) -> Frames:
        from llm.cli.output.frames import Frames

        with self._drawing:
            if self._frames is None:
                self._frames = Frames(sys.stdout, live=self._live)
            return self._frames

    def _draw(self, *, ends: bool = False) -> None:
        """Write what has changed since the last frame."""
        frames = self._load()
        with self._drawing:
            with self._lock:
                if self._closed and not ends:
                    return
                text, self._pieces, self._changed = "".join(self._pieces), [], False
            if written := frames.frame(text, *size_of(sys.stdout), ends=ends):
                write_answer(written)
