"""Attachments: identity, type, bytes and JSON form."""

import base64
import hashlib
import json

import pytest

from llm.attachments import Attachment
from tests.local_server import LocalServer, QuietHandler

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


def test_identity_is_the_hash_of_the_bytes(tmp_path):
    """The same bytes have the same id, given by path or as content."""
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    expected = hashlib.sha256(PNG).hexdigest()
    assert Attachment(path=str(path)).id() == Attachment(content=PNG).id() == expected


def test_identity_of_a_url_is_the_hash_of_its_name():
    """An attachment by URL is identified by the URL, without fetching it."""
    expected = hashlib.sha256(json.dumps({"url": "http://x/y"}).encode()).hexdigest()
    assert Attachment(url="http://x/y").id() == expected


def test_asking_for_the_id_does_not_change_equality():
    """Two equal attachments stay equal when one of them has been asked for its id."""
    one, other = Attachment(content=b"x"), Attachment(content=b"x")
    one.id()
    assert one == other


def test_a_given_type_wins():
    """The type that was given is not questioned."""
    assert Attachment(type="text/plain", content=PNG).resolve_type() == "text/plain"


def test_type_is_judged_by_the_bytes(tmp_path):
    """Without a type the bytes decide, whatever the file is called."""
    path = tmp_path / "photo.txt"
    path.write_bytes(PNG)
    assert Attachment(path=str(path)).resolve_type() == "image/png"
    assert Attachment(content=PNG).resolve_type() == "image/png"


def test_an_attachment_of_nothing_has_no_type():
    """Asking an empty attachment for its type is an error that says what it needs."""
    with pytest.raises(ValueError, match="needs a path, a URL or content"):
        Attachment().resolve_type()


def test_content_and_base64(tmp_path):
    """The bytes come from the content or from the file, and in base64 when asked for."""
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert Attachment(path=str(path)).content_bytes() == b"abc"
    assert Attachment(content=b"abc").base64_content() == "YWJj"
    assert Attachment().content_bytes() is None


def test_bytes_survive_the_json_form():
    """Content goes through JSON as base64; empty content is content too."""
    for content in (b"\x00\xff", b""):
        given = Attachment(type="image/png", content=content)
        assert Attachment.from_dict(json.loads(json.dumps(given.to_dict()))) == given


def test_json_form_names_what_is_known():
    """Only what is known is written; content of a path stays where it is."""
    assert Attachment(path="a.png").to_dict() == {"path": "a.png"}
    assert Attachment(url="http://x").to_dict() == {"url": "http://x"}


def test_repr_does_not_show_the_bytes():
    """The repr gives the number of bytes, not the bytes."""
    shown = repr(Attachment(type="image/png", path="p", content=b"secret"))
    assert shown == '<Attachment: type="image/png" path="p" content=6 bytes>'


def test_a_server_is_asked_for_the_type_once():
    """The type of a URL is remembered, for every round of a chain; equality does not change."""
    asked = []

    class Handler(QuietHandler):
        def do_HEAD(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("content-type", "image/png")
            self.end_headers()

    server = LocalServer(Handler)
    with server.running():
        url = f"{server.url}/a"
        attachment = Attachment(url=url)
        assert [attachment.resolve_type() for _ in range(3)] == ["image/png"] * 3
    assert asked == ["/a"]
    assert attachment == Attachment(url=url)
    assert attachment.to_dict() == {"url": url}
