"""Threads that read one response, and a model that reads its own."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

import llm
from llm.errors import ModelError, ResponseInterrupted
from llm.testing import ScriptedModel


class Slow(llm.Model):
    """Says ten words, and takes its time; counts how often it was asked."""

    model_id = "slow"
    can_stream = True
    asked = 0
    pieces = 200

    def execute(self, prompt: Any, stream: Any, response: Any, conversation: Any) -> Iterator[str]:
        self.asked += 1
        for number in range(self.pieces):
            if number % 50 == 0:
                time.sleep(0.01)
            yield f"{number} "


def test_threads_that_read_one_response_see_all_of_it():
    """Each of four threads gets every event, in order, and the model is asked once."""
    model = Slow()
    response = model.prompt("go")
    read: list[list[str]] = [[] for _ in range(4)]

    def reader(into: list[str]) -> None:
        into.extend(event.chunk for event in response.stream_events())

    threads = [threading.Thread(target=reader, args=(into,)) for into in read]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read == [[f"{number} " for number in range(200)]] * 4
    assert model.asked == 1


def test_a_model_that_reads_its_own_response_is_told_so():
    """It would wait for itself for ever."""

    class Circular(llm.Model):
        model_id = "circular"

        def execute(
            self, prompt: Any, stream: Any, response: Any, conversation: Any
        ) -> Iterator[str]:
            yield "a"
            yield response.text()

    with pytest.raises(ModelError, match="cannot read its response"):
        Circular().prompt("go").text()


class Gated(llm.Model):
    """Says `a`, waits for *gate*, says `b`; notes when it has been closed or has ended."""

    model_id = "gated"
    can_stream = True

    def __init__(self) -> None:
        self.waiting, self.gate, self.ended = (threading.Event() for _ in range(3))

    def execute(self, prompt: Any, stream: Any, response: Any, conversation: Any) -> Iterator[str]:
        try:
            yield "a"
            self.waiting.set()
            self.gate.wait(5)
            yield "b"
        finally:
            self.ended.set()


def test_closing_from_another_thread():
    """It waits for the piece on its way; then the model is closed, and nobody takes it for done."""
    model = Gated()
    response = model.conversation().prompt("go")
    raised: list[BaseException] = []

    def reader() -> None:
        try:
            response.text()
        except llm.LLMError as error:
            raised.append(error)

    threads = [threading.Thread(target=reader)]
    threads[0].start()
    assert model.waiting.wait(5)
    threads.append(threading.Thread(target=response.close))
    threads[1].start()
    while response.recording.failure is None:
        time.sleep(0.001)
    model.gate.set()
    for thread in threads:
        thread.join(5)
    assert model.ended.is_set()
    assert [type(error) for error in raised] == [ResponseInterrupted]
    assert not response.recording.done
    assert response.conversation.responses == []


def test_threads_that_begin_at_once_ask_once():
    """However the threads interleave, the model is asked once and nobody gets half an answer."""
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(80):
            model = Slow()
            model.pieces = 3
            response = model.prompt("go")
            read = _read_in_threads(response.text, 4)
            assert read == ["0 1 2 "] * 4
            assert model.asked == 1
    finally:
        sys.setswitchinterval(switch)


def test_a_failure_reaches_every_thread():
    """No thread takes what had arrived before the error for the whole answer."""
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)

    def told(response: Any) -> str:
        try:
            return str(response.text())
        except ValueError as error:
            return f"raised {error}"

    try:
        for _ in range(80):
            response = ScriptedModel([["a", "b", ValueError("no")]]).prompt("go")
            assert _read_in_threads(lambda r=response: told(r), 4) == ["raised no"] * 4
    finally:
        sys.setswitchinterval(switch)


def _read_in_threads(read: Any, count: int) -> list[Any]:
    """What *read* gives in each of *count* threads that begin together."""
    barrier = threading.Barrier(count)
    got: list[Any] = []

    def reader() -> None:
        barrier.wait()
        try:
            got.append(read())
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            got.append(error)

    threads = [threading.Thread(target=reader) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def test_get_model_in_threads():
    """Each thread that looks a model up gets one, and not that of another thread."""
    found = _read_in_threads(lambda: llm.get_model("smollm2"), 8)
    assert {model.model_id for model in found} == {llm.get_model("smollm2").model_id}
    assert len({id(model) for model in found}) == 8


def test_threads_that_read_one_chain():
    """Each gets every round; tools run once."""
    ran = []

    def tool() -> str:
        time.sleep(0.01)
        ran.append(1)
        return "r"

    model = ScriptedModel([["a", llm.ToolCall("tool", {})], ["b"]])
    assert _read_in_threads(model.chain("x", tools=[tool]).text, 4) == ["a b"] * 4
    assert ran == [1]


def test_a_tool_that_reads_its_own_chain_is_told_so():
    """It would wait for itself; the model gets an error, and the chain goes on."""

    def tool() -> str:
        return chain.text()

    model = ScriptedModel([["a", llm.ToolCall("tool", {})], ["b"]])
    chain = model.chain("x", tools=[tool])
    assert chain.text() == "a b"
    assert model.prompts[1].tool_results[0].output.startswith("Error: A tool cannot read the chain")
