"""Terminal: a real process on a pseudo-terminal, typed at and looked at as a person would.

with Terminal([sys.executable, "-m", "llm", "chat"], columns=40, env=environment) as terminal:
    terminal.wait_for("> ")
    terminal.type("hello" + ENTER)
    terminal.wait_for("said <hello>")
    terminal.type(CTRL_D)
    assert terminal.end() == 0
    assert "hello" in terminal.screen.text()
"""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Self

from tests.screen import Screen

PATIENCE = 60.0
"""After so many seconds a test gives up; nothing is asserted about it."""

CTRL_C, CTRL_D, ENTER, ESCAPE = "\x03", "\x04", "\r", "\x1b"
UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"


class Terminal:
    """Runs *command* on a terminal of its own, which is also where it is interrupted from.

    Args:
        command: the program and its arguments.
        columns: how wide the terminal is.
        rows: how high.
        env: the whole environment; `TERM` is `xterm-256color` unless it says otherwise.
        cwd: where it runs.
        shell: a shell's line in which `"$@"` is the command, for pipes and redirections:
            `"$@" | head -1`, `"$@" >file`. What it does not redirect is the terminal.

    Attributes:
        screen: what is seen.
        written: everything that was written to the terminal, as it came.
        process: the process, or the shell around it.

    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
        cwd: Any = None,
        shell: str = 'exec "$@"',
    ) -> None:
        self.screen = Screen(columns, rows)
        self.written = ""
        self._ours, self._theirs = pty.openpty()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._set_size()
        # Whoever leads a session and opens a terminal has it as its own.
        line = f'exec <>"$0" >&0 2>&0; {shell}'
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", line, os.ttyname(self._theirs), *command],
            env={"TERM": "xterm-256color", **(os.environ if env is None else env)},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def type(self, keys: str) -> None:
        """Send *keys*; ENTER is one of them."""
        os.write(self._ours, keys.encode())

    def paste(self, text: str) -> None:
        """Send *text* as a terminal pastes it: marked, where the program asked for that."""
        text = text.replace("\n", "\r")
        self.type(f"\x1b[200~{text}\x1b[201~" if self.screen.bracketed_paste else text)

    def wait_for(
        self, seen: str | Callable[[Screen], object], *, patience: float = PATIENCE
    ) -> None:
        """Wait until *seen* is somewhere on the screen or in its scrollback, or is true of it.

        Raises AssertionError, with what is on the screen, when it never is.
        """
        until = time.monotonic() + patience
        while not (seen in self.screen.text() if isinstance(seen, str) else seen(self.screen)):
            ended = self.process.poll() is not None
            if not self._read(0.05) and ended:
                raise AssertionError(f"never {seen!r}:\n{self.screen.text()}")
            assert time.monotonic() < until, f"not yet {seen!r}:\n{self.screen.text()}"

    def settle(self, seconds: float = 0.3) -> None:
        """Read on until nothing has been written for so long."""
        while self._read(seconds):
            pass

    def end(self, *, patience: float = PATIENCE) -> int:
        """The exit status, once the process has ended and all it wrote is on the screen."""
        until = time.monotonic() + patience
        while self.process.poll() is None:
            self._read(0.05)
            assert time.monotonic() < until, f"it does not end:\n{self.screen.text()}"
        while self._read(0):
            pass
        return self.process.returncode

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size; the program is told."""
        self.screen.resize(columns, rows)
        self._set_size()

    def close(self) -> None:
        """Kill what still runs on it."""
        if self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for descriptor in (self._ours, self._theirs):
            with suppress(OSError):
                os.close(descriptor)

    def _set_size(self) -> None:
        size = struct.pack("HHHH", self.screen.rows, self.screen.columns, 0, 0)
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, size)

    def _read(self, seconds: float) -> bool:
        """Show what the process writes within *seconds*; False when that is nothing."""
        if not select.select([self._ours], [], [], seconds)[0]:
            return False
        text = self._decoder.decode(os.read(self._ours, 65536))
        self.written += text
        self.screen.feed(text)
        if self.screen.answers:
            self.type(self.screen.answers)
            self.screen.answers = ""
        return True


def plain(written: str) -> str:
    """*written* without control sequences and carriage returns."""
    return re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\r", "", written)
