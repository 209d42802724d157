"""The built-in model as callers hold it, sync and async.

What it is asked and what it answers is translated by `request` and `exchange`; `runtime` runs it.
"""

from __future__ import annotations

from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any

from pydantic import Field

from llm.models import AsyncModel, Model, Options, Prompt
from llm.models.prompt import options_as_dict
from llm.providers.local import runtime
from llm.providers.local.exchange import Exchange
from llm.providers.local.request import request_body
from llm.tooling.tool import Tool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from llm.events import StreamEvent


class LocalOptions(Options):
    """What can be set for a prompt to the built-in model."""

    temperature: float | None = Field(
        description="How freely words are chosen: 0, the default, always takes the likeliest",
        ge=0,
        le=2,
        default=None,
    )
    max_tokens: int | None = Field(
        description="Longest answer, in tokens of about four characters; 500 unless it is given",
        ge=1,
        default=None,
    )
    seed: int | None = Field(
        description="Makes the choice of words repeatable where the temperature is above 0",
        ge=0,
        lt=2**32 - 1,
        default=None,
    )
    top_p: float | None = Field(
        description="Choose among the likeliest words that have this probability together",
        gt=0,
        le=1,
        default=None,
    )
    top_k: int | None = Field(
        description="Choose among this many of the likeliest words; 0 for all", ge=0, default=None
    )
    frequency_penalty: float | None = Field(
        description="How much a word costs each time that it was used before; 0 for nothing."
        " 0.2 unless it is given, or there are tools or a schema",
        ge=-2,
        le=2,
        default=None,
    )
    stop: str | list[str] | None = Field(
        description="Text, or several, before which the answer ends", min_length=1, default=None
    )


class _Local:
    """What both worlds have in common."""

    model_id = runtime.MODEL_ID
    can_stream = True
    supports_schema = True
    supports_tools = True
    Options = LocalOptions

    def __str__(self) -> str:
        return f"Local: {self.model_id}"


class LocalChat(_Local, Model):
    """SmolLM2-135M-Instruct in this process: a toy of 135 million parameters that works offline."""

    def execute(
        self,
        prompt: Prompt,
        stream: bool,
        response: Any,
        conversation: Any,  # noqa: ARG002 - the contract's
    ) -> Iterator[StreamEvent]:
        """Answer *prompt*; the first call of all fetches the weights."""
        exchange = Exchange(whole=not stream)
        with closing(runtime.stream(_body(prompt))) as chunks:
            for chunk in chunks:
                yield from exchange.feed(chunk)
        exchange.finish(response)


class AsyncLocalChat(_Local, AsyncModel):
    """`LocalChat` for `async` code."""

    async def execute(
        self,
        prompt: Prompt,
        stream: bool,
        response: Any,
        conversation: Any,  # noqa: ARG002 - the contract's
    ) -> AsyncIterator[StreamEvent]:
        """Answer *prompt*; the first call of all fetches the weights."""
        exchange = Exchange(whole=not stream)
        async with aclosing(runtime.astream(_body(prompt))) as chunks:
            async for chunk in chunks:
                for event in exchange.feed(chunk):
                    yield event
        exchange.finish(response)


def _body(prompt: Prompt) -> dict[str, Any]:
    options = options_as_dict(prompt.options)
    tools = [tool for tool in prompt.tools if isinstance(tool, Tool)]
    return request_body(prompt.messages, options, prompt.schema, tools)
