"""Calls come to their end whatever a model says of it, and whatever noting the end raises."""

from __future__ import annotations

import enum
import json
import threading
from typing import Any

import pytest

from llm.events import StreamEvent
from llm.server.asking.threads import Threads
from llm.server.guarding.tokens import add_token
from llm.store.recording import HistoryRecorder
from llm.testing import ScriptedEmbeddingModel
from llm.toolcalls import ToolCall
from tests.server.asking.paced import asking, scripted

WORLDS = pytest.mark.parametrize("world", ["sync", "async"])
BODIES = {
    "/v1/chat/completions": asking(model="scripted"),
    "/v1/responses": {"model": "scripted", "input": "Hi"},
    "/v1/messages": asking(model="scripted", max_tokens=9),
}
EVERY = [(path, {**body, "stream": s}) for path, body in BODIES.items() for s in (False, True)]


class Why(enum.Enum):
    """Why a model stopped, as some plugins have it from an SDK."""

    LENGTH = "length"


def says(**attributes):
    """A step of a script that sets *attributes* of the response."""

    def step(_prompt, response):
        for name, value in attributes.items():
            setattr(response, name, value)

    return step


@WORLDS
@pytest.mark.parametrize("streams", [False, True])
def test_metadata_that_is_none_ends_the_call(serving, world, streams):
    """Such an event is the model's mistake: the call fails, and the history stays readable."""
    odd = StreamEvent("text", "hi", provider_metadata=["x"])  # type: ignore[arg-type]  # a plugin's
    one = serving(scripted(world, [["Hel", odd]]))
    answer = one.post("/v1/chat/completions", asking(model="scripted", stream=streams))
    assert "Something went wrong on the server." in answer.text
    assert one.server.service.calls.count_running() == 0
    (call,) = one.calls()
    assert (call.status, call.output[0].text()) == ("error", "Hel")


@WORLDS
def test_arguments_that_are_no_json_are_written_out(serving, world):
    """What a plugin hands over is sent, stored and said again as Python shows it."""
    one = serving(scripted(world, [[ToolCall("look", {"at": Why.LENGTH})]] * len(EVERY)))
    for path, body in EVERY:
        answer = one.post(path, body)
        assert answer.status_code == 200
        assert "Why.LENGTH" in answer.text
        assert one.server.service.calls.count_running() == 0
    for call in one.calls():
        assert call.output[0].parts[0].arguments == {"at": repr(Why.LENGTH)}


@WORLDS
@pytest.mark.parametrize(
    "odd",
    [
        {"finish_reason": Why.LENGTH},
        {"finish_reason": 7},
        {"resolved_model": Why.LENGTH},
        {"input_tokens": "1", "output_tokens": 2.5},
        {"cached_tokens": "1", "token_details": ["x"]},
    ],
    ids="-".join,
)
def test_what_a_model_says_of_its_end_may_be_odd(serving, world, odd):
    """A reason, a name or a count of the wrong type is no reason to lose the answer."""
    one = serving(scripted(world, [["Hello", says(**odd)]] * len(EVERY)))
    for path, body in EVERY:
        answer = one.post(path, body)
        assert answer.status_code == 200
        assert "Hello" in answer.text
        assert "went wrong" not in answer.text
        call = one.get(f"/v1/calls/{answer.headers['llm-call-id']}")
        assert call.json()["status"] == "ok"


def test_a_reason_that_is_an_enum_is_understood(serving):
    """It means what its value does."""
    one = serving(scripted("async", [["Hello", says(finish_reason=Why.LENGTH)]]))
    answer = one.post("/v1/chat/completions", asking(model="scripted"))
    assert answer.json()["choices"][0]["finish_reason"] == "length"


@pytest.mark.parametrize("odd", [{"finish_reason": 7}, {"output_tokens": "many"}])
def test_tokens_are_charged_whatever_is_said(serving, user_path, odd):
    """An odd end is no way around a limit."""
    token = add_token("limited", tokens=10)
    one = serving(scripted("async", [["word " * 100, says(**odd)]] * 3))
    asked = [
        one.post("/v1/chat/completions", asking(model="scripted"), token=token) for _ in range(2)
    ]
    assert [answer.status_code for answer in asked] == [200, 429]


@WORLDS
@pytest.mark.parametrize(
    "step", ["_remember", "history.ended", "_ended.add", "_budgets.spend_call"]
)
def test_what_fails_at_the_end_holds_nobody_up(serving, monkeypatch, capsys, world, step):
    """Whatever noting the end raises, the client is answered, and a line names the bug."""
    one = serving(scripted(world, [["Hello"]]), drain=5)
    calls = one.server.service.calls
    *path, name = step.split(".")
    owner = getattr(calls, path[0]) if path else calls

    def fail(*_given):
        raise ZeroDivisionError("in noting the end")

    told, ended = [], calls.history.ended

    def fail_then(response):
        told.append(response)
        return ended(response) if len(told) == 1 else fail()  # first by the response itself

    monkeypatch.setattr(owner, name, fail_then if step == "history.ended" else fail)
    answer = one.post("/v1/chat/completions", asking(model="scripted"))
    assert answer.json()["choices"][0]["message"]["content"] == "Hello"
    assert calls.count_running() == 0
    assert calls._budgets._running == {}
    assert capsys.readouterr().err.count("ZeroDivisionError") == 1


@pytest.mark.parametrize(
    "error", [SystemExit(3), KeyboardInterrupt(), StopIteration(), GeneratorExit()]
)
def test_an_embedding_model_that_wants_to_end_the_program(serving, error, capsys):
    """It ends nothing: its client is told of a bug, the thread goes on, as the server does."""

    def fail(_items):
        raise error

    model = ScriptedEmbeddingModel(fail)
    one = serving(model, scripted("sync", [["Hello"]]), threads=1)
    for _ in range(2):
        answer = one.post("/v1/embeddings", {"model": model.model_id, "input": "a"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal_error")
    assert capsys.readouterr().err.count(type(error).__name__) == 2
    answer = one.post("/v1/chat/completions", asking(model="scripted"))
    assert answer.json()["choices"][0]["message"]["content"] == "Hello"


def test_a_thread_goes_on_after_a_job_that_raises(capsys):
    """No thread is lost by a job that does what none should."""
    threads, done = Threads(1, 5), threading.Event()

    def fail():
        raise SystemExit(3)

    threads.run(fail)
    threads.run(done.set)
    assert done.wait(10)
    assert "SystemExit" in capsys.readouterr().err


def deep(levels):
    """A list nested so deeply."""
    made: list[Any] = []
    for _ in range(levels):
        made = [made]
    return made


@WORLDS
@pytest.mark.parametrize("levels", [199, 600, 900])
def test_what_is_nested_deeply_ends_the_call(serving, world, levels):
    """Arguments, and what a provider keeps, are in the history, however deep a model nests them."""
    arguments = json.dumps({"a": deep(levels)})
    steps = [
        StreamEvent("reasoning", "Hm", provider_metadata={"x": {"deep": deep(levels)}}),
        StreamEvent("tool_call_name", "f", tool_call_id="c1"),
        StreamEvent("tool_call_args", arguments, tool_call_id="c1"),
    ]
    one = serving(scripted(world, [list(steps)]))
    answer = one.post("/v1/chat/completions", BODIES["/v1/chat/completions"])
    (called,) = answer.json()["choices"][0]["message"]["tool_calls"]
    assert called["function"]["arguments"] == arguments
    (call,) = one.calls()
    assert call.status == "ok"
    assert [part.kind for message in call.output for part in message.parts] == [
        "reasoning", "tool_call",
    ]  # fmt: skip


def test_the_history_is_written_after_a_bug_in_writing_it(serving, monkeypatch, capfd):
    """Where errors are raised, for who looks for one, the next call is kept as any other."""
    monkeypatch.setenv("LLM_RAISE_ERRORS", "1")
    ended = HistoryRecorder.ended
    failures = [RuntimeError("a bug")]

    def failing(self, response):
        if failures:
            raise failures.pop()
        ended(self, response)

    monkeypatch.setattr(HistoryRecorder, "ended", failing)
    one = serving(scripted("async", [["One"], ["Two"]]))
    for _ in range(2):
        assert one.post("/v1/chat/completions", BODIES["/v1/chat/completions"]).status_code == 200
    assert [call.status for call in one.calls()][1:] == ["ok"]
    assert "RuntimeError in writing the history: a bug" in capfd.readouterr().err
