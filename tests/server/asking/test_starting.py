"""Calls that are about to begin, and are stopped before they have."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server.asking.paced import asking, eventually, scripted

WORLDS = pytest.mark.parametrize("world", ["sync", "async"])


class Held:
    """Lets the history write that a call begins, and nobody know it until `go` is set."""

    def __init__(self, one, monkeypatch):
        history = one.server.service.history
        begin = history._begin
        self.begun, self.go = threading.Event(), threading.Event()

        def hold(response):
            written = begin(response)
            self.begun.set()
            assert self.go.wait(20)
            return written

        monkeypatch.setattr(history, "_begin", hold)


@pytest.fixture
def patient(monkeypatch):
    """However long the history takes, it is waited for."""
    monkeypatch.setattr("llm.server.asking.history.PATIENCE", 20)


@WORLDS
@pytest.mark.parametrize("streams", [False, True])
def test_one_that_is_cancelled_never_asks_its_model(serving, monkeypatch, patient, world, streams):
    """Who cancels it is told so at once, as is its client when it comes to that."""
    model = scripted(world, [["Hello"]])
    one = serving(model)
    held = Held(one, monkeypatch)
    with ThreadPoolExecutor(1) as pool:
        body = asking(model="scripted", stream=streams)
        asked = pool.submit(one.post, "/v1/chat/completions", body)
        try:
            assert held.begun.wait(10)
            (call,) = one.server.service.calls._running
            cancelled = one.http.post(f"/v1/calls/{call}/cancel", headers=one.headers)
            assert cancelled.json()["status"] == "interrupted"
        finally:
            held.go.set()
        answer = asked.result(10)
    assert (answer.status_code, answer.json()["error"]["code"]) == (499, "cancelled")
    assert model.prompts == []
    assert one.server.service.calls.count_running() == 0
    assert [(call.status, call.output) for call in one.calls()] == [("interrupted", [])]


@WORLDS
@pytest.mark.parametrize("drain", [0, 0.3])
def test_one_that_starts_while_the_server_stops(serving, monkeypatch, patient, world, drain):
    """Its model is not asked after the end, its client is told, and the history has it."""
    model = scripted(world, [["Hello"]])
    one = serving(model, drain=drain)
    held = Held(one, monkeypatch)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(one.post, "/v1/chat/completions", asking(model="scripted"))
        assert held.begun.wait(10)
        one.server.stop()
        try:
            eventually(lambda: not one.server.service.calls.count_running())
        finally:
            held.go.set()
        answer = asked.result(10)
    assert (answer.status_code, answer.json()["error"]["code"]) == (499, "cancelled")
    assert model.prompts == []


@WORLDS
def test_one_whose_history_is_looked_up_while_the_server_stops(serving, monkeypatch, world):
    """What comes too late is refused, and recorded nowhere."""
    model = scripted(world, [["Hello"]])
    one = serving(model)
    calls = one.server.service.calls
    told, looking, go = calls._recaller.told, threading.Event(), threading.Event()

    async def hold(*given):
        import asyncio

        looking.set()
        await asyncio.to_thread(go.wait, 20)
        return await told(*given)

    monkeypatch.setattr(calls._recaller, "told", hold)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(one.post, "/v1/chat/completions", asking(model="scripted"))
        assert looking.wait(10)
        one.server.stop()
        try:
            eventually(lambda: calls._closing)
        finally:
            go.set()
        answer = asked.result(10)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "stopping")
    assert model.prompts == []
