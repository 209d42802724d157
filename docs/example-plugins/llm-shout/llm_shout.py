"""A model that says everything again, louder."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from pydantic import Field

import llm


class Options(llm.Options):
    marks: int = Field(default=1, ge=0, le=10, description="Exclamation marks at the end")


def shouted(prompt: Any, response: Any) -> Iterator[str]:
    """The answer, word by word: what both models share."""
    words = prompt.messages[-1].text().upper().split()
    for word in words:
        yield word + " "
    yield "!" * prompt.options.marks
    response.set_usage(input=len(words), output=len(words))


class Shout(llm.Model):
    model_id = "shout"
    can_stream = True
    Options = Options

    def execute(self, prompt: Any, stream: bool, response: Any, conversation: Any) -> Iterator[str]:
        yield from shouted(prompt, response)


class AsyncShout(llm.AsyncModel):
    model_id = "shout"
    can_stream = True
    Options = Options

    async def execute(
        self, prompt: Any, stream: bool, response: Any, conversation: Any
    ) -> AsyncIterator[str]:
        for piece in shouted(prompt, response):
            yield piece


@llm.hookimpl
def register_models(register: Any) -> None:
    register(Shout(), AsyncShout(), aliases=("loud",))
