"""Memory of a server: what ended is let go of, at once where it is not kept on purpose."""

from __future__ import annotations

import asyncio
import gc
import weakref
from pathlib import Path
from typing import Any

import pytest

import llm
from llm.server.asking.ended import EndedCalls
from llm.server.asking.running import RunningCall
from llm.testing import AsyncScriptedModel
from tests.server.asking.paced import asking, chunks, eventually, streaming


class Words(llm.Model):
    """Keeps nothing itself."""

    model_id = "scripted"
    can_stream = True

    def execute(self, prompt, stream, response, conversation):
        yield from ("some ", "words")


class AsyncWords(llm.AsyncModel):
    """As `Words`, for an event loop."""

    model_id = "scripted"
    can_stream = True

    async def execute(self, prompt, stream, response, conversation):
        for word in ("some ", "words"):
            yield word


class Fails(llm.AsyncModel):
    """Fails in the midst of its answer."""

    model_id = "scripted"
    can_stream = True

    async def execute(self, prompt, stream, response, conversation):
        yield "some "
        raise llm.ModelError("no more")


WORLDS = pytest.mark.parametrize("world", ["sync", "async"])
PATHS: dict[str, dict[str, Any]] = {
    "/v1/chat/completions": {"messages": [{"role": "user", "content": "Hi"}]},
    "/v1/responses": {"input": "Hi"},
    "/v1/messages": {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 10},
}


def _calls(one):
    """The calls of this server: what other tests of the process hold on to is not its own."""
    loop = one.server._loop
    return [each for each in gc.get_objects() if type(each) is RunningCall and each._loop is loop]


def _answers(one, path, count, *, stream):
    for _ in range(count):
        with one.client() as client:
            body = {"model": "scripted", "stream": stream, **PATHS[path]}
            client.post(path, json=body)


@WORLDS
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("stream", [True, False])
def test_a_call_that_is_let_go_of_is_gone(serving, world, path, stream):
    """No object of a call goes round in a circle: there is nothing for the collector to find."""
    one = serving(Words() if world == "sync" else AsyncWords())
    gc.collect()
    gc.disable()
    try:
        _answers(one, path, 5, stream=stream)
        known = [weakref.ref(call) for call in _calls(one)]
        logs = [weakref.ref(call.response) for call in _calls(one)]
        assert known
        eventually(lambda: _let_go(one) or not any(each() for each in (*known, *logs)), 3)
    finally:
        gc.enable()


def _let_go(one):
    """Let the server forget what it keeps on purpose."""
    calls = one.server.service.calls
    for call_id in list(calls._ended._calls):
        one.server._loop.call_soon_threadsafe(calls.forget, call_id)
    calls.recollection.forget()


def test_a_call_that_failed_is_gone(serving):
    """Nor do the frames in which an error was raised stay, and the call with them."""
    one = serving(Fails())
    gc.collect()
    gc.disable()
    try:
        _answers(one, "/v1/chat/completions", 3, stream=True)
        known = [weakref.ref(call) for call in _calls(one)]
        assert known
        eventually(lambda: _let_go(one) or not any(each() for each in known), 3)
    finally:
        gc.enable()


def test_what_was_said_is_gone_with_the_recollection(serving):
    """Messages know what they were said after, and nothing that came later."""
    one = serving(AsyncWords())
    said = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            said.append({"role": "user", "content": "go on"})
            answer = one.post("/v1/chat/completions", {"model": "scripted", "messages": said})
            said.append(answer.json()["choices"][0]["message"])
        recollection = one.server.service.calls.recollection
        told = list(recollection._by_mark.values())[-1]
        assert told.length == 6
        answers = [weakref.ref(message) for message in told.messages]
        one.calls()  # what is yet to be written is remembered by who writes it
        one.server.service.history._recorder.store.graph.forget()
        one.server.service.history._recorder.calls.clear()
        del told
        eventually(lambda: _let_go(one) or not any(each() for each in answers), 3)
    finally:
        gc.enable()


def test_a_long_stream_takes_its_text(serving):
    """Of thousands of events only the last have objects, whoever reads; late readers get all."""
    one = serving(AsyncScriptedModel([["word "] * 5000]))
    with streaming(one, asking(model="scripted"), **{"llm-background": "true"}) as answer:
        call = one.server.service.calls.running(answer.headers["llm-call-id"])
        assert len(list(chunks(answer))) == 5000
    assert len(call.log) == 5000
    assert call.log.size() < 2 * len("word ") * 5000
    late = one.get(f"/v1/calls/{call.id}/events?after=4990")
    assert late.text.count('"word "') == 10


class _Call:
    """As much of a call as is kept."""

    def __init__(self, id_: str, text: str = "") -> None:
        from llm.core.compact_log import CompactLog
        from llm.models.recording import Recording
        from llm.server.asking.asked import Asked

        self.id, self.told, self.log = id_, None, CompactLog()
        self.asked = Asked("m", [llm.system(text)])
        self.response = type("Response", (), {"recording": Recording()})()


def _call(id_: str, text: str = "") -> Any:
    return _Call(id_, text)


def test_kept_calls_are_bounded():
    """By their number, by the bytes that they take, instructions included, and by time."""

    async def keep():
        many = EndedCalls(calls=3)
        for number in range(5):
            many.add(_call(str(number)))
        assert [each for each in "01234" if many.get(each)] == ["2", "3", "4"]
        large = EndedCalls(bytes_=100_000)
        for number in range(5):
            large.add(_call(str(number), "x" * 40_000))
        assert [each for each in "01234" if large.get(each)] == ["3", "4"]
        assert 80_000 < large.size <= 100_000
        large.forget("3")
        large.forget("4")
        assert large.size == 0
        short = EndedCalls(seconds=0.01)
        short.add(_call("a"))
        while len(short):  # noqa: ASYNC110 - a timer empties it, and tells nobody
            await asyncio.sleep(0.005)
        assert (short.size, short._timer) == (0, None)

    asyncio.run(asyncio.wait_for(keep(), 20))


def test_the_recorder_keeps_no_calls(serving):
    """What models were sent is not kept for somebody who might ask which calls were recorded."""
    one = serving(AsyncScriptedModel([["a"]] * 5))
    _answers(one, "/v1/chat/completions", 5, stream=False)
    assert len(one.calls()) == 5
    history = one.server.service.history
    assert len(history._recorder.calls) <= 1
    assert not history._begun
    assert not history._recorder._live


@pytest.mark.full
def test_memory_is_flat_over_many_calls(user_path: Path):
    """A server in a process of its own holds no more after thousands of further calls."""
    from benchmarks import served_memory as measured
    from benchmarks.environments import with_server
    from benchmarks.served import ours

    with ours(with_server(), "", measured.MODELS, measured.TOKEN) as gateway:
        samples = asyncio.run(measured.many_calls(gateway, 8000))
    assert samples[-1][1] - samples[len(samples) // 2][1] < 3_000_000
