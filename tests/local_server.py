"""HTTP servers on a free port of this machine: standard error belongs to what is tested."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class QuietHandler(BaseHTTPRequestHandler):
    """Answers without a log."""

    def log_message(self, *args: Any) -> None:
        """Nothing."""


class LocalServer(ThreadingHTTPServer):
    """Answers by *handler* at `url`, which has no path; a client may leave when it likes."""

    def __init__(self, handler: Callable[..., BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing."""

    def start(self) -> None:
        """Serve in a thread of its own, until `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """Serve no more; the port is free again."""
        self.shutdown()
        self._thread.join()
        self.server_close()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve until the block ends."""
        self.start()
        try:
            yield
        finally:
            self.stop()
