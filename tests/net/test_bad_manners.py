"""Servers with bad manners, and requests that cannot be sent: one line each, in time."""

from __future__ import annotations

import time

import pytest

from llm.errors import LLMError
from llm.net.limits import Limits
from llm.net.request import Request
from tests.net.conftest import Words
from tests.net.test_faults import END, FINE, SOME, STREAM
from tests.scripted_server import ScriptedServer, answer, head, reset

WRONG_KEY = b'{"error": {"message": "Wrong key'


def test_a_refusal_that_is_cut_short(ask):
    """Its status counts, with as much of the reason as came; it is not asked again."""
    with ScriptedServer([head(401, Content_Length="500"), WRONG_KEY, 0.1, reset]) as server:
        error = ask(server).error
    assert (error.status, len(server.requests)) == (401, 1)
    assert "Wrong key" in str(error)


def test_a_refusal_that_never_ends(ask, monkeypatch):
    """Nobody waits long for the reason, whether it drips or is of any size."""
    monkeypatch.setattr("llm.net.attempt.REFUSAL_SECONDS", 0.5)
    began = time.monotonic()
    for rest in ([b".", 0.1] * 300, [b"." * 100_000] * 20_000):
        with ScriptedServer([head(401), *rest]) as server:
            assert ask(server, limits=Limits()).error.status == 401
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("value", ["Bearer secret\n", "Bearer secr\u00e9t", "Bearer secret ", 7])
def test_a_header_that_cannot_be_sent(ask, value):
    """It is named, and what it holds stays a secret; nothing is sent."""
    with ScriptedServer(FINE) as server:
        error = ask(server, headers={"Authorization": value}).error
    assert str(error).startswith("The header Authorization cannot be sent to 127.0.0.1")
    assert "secr" not in str(error)
    assert error.__cause__ is None
    assert not server.requests


def test_headers_of_ones_own_replace_ours(ask):
    """However their names are written, each is sent once."""
    with ScriptedServer(FINE) as server:
        ask(server, headers={"User-Agent": "mine", "ACCEPT": "all", "Content-Type": "text/json"})
    lines = server.requests[0][0].splitlines()
    names = [line.partition(":")[0].lower() for line in lines[1:]]
    assert len(names) == len(set(names))
    assert {"User-Agent: mine", "ACCEPT: all", "Content-Type: text/json"} <= set(lines)


def test_what_a_request_holds_is_not_in_its_repr():
    """Tracebacks that show variables show no key and no prompt."""
    request = Request("tester", "http://host/", {"authorization": "secret"}, {"say": "secret"})
    assert "secret" not in repr(request)


def test_a_time_that_is_over_before_the_request_leaves(ask):
    """It is the limit that is told, and nothing is sent."""
    with ScriptedServer(FINE) as server:
        assert ask(server, limits=Limits(total=1e-9)).error.code == "timeout"
    assert not server.requests


@pytest.mark.parametrize("kind", ["application/json", "text/html"])
def test_a_whole_answer_that_takes_too_long(ask, kind):
    """A body that the limit ends is not taken for a damaged one."""
    with ScriptedServer([head(content_type=kind), b'{"text": ', 60.0]) as server:
        error = ask(server, limits=Limits(total=0.5)).error
    assert "did not finish within 0.5 seconds" in str(error)


@pytest.mark.parametrize("target", ["http://127.0.0.1:99999/", "http://[bad"])
def test_a_redirect_to_no_address(ask, target):
    """It is told like any other that is not followed."""
    with ScriptedServer(answer(b"", 307, Location=target)) as server:
        assert f"redirects to {target}; if that is right" in str(ask(server).error)


def test_an_error_at_the_end_of_what_was_shown(ask, monkeypatch):
    """A whole answer that fails after some of it was told is not told again."""

    def whole(self, data):
        yield data["text"]
        raise LLMError("overheated", code="server_error")

    monkeypatch.setattr(Words, "whole", whole)
    with ScriptedServer(answer({"text": "half"})) as server:
        asked = ask(server)
    assert (asked.text, len(server.requests)) == ("half", 1)
    assert str(asked.error).endswith(": overheated")


def test_half_an_event_after_the_end(ask):
    """An answer that is complete stays so, whatever was to follow."""
    with ScriptedServer([STREAM, SOME, END, b'data: {"usa']) as server:
        asked = ask(server)
    assert (asked.text, asked.error) == ("some", None)


def test_a_server_that_falls_silent_after_the_end(ask, monkeypatch):
    """Once the answer is complete, nobody waits as long as for an answer."""
    monkeypatch.setattr("llm.net.attempt.AFTERWORD_SECONDS", 0.5)
    began = time.monotonic()
    with ScriptedServer([STREAM, SOME, END, 60.0]) as server:
        asked = ask(server, limits=Limits(silence=40))
    assert (asked.text, asked.error) == ("some", None)
    assert time.monotonic() - began < 20


def test_a_stream_that_is_called_something_else(ask):
    """Events are known by how they begin, where the type of the answer does not say."""
    with ScriptedServer([head(content_type="text/plain"), *FINE[1:]]) as server:
        assert ask(server).text == "fine"
