r"""RawWriter: an answer on standard output as the model gave it.

Into a file or a pipe goes every character, unchanged. On a terminal, control characters other
than `\n` and tabs are shown as pictures of themselves (␛): a model that was told what to say by
somebody else could otherwise retitle the window, write to the clipboard or hide text. Who wants
colours that a model wrote pipes the answer through `cat`.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from llm.cli.terminal import is_terminal, remark, visible, write_answer


class RawWriter:
    """Writes an answer as it comes.

    Args:
        ends_lines: an answer that is cut short ends its line, as more follows.

    Attributes:
        in_line: the last line is not at its end.

    """

    def __init__(self, *, ends_lines: bool = False) -> None:
        self._ends_lines = ends_lines
        self._on_terminal = is_terminal(sys.stdout)
        self.in_line = False

    def write(self, text: str) -> None:
        """Write the next piece."""
        if not text:
            return
        write_answer(visible(text) if self._on_terminal else text)
        self.in_line = not text.endswith("\n")

    def settle(self) -> None:
        """More may follow later: nothing to do."""

    def finish(self) -> None:
        """The answer is complete: end the line."""
        write_answer("\n")
        self.in_line = False

    def leave(self) -> None:
        """The answer was cut short: let others begin a line where both are on a terminal."""
        if not self.in_line:
            return
        if self._on_terminal or self._ends_lines:
            write_answer("\n")
            self.in_line = False
        elif is_terminal(sys.stderr) and _is_pipe():
            # What reads the pipe may have put the beginning of the line on the terminal.
            remark("")

    def close(self) -> None:
        """Nothing to do."""

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let others write on the terminal, below."""
        if self.in_line and self._on_terminal and is_terminal(sys.stderr):
            write_answer("\n")
            self.in_line = False
        yield


def _is_pipe() -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError, AttributeError):
        return False
