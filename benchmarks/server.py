"""The server that the comparisons ask: canned answers over HTTP/1.1, in a process of its own.

It is written on bare asyncio so that it costs little beside those who ask it. How it answers is
said in the URL (`Shape`), so that one server serves every comparison. It notes when the first byte
of each request arrives, by the monotonic clock, which all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import functools
import json
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from benchmarks.answers import chat_events, responses_events
from benchmarks.environments import PROJECT

STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
    b"x-request-id: req_benchmark\r\nTransfer-Encoding: chunked\r\n\r\n"
)
END = b"0\r\n\r\n"


@dataclass(frozen=True)
class Shape:
    """How an answer is to arrive; each event is an HTTP chunk of its own.

    Attributes:
        words: pieces of text in it.
        at_once: events that are written together; 0 for all of them.
        pause: seconds between two writes.
        wait: seconds before anything is written.
    """

    words: int
    at_once: int = 0
    pause: float = 0
    wait: float = 0

    @property
    def path(self) -> str:
        """The base of the URLs that ask for it, from the first slash on."""
        return f"/{self.words}/{self.at_once}/{self.pause}/{self.wait}/v1"

    @classmethod
    def of(cls, path: str) -> Shape:
        """What the *path* of a request asks for."""
        words, at_once, pause, wait = path.split("/")[1:5]
        return cls(int(words), int(at_once), float(pause), float(wait))


@dataclass
class Server:
    """A server that runs.

    Attributes:
        address: the host and port that it listens on.
        certificate: a file with its certificate; it then speaks TLS.
    """

    address: str
    certificate: Path | None = None

    def base(self, shape: Shape) -> str:
        """The base URL at which it answers in this *shape*."""
        return self._origin + shape.path

    def arrivals(self) -> list[float]:
        """When each request since the last call began to arrive, by `time.monotonic()`."""
        trusted = ssl.create_default_context(cafile=self.certificate) if self.certificate else None
        with urllib.request.urlopen(f"{self._origin}/arrivals", context=trusted) as answer:
            return cast("list[float]", json.load(answer))

    @property
    def _origin(self) -> str:
        return f"{'https' if self.certificate else 'http'}://{self.address}"


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Server]:
    """A server on a free port of 127.0.0.1, until the block ends.

    It speaks TLS where there is a *certificate*: a file that holds it and its key.
    """
    command = [sys.executable, "-m", "benchmarks.server"]
    if certificate:
        command.append(str(certificate))
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Server(f"127.0.0.1:{int(process.stdout.readline())}", certificate)
        finally:
            process.kill()


@functools.cache
def writes_for(shape: Shape, is_responses: bool) -> Sequence[bytes]:
    """The bytes of an answer's body, one item a write, framed as HTTP chunks."""
    events = (responses_events if is_responses else chat_events)(shape.words)
    chunks = [b"%x\r\n%b\r\n" % (len(event), event) for event in events]
    size = shape.at_once or len(chunks)
    writes = [b"".join(chunks[start : start + size]) for start in range(0, len(chunks), size)]
    writes[0] = STREAM_HEAD + writes[0]
    writes[-1] += END
    return writes


class Connection(asyncio.Protocol):
    """One connection: requests come one after the other, each is answered before the next."""

    def __init__(self, arrivals: list[float]) -> None:
        self._arrivals = arrivals
        self._loop = asyncio.get_running_loop()
        self._received = bytearray()
        self._arrived = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what answers are written to."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer when a request is whole."""
        if not self._received:
            self._arrived = time.monotonic()
        self._received += data
        head, blank, body = self._received.partition(b"\r\n\r\n")
        if not blank or len(body) < _content_length(head):
            return
        self._received.clear()
        path = head.split(b" ", 2)[1].decode()
        if path == "/arrivals":
            self._tell_arrivals()
            return
        self._arrivals.append(self._arrived)
        shape = Shape.of(path)
        rest = iter(writes_for(shape, path.endswith("/responses")))
        if shape.wait:
            self._loop.call_later(shape.wait, self._write, rest, shape.pause)
        else:
            self._write(rest, shape.pause)

    def _write(self, rest: Iterator[bytes], pause: float) -> None:
        for piece in rest:
            if self._transport.is_closing():
                return
            self._transport.write(piece)
            if pause:
                self._loop.call_later(pause, self._write, rest, pause)
                return

    def _tell_arrivals(self) -> None:
        body = json.dumps(self._arrivals).encode()
        self._arrivals.clear()
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


def _content_length(head: bytes | bytearray) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


async def _serve(certificate: str | None = None) -> None:
    arrivals: list[float] = []
    secure = None
    if certificate:
        secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        secure.load_cert_chain(certificate)
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(arrivals), "127.0.0.1", 0, backlog=2048, ssl=secure
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(*sys.argv[1:]))
