"""What the log of the wire shows, and what it keeps to itself."""

from __future__ import annotations

import pytest

from llm.net.failures import without_secrets
from llm.net.log import logging_client
from tests.net.test_faults import FINE
from tests.scripted_server import ScriptedServer, answer


@pytest.mark.parametrize("variable", ["LLM_HTTP_LOG", "LLM_OPENAI_SHOW_RESPONSES"])
def test_requests_and_answers_are_shown_without_secrets(ask, capsys, monkeypatch, variable):
    """Heads and bodies are there; keys, cookies, passwords and the bytes of files are not."""
    monkeypatch.setenv(variable, "1")
    script = [FINE[0][:-2] + b"Set-Cookie: session=secret-2\r\nX-Request-Id: r7\r\n\r\n", *FINE[1:]]
    with ScriptedServer(script) as server:
        where = server.url + "/v1?key=secret-4"
        headers = {"authorization": "Bearer secret-1", "x-api-key": "secret-5", "x-other": "shown"}
        assert ask(where, headers=headers).text == "fine"
        assert "secret-1" in server.requests[0][0]
    shown = capsys.readouterr().err
    for expected in ("> POST http://127.0.0.1", "x-other: shown", '"say": "words"', "< 200"):
        assert expected in shown
    assert "x-request-id: r7" in shown
    assert 'data: {"text": "fine"}' in shown
    assert "secret" not in shown


def test_a_password_in_an_address_is_not_shown(ask, capsys, monkeypatch):
    """It goes to the server and nowhere else."""
    monkeypatch.setenv("LLM_HTTP_LOG", "1")
    with ScriptedServer(FINE) as server:
        assert ask(server.url.replace("http://", "http://me:secret@")).text == "fine"
    assert "authorization: basic" in server.requests[0][0].lower()
    assert "secret" not in capsys.readouterr().err


def test_nothing_is_shown_unless_it_is_wanted(ask, capsys, monkeypatch):
    """Neither without the variables, nor with one that says 0."""
    monkeypatch.setenv("LLM_HTTP_LOG", "0")
    with ScriptedServer(FINE) as server:
        ask(server)
    assert not capsys.readouterr().err


def test_files_in_bodies_are_shown_as_their_size(ask, capsys, monkeypatch):
    """A long run of base64 is a picture, and nobody reads it."""
    monkeypatch.setenv("LLM_HTTP_LOG", "1")
    with ScriptedServer(answer({"text": "A" * 5000})) as server:
        assert ask(server).text == "A" * 5000
    shown = capsys.readouterr().err
    assert "[5,000 characters of base64]" in shown
    assert "AAAA" not in shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://me:secret@host/v1?key=secret#secret", "http://host/v1"),
        ("http://me:secret@host/http://other/v1", "http://host/http://other/v1"),
        ("me:secret@host/v1", "host/v1"),
        ("http://host/a@b", "http://host/a@b"),
    ],
)
def test_what_of_an_address_is_shown(url, shown):
    """No password and no query, whatever else stands in it."""
    assert without_secrets(url) == shown


def test_a_client_for_others_shows_what_it_can(capsys):
    """An upload that is read piece by piece is sent all the same, and not shown."""
    with ScriptedServer(answer({"text": "fine"})) as server, logging_client() as client:
        client.post(server.url, files={"file": b"bytes of a file"})
        assert "bytes of a file" in server.requests[0][1].decode()
    shown = capsys.readouterr().err
    assert "> POST http://127.0.0.1" in shown
    assert "bytes of a file" not in shown
