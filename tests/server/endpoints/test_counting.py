"""Counts of tokens that a model takes long for: they hold nobody up."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from llm.server.guarding.limits import Limits
from llm.testing import AsyncScriptedModel, ScriptedModel
from tests.server.asking.paced import asking, eventually

PATHS = pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/messages/count_tokens", asking(model="scripted")),
        ("/v1/responses/input_tokens", {"model": "scripted", "input": "Hi"}),
    ],
    ids=["anthropic", "responses"],
)


class Slow(ScriptedModel):
    """A model whose counts take until the test ends them."""

    counting = 0

    def __init__(self, **attributes):
        super().__init__([], **attributes)
        self.end = threading.Event()

    def count_tokens(self, **_asked):
        """As many as it has counted."""
        self.counting += 1
        self.end.wait(20)
        return 5


class AsyncSlow(AsyncScriptedModel):
    """One for an event loop, whose counts never end."""

    async def count_tokens(self, **_asked):
        """Nothing that anybody would wait for."""
        await asyncio.sleep(3600)


@PATHS
def test_slow_counts_hold_up_nobody(serving, path, body):
    """While more of them run than there are threads, the history and all else is answered."""
    model = Slow()
    one = serving(model, threads=2)
    one.server.service.calls.models.called("scripted")
    with ThreadPoolExecutor(12) as pool:
        counts = [pool.submit(one.post, path, body) for _ in range(12)]
        try:
            eventually(lambda: model.counting == 2)
            with one.client(timeout=5) as client:
                for other in ("/health", "/v1/models", "/api/conversations"):
                    assert client.get(other).status_code == 200
            assert model.counting == 2, "a model's own threads are bounded"
        finally:
            model.end.set()
        assert {each.result(20).json()["input_tokens"] for each in counts} == {5}


@PATHS
@pytest.mark.parametrize("kind", [Slow, AsyncSlow])
def test_one_that_takes_too_long_is_estimated(serving, monkeypatch, path, body, kind):
    """An estimate is better than no answer; a header says what it is."""
    monkeypatch.setattr("llm.server.asking.counting.SECONDS", 0.1)
    model = Slow() if kind is Slow else AsyncSlow([])
    one = serving(model)
    try:
        answer = one.post(path, body)
    finally:
        if isinstance(model, Slow):
            model.end.set()
    assert (answer.status_code, answer.headers["llm-estimate"]) == (200, "true")
    assert answer.json()["input_tokens"] > 0


@PATHS
def test_they_are_calls_of_their_client(serving, path, body):
    """A client has no more of them at once than it may have calls."""
    model = Slow()
    one = serving(model, limits=Limits(calls_at_once=1))
    with ThreadPoolExecutor(1) as pool:
        counted = pool.submit(one.post, path, body)
        try:
            eventually(lambda: model.counting)
            refused = one.post(path, body)
        finally:
            model.end.set()
        assert counted.result(20).json()["input_tokens"] == 5
    assert refused.status_code == 429
    assert one.post(path, body).status_code == 200


def test_the_history_is_read_by_threads_of_its_own(serving):
    """Whatever fills the threads that all share, what was said can be read."""
    one = serving(AsyncScriptedModel([["Hello"]]))
    one.post("/v1/chat/completions", asking(model="scripted"))
    loop, end = one.server._loop, threading.Event()
    assert loop is not None

    async def fill():
        for _ in range(50):
            loop.run_in_executor(None, end.wait, 20)

    asyncio.run_coroutine_threadsafe(fill(), loop).result(10)
    try:
        with one.client(timeout=5) as client:
            assert client.get("/api/conversations").json()["conversations"]
    finally:
        end.set()
