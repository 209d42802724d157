"""Prompt: one request to a model, and the messages that it amounts to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from llm.attachments import Attachment
from llm.core.history import (
    holds_answers,
    instructed,
    instructions_of,
    results_in,
    turn_messages,
    unanswered,
)
from llm.core.scope import within_scope
from llm.lazy_dataclass import dataclass
from llm.models.given_options import UnsetOptions, unset_options
from llm.parts import AttachmentPart, Message
from llm.schemas import schema_from
from llm.tooling.execution import OfferedTool, normalize_tools, offered_tools

if TYPE_CHECKING:
    from llm.toolcalls import ToolResult
    from llm.tooling.execution import ToolInput


class Prompt:
    """What a model's `execute` is given.

    There are two ways to read it. `messages` is everything the model should see, history
    included. `prompt`, `system`, `attachments` and `tool_results` are this turn alone, for models
    that take their history from `conversation.responses`.

    Attributes:
        model: the model that is asked.
        fragments: texts that go before the prompt.
        system_fragments: texts that go before the system prompt.
        options: the model's `Options`.
        schema: JSON schema that the answer must follow.
        hide_reasoning: nobody will see the reasoning, so the provider need not send it.

    """

    def __init__(  # noqa: PLR0913 - the signature that plugins call
        self,
        prompt: str | None,
        model: Any,
        *,
        fragments: Sequence[str] | None = None,
        attachments: Sequence[Attachment] | None = None,
        system: str | None = None,
        system_fragments: Sequence[str] | None = None,
        prompt_json: str | None = None,
        options: Any = None,
        schema: Any = None,
        tools: Sequence[ToolInput] | None = None,
        tool_results: Sequence[ToolResult] | None = None,
        messages: Sequence[Message] | None = None,
        hide_reasoning: bool = False,
    ) -> None:
        self.model = model
        self.fragments = list(fragments or [])
        self.system_fragments = list(system_fragments or [])
        self.prompt_json = prompt_json
        self._tool_results = list(tool_results or [])
        self.hide_reasoning = hide_reasoning
        self.schema: dict[str, Any] | None = schema_from(schema)
        self.options: Any = unset_options(model) if options is None else options
        self.given_tools = normalize_tools(tools or [])
        self._prompt = prompt
        self._system = system
        self._attachments = list(attachments or [])
        self._messages = list(messages) if messages is not None else None
        self.accepted = 0
        """How many of the first messages the model is known to take, as it has answered them."""

    @property
    def messages(self) -> list[Message]:
        """Everything the model should see, in order."""
        if self._messages is not None:
            return self._messages
        turn = turn_messages(self._own_prompt, self._attachments, self._tool_results)
        return instructed(turn, self._own_system)

    def follow(self, history: Sequence[Message], accepted: bool = False) -> None:
        """Put this turn at the end of *history*, led by its instructions if it has any.

        *accepted* says that the model has answered that history before.
        """
        turn = turn_messages(self._own_prompt, self._attachments, self._tool_results)
        before = instructed(history, self._own_system)
        self._messages = [*before, *turn]
        self.accepted = len(before) if accepted else 0

    def note_instructions(self, system: str) -> None:
        """Let *system* be those of this turn; the messages, which were given, say it already."""
        self._system = system

    def leave_out_of_scope(self, model: str) -> None:
        """Leave opaque data out of the history that is not valid for *model* at this place."""
        if self._messages is not None:
            within = within_scope(self._messages, model, self.accepted)
            if within is not self._messages:
                self._messages, self.accepted = list(within), 0

    @property
    def prompt(self) -> str:
        """What the user says now: the fragments, then the prompt, joined by newlines."""
        own = self._own_prompt
        if not own and (message := self._last_user_message()):
            return message.text()
        return own

    @prompt.setter
    def prompt(self, text: str | None) -> None:
        self._prompt, self.fragments = text, []

    @property
    def system(self) -> str:
        """The instructions: the system fragments, then the system prompt, with blank lines.

        Those of an earlier turn are that turn's, and lead `messages`.
        """
        history = self._messages or []
        return self._own_system or ("" if holds_answers(history) else instructions_of(history))

    @property
    def attachments(self) -> list[Attachment]:
        """What the user shows now."""
        if not self._attachments and (message := self._last_user_message()):
            parts = [part for part in message.parts if isinstance(part, AttachmentPart)]
            return [part.attachment for part in parts if part.attachment is not None]
        return self._attachments

    @attachments.setter
    def attachments(self, attachments: Sequence[Attachment]) -> None:
        self._attachments = list(attachments)

    @property
    def tool_results(self) -> list[ToolResult]:
        """What tools returned to the response before."""
        if not self._tool_results and self._messages:
            return results_in(unanswered(self._messages))
        return self._tool_results

    @tool_results.setter
    def tool_results(self, results: Sequence[ToolResult]) -> None:
        self._tool_results = list(results)

    @property
    def tools(self) -> list[OfferedTool]:
        """The tools that the model may ask for, as they are now: toolboxes are opened."""
        return offered_tools(self.given_tools)

    @property
    def has_history(self) -> bool:
        """Whether `messages` was given, and so holds whatever came before this turn."""
        return self._messages is not None

    @property
    def own_system(self) -> str | None:
        """The system prompt as it was given, without fragments or history."""
        return self._system

    @property
    def _own_prompt(self) -> str:
        return "\n".join([*self.fragments, *([self._prompt] if self._prompt else [])])

    @property
    def _own_system(self) -> str:
        pieces = [piece.strip() for piece in [*self.system_fragments, self._system or ""]]
        return "\n\n".join(piece for piece in pieces if piece)

    def _last_user_message(self) -> Message | None:
        """The message that ends an explicit history, when a user said it."""
        last = self._messages[-1] if self._messages else None
        return last if last is not None and last.role == "user" else None


@dataclass
class Turn:
    """What a caller asks in one turn, before it is known what came earlier."""

    prompt: str | None = None
    fragments: Sequence[str] | None = None
    attachments: Sequence[Attachment] | None = None
    system: str | None = None
    system_fragments: Sequence[str] | None = None
    messages: Sequence[Message] | None = None
    schema: Any = None
    tools: Sequence[ToolInput] | None = None
    tool_results: Sequence[ToolResult] | None = None
    hide_reasoning: bool = False

    def __post_init__(self) -> None:
        """Raise `TypeError` for what is no prompt, while the caller can still see where."""
        if self.prompt is not None and not isinstance(self.prompt, str):
            raise TypeError(
                f"A prompt is text, not {self.prompt!r}; a history goes into messages=[user('…')]"
            )
        for attachment in self.attachments or ():
            if not isinstance(attachment, Attachment):
                raise TypeError(
                    "attachments= takes Attachments, such as Attachment(path='…'),"
                    f" not {attachment!r}"
                )
        given = [self.messages] if isinstance(self.messages, Message) else self.messages or ()
        for message in given:
            if not isinstance(message, Message) or given is not self.messages:
                raise TypeError(f"messages= takes Messages, such as user('…'), not {message!r}")

    @classmethod
    def taken_from(
        cls, prompt: str | None, messages: Sequence[Message] | None, kwargs: dict[str, Any]
    ) -> Turn:
        """The turn of a `reply`: what belongs to a turn is taken out of *kwargs*."""
        named = {each.name for each in fields(cls)} & set(kwargs)
        return cls(prompt=prompt, messages=messages, **{name: kwargs.pop(name) for name in named})

    def to_prompt(
        self,
        model: Any,
        options: Any,
        history: Sequence[Message] | None = None,
        accepted: bool = False,
    ) -> Prompt:
        """The prompt to *model*: the turn on top of *history*, which it has *accepted* before.

        Messages that were given explicitly are the history. Instructions lead, whatever history
        they join; without any history the prompt puts its messages together itself.
        """
        explicit = self.messages if self.messages is not None else history
        prompt = Prompt(
            self.prompt,
            model,
            fragments=self.fragments,
            attachments=self.attachments,
            system=self.system,
            system_fragments=self.system_fragments,
            options=options,
            schema=self.schema,
            tools=self.tools,
            tool_results=self.tool_results,
            hide_reasoning=self.hide_reasoning,
        )
        if explicit is not None:
            prompt.follow(explicit, accepted)
        return prompt


def options_as_dict(options: Any) -> dict[str, Any]:
    """*options* that are set, as JSON-like data."""
    if type(options) is UnsetOptions:
        options = options.made_in_full()
    if hasattr(options, "model_dump"):
        options = options.model_dump(mode="json")
    if not isinstance(options, Mapping):
        return {}
    return {name: value for name, value in options.items() if value is not None}
