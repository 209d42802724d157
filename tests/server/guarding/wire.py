"""A client that speaks HTTP as badly as a test wants: raw bytes over a socket."""

from __future__ import annotations

import json
import socket
from contextlib import closing, suppress
from typing import Any

PATIENCE = 10.0


def connect(url: str, *, receive_buffer: int | None = None) -> socket.socket:
    """A connection to the server at *url*."""
    host, _, port = url.removeprefix("http://").rpartition(":")
    wire = socket.socket()
    if receive_buffer is not None:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    wire.settimeout(PATIENCE)
    wire.connect((host, int(port)))
    return wire


def until_closed(wire: socket.socket) -> bytes:
    """Everything that comes until the server ends the connection; fails if it does not."""
    received = b""
    with suppress(ConnectionError):
        while piece := wire.recv(65536):
            received += piece
    return received


def request(path: str, body: Any, *headers: str, method: str = "POST") -> bytes:
    """The bytes of a whole request, with *body* as JSON or as the bytes that it is."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [
        f"{method} {path} HTTP/1.1", "host: 127.0.0.1", "content-type: application/json",
        f"content-length: {len(content)}", *headers, "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode() + content


def exchanged(url: str, sent: bytes) -> tuple[int, bytes]:
    """The status of the answer to *sent* (0 for none), and the whole of it."""
    with closing(connect(url)) as wire:
        with suppress(ConnectionError):
            wire.sendall(sent)
        received = until_closed(wire)
    return (int(received.split(b" ", 2)[1]) if received.startswith(b"HTTP/") else 0), received
