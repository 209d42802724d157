"""BaseModel: what a model is, and the three ways to use one, for both ways to wait."""

from __future__ import annotations

from abc import ABC
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from llm import ports
from llm.core.toolflow import Hook
from llm.errors import NeedsKeyException
from llm.models.capabilities import check
from llm.models.given_options import LazyOptions, options_of_prompt
from llm.models.prompt import Prompt, Turn

if TYPE_CHECKING:
    from llm.attachments import Attachment
    from llm.models.chains import BaseChainResponse
    from llm.models.conversation import BaseConversation
    from llm.models.response import BaseResponse
    from llm.parts import Message
    from llm.toolcalls import ToolResult
    from llm.tooling.execution import ToolInput
    from llm.tooling.server_side import ServerSideTool


def _no_options(_: Any) -> Any:
    from llm.models.options import Options

    return Options


R = TypeVar("R", bound="BaseResponse")
C = TypeVar("C", bound="BaseConversation[Any, Any]")
H = TypeVar("H", bound="BaseChainResponse[Any]")


class Keyed:
    """Something that may need a key: a model, or a model of embeddings.

    Attributes:
        needs_key: the name under which `llm keys set` stores the key; `None` for no key.
        key_env_var: the environment variable that may hold it.
        key: the key itself, which then goes before every other.

    """

    needs_key: str | None = None
    key_env_var: str | None = None
    key: str | None = None

    def get_key(self, explicit_key: str | None = None) -> str | None:
        """The key: `self.key`, else *explicit_key*, else the stored one, else the environment's.

        Raises `NeedsKeyException` when one is needed and there is none.
        """
        if self.needs_key is None:
            return None
        if self.key is not None:
            return self.key
        found: str | None = ports.get_key(explicit_key, self.needs_key, self.key_env_var)
        if not found:
            hint = f"No key found - add one using 'llm keys set {self.needs_key}'"
            if self.key_env_var:
                hint += f" or set the {self.key_env_var} environment variable"
            raise NeedsKeyException(hint)
        return found


class BaseModel(Keyed, ABC, Generic[R, C, H]):
    """A large language model. Plugins subclass `Model`, `AsyncModel` or their key-taking kin.

    A subclass need not call `super().__init__()`.

    Attributes:
        model_id: the name by which users choose the model.
        can_stream: the model can give its answer in pieces.
        attachment_types: media types that it takes.
        supports_schema: it can be held to a JSON schema.
        supports_tools: it can ask for tools.
        supports_conversation: it takes a history; otherwise one prompt at a time.
        family: models of one family take back each other's opaque data - signatures, encrypted
            reasoning -; else a model takes back its own.
        Options: what can be set for a prompt, as a subclass of `llm.Options`.

    """

    model_id: str
    can_stream: bool = False
    attachment_types: Collection[str] = frozenset()
    supports_schema: bool = False
    supports_tools: bool = False
    supports_conversation: bool = True
    family: str | None = None
    takes_key: ClassVar[bool] = False
    Options: Any = LazyOptions(_no_options)

    response_class: ClassVar[type[Any]]
    conversation_class: ClassVar[type[Any]]
    chain_class: ClassVar[type[Any]]

    @property
    def supported_server_side_tools(self) -> tuple[type[ServerSideTool], ...]:
        """The classes of provider-run tools that the model takes."""
        return ()

    def conversation(
        self,
        tools: Sequence[ToolInput] | None = None,
        before_call: Hook | None = None,
        after_call: Hook | None = None,
        chain_limit: int | None = None,
    ) -> C:
        """A conversation with the model, in which each prompt follows the ones before.

        Args:
            tools: tools that every prompt offers.
            before_call: called before each tool call of its chains.
            after_call: called after each tool call of its chains.
            chain_limit: how many responses one chain may take.

        """
        conversation: C = self.conversation_class(
            model=self,
            tools=None if tools is None else list(tools),
            before_call=before_call,
            after_call=after_call,
            chain_limit=chain_limit,
        )
        return conversation

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
        """Ask the model. Nothing is sent until the response is read.

        Args:
            prompt: what the user says.
            fragments: texts to put before it.
            attachments: what the user shows.
            system: instructions; they lead the messages.
            system_fragments: texts to put before the instructions.
            messages: a history, which this prompt follows.
            stream: whether the answer may come in pieces.
            schema: JSON schema, or pydantic model class, that the answer must follow.
            tools: functions, `Tool`s, `Toolbox`es and `ServerSideTool`s that the model may ask for.
            tool_results: what tools returned to the response before.
            options: the model's options, as a dictionary or as its `Options`.
            hide_reasoning: do not ask the provider to send reasoning.
            key: the key to use, or the name of a stored one.
            **kwargs: options, by name.

        Raises:
            InvalidOptions: options that the model does not take.
            UnsupportedInput: attachments, a schema or tools that it does not take.
            ConversationNotSupported: a history, for a model that takes none.

        """
        turn = Turn(
            prompt, fragments, attachments, system, system_fragments, messages, schema, tools,
            tool_results, hide_reasoning,
        )  # fmt: skip
        return self.respond(turn.to_prompt(self, self.options(options, kwargs)), stream, key)

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
        """Ask the model, run the tools it asks for, tell it the results, and so on to the end.

        The arguments are those of `prompt`, and of `conversation`. A history that ends in tool
        calls without results goes on by running these.
        """
        turn = Turn(
            prompt, fragments, attachments, system, system_fragments, messages, schema, tools,
            tool_results, hide_reasoning,
        )  # fmt: skip
        first = turn.to_prompt(self, self.options(options, kwargs))
        chain: H = self.chain_class(
            first, self, stream, None, key, chain_limit, before_call, after_call
        )
        return chain

    def scope(self) -> str:
        """Whose opaque data the model takes back: its family's, or its own."""
        return self.family or self.model_id

    def options(self, given: Any, named: dict[str, Any]) -> Any:
        """The model's `Options` for one prompt, from a dictionary and from keyword arguments."""
        return options_of_prompt(self, given, named)

    def respond(
        self,
        prompt: Prompt,
        stream: bool = True,
        key: str | None = None,
        conversation: Any = None,
        before_call: Hook | None = None,
        after_call: Hook | None = None,
    ) -> R:
        """The response to *prompt*, once it is known that the model takes it."""
        prompt.leave_out_of_scope(self.scope())
        check(self, prompt)
        response: R = self.response_class(
            prompt, self, stream, conversation, key, before_call, after_call
        )
        return response

    def __str__(self) -> str:
        return f"{type(self).__name__}: {self.model_id}"

    def __repr__(self) -> str:
        return f"<{self}>"
