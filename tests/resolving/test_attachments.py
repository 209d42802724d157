"""Attachments from what the user typed."""

import os

import pytest

from llm.errors import InvalidInput, LLMError
from llm.resolving.attachments import resolve_attachment, resolve_attachment_with_type
from tests.local_server import LocalServer, QuietHandler

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "picture"
    path.write_bytes(PNG)
    return path


@pytest.fixture
def server():
    """A web server on this machine; its URL, and the methods it was asked with."""
    asked = []

    class Handler(QuietHandler):
        def do_HEAD(self):
            asked.append(self.command)
            self.send_response(302 if self.path == "/moved" else 200)
            if self.path == "/moved":
                self.send_header("Location", "/picture")
            elif self.path != "/untyped":
                self.send_header("Content-Type", "image/png; charset=binary")
            self.end_headers()

        do_GET = do_HEAD

    server = LocalServer(Handler)
    with server.running():
        yield server.url, asked


def test_path(picture, monkeypatch):
    """A path becomes absolute, and its bytes say what it is."""
    monkeypatch.chdir(picture.parent)
    attachment = resolve_attachment("picture")
    assert (attachment.path, attachment.type) == (str(picture), "image/png")


def test_standard_input(stdin):
    """`-` is the bytes of standard input."""
    stdin(PNG)
    attachment = resolve_attachment("-")
    assert (attachment.content, attachment.type) == (PNG, "image/png")


@pytest.mark.parametrize("path", ["/picture", "/moved"])
def test_url(server, path):
    """The server says what a URL is, wherever it has moved to; nothing is downloaded."""
    url, asked = server
    attachment = resolve_attachment(url + path)
    assert (attachment.url, attachment.type) == (url + path, "image/png")
    assert set(asked) == {"HEAD"}


def test_url_without_type(server):
    """A URL whose type the server does not say needs one from the user."""
    with pytest.raises(InvalidInput, match="Could not determine mimetype"):
        resolve_attachment(server[0] + "/untyped")


def test_url_that_does_not_answer():
    """A server that is not there is an error that a person can read."""
    with pytest.raises(LLMError):
        resolve_attachment("http://127.0.0.1:9/picture")


def test_explicit_type(picture, stdin):
    """With a type given, nothing is looked at and no server is asked."""
    url = "http://127.0.0.1:9/picture"
    assert resolve_attachment_with_type(url, "image/x").url == url
    stdin(b"any")
    assert resolve_attachment_with_type("-", "image/x").content == b"any"
    attachment = resolve_attachment_with_type(str(picture), "image/x")
    assert (attachment.path, attachment.type) == (str(picture), "image/x")


@pytest.mark.parametrize("media_type", ["png", "", "/", "image/"])
def test_type_that_is_none(picture, media_type):
    """A media type has two halves."""
    with pytest.raises(InvalidInput, match="not a media type"):
        resolve_attachment_with_type(str(picture), media_type)


@pytest.mark.parametrize(
    "resolve", [resolve_attachment, lambda v: resolve_attachment_with_type(v, "a/b")]
)
def test_nothing_to_read(tmp_path, stdin, resolve):
    """Missing files, directories and empty input are refused by name."""
    with pytest.raises(InvalidInput, match=r"File .*missing does not exist"):
        resolve(str(tmp_path / "missing"))
    with pytest.raises(InvalidInput, match="is a directory"):
        resolve(str(tmp_path))
    stdin(b"")
    with pytest.raises(InvalidInput, match="standard input"):
        resolve("-")


def test_empty_file(tmp_path):
    """A file with nothing in it is called empty; the user may still say what it is."""
    path = tmp_path / "a.png"
    path.touch()
    with pytest.raises(InvalidInput, match=r"a\.png is empty"):
        resolve_attachment(str(path))
    assert resolve_attachment_with_type(str(path), "image/png").type == "image/png"


@pytest.mark.parametrize("content", [PNG, b""])
def test_pipe(content):
    """A pipe, as of a shell's `<(…)`, is read once and whole."""
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    name = f"/dev/fd/{reading}"
    try:
        if content:
            attachment = resolve_attachment(name)
            assert (attachment.type, attachment.content) == ("image/png", content)
        else:
            with pytest.raises(InvalidInput, match="is empty"):
                resolve_attachment(name)
    finally:
        os.close(reading)


def test_unknown_type(tmp_path):
    """Bytes that look like nothing known need a type from the user."""
    path = tmp_path / "notes"
    path.write_text("just words")
    with pytest.raises(InvalidInput, match="Could not determine mimetype"):
        resolve_attachment(str(path))
