"""Cutoff: ends an answer at a given time, whoever is waiting for its next piece, and however."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx2


class Cutoff:
    """Shuts the connection of *response* down, so that a read that blocks comes to its end.

    A timeout of the HTTP library starts anew with each piece; this one does not.

    Args:
        response: the answer, its head read.
        later: calls a function after so many seconds; what it returns has `cancel()`.

    Attributes:
        happened: the connection was shut down.

    """

    def __init__(self, response: httpx2.Response, later: Callable[[float, Any], Any]) -> None:
        self._stream = response.extensions.get("network_stream")
        self._later = later
        self._pending: Any = None
        self.happened = False

    def after(self, seconds: float) -> None:
        """Shut down in so many seconds, and not at a time set before."""
        self.cancel()
        self._pending = self._later(max(0.0, seconds), self._shut_down)

    def cancel(self) -> None:
        """Let the answer go on."""
        if self._pending is not None:
            self._pending.cancel()
            self._pending = None

    def _shut_down(self) -> None:
        self.happened = True
        connection = self._stream.get_extra_info("socket") if self._stream is not None else None
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def on_thread(seconds: float, function: Callable[[], None]) -> Any:
    """Call *function* on a thread of its own after so many *seconds*."""
    import threading

    timer = threading.Timer(seconds, function)
    timer.daemon = True
    timer.start()
    return timer
