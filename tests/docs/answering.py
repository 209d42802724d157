"""Models for documents: one knows the capitals and dogs that examples ask for, one embeds words."""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import llm
from llm import StreamEvent

ANSWERS = {
    "three names": "1. **Percy**, for a bold one\n2. *Pouch*\n3. `Bill`\n",
    "france": "Paris",
    "germany": "Berlin",
    "hungary": "Budapest",
    "pelican": "<svg>pelican</svg>",
    "dogs": "Nova and Mochi are very cool dogs.",
    "the dog": "Nova is a very cool dog.",
}


def answer(prompt: Any) -> Iterator[str | StreamEvent]:
    """What a capable model would say to *prompt*."""
    asked = prompt.messages[-1].text().lower()
    results = [result.output for result in prompt.tool_results]
    if prompt.schema:
        yield json.dumps({"name": "Nova", "age": 3})
    elif prompt.tools and not results:
        yield "My motivation: memorable dogs."
        arguments = (
            {"name": "Nova", "bio": "A whippet"} if "dog" in asked else {"x": 1234, "y": 4346}
        )
        yield StreamEvent("tool_call_name", prompt.tools[0].name, tool_call_id="call_1")
        yield StreamEvent("tool_call_args", json.dumps(arguments), tool_call_id="call_1")
    else:
        known = (text for topic, text in ANSWERS.items() if topic in asked)
        for word in next(known, f"The answer is {results[-1] if results else 'unknown'}.").split(
            " "
        ):
            yield word + " "


class Options(llm.Options):
    """What the model takes, and does not heed."""

    temperature: float | None = None


class Knowing(llm.Model):
    """The model, for callers that wait."""

    Options = Options
    can_stream = supports_tools = supports_schema = True

    def __init__(self, model_id: str) -> None:
        self.model_id = model_id

    def execute(self, prompt, stream, response, conversation) -> Iterator[str | StreamEvent]:
        """Answer at once."""
        return answer(prompt)


class AsyncKnowing(llm.AsyncModel):
    """The model, for callers that await."""

    Options = Options
    can_stream = supports_tools = supports_schema = True

    def __init__(self, model_id: str) -> None:
        self.model_id = model_id

    async def execute(
        self, prompt, stream, response, conversation
    ) -> AsyncIterator[str | StreamEvent]:
        """Answer at once."""
        for piece in answer(prompt):
            yield piece


class Wordy(llm.EmbeddingModel):
    """An embedding model: texts are alike when they share words."""

    supports_binary = True
    async_model = None

    def __init__(self, model_id: str) -> None:
        self.model_id = model_id

    def embed_batch(
        self, items: Iterable[str | bytes], *, key: str | None = None
    ) -> Iterator[list[float]]:
        """A vector with a number for each of 384 kinds of words."""
        for item in items:
            content = item if isinstance(item, bytes) else item.encode()
            vector = [0.0] * 384
            for word in content.lower().split():
                vector[zlib.crc32(word) % 384] += 1.0
            yield vector


@contextmanager
def known_as(
    model_id: str, model: llm.Model | None = None, async_model: llm.AsyncModel | None = None
) -> Iterator[None]:
    """Within it, *model_id* names the models that know the answers, or those that are given."""

    # Called last, as the last to register a name keeps it.
    class Plugin:
        @llm.hookimpl(trylast=True)
        def register_models(self, register) -> None:
            register(model or Knowing(model_id), async_model or AsyncKnowing(model_id))

    llm.load_plugins()
    plugin = Plugin()
    llm.pm.register(plugin, name="answering")
    try:
        yield
    finally:
        llm.pm.unregister(plugin)
