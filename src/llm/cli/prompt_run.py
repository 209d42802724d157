"""One prompt from plain values to the terminal: choose the model, ask it, show the answer."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from llm.cli.display import AnswerDisplay, DisplaySettings
from llm.cli.errors import ModelCallFailed
from llm.cli.reading import Reader
from llm.cli.terminal import remark
from llm.cli.tool_watch import ToolWatch
from llm.notices import raises_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llm.attachments import Attachment
    from llm.fragments import Fragment
    from llm.models import AsyncResponse, Response
    from llm.parts import Message

T = TypeVar("T")


@dataclass(frozen=True)
class PromptRequest:
    """What the model is asked.

    Attributes:
        text: the prompt.
        messages: what was said before, where that is not the conversation's own history.
        system: the instructions that go before it.
        fragments: texts that go before the prompt.
        system_fragments: texts that go before the instructions.
        attachments: images, sounds and files that go with it.
        options: options of the model, as the user wrote them.
        schema: JSON schema that the answer must follow.
        tools: what the model may use.
        watch: shows tool calls, and asks about them.
        chain_limit: how often the model may answer while it uses tools; 0 for no limit.
        key: a key, or the name of a stored one.
        hide_reasoning: ask the model to keep its reasoning to itself.
        stream: ask for the answer piece by piece.

    """

    text: str | None = None
    messages: Sequence[Message] | None = None
    system: str | None = None
    fragments: Sequence[Fragment] = ()
    system_fragments: Sequence[Fragment] = ()
    attachments: list[Attachment] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    schema: dict[str, Any] | None = None
    tools: list[Any] = field(default_factory=list)
    watch: ToolWatch = field(default_factory=ToolWatch)
    chain_limit: int = 0
    key: str | None = None
    hide_reasoning: bool = False
    stream: bool = True

    @property
    def resumes(self) -> bool:
        """Nothing is said: calls of tools that were left are taken up."""
        return bool(self.tools) and not (self.text or self.fragments or self.attachments)

    def ask(self, source: Any) -> Any:
        """The answer of a model, or of a conversation: a chain where there are tools."""
        arguments: dict[str, Any] = {
            "prompt": self.text,
            "system": self.system,
            "fragments": self.fragments,
            "system_fragments": self.system_fragments,
            "attachments": self.attachments,
            "options": self.options,
            "hide_reasoning": self.hide_reasoning,
            "stream": self.stream,
        }
        if self.messages is not None:
            arguments["messages"] = self.messages
        if self.schema is not None:
            arguments["schema"] = self.schema
        if self.key is not None:
            arguments["key"] = self.key
        if not self.tools:
            return source.prompt(**arguments)
        return source.chain(
            **arguments,
            tools=self.tools,
            before_call=self.watch.before,
            after_call=self.watch.after,
            chain_limit=self.chain_limit,
        )


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


def options_for(
    model_id: str, of_templates: Mapping[str, Any], given: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """The options that the user saved for a model, under those of templates and those *given*."""
    from llm.config.model_options import get_model_options

    return {**get_model_options(model_id), **of_templates, **dict(given)}


def run_prompt(
    source: Any,
    request: PromptRequest,
    settings: DisplaySettings,
    *,
    usage: bool = False,
    reader: Reader | None = None,
) -> None:
    """Ask a model, or go on with a conversation, and show the answer; with *usage* what it took.

    An async one needs a `LoopReader`. Raises ModelCallFailed when the model does, after showing
    what had arrived.
    """
    reader = reader or Reader()
    answer = request.ask(source)
    showing = _Showing(settings)
    try:
        with showing.to_the_end(usage=usage):
            for response in _from_model(reader.rounds(answer)):
                showing.begin(response)
                for event in _from_model(reader.events(response)):
                    showing.display.show(event)
    finally:
        reader.close(answer)


class _Showing:
    """An answer that is being shown: its display, and the responses that it has so far."""

    def __init__(self, settings: DisplaySettings) -> None:
        self.display = AnswerDisplay(settings)
        self._responses: list[Response | AsyncResponse] = []

    def begin(self, response: Response | AsyncResponse) -> None:
        """The events that follow are those of *response*."""
        self._responses.append(response)
        self.display.begin(response.id)

    @contextmanager
    def to_the_end(self, *, usage: bool) -> Iterator[None]:
        """End the display as the answer ends."""
        try:
            yield
        except OSError:  # nobody reads the output any more
            raise
        except BaseException:
            self.display.abandon()
            raise
        self.display.finish()
        if usage:
            for response in self._responses:
                counted = response.token_usage() or "not reported by this model"
                remark(f"Token usage: {counted}", fg="yellow", bold=True)
        if self._responses and (said := incomplete(self._responses[-1])):
            remark(said)
        self.display.raise_failure()


def incomplete(response: Response | AsyncResponse) -> str | None:
    """What the user should know of a response that ended before the model was done, if it did."""
    if response.finish_reason == "length":
        options = getattr(response.model.Options, "model_fields", {})
        cure = "-o max_tokens N allows more" if "max_tokens" in options else "ask for less at once"
        return f"The answer is cut off, as the limit of tokens was reached: {cure}."
    if response.finish_reason == "content_filter":
        return "The provider's content filter ended the answer: put the question differently."
    if response.finish_reason == "refusal":
        return "The model refused: put the question differently, or ask another model with -m."
    return None


def _from_model(given: Iterable[T]) -> Iterator[T]:
    """What is *given*, with what the model raises told apart from what showing it raises.

    Where a traceback is wanted, it ends with what the model raised; but for an `OSError`, which
    would pass for one of the output.
    """
    try:
        yield from given
    except Exception as error:
        if raises_errors() and not isinstance(error, OSError):
            raise
        raise ModelCallFailed(error) from error
