"""Models that answer when a test lets them, in both worlds, and clients of streams."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import llm
from llm.testing import AsyncScriptedModel, ScriptedModel


class _Paced:
    """Gives its pieces one at a time, each when the test calls `allow`."""

    can_stream = True

    def __init__(self, pieces: list[Any], model_id: str = "paced") -> None:
        self.model_id = model_id
        self._pieces = pieces
        self._permits = threading.Semaphore(0)
        self.begun = threading.Event()
        self.left = threading.Event()

    def allow(self, count: int = 1) -> None:
        """Let it give so many more pieces."""
        self._permits.release(count)


class Paced(_Paced, llm.Model):
    """One that is waited for."""

    def execute(self, prompt, stream, response, conversation):
        self.begun.set()
        try:
            for piece in self._pieces:
                self._permits.acquire()
                yield piece
        finally:
            self.left.set()


class AsyncPaced(_Paced, llm.AsyncModel):
    """One for an event loop."""

    async def execute(self, prompt, stream, response, conversation):
        self.begun.set()
        try:
            for piece in self._pieces:
                while not self._permits.acquire(blocking=False):  # noqa: ASYNC110 - a thread lets it
                    await asyncio.sleep(0.002)
                yield piece
        finally:
            self.left.set()


def paced(world: str, pieces: list[Any], model_id: str = "paced") -> Any:
    """A paced model of a *world*: `sync` or `async`."""
    return (AsyncPaced if world == "async" else Paced)(pieces, model_id)


def scripted(world: str, script: list[list[Any]], **attributes: Any) -> Any:
    """A scripted model of a *world*."""
    return (AsyncScriptedModel if world == "async" else ScriptedModel)(script, **attributes)


def asking(text: str = "Hi", model: str = "paced", **more: Any) -> dict[str, Any]:
    """The body of a request for chat."""
    return {"model": model, "messages": [{"role": "user", "content": text}], **more}


@contextmanager
def streaming(one: Any, body: dict[str, Any], **headers: str) -> Iterator[Any]:
    """A streamed answer to *body* from the server *one*; leaving the block cuts it off."""
    with (
        one.client(headers={**one.headers, **headers}) as client,
        client.stream("POST", "/v1/chat/completions", json={**body, "stream": True}) as answer,
    ):
        yield answer


def chunks(answer: Any) -> Iterator[str]:
    """The pieces of text of a streamed answer; whoever forgets them leaves."""
    for data in events(answer):
        for choice in data.get("choices", ()):
            if text := choice["delta"].get("content"):
                yield text


def events(answer: Any) -> Iterator[dict[str, Any]]:
    """What a stream of server-sent events says, as JSON; `id` is put into it."""
    number = None
    for line in answer.iter_lines():
        if line.startswith("id: "):
            number = int(line[4:])
        if line.startswith("data: {"):
            data = json.loads(line[6:])
            yield data if number is None else {**data, "id": number}
            number = None


def eventually(check: Callable[[], Any], seconds: float = 10) -> Any:
    """What *check* gives, once that is true."""
    until = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.01)
    return found
