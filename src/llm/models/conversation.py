"""Conversation and AsyncConversation: prompts that follow one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from llm.core.history import turn_messages, without_instructions
from llm.core.toolflow import Hook
from llm.ids import new_id
from llm.lazy_dataclass import dataclass
from llm.models.async_response import AsyncResponse
from llm.models.chains import AsyncChainResponse, ChainResponse
from llm.models.prompt import Prompt, Turn
from llm.models.sync_response import Response
from llm.parts import Message
from llm.tooling.execution import ToolInput

if TYPE_CHECKING:
    from llm.attachments import Attachment
    from llm.toolcalls import ToolResult

R = TypeVar("R", Response, AsyncResponse)
H = TypeVar("H", ChainResponse, AsyncChainResponse)


def turn_on(
    turn: Turn,
    history: Sequence[Message],
    model: Any,
    options: Any,
    *,
    accepted: bool,
    shown: Sequence[Attachment] = (),
) -> Prompt:
    """The prompt of *turn* after *history*, which the model has *accepted* before.

    Instructions belong to a turn: new ones take the place of those that lead the history. Results
    of tools, and what is *shown* with them, stand next to the calls that they answer, before
    messages that the turn brings.
    """
    results = turn.tool_results or ()
    if turn.messages is not None:
        history = [*history, *turn_messages("", shown, results), *turn.messages]
        turn.messages, turn.tool_results, accepted = None, None, False
    elif shown:
        turn.attachments = [*shown, *(turn.attachments or [])]
    if turn.system or turn.system_fragments:
        history = without_instructions(history)
    prompt = turn.to_prompt(model, options, history, accepted)
    prompt.tool_results = results
    return prompt


@dataclass
class BaseConversation(Generic[R, H]):
    """Prompts to one model, each of which follows the ones before.

    A response joins the conversation when it has come to its end.

    Attributes:
        model: the model that is talked to.
        id: a ULID in lower case.
        name: a title.
        responses: the finished responses, in order.
        tools: tools that every prompt offers, unless it brings its own.
        chain_limit: how many responses one chain may take.
        loaded_messages: a history from before the first response.
        loaded_tools: the tools that were offered then.
        before_call: called before each tool call of its chains.
        after_call: called after each tool call of its chains.
        takes_tip: what is said now is where the conversation goes on in the history, also when it
            does not follow what was said there last.

    """

    response_class: ClassVar[type[Any]]

    model: Any
    id: str = field(default_factory=new_id)
    name: str | None = None
    responses: list[Any] = field(default_factory=list)
    tools: list[ToolInput] | None = None
    chain_limit: int | None = None
    loaded_messages: list[Message] = field(default_factory=list)
    loaded_tools: list[ToolInput] = field(default_factory=list)
    before_call: Hook | None = None
    after_call: Hook | None = None
    takes_tip: bool = False

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The conversation of *row*, of the table `conversations`; what was said is not loaded.

        Raises `UnknownModelError` when its model is not installed.
        """
        model = cls.response_class.look_up_model(row["model"])
        return cls(model=model, id=row["id"], name=row["name"])

    def prompt(  # noqa: PLR0913 - a public prompt signature
        self,
        prompt: str | None = None,
        *,
        fragments: Sequence[str] | None = None,
        attachments: Sequence[Attachment] | None = None,
        system: str | None = None,
        system_fragments: Sequence[str] | None = None,
        messages: Sequence[Message] | None = None,
        stream: bool = True,
        schema: Any = None,
        tools: Sequence[ToolInput] | None = None,
        tool_results: Sequence[ToolResult] | None = None,
        options: Any = None,
        hide_reasoning: bool = False,
        key: str | None = None,
        **kwargs: Any,
    ) -> R:
        """Say something and be answered. The arguments are those of `Model.prompt`.

        *messages*, when given, take the place of the conversation so far.
        """
        turn = Turn(
            prompt, fragments, attachments, system, system_fragments, messages, schema, tools,
            tool_results, hide_reasoning,
        )  # fmt: skip
        first = self._prompt_for(turn, options, kwargs)
        answer: R = self.model.respond(first, stream, key, self, self.before_call, self.after_call)
        return answer

    def chain(  # noqa: PLR0913 - a public prompt signature
        self,
        prompt: str | None = None,
        *,
        fragments: Sequence[str] | None = None,
        attachments: Sequence[Attachment] | None = None,
        system: str | None = None,
        system_fragments: Sequence[str] | None = None,
        messages: Sequence[Message] | None = None,
        stream: bool = True,
        schema: Any = None,
        tools: Sequence[ToolInput] | None = None,
        tool_results: Sequence[ToolResult] | None = None,
        options: Any = None,
        hide_reasoning: bool = False,
        key: str | None = None,
        before_call: Hook | None = None,
        after_call: Hook | None = None,
        chain_limit: int | None = None,
        **kwargs: Any,
    ) -> H:
        """Say something, and let the model use tools until it has answered.

        The arguments are those of `Model.chain`; what is not given is the conversation's.
        """
        turn = Turn(
            prompt, fragments, attachments, system, system_fragments, messages, schema, tools,
            tool_results, hide_reasoning,
        )  # fmt: skip
        first = self._prompt_for(turn, options, kwargs)
        chain: H = self.model.chain_class(
            first,
            self.model,
            stream,
            self,
            key,
            self.chain_limit if chain_limit is None else chain_limit,
            before_call or self.before_call,
            after_call or self.after_call,
        )
        return chain

    def history(self) -> list[Message]:
        """Everything that was said so far, instructions included."""
        history = list(self.loaded_messages or [])
        start = 0
        for index in range(len(self.responses) - 1, -1, -1):
            if self.responses[index].prompt.has_history:
                history, start = [], index
                break
        past: Any
        for past in self.responses[start:]:
            history += [*past.prompt.messages, *past.recording.messages()]
        return history

    def leads_to(self, messages: Sequence[Message]) -> bool:
        """Whether the responses hold all that *messages*, instructions aside, go on from."""
        past = without_instructions(self.history())
        return not self.loaded_messages and without_instructions(messages)[: len(past)] == past

    def _prompt_for(self, turn: Turn, options: Any, kwargs: dict[str, Any]) -> Prompt:
        if turn.tools is None:
            turn.tools = self.tools
        made = self.model.options(options, kwargs)
        if turn.messages is not None:
            return turn.to_prompt(self.model, made)
        return turn_on(turn, self.history(), self.model, made, accepted=bool(self.responses))

    def __repr__(self) -> str:
        count = len(self.responses)
        return f"<{type(self).__name__}: {self.id} - {count} response{'s' * (count != 1)}>"


class Conversation(BaseConversation[Response, ChainResponse]):
    """A conversation with a `Model`."""

    response_class = Response


class AsyncConversation(BaseConversation[AsyncResponse, AsyncChainResponse]):
    """A conversation with an `AsyncModel`."""

    response_class = AsyncResponse

    def to_sync_conversation(self) -> Conversation:
        """The same conversation, for callers that do not await."""
        return Conversation(
            model=self.model,
            id=self.id,
            name=self.name,
            responses=[response._to_sync_response() for response in self.responses],
            tools=self.tools,
            chain_limit=self.chain_limit,
            loaded_messages=self.loaded_messages,
            loaded_tools=self.loaded_tools,
            before_call=self.before_call,
            after_call=self.after_call,
            takes_tip=self.takes_tip,
        )
