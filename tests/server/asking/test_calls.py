"""Calls: models of both worlds answer, are recorded, and end when their readers leave."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

import llm
from llm.testing import ScriptedModel
from tests.server.asking.paced import asking, chunks, eventually, paced, scripted, streaming

WORLDS = pytest.mark.parametrize("world", ["sync", "async"])


@WORLDS
def test_a_call_is_answered_and_recorded(serving, world):
    """Streamed or not, the call is in the history under the id that the answer names."""
    one = serving(scripted(world, [["Hel", "lo"], ["Hel", "lo"]]))
    whole = one.post("/v1/chat/completions", asking(model="scripted"))
    assert whole.json()["choices"][0]["message"]["content"] == "Hello"
    with streaming(one, asking(model="scripted")) as answer:
        assert list(chunks(answer)) == ["Hel", "lo"]
        streamed = answer.headers["llm-call-id"]
    first, second = one.calls()
    assert [first.id, second.id] == [whole.headers["llm-call-id"], streamed]
    for call in (first, second):
        assert (call.status, call.client, call.model) == ("ok", "owner", "scripted")
        assert [message.text() for message in call.output] == ["Hello"]
        assert call.duration_ms is not None


@WORLDS
def test_pieces_arrive_one_by_one(serving, world):
    """A piece is sent when the model gives it, not when the next one comes."""
    model = paced(world, ["one", "two"])
    one = serving(model)
    model.allow()
    with streaming(one, asking()) as answer:
        pieces = chunks(answer)
        assert next(pieces) == "one"
        model.allow()
        assert list(pieces) == ["two"]


@WORLDS
def test_it_is_in_the_logs_while_it_runs(serving, world, user_path):
    """Another process sees the call, its client and what has arrived, before its end."""
    model = paced(world, ["partly ", "whole"])
    one = serving(model)
    model.allow()
    with streaming(one, asking()) as answer:
        pieces = chunks(answer)
        assert next(pieces) == "partly "

        def seen():
            command = [sys.executable, "-m", "llm", "logs", "list", "--json"]
            ran = subprocess.run(command, capture_output=True, text=True, check=True)
            (found,) = json.loads(ran.stdout)
            return found if "partly" in found["response"] else None

        found = eventually(seen)
        assert (found["status"], found["client"]) == ("running", "owner")
        model.allow()
        assert list(pieces) == ["whole"]
    assert one.calls()[0].status == "ok"


@WORLDS
@pytest.mark.parametrize("streams", [True, False])
def test_who_leaves_ends_the_call(serving, world, streams):
    """The model is stopped, and the part of the answer that came is kept as interrupted."""
    model = paced(world, ["partly ", "whole"])
    one = serving(model)
    model.allow()
    if streams:
        with streaming(one, asking()) as answer:
            assert next(chunks(answer)) == "partly "
    else:
        with one.client(timeout=0.5) as client, pytest.raises(Exception, match="timed out"):
            client.post("/v1/chat/completions", json=asking())
    eventually(lambda: not one.server.service.calls._running)
    model.allow()  # a sync model learns of it when it gives its next piece
    assert model.left.wait(10)
    (call,) = one.calls()
    assert (call.status, call.error) == ("interrupted", None)
    assert [message.text() for message in call.output] == ["partly "]


def test_one_that_leaves_is_not_all(serving):
    """Of two readers the first may leave; the call goes on for the other."""
    model = paced("async", ["one", "two"])
    one = serving(model)
    model.allow()
    with streaming(one, asking()) as answer:
        pieces = chunks(answer)
        assert next(pieces) == "one"
        call = answer.headers["llm-call-id"]
        reader = one.client()
        with reader, reader.stream("GET", f"/v1/calls/{call}/events") as attached:
            lines = attached.iter_lines()
            assert "start" in next(lines)
            answer.close()
            eventually(lambda: one.server.service.calls.running(call)._readers == 1)
            model.allow()
            assert '"status":"ok"' in "".join(lines)
    assert one.calls()[0].status == "ok"


def test_a_sync_model_waits_for_a_thread(serving):
    """As many run as there are threads, as many wait as may; one more is told to come back."""
    model = paced("sync", ["done"])
    one = serving(model, threads=1, waiting=1)
    with streaming(one, asking(), **{"llm-background": "true"}) as first:
        assert model.begun.wait(10)
        with streaming(one, asking(), **{"llm-background": "true"}) as second:
            refused = one.post("/v1/chat/completions", asking())
            assert refused.status_code == 503
            assert refused.json()["error"]["code"] == "overloaded"
            assert refused.headers["retry-after"] == "1"
            model.allow(2)
            assert list(chunks(first)) == list(chunks(second)) == ["done"]
    statuses = [call.status for call in one.calls()]
    assert sorted(statuses) == ["error", "ok", "ok"]


def test_who_waits_for_a_thread_can_leave(serving):
    """A call that is cancelled before its turn never asks its model."""
    model = paced("sync", ["done"])
    one = serving(model, threads=1)
    with streaming(one, asking()) as first:
        assert model.begun.wait(10)
        with one.client(timeout=0.5) as client, pytest.raises(Exception, match="timed out"):
            client.post("/v1/chat/completions", json=asking("Second"))
        eventually(lambda: len(one.server.service.calls._running) == 1)
        model.allow()
        assert list(chunks(first)) == ["done"]
    assert [call.status for call in one.calls()] == ["ok", "interrupted"]
    assert len(one.server.service.calls._threads._jobs) == 0


def test_nothing_is_kept_without_history(serving, user_path):
    """With `--no-log` there is no file, and answers come all the same."""
    one = serving(scripted("async", [["Hello"]]), keeps=False)
    assert one.post("/v1/chat/completions", asking(model="scripted")).status_code == 200
    assert not (user_path / "logs.db").exists()


def test_a_model_that_asks_another_is_recorded_too(serving):
    """What a model asks of another model by itself is a call of the history."""
    inner = ScriptedModel([["deep"]], model_id="inner")

    def ask(_prompt, _response):
        assert llm.get_model("inner").prompt("Deeper").text() == "deep"

    one = serving(inner, scripted("async", [[ask, "Hello"]]))
    assert one.post("/v1/chat/completions", asking(model="scripted")).status_code == 200
    told = {(call.model, call.client, call.status) for call in one.calls()}
    assert told == {("inner", None, "ok"), ("scripted", "owner", "ok")}


def test_a_locked_history_holds_nobody_up(serving, user_path, capsys):
    """Whoever asks is answered though the call cannot be written; it is written later.

    Meanwhile the server answers others.
    """
    one = serving(scripted("async", [["Hello"], ["Hello"]]))
    one.post("/v1/chat/completions", asking(model="scripted"))
    one.calls()
    with closing(sqlite3.connect(user_path / "logs.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with ThreadPoolExecutor() as pool:
            asked = pool.submit(one.post, "/v1/chat/completions", asking(model="scripted"))
            eventually(lambda: one.server.service.calls._running)
            assert one.get("/health").status_code == 200
            assert one.server.service.calls._running, "the loop was held up"
            assert asked.result(20).status_code == 200
        eventually(lambda: "It is kept in" in capsys.readouterr().err)
        other.execute("COMMIT")
    assert [call.status for call in eventually(lambda: one.calls()[1:])] == ["ok"]


def test_who_waits_is_told_that_all_is_well(serving, monkeypatch):
    """While nothing comes, comments are sent, which clients pass over."""
    monkeypatch.setattr("llm.server.endpoints.answering.KEEP_ALIVE_SECONDS", 0.05)
    model = paced("async", ["one", "two"])
    one = serving(model)
    model.allow()
    with streaming(one, asking()) as answer:
        lines = answer.iter_lines()
        waits = 0
        while waits < 3:
            waits += next(lines).startswith(":")
        model.allow()
        assert '"content":"two"' in "".join(lines)


def test_models_can_be_restricted(serving):
    """`models` are the only ones served, and the first of them answers to no name."""
    models = [scripted("async", [[name]] * 2, model_id=name) for name in ("first", "second")]
    one = serving(*models, models=("second",))
    assert one.post("/v1/chat/completions", asking(model="first")).status_code == 404
    for name in ("second", ""):
        answer = one.post("/v1/chat/completions", asking(model=name))
        assert answer.json()["choices"][0]["message"]["content"] == "second"
        assert answer.json()["model"] == "second"


@pytest.mark.parametrize("path", ["chat/completions", "responses", "messages"])
def test_an_answer_names_the_model_that_nobody_named(serving, path):
    """Who asks the default model is told which one that was."""
    one = serving(scripted("async", [["Hi"]], model_id="first"), models=("first",))
    said = [{"role": "user", "content": "Hi"}]
    answer = one.post(f"/v1/{path}", {"messages": said, "input": said})
    assert answer.json()["model"] == "first"


@pytest.mark.parametrize("path", ["chat/completions", "responses", "messages"])
def test_a_wish_for_the_background_that_is_unclear_is_refused(serving, path):
    """A call that somebody means to go on does not end with its client for a wrong word."""
    one = serving(scripted("async", [["Hi"]], model_id="first"), models=("first",))
    said = [{"role": "user", "content": "Hi"}]
    answer = one.post(f"/v1/{path}", {"messages": said, "input": said}, **{"llm-background": "yes"})
    assert answer.status_code == 400
    assert "llm-background" in answer.json()["error"]["message"]
    assert one.calls() == []
