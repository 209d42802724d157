"""The built-in model as callers hold it, sync and async.

What it is asked and what it answers is translated by `request` and `exchange`; `runtime` runs it,
and is loaded when it is asked.
"""

from __future__ import annotations

from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any

from llm.config.defaults import EMBEDDED_MODEL
from llm.models import AsyncModel, Model, Prompt
from llm.models.given_options import LazyOptions
from llm.models.prompt import Turn, options_as_dict
from llm.providers.translating import AsyncTranslated, Translated
from llm.tooling.tool import Tool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llm.providers.local.call import LocalCall
    from llm.providers.local.counting import Counting


def _options(_: Any) -> Any:
    from llm.providers.local.options import LocalOptions

    return LocalOptions


class _Local:
    """What both worlds have in common."""

    model_id = EMBEDDED_MODEL
    can_stream = True
    supports_schema = True
    supports_tools = True
    Options = LazyOptions(_options)

    def call(self, prompt: Prompt, stream: bool, conversation: Any, key: str | None) -> LocalCall:  # noqa: ARG002 - every translator's
        """The call that *prompt* amounts to; the first one of all fetches the weights."""
        from llm.providers.local.call import LocalCall

        return LocalCall(_body(prompt), whole=not stream)

    def _counting(self, asked: Mapping[str, Any]) -> Counting:
        """The count of what the arguments *asked* of `prompt` would send."""
        from llm.providers.local.counting import Counting

        turn = Turn(**asked)
        return Counting(_body(turn.to_prompt(self, None)))

    def __str__(self) -> str:
        return f"Local: {self.model_id}"


class LocalChat(_Local, Translated, Model):
    """SmolLM2-135M-Instruct in this process: a toy of 135 million parameters that works offline."""

    def count_tokens(self, prompt: str | None = None, **asked: Any) -> int:
        """How many tokens a call would send: *prompt*, and what else `prompt` takes of a turn.

        It waits while the model answers somebody. Raises `ModelUnavailable` where the model cannot
        run, or its weights have never been fetched, and `UnsupportedInput`.
        """
        with closing(self._counting({"prompt": prompt, **asked}).counts()) as counts:
            return next(counts)


class AsyncLocalChat(_Local, AsyncTranslated, AsyncModel):
    """`LocalChat` for `async` code."""

    async def count_tokens(self, prompt: str | None = None, **asked: Any) -> int:
        """As `LocalChat.count_tokens`, without blocking the event loop."""
        async with aclosing(self._counting({"prompt": prompt, **asked}).acounts()) as counts:
            return await anext(counts)


def _body(prompt: Prompt) -> dict[str, Any]:
    from llm.providers.local.request import request_body

    options = options_as_dict(prompt.options)
    tools = [tool for tool in prompt.tools if isinstance(tool, Tool)]
    return request_body(prompt.messages, options, prompt.schema, tools)
