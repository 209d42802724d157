"""Models as most plugins write them: their `__init__` leaves the base's out.

*answer* is their `execute`: a generator function of the prompt, the response and the conversation,
and of the key where there is one.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import llm

Answer = Callable[..., Iterator[str | llm.StreamEvent]]


class _Plain:
    def __init__(self, answer: Answer, **attributes: Any) -> None:
        self.model_id = "plain"
        self.answer = answer
        for name, value in attributes.items():
            setattr(self, name, value)


class Plain(_Plain, llm.Model):
    def execute(
        self, prompt: Any, stream: Any, response: Any, conversation: Any
    ) -> Iterator[str | llm.StreamEvent]:
        yield from self.answer(prompt, response, conversation)


class PlainKey(_Plain, llm.KeyModel):
    def execute(
        self, prompt: Any, stream: Any, response: Any, conversation: Any, key: Any
    ) -> Iterator[str | llm.StreamEvent]:
        yield from self.answer(prompt, response, conversation, key)


class AsyncPlain(_Plain, llm.AsyncModel):
    async def execute(
        self, prompt: Any, stream: Any, response: Any, conversation: Any
    ) -> AsyncIterator[str | llm.StreamEvent]:
        for piece in self.answer(prompt, response, conversation):
            yield piece


class AsyncPlainKey(_Plain, llm.AsyncKeyModel):
    async def execute(
        self, prompt: Any, stream: Any, response: Any, conversation: Any, key: Any
    ) -> AsyncIterator[str | llm.StreamEvent]:
        for piece in self.answer(prompt, response, conversation, key):
            yield piece
