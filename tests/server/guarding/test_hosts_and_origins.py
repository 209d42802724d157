"""DNS rebinding, requests that web pages forge, and pages that are allowed."""

import pytest

from llm.errors import InvalidInput
from llm.server.guarding.origins import Origins
from tests.server.guarding.asgi import OWN, asking, bearer

FOREIGN = [
    "evil.example", "evil.example:8642", "127.0.0.1.evil.example", "localhost.evil.example",
    "evil.example#127.0.0.1", "127.0.0.1@evil.example", "evil.example/127.0.0.1", "127.0.0.2",
    "0x7f000001", "2130706433", "127.1", "localhost:8642:8642", "[::1", "::1", "", " localhost",
    "localhost:port", "192.168.0.4", "localhost\t", "lócalhost",
]  # fmt: skip
OWN_NAMES = [
    "127.0.0.1", "127.0.0.1:8642", "localhost", "LOCALHOST:1", "localhost.", "[::1]:8642", "[::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", FOREIGN)
def test_another_name_is_refused(host):
    """A name that suddenly means this machine reaches nothing, with the right token neither."""
    ask = asking()
    for path in ("/v1/chat/completions", "/api/conversations", "/", "/health"):
        answer = ask("POST", path, host=host, **bearer(OWN))
        assert answer.status == 403
    assert ask("GET", "/", body=None, host=host).status == 403
    assert ask.seen == []


@pytest.mark.parametrize("host", OWN_NAMES)
def test_the_names_of_this_machine(host):
    """Whatever calls the loopback address by its names is served, by any port that leads here."""
    assert asking()(host=host).status == 200


def test_a_host_header_is_needed_once():
    """No Host, and two of them, are mistakes."""
    ask = asking()
    assert ask(host=None).status == 400
    assert ask(host=["127.0.0.1", "evil.example"]).status == 400
    assert ask(host=["evil.example", "127.0.0.1"]).status == 400
    assert ask.seen == []


def test_a_host_can_be_allowed():
    """`--allow-host` adds one name, and none that only looks like it."""
    ask = asking(allow_hosts=("llm.example.com",))
    assert ask(host="llm.example.com").status == 200
    assert ask(host="LLM.example.com:443").status == 200
    assert ask(host="xllm.example.com").status == 403
    assert ask(host="example.com").status == 403


def test_all_addresses():
    """Who listens on all addresses answers to addresses, which no name service invents."""
    origins = Origins("0.0.0.0")
    assert origins.answers_to("192.168.0.4:8642")
    assert origins.answers_to("[fe80::1]:8642")
    assert origins.answers_to("localhost")
    assert not origins.answers_to("evil.example")
    one = Origins("192.168.0.4")
    assert one.answers_to("192.168.0.4:8642")
    assert not one.answers_to("localhost")


@pytest.mark.parametrize("given", ["http://x", "a b", "a/b", "*", "", "evil.example:x"])
def test_a_wrong_name_of_a_host(given):
    """`--allow-host` says what it takes."""
    with pytest.raises(InvalidInput, match="--allow-host"):
        Origins(hosts=[given])


@pytest.mark.parametrize("given", ["*", "example.com", "https://a/b", "null", "", "ftp://x"])
def test_a_wrong_origin(given):
    """`--allow-origin` takes no asterisk, which would be every page that anybody visits."""
    with pytest.raises(InvalidInput, match="--allow-origin"):
        Origins(origins=[given])


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example", "null", "http://localhost:3000", "http://127.0.0.1", "file://", "",
        "http://127.0.0.1:8642.evil.example", "http://127.0.0.1:8642/", "http://[::1]:8642",
        "ftp://127.0.0.1:8642", "127.0.0.1:8642", "http://a@127.0.0.1:8642",
        "http://127.0.0.1:8642 https://evil.example",
    ],
)  # fmt: skip
def test_a_foreign_page_is_refused(origin):
    """A page of any other origin asks nothing, whatever the method and the token."""
    ask = asking()
    for method in ("POST", "GET", "DELETE", "OPTIONS"):
        answer = ask(method, origin=origin, **bearer(OWN))
        assert (answer.status, answer.code) == (403, "wrong_origin")
        assert not [name for name in answer.headers if name.startswith("access-control")]
    assert ask.seen == []


def test_two_origins():
    """A second Origin header does not hide the first."""
    assert asking()(origin=["http://127.0.0.1:8642", "https://evil.example"]).status == 400


def test_its_own_page_is_served():
    """The page of the server itself may ask; also where a proxy encrypts what goes to it."""
    ask = asking()
    assert ask(origin="http://127.0.0.1:8642").status == 200
    assert ask(host="localhost", origin="http://localhost").status == 200
    assert ask(host="localhost", origin="https://localhost").status == 200
    answer = ask(host="localhost:8642", origin="http://localhost:8642")
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_pages_load_without_an_origin(site):
    """An image or a script of another page is not served; a link to the page is."""
    ask = asking()
    assert (
        ask("GET", "/v1/models", None, sec_fetch_site=site, sec_fetch_mode="no-cors").status == 403
    )
    assert ask("GET", "/", None, sec_fetch_site=site, sec_fetch_mode="navigate").status == 200
    assert ask("GET", "/", None, sec_fetch_site="none", sec_fetch_mode="navigate").status == 200
    assert ask("POST", "/", sec_fetch_site=site, sec_fetch_mode="navigate").status == 403


def test_an_allowed_page():
    """It asks first, and is told what it may send; every answer names its origin, no other's."""
    ask = asking(allow_origins=("https://app.example",))
    answer = ask(
        "OPTIONS", origin="https://app.example", access_control_request_method="POST",
        access_control_request_headers="authorization,content-type",
    )  # fmt: skip
    assert (answer.status, ask.seen) == (204, [])
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert answer.headers["access-control-allow-headers"] == "authorization,content-type"
    answer = ask(origin="https://app.example")
    assert (answer.status, answer.headers["vary"]) == (200, "origin")
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert "access-control-allow-credentials" not in answer.headers
    refused = ask(origin="https://app.example", body=b"{")
    assert refused.status == 400
    assert refused.headers["access-control-allow-origin"] == "https://app.example"
    assert ask(origin="https://other.example").status == 403
    assert ask(origin="http://app.example").status == 403


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/jsonx", "text/json", "application/octet-stream", "", "application/json, x",
        "text/plain; application/json",
    ],
)  # fmt: skip
def test_other_content_types(kind):
    """What a form or a simple request of a page can send is not taken."""
    ask = asking()
    answer = ask(content_type=kind, body=b'{"model": "x"}')
    assert (answer.status, answer.code) == (415, "unsupported_media_type")
    assert ask(content_type=kind, body=b"").status == 415
    assert ask.seen == []


def test_json_content_types():
    """JSON is taken however it is spelt; no content type is fine where there is no content."""
    ask = asking()
    assert ask(content_type="Application/JSON; charset=utf-8").status == 200
    assert ask(content_type=None).status == 415
    assert ask(content_type=None, content_length=None, transfer_encoding="chunked").status == 415
    assert ask(content_type=["application/json", "text/plain"]).status == 415
    assert ask("DELETE", content_type=None, body=None).status == 200
    assert ask(content_encoding="gzip").status == 415
