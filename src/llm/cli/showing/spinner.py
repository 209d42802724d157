"""Spinner: a sign of life on standard error while nothing else is to be seen."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from llm.cli.terminal import is_drawn_on, size_of, visible

PATIENCE = 0.3
"""Seconds without a spinner."""

_BETWEEN = 0.1
_CLEAR = "\r\x1b[K"
_TURNS, _ASCII_TURNS = "\u280b\u2819\u2839\u2838\u283c\u2834\u2826\u2827\u2807\u280f", "|/-\\"


class Spinner:
    """Turns from `start` to `stop`, where a person sees it; it leaves no trace.

    The cursor must be at the beginning of a line. For *patience* seconds nothing is shown.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._visible = is_drawn_on(sys.stderr)
        self._lock = threading.RLock()
        self._stopped: threading.Event | None = None
        self._drawn = False

    def start(self, label: str = "") -> None:
        """Turn, after a moment; *label* says what goes on."""
        with self._lock:
            self.stop()
            if not self._visible:
                return
            self._stopped = threading.Event()
            threading.Thread(
                target=self._turn, args=(label, self._stopped), name="spinner", daemon=True
            ).start()

    def stop(self) -> None:
        """Be gone."""
        with self._lock:
            if self._stopped is None:
                return
            self._stopped.set()
            self._stopped = None
            if self._drawn:
                self._drawn = False
                _write(_CLEAR)

    def close(self) -> None:
        """Be gone for good."""
        with self._lock:
            self.stop()
            self._visible = False

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Be gone: somebody has something to say."""
        self.stop()
        yield

    def _turn(self, label: str, stopped: threading.Event) -> None:
        turns = _turns()
        turn, pause = 0, self._patience
        while not stopped.wait(pause):
            with self._lock:
                if stopped.is_set():
                    return
                self._drawn = True
                _write(_CLEAR + _line(turns[turn % len(turns)], label))
            turn, pause = turn + 1, _BETWEEN


def _turns() -> str:
    """The pictures that follow each other, as far as the terminal has them."""
    try:
        _TURNS.encode(sys.stderr.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return _ASCII_TURNS
    return _TURNS


def _line(picture: str, label: str) -> str:
    """What fits into one row."""
    columns, _ = size_of(sys.stderr)
    said = f"{picture} {visible(label)}".replace("\n", " ").replace("\t", " ").rstrip()
    # Half of it, should all characters be wide.
    return said[: max(columns - 1, 1)] if said.isascii() else said[: max(columns // 2, 1)]


def _write(text: str) -> None:
    with suppress(OSError, ValueError):
        sys.stderr.write(text)
        sys.stderr.flush()
