"""`--timeout` and `--retries`: how long a command waits for an answer."""

from __future__ import annotations

import asyncio
import gc
import signal
import threading
import time
from contextlib import suppress

import pytest

import llm
from llm.net.limits import current_limits
from tests.cli.installed_models import installed
from tests.cli.openai_server import Raw, Says
from tests.cli.test_continuing import calls, ok


class Slow(llm.Model):
    """Says something, and then nothing for a long time, whatever is raised meanwhile."""

    model_id = "slow"
    can_stream = True

    def execute(self, prompt, stream, response, conversation):
        yield "partial"
        for _ in range(600):
            with suppress(Exception):  # as plugins do
                time.sleep(0.1)
        yield "rest"


class AsyncSlow(llm.AsyncModel):
    """The same for async code."""

    model_id = "slow"
    can_stream = True

    async def execute(self, prompt, stream, response, conversation):
        yield "partial"
        await asyncio.sleep(60)
        yield "rest"


@pytest.fixture
def slow():
    """A model that is slow, in both worlds."""
    from llm.plugins.host import pm

    class Plugin:
        @llm.hookimpl
        def register_models(self, register):
            register(Slow(), AsyncSlow())

    with installed({"one": [["one said"]] * 3}):
        pm.register(Plugin(), "slow-models")
        try:
            yield
        finally:
            pm.unregister(name="slow-models")


def test_an_answer_that_takes_too_long(inside, slow, world):
    """What had come is shown and kept, the call has failed, and a line says why."""
    began = time.monotonic()
    result = inside("-m", "slow", "--timeout", "0.3", "hi", *world)
    assert (result.returncode, result.stdout) == (1, "partial")
    assert result.stderr == (
        "Error: slow did not complete its answer within 0.3 seconds."
        " Allow more with --timeout SECONDS.\n"
    )
    assert time.monotonic() - began < 20  # not the minute that the model takes
    (call,) = calls()
    assert (call.status, call.output[0].text()) == ("error", "partial")


def test_the_environment_says_it_as_well(inside, slow):
    """`LLM_TIMEOUT` holds where the command line says nothing."""
    result = inside("-m", "slow", "hi", env={"LLM_TIMEOUT": "0.2"})
    assert "within 0.2 seconds" in result.stderr
    assert ok(inside("-m", "one", "hi", env={"LLM_TIMEOUT": "50"})) == "one said\n"


def test_an_answer_in_time(inside, slow, world):
    """Nothing is left behind that could end what comes later; the alarm of others still rings."""
    handler = signal.getsignal(signal.SIGALRM)
    signal.setitimer(signal.ITIMER_REAL, 500)
    assert ok(inside("-m", "one", "--timeout", "0.2", "hi", *world)) == "one said\n"
    assert 400 < signal.setitimer(signal.ITIMER_REAL, 0)[0] < 500
    assert signal.getsignal(signal.SIGALRM) is handler
    assert current_limits().total is None


@pytest.mark.parametrize("command", ["prompt", "chat", "retry", "edit"])
@pytest.mark.parametrize(
    "option", [("--timeout", "0"), ("--timeout", "-1"), ("--timeout", "nan"), ("--timeout", "inf"),
               ("--timeout", "soon"), ("--retries", "-1"), ("--retries", "1.5")]
)  # fmt: skip
def test_values_that_are_none(inside, command, option):
    """A mistake on the command line, for every command that asks a model."""
    result = inside(command, *option, "x")
    assert (result.returncode, result.stdout) == (2, "")
    assert f"Invalid value for '{option[0]}'" in result.stderr


def test_the_limits_reach_the_requests(inside):
    """What a model sends takes them from `llm.net.limits`, in whatever thread."""
    seen = []

    def look(*_: object) -> None:
        seen.append((current_limits().total, current_limits().retries, threading.current_thread()))

    with installed({"one": [[look, "x"], [look, "x"]], "two": [[look, "x"]]}):
        ok(inside("-m", "one", "--timeout", "50", "--retries", "7", "hi"))
        ok(inside("-m", "one", "--also", "two", "--timeout", "50", "--retries", "7", "hi"))
    assert [each[:2] for each in seen] == [(50.0, 7)] * 3
    assert len({each[2] for each in seen}) == 3


def test_how_often_a_server_is_asked(inside, server, monkeypatch):
    """As often again as `--retries` says, whatever the environment does."""
    monkeypatch.setattr("llm.net.retries.FIRST_PAUSE", 0.01)
    ask = ("-m", "tiny", "--base-url", server.url, "hi", "-n")
    for retries, count in (("0", 1), ("2", 3)):
        server.says(*[Raw(503, "down", "text/plain")] * count)
        before = len(server.requests)
        result = inside(*ask, "--retries", retries)
        assert result.returncode == 1
        assert len([each for each in server.requests[before:] if each.method == "POST"]) == count


def test_a_server_that_is_slow(inside, server):
    """Its own error says where the time went."""
    server.says(Says("one two three", pause=30))
    result = inside("-m", "tiny", "--base-url", server.url, "--timeout", "0.5", "hi")
    assert (result.returncode, result.stdout.strip()) == (1, "one")
    assert "127.0.0.1" in result.stderr
    assert "0.5 seconds" in result.stderr


def test_limits_end_with_the_command(inside):
    """Also with one that is wrong further on: who runs it in Python has his own again."""
    gc.disable()
    try:
        assert inside("--retries", "7", "--timeout", "50", "hi", "and more").returncode == 2
        assert (current_limits().total, current_limits().retries) == (None, 0)
    finally:
        gc.enable()
