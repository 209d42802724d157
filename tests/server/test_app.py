"""The addresses of the server as a whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import llm.server
from llm.server.app import ENDPOINTS


def test_health_is_for_everybody(serving):
    """It says that the server is there, and nothing else."""
    answer = serving().get("/health", token="")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("GET", "/v1/chat", 404), ("DELETE", "/v1/models", 405)],
)
def test_what_is_not_there(serving, method, path, status):
    """An unknown address, or method, is answered in JSON, as a protocol would."""
    one = serving()
    answer = one.http.request(method, path, headers=one.headers)
    assert answer.status_code == status
    assert path in answer.json()["error"]["message"]
    anthropic = {**one.headers, "anthropic-version": "2023-06-01"}
    assert one.http.request(method, path, headers=anthropic).json()["type"] == "error"


def test_every_endpoint_is_in_the_table():
    """A module that has addresses is asked for them."""
    folder = Path(llm.server.__file__).parent / "endpoints"
    having = {
        name
        for path in folder.glob("*.py")
        for name in re.findall(r"^def (\w+_routes)\(", path.read_text(), re.MULTILINE)
    }
    assert having == {each.__name__ for each in ENDPOINTS}


def test_every_answer_says_that_it_is_not_to_be_kept(serving):
    """Neither by a cache, nor taken for another type than it has."""
    one = serving()
    for path in ("/health", "/v1/models", "/nothing"):
        headers = one.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
