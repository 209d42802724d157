"""Gateway: an HTTPS proxy on 127.0.0.1 that is every host, so that plugins keep their addresses.

A plugin asks `https://api.groq.com/…` as it always does; the proxy answers as that host, with what
a test says or with what a server on this machine answers. Nothing leaves the machine: a host that
nobody plays gets status 502. Requests that come without the proxy are those of the host `""`.
"""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from tests.local_server import LocalServer, QuietHandler

TLS = Path(__file__).parent / "tls"
CERTIFICATE = TLS / "certificate.pem"
"""Signed by itself, for the hosts that the plugins ask."""


@dataclass(frozen=True)
class Asked:
    """One request: the host, the path with its query, the headers in lower case, the body."""

    host: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON; None where there is none."""
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True)
class Reply:
    """An answer: text, or what becomes JSON."""

    body: Any
    status: int = 200
    content_type: str = "application/json"


@dataclass(frozen=True)
class PassedOn:
    """The answer is that of another server, as it comes, to the same request."""

    url: str


Host: TypeAlias = Callable[[Asked], Reply | PassedOn]


class Gateway:
    """Plays *hosts*, by name.

    Attributes:
        url: its own address, for clients that are told one.
        requests: what was asked, in order.

    """

    def __init__(self, hosts: Mapping[str, Host]) -> None:
        self.hosts = dict(hosts)
        self.requests: list[Asked] = []
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(CERTIFICATE, TLS / "key.pem")
        gateway = self

        class Handler(_Handler):
            played_by = gateway

        self._server = LocalServer(Handler)
        self.url = self._server.url

    @contextmanager
    def running(self) -> Iterator[Gateway]:
        """Play until the block ends."""
        with self._server.running():
            yield self

    def environment(self) -> dict[str, str]:
        """Variables by which Python's HTTP clients come here, and trust what they find."""
        return {
            "HTTPS_PROXY": self.url,
            "SSL_CERT_FILE": str(CERTIFICATE),
            "NO_PROXY": "127.0.0.1,localhost",
        }

    def asked(self, host: str, path: str = "") -> list[Any]:
        """The JSON bodies that *host* was sent, to paths with *path* in them."""
        return [each.json for each in self.requests if each.host == host and path in each.path]


class _Handler(QuietHandler):
    """One connection to the proxy, before and after it became one to a host."""

    protocol_version = "HTTP/1.1"
    played_by: Gateway
    host = ""

    def do_CONNECT(self) -> None:  # noqa: N802 - as http.server calls it
        self.host = self.path.partition(":")[0]
        self.send_response(200)
        self.end_headers()
        try:
            self.connection = self.played_by.tls.wrap_socket(self.connection, server_side=True)
        except OSError:  # the client does not believe it, or is gone
            self.close_connection = True
            return
        self.rfile.close()
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self.close_connection = False

    def do_GET(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.host, self.command, self.path, headers, self.rfile.read(length))
        self.played_by.requests.append(asked)
        host = self.played_by.hosts.get(self.host)
        answer = host(asked) if host else Reply(f"nobody plays {self.host}", 502, "text/plain")
        if isinstance(answer, PassedOn):
            self._pass_on(answer.url, asked)
        else:
            written = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
            self._send(answer.status, answer.content_type, len(written.encode()))
            self.wfile.write(written.encode())

    do_POST = do_GET

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        if isinstance(self.connection, ssl.SSLSocket):
            self.connection.close()

    def _send(self, status: int, content_type: str, length: int | None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        if length is None:
            self.send_header("Connection", "close")
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def _pass_on(self, url: str, asked: Asked) -> None:
        request = urllib.request.Request(url, asked.body or None, method=asked.method)
        request.add_header("Content-Type", "application/json")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        answer: Any
        try:
            answer = opener.open(request)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            self._send(answer.status, answer.headers["Content-Type"], None)
            while piece := answer.read1(65536):
                self.wfile.write(piece)
