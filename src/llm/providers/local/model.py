"""The built-in model as callers hold it, sync and async.

What it is asked and what it answers is translated by `request` and `exchange`; `runtime` runs it,
and is loaded when it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from llm.config.defaults import EMBEDDED_MODEL
from llm.models import AsyncModel, Model, Options, Prompt
from llm.models.prompt import options_as_dict
from llm.providers.translating import AsyncTranslated, Translated
from llm.tooling.tool import Tool

if TYPE_CHECKING:
    from llm.providers.local.call import LocalCall


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

    model_id = EMBEDDED_MODEL
    can_stream = True
    supports_schema = True
    supports_tools = True
    Options = LocalOptions

    def call(self, prompt: Prompt, stream: bool, conversation: Any, key: str | None) -> LocalCall:  # noqa: ARG002 - every translator's
        """The call that *prompt* amounts to; the first one of all fetches the weights."""
        from llm.providers.local.call import LocalCall

        return LocalCall(_body(prompt), whole=not stream)

    def __str__(self) -> str:
        return f"Local: {self.model_id}"


class LocalChat(_Local, Translated, Model):
    """SmolLM2-135M-Instruct in this process: a toy of 135 million parameters that works offline."""


class AsyncLocalChat(_Local, AsyncTranslated, AsyncModel):
    """`LocalChat` for `async` code."""


def _body(prompt: Prompt) -> dict[str, Any]:
    from llm.providers.local.request import request_body

    options = options_as_dict(prompt.options)
    tools = [tool for tool in prompt.tools if isinstance(tool, Tool)]
    return request_body(prompt.messages, options, prompt.schema, tools)
