"""A server on 127.0.0.1 that does what a script says, byte by byte, and keeps what it was asked."""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Self

Step = bytes | float | Callable[[socket.socket], None]
"""What to do next: send bytes, wait so many seconds, or anything else with the connection."""


def head(status: int = 200, content_type: str = "application/json", **headers: str) -> bytes:
    """The head of an answer whose body ends with the connection."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Type: {content_type}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def answer(body: Any, status: int = 200, **headers: str) -> bytes:
    """A whole answer with a JSON body, or with text of the given content type."""
    content_type = headers.pop("content_type", "application/json")
    written = body if isinstance(body, bytes) else json.dumps(body).encode()
    return head(status, content_type, Content_Length=str(len(written)), **headers) + written


def chunked(*pieces: bytes, **headers: str) -> list[bytes]:
    """The head of an event stream in chunks, and each piece as a chunk; `b""` ends it."""
    start = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
    start += b"".join(f"{n.replace('_', '-')}: {v}\r\n".encode() for n, v in headers.items())
    return [start + b"\r\n", *(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)]


def event(data: Any) -> bytes:
    """One server-sent event."""
    return b"data: " + (data if isinstance(data, bytes) else json.dumps(data).encode()) + b"\n\n"


def delta(text: str | None = None, **choice: Any) -> bytes:
    """A chunk of a chat completion, as an event."""
    said = {} if text is None else {"content": text}
    return event({"model": "m", "choices": [{"index": 0, "delta": said, **choice}]})


END = delta(finish_reason="stop") + event(b"[DONE]")


def reset(connection: socket.socket) -> None:
    """Break the connection, as a crash does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


class ScriptedServer:
    """Answers the first request with the first of *scripts*, and so on; the last one goes on.

    Attributes:
        url: its address.
        requests: what it was asked: the head as text, and the body.
        times: when, by the monotonic clock.
        connections: how many connections were made to it.

    """

    def __init__(self, *scripts: Iterable[Step] | bytes) -> None:
        self._scripts = [[script] if isinstance(script, bytes) else script for script in scripts]
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.requests: list[tuple[str, bytes]] = []
        self.times: list[float] = []
        self.connections = 0
        self._open = 0
        self.stopping = threading.Event()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.connections += 1
                threading.Thread(target=self._attend, args=[connection], daemon=True).start()

    def _attend(self, connection: socket.socket) -> None:
        with self._lock:
            self._open += 1
        self._serve(connection)
        with self._lock:
            self._open -= 1

    def all_closed(self, within: float) -> bool:
        """Whether every connection ends in so many seconds."""
        until = time.monotonic() + within
        while self._open and time.monotonic() < until:
            time.sleep(0.02)
        return not self._open

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            while self._answered(connection):
                pass

    def _answered(self, connection: socket.socket) -> bool:
        """Answer one request; whether the connection stays open for another."""
        received = b""
        while b"\r\n\r\n" not in received:
            piece = connection.recv(65536)
            if not piece:
                return False
            received += piece
        top, _, body = received.partition(b"\r\n\r\n")
        asked = top.decode("latin-1")
        lengths = re.findall(r"(?im)^content-length: (\d+)", asked)
        length = int(lengths[0]) if lengths else 0
        while len(body) < length:
            body += connection.recv(65536)
        with self._lock:
            self.requests.append((asked, body))
            self.times.append(time.monotonic())
            script = self._scripts[min(len(self.requests), len(self._scripts)) - 1]
        sent = b""
        for step in script:
            if isinstance(step, bytes):
                connection.sendall(step)
                sent += step[:200]
            elif callable(step):
                step(connection)
            elif self.stopping.wait(step):
                return False
        return bool(sent) and b"Connection: close" not in sent

    def bodies(self) -> list[Any]:
        """The JSON bodies it was sent."""
        return [json.loads(body) for _, body in self.requests]
