"""Model, KeyModel, AsyncModel, AsyncKeyModel: what authors of model plugins subclass.

They only declare `execute`; everything else is `BaseModel`'s.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import AsyncIterator, Iterator

from llm.events import StreamEvent
from llm.models.async_response import AsyncResponse
from llm.models.base import BaseModel
from llm.models.chains import AsyncChainResponse, ChainResponse
from llm.models.conversation import AsyncConversation, Conversation
from llm.models.prompt import Prompt
from llm.models.sync_response import Response


class SyncModel(BaseModel[Response, Conversation, ChainResponse]):
    """What `Model` and `KeyModel` share."""

    response_class = Response
    conversation_class = Conversation
    chain_class = ChainResponse


class Model(SyncModel):
    """A model that is waited for, and needs no key.

    class Shout(llm.Model):
        model_id = "shout"

        def execute(self, prompt, stream, response, conversation):
            yield prompt.prompt.upper()
    """

    @abstractmethod
    def execute(
        self,
        prompt: Prompt,
        stream: bool,
        response: Response,
        conversation: Conversation | None,
    ) -> Iterator[str | StreamEvent]:
        """Answer *prompt*, in pieces: text as `str`, everything else as `StreamEvent`.

        Args:
            prompt: what is asked; `prompt.messages` is everything the model should see.
            stream: whether the answer may come in pieces.
            response: takes `set_usage(…)`, `add_tool_call(…)`, `response_json`, ….
            conversation: what the prompt belongs to; its `responses` are the turns before.

        """


class KeyModel(SyncModel):
    """A model that is waited for, and takes a key."""

    takes_key = True

    @abstractmethod
    def execute(
        self,
        prompt: Prompt,
        stream: bool,
        response: Response,
        conversation: Conversation | None,
        key: str | None,
    ) -> Iterator[str | StreamEvent]:
        """As `Model.execute`, with the *key* that `get_key` found."""


class AwaitedModel(BaseModel[AsyncResponse, AsyncConversation, AsyncChainResponse]):
    """What `AsyncModel` and `AsyncKeyModel` share."""

    response_class = AsyncResponse
    conversation_class = AsyncConversation
    chain_class = AsyncChainResponse

    def __str__(self) -> str:
        return f"{type(self).__name__} (async): {self.model_id}"


class AsyncModel(AwaitedModel):
    """A model for an event loop, which needs no key; `execute` is an async generator."""

    @abstractmethod
    def execute(
        self,
        prompt: Prompt,
        stream: bool,
        response: AsyncResponse,
        conversation: AsyncConversation | None,
    ) -> AsyncIterator[str | StreamEvent]:
        """As `Model.execute`."""


class AsyncKeyModel(AwaitedModel):
    """A model for an event loop, which takes a key; `execute` is an async generator."""

    takes_key = True

    @abstractmethod
    def execute(
        self,
        prompt: Prompt,
        stream: bool,
        response: AsyncResponse,
        conversation: AsyncConversation | None,
        key: str | None,
    ) -> AsyncIterator[str | StreamEvent]:
        """As `Model.execute`, with the *key* that `get_key` found."""
