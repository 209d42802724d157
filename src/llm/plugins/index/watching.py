"""Ending a process in which a plugin does nothing, or goes on for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

IN_ALL = 10
"""How many times as long a plugin may take in all, as it may do nothing."""
_BUSY = 0.02
"""The share of the limit for which a process has to use the processor to be doing something."""


class Watch:
    """A thread that calls *end* with a name and a reason when that one takes too long.

    Args:
        limit: seconds for which nothing may be done; ten times as many are allowed in all.
        end: what to do then.

    """

    def __init__(self, limit: float, end: Callable[[str, str], object]) -> None:
        self._limit = limit
        self._end = end
        self._turn: list[str] | None = None
        self._watched = threading.get_native_id()

    def start(self) -> None:
        """Begin to watch the thread that calls this."""
        self._watched = threading.get_native_id()
        threading.Thread(target=self._run, daemon=True).start()

    def begin(self, name: str) -> None:
        """The plugin *name* begins to do something."""
        self._turn = [name]

    def pause(self) -> None:
        """Nothing is watched until the next one begins."""
        self._turn = None

    def _run(self) -> None:
        turn = None
        began = marked = used = 0.0
        while True:
            time.sleep(min(self._limit / 20, 0.25))
            now = time.monotonic()
            # What this thread itself uses is not the plugin's.
            using = time.process_time() - time.thread_time()
            if turn is not self._turn:
                turn, began, marked, used = self._turn, now, now, using
            if turn is None:
                continue
            if using - used > _BUSY * self._limit or not self._is_waiting():
                marked, used = now, using
            reason = None
            if now - marked >= self._limit:
                reason = idle_reason(self._limit)
            elif now - began >= IN_ALL * self._limit:
                reason = endless_reason(self._limit)
            if reason and turn is self._turn:
                self._end(turn[0], reason)

    def _is_waiting(self) -> bool:
        """Whether the plugin waits for something other than the processor or a disk.

        On a busy machine those may be long in coming. Only Linux says.
        """
        try:
            with open(f"/proc/self/task/{self._watched}/stat", "rb") as file:
                state = file.read().rpartition(b")")[2].split()[0]
        except (OSError, IndexError):
            return True
        return state not in (b"R", b"D")


def idle_reason(limit: float) -> str:
    """Why a plugin is left out that waited for too long."""
    return f"it did nothing for {limit:g} seconds while it was loaded (setting plugin_timeout)"


def endless_reason(limit: float) -> str:
    """Why a plugin is left out that took too long."""
    return f"it was not loaded within {IN_ALL * limit:g} seconds (setting plugin_timeout)"
