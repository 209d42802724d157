"""Chat models at servers that speak like OpenAI's, with the bundled classes as their base.

Each class is one way in which published plugins subclass `Chat` and `AsyncChat`.
"""

# mypy: ignore-errors
# (plugins are written without a type checker)

import json
import os
from functools import cache

from pydantic import Field, field_validator

import llm
from llm.default_plugins.openai_models import AsyncChat, Chat, ReasoningEffortEnum

BASE = os.environ.get("COMPAT_URL", "http://127.0.0.1:9/v1")


class KeyedChat(Chat):
    needs_key = "keyed"
    key_env_var = "KEYED_API_KEY"

    def __init__(self, model_name):
        super().__init__(model_name=model_name, model_id=f"keyed/{model_name}", api_base=BASE)

    def __str__(self):
        return f"Keyed: {self.model_id}"


class AsyncKeyedChat(AsyncChat):
    needs_key = "keyed"
    key_env_var = "KEYED_API_KEY"

    def __init__(self, model_name):
        super().__init__(model_name=model_name, model_id=f"keyed/{model_name}", api_base=BASE)

    def __str__(self):
        return f"Keyed: {self.model_id}"


class LocalChat(Chat):
    model_id = "local"
    key = "sk-local"

    def __init__(self, **kwargs):
        super().__init__(model_name="served", model_id=self.model_id, api_base=BASE, **kwargs)

    def __str__(self):
        return f"Local: {self.model_id}"


class AsyncLocalChat(AsyncChat):
    model_id = "local"
    key = "sk-local"

    def __init__(self, **kwargs):
        super().__init__(model_name="served", model_id=self.model_id, api_base=BASE, **kwargs)

    def __str__(self):
        return f"Local: {self.model_id}"


class LocalTools(LocalChat):
    model_id = "local-tools"


class AsyncLocalTools(AsyncLocalChat):
    model_id = "local-tools"


class TunedOptions(Chat.Options):
    """Fields of its own, some with defaults, and one of the base's that is told anew."""

    max_tokens: int | None = Field(description="Longest answer here", default=64)
    top_k: int | None = Field(description="Choose among so many", ge=0, default=None)
    persona: str | None = Field(description="Who answers", default="plain")
    stops: list[int] | str | None = Field(description="Token ids, also as JSON", default=None)

    @field_validator("stops")
    def read_stops(cls, stops):  # noqa: N805 - pydantic makes a class method of it
        return json.loads(stops) if isinstance(stops, str) else stops


def tuned(kwargs, searches):
    if kwargs.get("response_format", {}).get("type") == "json_schema":
        kwargs["response_format"]["json_schema"]["strict"] = True
        kwargs["response_format"]["json_schema"]["schema"]["additionalProperties"] = False
    body = {name: kwargs.pop(name) for name in ("top_k", "stops") if name in kwargs}
    kwargs["extra_body"] = {**body, "parameters": {"persona": kwargs.pop("persona")}}
    if searches:
        kwargs["extra_headers"] = {"X-Searches": "on"}
        kwargs["extra_query"] = {"search": "on"}
    return kwargs


class TunedChat(Chat):
    needs_key = "tuned"
    key_env_var = "TUNED_API_KEY"
    searches = False

    def __init__(self, *args, searches: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.searches = searches

    class Options(TunedOptions):
        """Those, under the name that is looked for."""

    def build_kwargs(self, prompt, stream):
        return tuned(super().build_kwargs(prompt, stream), self.searches)


class AsyncTunedChat(AsyncChat):
    needs_key = "tuned"
    key_env_var = "TUNED_API_KEY"
    searches = False

    def __init__(self, *args, searches: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.searches = searches

    class Options(TunedOptions, AsyncChat.Options):
        """Those, and the base's of this world."""

    def build_kwargs(self, prompt, stream):
        return tuned(super().build_kwargs(prompt, stream), self.searches)


@cache
def with_routes(base):
    class Options(base):
        route: dict | str | None = Field(description="Where it is answered", default=None)
        effort: ReasoningEffortEnum | None = Field(description="How much to think", default=None)

    return Options


class _Routed:
    key = "sk-routed"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.Options = with_routes(self.Options)

    def build_kwargs(self, prompt, stream):
        kwargs = super().build_kwargs(prompt, stream)
        kwargs.pop("route", None)
        kwargs.pop("effort", None)
        extra = {}
        if prompt.options.route:
            extra["route"] = prompt.options.route
        if prompt.options.effort:
            extra["thinking"] = {"effort": prompt.options.effort}
        if extra:
            kwargs["extra_body"] = extra
        return kwargs

    def build_messages(self, prompt, conversation, image_detail=None):
        messages = super().build_messages(prompt, conversation, image_detail)
        messages[-1]["name"] = "caller"
        return messages


class RoutedChat(_Routed, Chat):
    def execute(self, prompt, stream, response, conversation=None, key=None):
        yield "Routed: "
        yield from super().execute(prompt, stream, response, conversation, key)


class AsyncRoutedChat(_Routed, AsyncChat):
    async def execute(self, prompt, stream, response, conversation=None, key=None):
        yield "Routed: "
        async for piece in super().execute(prompt, stream, response, conversation, key):
            yield piece


@llm.hookimpl
def register_models(register):
    register(KeyedChat("small"), AsyncKeyedChat("small"))
    register(LocalChat(), AsyncLocalChat())
    can = {"can_stream": False, "supports_tools": True, "vision": True}
    register(LocalTools(**can), AsyncLocalTools(**can))
    tuned_by = {"model_name": "tuned", "api_base": BASE, "supports_schema": True}
    for model_id in ("tuned", "tuned-search"):
        tuned_by["searches"] = model_id == "tuned-search"
        register(
            TunedChat(model_id=model_id, **tuned_by),
            async_model=AsyncTunedChat(model_id=model_id, **tuned_by),
        )
    routed_by = {"api_base": BASE, "reasoning": True, "verbosity": True}
    register(RoutedChat("routed", **routed_by), AsyncRoutedChat("routed", **routed_by))
