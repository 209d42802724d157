"""Threads that read one response, and a model that reads its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

import llm
from llm.errors import ModelError


class Slow(llm.Model):
    """Says ten words, and takes its time; counts how often it was asked."""

    model_id = "slow"
    can_stream = True
    asked = 0

    def execute(self, prompt: Any, stream: Any, response: Any, conversation: Any) -> Iterator[str]:
        self.asked += 1
        for number in range(200):
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
