"""Responses and AsyncResponses: models behind /responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.errors import UnsupportedInput
from llm.models.capabilities import partition_tools
from llm.models.prompt import options_as_dict
from llm.net.request import Call
from llm.providers.openai.chat import AsyncChat, Chat, ChatModel, image_detail, option
from llm.providers.openai.server_tools import CodeInterpreter, ImageGeneration, WebSearch
from llm.providers.openai.shared import AsyncModel, SyncModel
from llm.tooling.server_side import ServerSideTool

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import SimpleNamespace

    from llm.events import StreamEvent
    from llm.models import Prompt
    from llm.providers.translating import Asking


class ResponsesModel(ChatModel):
    """What `Responses` and `AsyncResponses` share.

    Plugins override the methods with an underscore; their names and arguments are those of 0.36.
    """

    label = "OpenAI Responses"
    chat_class: type[ChatModel] = Chat

    @property
    def supported_server_side_tools(self) -> tuple[type[ServerSideTool], ...]:
        """Those of ours, and any other by its specification."""
        return (WebSearch, CodeInterpreter, ImageGeneration, ServerSideTool)

    def option_features(self) -> dict[str, bool]:
        """The features that decide which options there are."""
        return {
            **super().option_features(),
            "chat_completions": True,
            "reasoning_summary": self._reasoning and self._reasoning_summary,
        }

    def call(self, prompt: Prompt, stream: bool, conversation: Any, key: str | None) -> Asking:
        """The request for a response - or for a chat completion, where an option asks for that."""
        from llm.providers.openai.responses_exchange import ResponsesExchange
        from llm.providers.openai.responses_request import check_responses_kwargs

        if option(prompt, "chat_completions"):
            return self._as_chat(prompt).call(prompt, stream, conversation, key)
        self._check_instructions(prompt)
        items, instructions = self._build_responses_input(prompt, image_detail(prompt))
        kwargs = self._build_responses_kwargs(prompt, stream)
        if type(self)._build_responses_kwargs is ResponsesModel._build_responses_kwargs:
            check_responses_kwargs(kwargs)
        body = {
            **self.opening(stream),
            "input": items,
            **({"instructions": instructions} if instructions else {}),
            **self._finalized(kwargs),
        }
        return Call(
            self.request("/responses", body, key),
            lambda: ResponsesExchange(
                self.model_id,
                server_tool_events=self._server_tool_events,
                refresh_server_tool_events=self._refresh_server_tool_events,
            ),
        )

    def _as_chat(self, prompt: Prompt) -> ChatModel:
        if any(isinstance(tool, ServerSideTool) for tool in prompt.tools):
            raise UnsupportedInput(
                "Tools that the provider runs need its Responses API: leave out the option"
                " chat_completions."
            )
        chat = self.chat_class(**self._delegate_chat_kwargs())
        chat.own_limits = self.own_limits
        return chat

    def _delegate_chat_kwargs(self) -> dict[str, Any]:
        """The arguments that make a `Chat` of the same model."""
        return {
            "model_id": self.model_id,
            "key": self.key,
            "model_name": self.model_name,
            "api_base": self.api_base,
            "api_type": self.api_type,
            "api_version": self.api_version,
            "api_engine": self.api_engine,
            "headers": self.headers,
            "can_stream": self.can_stream,
            "vision": self.vision,
            "reasoning": self._reasoning,
            "verbosity": self._verbosity,
            "image_detail_original": self._image_detail_original,
            "service_tier": self._service_tier,
            "supports_schema": self.supports_schema,
            "supports_tools": self.supports_tools,
            "allows_system_prompt": self.allows_system_prompt,
        }

    def _build_responses_input(
        self, prompt: Prompt, image_detail: str | None = None
    ) -> tuple[list[dict[str, Any]], str | None]:
        """The input items, and the instructions that go before them."""
        from llm.providers.openai.responses_items import responses_input

        return responses_input(prompt.messages, image_detail=image_detail, model_id=self.model_id)

    def _build_responses_kwargs(self, prompt: Prompt, stream: bool) -> dict[str, Any]:  # noqa: ARG002 - plugins hand it over
        """The body of the request but for model, input, instructions and `stream`."""
        from llm.providers.openai.responses_request import responses_kwargs

        here, server_side = partition_tools(self, prompt.tools)
        return responses_kwargs(
            options_as_dict(prompt.options),
            schema=prompt.schema,
            tools=here,
            server_tools=server_side,
            model=self,
            hide_reasoning=prompt.hide_reasoning,
            reasoning=self._reasoning,
            reasoning_summary=self._reasoning_summary,
        )

    def _finalized(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """*kwargs* with what is the same for every request."""
        from llm.providers.openai.responses_request import responses_envelope

        envelope = responses_envelope(reasoning=self._reasoning)
        include = [*envelope.get("include", ()), *kwargs.get("include", ())]
        body = {**envelope, **kwargs}
        if include:
            body["include"] = list(dict.fromkeys(include))
        return body

    def _server_tool_events(self, item: SimpleNamespace, message_index: int) -> list[StreamEvent]:
        """The events for *item*, the fields of an output item that its provider's tool made."""
        from llm.providers.openai.responses_server_tools import server_tool_events

        return server_tool_events(item, message_index)

    def _refresh_server_tool_events(
        self, output: Sequence[SimpleNamespace], done_events: dict[str, list[StreamEvent]]
    ) -> None:
        """Amend events that were made of items which *output* now has in full."""
        from llm.providers.openai.responses_server_tools import refresh_server_tool_events

        refresh_server_tool_events(output, done_events)


class Responses(ResponsesModel, SyncModel):
    """A model behind /responses; plugins subclass it for servers that speak like it."""


class AsyncResponses(ResponsesModel, AsyncModel):
    """`Responses` for `async` code."""

    chat_class = AsyncChat
