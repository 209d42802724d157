"""A line that is typed on a terminal on which nothing can be drawn."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from typing import TextIO

from llm.cli.terminal import write_answer


def typed_line(stream: TextIO, prompt: str) -> str:
    """What the user types on *stream*, a terminal, edited as the terminal itself lets it be.

    Raises EOFError for Ctrl-D, and KeyboardInterrupt.
    """
    write_answer(prompt)
    if sys.platform != "win32" and threading.current_thread() is threading.main_thread():
        _wait(stream.fileno())
    line = stream.readline()
    if not line:
        raise EOFError
    return line.removesuffix("\n")


def _wait(typed: int) -> None:
    """Return when a line can be read from *typed*; Ctrl-C ends that, whenever it is pressed.

    `input` does not hear of a signal that arrives after its prompt is shown and before it waits
    for the line. Here each writes into a pipe, for which it waits as well.
    """
    woken, wakes = os.pipe()
    os.set_blocking(wakes, False)
    before = signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
    try:
        while typed not in select.select([typed, woken], [], [])[0]:
            os.read(woken, 1)
    finally:
        signal.set_wakeup_fd(before)
        os.close(wakes)
        os.close(woken)
