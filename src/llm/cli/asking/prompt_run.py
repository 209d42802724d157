"""One prompt from plain values to the terminal: choose the model, ask it, show the answer."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING, Any, TypeVar

from llm.cli.asking.id_file import note_id
from llm.cli.asking.reading import Reader
from llm.cli.errors import ModelCallFailed
from llm.cli.showing.display import DisplaySettings, display_for
from llm.cli.terminal import remark
from llm.cli.tool_calls.watch import ToolWatch
from llm.lazy_dataclass import dataclass
from llm.models.observing import observed_by
from llm.notices import raises_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llm.attachments import Attachment
    from llm.fragments import Fragment
    from llm.models import AsyncResponse, Response
    from llm.models.response import BaseResponse
    from llm.parts import Message
    from llm.toolcalls import ToolResult
    from llm.tooling.limits import Limits

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
        limits: of each tool call.
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
    limits: Limits | None = None
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
        chain = source.chain(
            **arguments,
            tools=self.tools,
            before_call=self.watch.before,
            after_call=self.watch.after,
            chain_limit=self.chain_limit,
        )
        chain.limits = self.limits
        return chain


def announce_embedded_default() -> None:
    """Say so when the default model is the embedded one for want of a choice.

    Raises ConfigError when the user's files cannot be read.
    """
    from llm.config.defaults import current_default

    default = current_default()
    if default.reason == "embedded":
        remark(
            f"Using {default.name}, the small built-in model, as no other was chosen."
            " Choose one: llm models default MODEL"
        )


def options_for(
    model: Any, of_templates: Mapping[str, Any], given: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """What the user's settings say of options, under those of templates and those *given*."""
    from llm.config.option_defaults import default_options

    def is_meant(name: str) -> bool:
        import llm

        try:
            return bool(llm.get_model(name).model_id == model.model_id)
        except llm.UnknownModelError:
            return False

    def takes(name: str) -> bool:
        # Making its Options loads pydantic: only where it matters which there are.
        if getattr(model.Options, "model_config", {}).get("extra") == "allow":
            return True
        known = getattr(model.Options, "model_fields", None)
        return known is None or name in known

    return {**default_options(model.model_id, takes, is_meant), **of_templates, **dict(given)}


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
    answer = request.ask(source)
    show_answer(answer, settings, usage=usage, reader=reader or Reader(), watch=request.watch)


def show_answer(
    answer: Any,
    settings: DisplaySettings,
    *,
    usage: bool,
    reader: Reader,
    calls: list[str] | None = None,
    watch: ToolWatch | None = None,
) -> None:
    """Show *answer* as *reader* reads it; see `run_prompt`.

    The ids of the calls that are made are added to *calls*; *watch* knows which tools run.
    """
    showing = _Showing(settings)
    if watch is not None:
        watch.running = showing.display.tools_running
    try:
        with showing.to_the_end(usage=usage), observed_by(showing):
            for response in _from_model(reader.rounds(answer)):
                if calls is not None:
                    calls.append(response.id)
                showing.begin(response)
                for event in _from_model(reader.events(response)):
                    showing.display.show(event)
                showing.display.end_round()
    except ModelCallFailed as failed:
        failed.nothing_arrived = showing.is_empty()
        raise
    finally:
        reader.close(answer)


class _Showing:
    """An answer that is being shown: its display, and the responses that it has so far.

    It observes their calls (`models/observing.py`).
    """

    def __init__(self, settings: DisplaySettings) -> None:
        self.display = display_for(settings)
        self._id_file = settings.id_file
        self._responses: list[Response | AsyncResponse] = []

    def begin(self, response: Response | AsyncResponse) -> None:
        """The events that follow are those of *response*."""
        self._responses.append(response)
        self.display.begin(response)

    def begun(self, response: BaseResponse) -> None:
        """The model is asked; of calls that tools make, nothing is said."""
        if self._responses and response is self._responses[-1]:
            self.display.asked(self._responses[-1])
            if self._id_file is not None:
                note_id(self._id_file, response.id)

    def ended(self, response: BaseResponse) -> None:
        """The display is told otherwise."""

    def paused(self, response: BaseResponse, results: Sequence[ToolResult]) -> None:
        """The display is told otherwise."""

    def is_empty(self) -> bool:
        """Whether nothing of an answer has arrived."""
        return not any(each.recording.done or each.recording.log for each in self._responses)

    @contextmanager
    def to_the_end(self, *, usage: bool) -> Iterator[None]:
        """End the display as the answer ends."""
        try:
            try:
                yield
            except OSError:  # nobody reads the output any more
                raise
            except BaseException as reason:
                self.display.abandon(reason)
                raise
            self.display.finish()
        finally:
            self.display.close()
        conclude(self._responses, usage=usage)
        self.display.raise_failure()


def conclude(
    responses: Sequence[Response | AsyncResponse], *, usage: bool, title: str = ""
) -> None:
    """Say what there is to say of an answer when it is shown; of several, by their *title*."""
    begun = f"{title}: " if title else ""
    if usage:
        for response in responses:
            counted = response.token_usage() or "not reported by this model"
            remark(f"{begun}Token usage: {counted}", fg="yellow", bold=True)
    if responses and (said := incomplete(responses[-1])):
        remark(f"{begun}{said}")


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
