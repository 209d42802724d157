"""The files of the page: what they may do, and what is said with them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from llm.server.endpoints.page import DIRECTORY
from tests.server.conftest import Serving

FILES = sorted(path for path in DIRECTORY.iterdir() if path.is_file())
# What would let a text become markup or code.
NEVER = (
    "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
    "srcdoc", "DOMParser", "createContextualFragment", "setHTMLUnsafe",
)  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_makes_markup_of_text_or_names_another_server(path) -> None:
    """Nothing on the page parses HTML, and nothing on it comes from elsewhere."""
    text = path.read_text()
    assert not [word for word in NEVER if word in text]
    addresses = re.findall(r"https?://[^\s\"'<>)]+", text)
    assert set(addresses) <= {"http://www.w3.org/2000/svg"}
    assert len(text.splitlines()) <= 350
    assert path.suffix == ".css" or max(map(len, text.splitlines())) <= 100


def test_the_page_is_small() -> None:
    """All files together stay below 100,000 bytes."""
    assert sum(path.stat().st_size for path in FILES) < 100_000


def test_files_come_without_a_token_and_with_a_strict_policy(
    serving: Callable[..., Serving],
) -> None:
    """Each file is there for everybody, with its type, and may run nothing that is not ours."""
    one = serving()
    for address in ("/", *(f"/page/{path.name}" for path in FILES)):
        answer = one.get(address, token="")
        assert answer.status_code == 200, address
        policy = dict(
            part.strip().split(" ", 1)
            for part in answer.headers["content-security-policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        expected = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
        assert answer.headers["content-type"].split(";")[0] == expected.get(
            address.rpartition(".")[2], "text/html"
        )


def test_what_is_unchanged_is_not_sent_again(serving: Callable[..., Serving]) -> None:
    """A browser that has a file is told so, and is asked to look each time."""
    one = serving()
    first = one.get("/page/app.js")
    assert first.headers["cache-control"] == "no-cache"
    again = one.get("/page/app.js", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_no_other_file_is_reached(serving: Callable[..., Serving]) -> None:
    """Only files of the page have an address."""
    one = serving()
    for name in ("__init__.py", "..%2Fapp.py", "%2e%2e/app.py", "none.js", ""):
        answer = one.get(f"/page/{name}")
        assert answer.status_code == 404
        assert b"import" not in answer.content


def test_the_page_names_all_of_its_files() -> None:
    """Whatever a file of the page names is there, and nothing lies there that nobody names."""
    named = {"index.html"}
    for path in FILES:
        text = path.read_text()
        named |= set(re.findall(r"/page/([\w.]+)", text))
        named |= set(re.findall(r'from "\./([\w.]+)"', text))
    assert named == {path.name for path in FILES}
