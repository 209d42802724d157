"""Chat, AsyncChat and Completion: models behind /chat/completions and /completions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.errors import UnsupportedInput
from llm.models.given_options import LazyOptions
from llm.models.prompt import options_as_dict
from llm.net.request import Call
from llm.providers.openai.shared import AsyncModel, OpenAIModel, SyncModel
from llm.tooling.tool import Tool

if TYPE_CHECKING:
    from llm.models import Prompt
    from llm.providers.translating import Asking


class ChatModel(OpenAIModel):
    """What `Chat` and `AsyncChat` share."""

    label = "OpenAI Chat"

    def build_kwargs(self, prompt: Prompt, stream: bool) -> dict[str, Any]:
        """The body of the request but for model, messages and `stream`.

        Plugins override this to add what their server takes; `extra_body`, `extra_headers`,
        `extra_query` and `timeout` mean what they mean to the SDK.
        """
        from llm.providers.openai.chat_request import chat_kwargs

        return chat_kwargs(
            options_as_dict(prompt.options),
            schema=prompt.schema,
            tools=[tool for tool in prompt.tools if isinstance(tool, Tool)],
            stream=stream,
            completion_tokens=self._reasoning and self._is_openais,
        )

    def call(self, prompt: Prompt, stream: bool, conversation: Any, key: str | None) -> Asking:
        """The request for a chat completion."""
        from llm.providers.openai.chat_exchange import ChatExchange
        from llm.providers.openai.sdk import ClientCall, client_is_replaced

        self._check_instructions(prompt)
        body = {
            **self.opening(stream),
            "messages": self.build_messages(prompt, conversation, image_detail(prompt)),
            **self.build_kwargs(prompt, stream),
        }
        if client_is_replaced() or type(self).get_client is not OpenAIModel.get_client:
            # Where nothing is awaited, a method of a plugin's may know the key alone.
            for_loop = {"async_": True} if isinstance(self, AsyncModel) else {}
            client = self.get_client(key, **for_loop)
            return ClientCall(client.chat.completions.create, body, ChatExchange(self.model_id))
        request = self.request("/chat/completions", body, key)
        return Call(request, lambda: ChatExchange(self.model_id))

    def _check_instructions(self, prompt: Prompt) -> None:
        if self.allows_system_prompt:
            return
        if any(message.role == "system" for message in prompt.messages):
            raise UnsupportedInput(f"{self} takes no system prompt")


class Chat(ChatModel, SyncModel):
    """A model behind /chat/completions; plugins subclass it for servers that speak like it."""


class AsyncChat(ChatModel, AsyncModel):
    """`Chat` for `async` code."""


def _completion_options(_: Any) -> Any:
    from llm.providers.openai.options import CompletionOptions

    return CompletionOptions


class Completion(Chat):
    """A model behind /completions, which only continues a text.

    Args:
        args: as for `Chat`.
        default_max_tokens: longest answer where no option says.
        kwargs: as for `Chat`.

    """

    label = "OpenAI Completion"
    Options: Any = LazyOptions(_completion_options)

    def __init__(self, *args: Any, default_max_tokens: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default_max_tokens = default_max_tokens

    def call(self, prompt: Prompt, stream: bool, conversation: Any, key: str | None) -> Call[Any]:  # noqa: ARG002 - the history is in the messages
        """The request for a text completion."""
        from llm.providers.openai.completion import CompletionExchange, completion_body

        body = {
            **self.opening(stream),
            **completion_body(
                prompt.messages,
                options_as_dict(prompt.options),
                default_max_tokens=self.default_max_tokens,
                stream=stream,
            ),
        }
        return Call(self.request("/completions", body, key), CompletionExchange)


def image_detail(prompt: Prompt) -> str | None:
    """How closely the model shall look at images, where the prompt says so."""
    return option(prompt, "image_detail")  # type: ignore[no-any-return]  # as JSON, a string


def option(prompt: Prompt, name: str) -> Any:
    """What the option *name* is set to, as JSON-like data; None where it is not set."""
    return options_as_dict(prompt.options).get(name)
