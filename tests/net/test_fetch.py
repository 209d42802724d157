"""Reading a URL, against a server on this machine."""

import gzip
import time

import pytest

from llm import ports
from llm.errors import FetchError
from llm.net.fetch import content_type_of, fetch
from llm.version import __version__
from tests.local_server import LocalServer, QuietHandler


class Server(LocalServer):
    """A server with what it was asked."""

    def __init__(self) -> None:
        super().__init__(Handler)
        self.asked: list[tuple[str, str, str]] = []


class Handler(QuietHandler):
    """Answers by path."""

    server: Server

    def do_GET(self):
        self.server.asked.append((self.command, self.path, self.headers["User-Agent"]))
        name, _, argument = self.path.lstrip("/").partition("/")
        getattr(self, name)(argument)

    def do_HEAD(self):
        self.do_GET()

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def text(self, argument):
        self.answer(200, "café".encode("latin-1"), Content_Type="Text/Plain; charset=latin-1")

    def bare(self, argument):
        self.answer(200, b"bytes")

    def hops(self, argument):
        where = "/text" if argument == "1" else f"/hops/{int(argument) - 1}"
        self.answer(302, Location=where)

    def to_file(self, argument):
        self.answer(302, Location="file:///etc/hostname")

    def missing(self, argument):
        self.answer(404, b"no such page")

    def no_head(self, argument):
        if self.command == "HEAD":
            self.answer(405)
        else:
            self.answer(200, b"x" * 1000, Content_Type="image/png")

    def bomb(self, argument):
        self.answer(200, gzip.compress(b"x" * 100_000), Content_Encoding="gzip")

    def garbled(self, argument):
        self.answer(200, b"no gzip", Content_Encoding="gzip")

    def slow(self, argument):
        time.sleep(1)
        self.answer(200)

    def broken(self, argument):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"too little")


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = Server()
    with server.running():
        yield server


def test_reading(server):
    """The content comes with its media type, its encoding and where it was."""
    got = fetch(f"{server.url}/text")
    assert got.content.decode(got.charset or "") == "café"
    assert (got.content_type, got.url) == ("text/plain", f"{server.url}/text")
    agent = f"llm/{__version__} (https://llm.datasette.io/)"
    assert server.asked == [("GET", "/text", agent)]


def test_without_media_type(server):
    """A server need not say what it sends."""
    got = fetch(f"{server.url}/bare")
    assert (got.content, got.content_type, got.charset) == (b"bytes", None, None)


def test_redirects(server):
    """Three redirects are followed, and no more."""
    assert fetch(f"{server.url}/hops/3").url == f"{server.url}/text"
    assert content_type_of(f"{server.url}/hops/3") == "text/plain"
    with pytest.raises(FetchError, match="redirects more than 3 times"):
        fetch(f"{server.url}/hops/4")


def test_media_type_is_asked_without_reading(server):
    """The media type is asked for by HEAD."""
    assert content_type_of(f"{server.url}/text") == "text/plain"
    assert content_type_of(f"{server.url}/bare") is None
    assert [command for command, _, _ in server.asked] == ["HEAD", "HEAD"]


def test_server_without_head(server):
    """Where HEAD is refused, the answer to GET says the media type."""
    assert content_type_of(f"{server.url}/no_head") == "image/png"
    assert [command for command, _, _ in server.asked] == ["HEAD", "GET"]


def test_status(server):
    """An error of the server is one line with its status, and the status itself."""
    for ask in (fetch, content_type_of):
        with pytest.raises(
            FetchError, match=r"/missing cannot be read: .* 404 Not Found$"
        ) as caught:
            ask(f"{server.url}/missing")
        assert caught.value.status == 404


@pytest.mark.parametrize("path", ["bomb", "no_head"])
def test_limit(server, path):
    """Reading stops at the limit, which counts what comes out of a compressed answer."""
    with pytest.raises(FetchError, match=r"is larger than 999 bytes"):
        fetch(f"{server.url}/{path}", max_bytes=999)


def test_content_at_the_limit(server):
    """Content of just the size that is allowed is read."""
    assert len(fetch(f"{server.url}/no_head", max_bytes=1000).content) == 1000


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("garbled", "decompressing"),
        ("broken", "closed"),
        ("to_file", "only http and https URLs"),
    ],
)
def test_answers_that_make_no_sense(server, path, says):
    """Whatever a server does wrong is one line with the URL."""
    with pytest.raises(FetchError) as caught:
        fetch(f"{server.url}/{path}")
    assert str(caught.value).startswith(f"{server.url}/{path} cannot be read: ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_slow_server(server):
    """A server that does not answer in time is one line."""
    with pytest.raises(FetchError, match=r"/slow did not answer within 0.1 seconds"):
        fetch(f"{server.url}/slow", timeout=0.1)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "ftp://127.0.0.1/x",
        "http://",
        "http://[::1",
        "http://127.0.0.1:99999/",
        "http://a\x00b/",
        "http://" + "a" * 300 + ".invalid/",
        "no url",
        "",
    ],
)
@pytest.mark.parametrize("ask", [fetch, content_type_of])
def test_what_is_no_url(url, ask):
    """What cannot be a URL is one line."""
    with pytest.raises(FetchError) as caught:
        ask(url)
    assert "\n" not in str(caught.value)


def test_a_port_that_does_not_exist(server):
    """No other port is asked in its place."""
    with pytest.raises(FetchError, match="Port out of range"):
        fetch(f"http://127.0.0.1:{server.server_port + 65536}/text")
    assert server.asked == []


def test_nobody_listens(server):
    """A refused connection is one line; a password in the URL is not shown."""
    port = server.server_port
    server.shutdown()
    server.server_close()
    with pytest.raises(
        FetchError, match=rf"^http://127.0.0.1:{port}/a@b cannot be read: "
    ) as caught:
        fetch(f"http://me:secret@127.0.0.1:{port}/a@b")
    assert "secret" not in str(caught.value)


def test_ports(server):
    """The inner layers reach both through their ports."""
    assert ports.fetch(f"{server.url}/bare").content == b"bytes"
    assert ports.content_type_of(f"{server.url}/text") == "text/plain"
