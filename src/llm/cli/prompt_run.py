"""One prompt from plain values to the terminal: choose the model, ask it, show the answer."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from llm.cli.display import DisplaySettings, ResponseDisplay
from llm.cli.errors import ModelCallFailed
from llm.cli.terminal import remark

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from llm.attachments import Attachment
    from llm.events import StreamEvent
    from llm.models import AsyncModel, AsyncResponse, Model, Response


@dataclass(frozen=True)
class PromptRequest:
    """What the model is asked.

    Attributes:
        text: the prompt.
        system: the instructions that go before it.
        attachments: images, sounds and files that go with it.
        options: options of the model, as the user wrote them.
        key: a key, or the name of a stored one.
        hide_reasoning: ask the model to keep its reasoning to itself.
        stream: ask for the answer piece by piece.

    """

    text: str | None = None
    system: str | None = None
    attachments: list[Attachment] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    key: str | None = None
    hide_reasoning: bool = False
    stream: bool = True

    def arguments(self) -> dict[str, Any]:
        """The arguments of `model.prompt()`."""
        arguments: dict[str, Any] = {
            "prompt": self.text,
            "system": self.system,
            "attachments": self.attachments,
            "options": self.options,
            "hide_reasoning": self.hide_reasoning,
            "stream": self.stream,
        }
        return arguments if self.key is None else {**arguments, "key": self.key}


def announce_embedded_default() -> None:
    """Say so when the default model is the embedded one for want of a choice.

    Raises ConfigError when the user's files cannot be read.
    """
    from llm.config.defaults import current_default

    default = current_default()
    if default.reason == "embedded":
        remark(
            f"Using {default.name}, the small embedded model, as no other was chosen."
            " Choose one: llm models default MODEL"
        )


def options_for(model_id: str, given: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The options that the user saved for a model, under those *given* now."""
    from llm.config.model_options import get_model_options

    return {**get_model_options(model_id), **dict(given)}


def run_prompt(
    model: Model, request: PromptRequest, settings: DisplaySettings, *, usage: bool = False
) -> None:
    """Ask *model* and show its answer; with *usage* what it took.

    Raises ModelCallFailed when the model does, after showing what had arrived.
    """
    response = model.prompt(**request.arguments())
    display = ResponseDisplay(settings, response.id)
    try:
        with _shown(display, response, usage=usage):
            for event in _from_model(response.stream_events()):
                display.show(event)
    finally:
        response.close()


async def arun_prompt(
    model: AsyncModel, request: PromptRequest, settings: DisplaySettings, *, usage: bool = False
) -> None:
    """The same with an async model."""
    response = model.prompt(**request.arguments())
    display = ResponseDisplay(settings, response.id)
    try:
        with _shown(display, response, usage=usage):
            async for event in _from_async_model(response.astream_events()):
                display.show(event)
    finally:
        await response.aclose()


@contextmanager
def _shown(
    display: ResponseDisplay, response: Response | AsyncResponse, *, usage: bool
) -> Iterator[None]:
    """End the display as the response ends."""
    try:
        yield
    except OSError:  # nobody reads the output any more
        raise
    except BaseException:
        display.abandon()
        raise
    display.finish()
    if usage:
        counted = response.token_usage() or "not reported by this model"
        remark(f"Token usage: {counted}", fg="yellow", bold=True)
    display.raise_failure()


def _from_model(events: Iterator[StreamEvent]) -> Iterator[StreamEvent]:
    """*events*, with what the model raises told apart from what showing them raises."""
    try:
        yield from events
    except Exception as error:
        raise ModelCallFailed(error) from error


async def _from_async_model(events: AsyncIterator[StreamEvent]) -> AsyncIterator[StreamEvent]:
    try:
        async for event in events:
            yield event
    except Exception as error:
        raise ModelCallFailed(error) from error
