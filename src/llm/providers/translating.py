"""How a built-in model answers, in both worlds: it makes a call, and hands on what comes of it.

What a provider is asked and what it answers is translated elsewhere, by pure modules.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Protocol

from llm.parts import AttachmentPart

if TYPE_CHECKING:
    from llm.events import StreamEvent
    from llm.models import Prompt


class Asking(Protocol):
    """One call of a model, not yet made."""

    def events(self) -> Iterator[str | StreamEvent]:
        """The events of the answer, as they come."""
        ...

    def aevents(self) -> AsyncGenerator[str | StreamEvent]:
        """The same for an event loop."""
        ...

    def finish(self, response: Any) -> None:
        """Tell *response* what the answer took and why it ended, as far as that is known."""


class Translator:
    """What a model does that translates."""

    def call(self, prompt: Prompt, stream: bool, conversation: Any, key: str | None) -> Asking:
        """The call that *prompt* amounts to."""
        raise NotImplementedError


class Translated(Translator):
    """The `execute` of a model that is waited for."""

    def execute(
        self,
        prompt: Prompt,
        stream: bool,
        response: Any,
        conversation: Any = None,
        key: str | None = None,
    ) -> Iterator[str | StreamEvent]:
        """Answer *prompt*. Raises `LLMError` where the provider or the way to it fails."""
        call = self.call(prompt, stream, conversation, key)
        try:
            yield from call.events()
        finally:
            call.finish(response)


class AsyncTranslated(Translator):
    """The `execute` of a model for an event loop."""

    async def execute(
        self,
        prompt: Prompt,
        stream: bool,
        response: Any,
        conversation: Any = None,
        key: str | None = None,
    ) -> AsyncIterator[str | StreamEvent]:
        """Answer *prompt*. Raises `LLMError` where the provider or the way to it fails."""
        call = await self._called_beside(prompt, stream, conversation, key)
        try:
            async with aclosing(call.aevents()) as arriving:
                async for event in arriving:
                    yield event
        finally:
            call.finish(response)

    async def _called_beside(
        self, prompt: Prompt, stream: bool, conversation: Any, key: str | None
    ) -> Asking:
        """The call for *prompt*; files and URLs are read on a thread, and the loop goes on."""
        if not _shows_something(prompt):
            return self.call(prompt, stream, conversation, key)
        import asyncio

        return await asyncio.to_thread(self.call, prompt, stream, conversation, key)


def _shows_something(prompt: Prompt) -> bool:
    parts = (part for message in prompt.messages for part in message.parts)
    return any(
        isinstance(part, AttachmentPart) or getattr(part, "attachments", None) for part in parts
    )
