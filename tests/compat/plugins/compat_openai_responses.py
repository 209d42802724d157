"""A service behind /responses with tools of its own, on `Responses` and what it lets be overridden.

Output items of the service's tools are kept whole, and go back into the next request where they
were.
"""

# mypy: ignore-errors
# (plugins are written without a type checker)

import json
import os
from copy import deepcopy
from functools import cache

from pydantic import Field

import llm
from llm.default_plugins.openai_models import AsyncChat, AsyncResponses, Chat, Responses
from llm.parts import Message, StreamEvent

BASE = os.environ.get("COMPAT_URL", "http://127.0.0.1:9/v1")
LOOKUP = "compat:lookup"


class Lookup(llm.ServerSideTool):
    """Look things up at the service."""

    name = "lookup"

    def __init__(self, depth: int | None = None):
        super().__init__()
        self.depth = depth

    def tool_spec(self, model):
        spec = {"type": LOOKUP, "for": model.model_name}
        return spec if self.depth is None else {**spec, "parameters": {"depth": self.depth}}

    def prepare_request(self, model, kwargs):
        kwargs["include"] = [*kwargs.get("include", ()), "lookup.sources"]


@cache
def with_place(base):
    class Options(base):
        place: str | None = Field(description="Where it is answered", default=None)

    return Options


def as_dict(item):
    if hasattr(item, "model_dump"):
        return item.model_dump(mode="json", exclude_none=True, warnings=False)
    return {name: value for name, value in vars(item).items() if value is not None}


def kept_item(part):
    if not getattr(part, "server_executed", False):
        return None
    return ((part.provider_metadata or {}).get("compat") or {}).get("item")


class Segment:
    """A prompt with other messages, for the base to write."""

    def __init__(self, prompt, messages):
        self._prompt = prompt
        self.messages = messages

    def __getattr__(self, name):
        return getattr(self._prompt, name)


class _Service:
    needs_key = "service"
    key_env_var = "SERVICE_API_KEY"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.Options = with_place(self.Options)

    def __str__(self):
        return f"Service: {self.model_id}"

    def build_kwargs(self, prompt, stream):
        kwargs = super().build_kwargs(prompt, stream)
        place = kwargs.pop("place", None)
        kwargs.pop("reasoning_summary", None)
        return {**kwargs, "extra_body": {"place": place}} if place else kwargs


class _ServiceResponses(_Service):
    @property
    def supported_server_side_tools(self):
        return (Lookup, llm.ServerSideTool)

    def _build_responses_kwargs(self, prompt, stream):
        kwargs = super()._build_responses_kwargs(prompt, stream)
        extra = dict(kwargs.pop("extra_body", {}) or {})
        for name in ("place", "frequency_penalty"):
            value = kwargs.pop(name, None)
            if value is not None:
                extra[name] = value
        reasoning = dict(kwargs.pop("reasoning", None) or {})
        reasoning.pop("summary", None)
        if reasoning:
            kwargs["reasoning"] = {**reasoning, "enabled": True}
        return {**kwargs, "extra_body": extra} if extra else kwargs

    def _build_responses_input(self, prompt, image_detail=None):
        written, instructions = [], None
        for message in prompt.messages:
            for part in message.parts:
                item = kept_item(part)
                if item is not None:
                    written.append(deepcopy(item))
                    continue
                if getattr(part, "server_executed", False):
                    continue
                segment = Message(role=message.role, parts=[part])
                items, told = super()._build_responses_input(
                    Segment(prompt, [segment]), image_detail=image_detail
                )
                written.extend(items)
                instructions = told or instructions
        return written, instructions

    def _server_tool_events(self, item, message_index):
        events = super()._server_tool_events(item, message_index)
        metadata = {"compat": {"item": as_dict(item)}}
        if events:
            events[0].provider_metadata = {**(events[0].provider_metadata or {}), **metadata}
            return events
        if getattr(item, "type", None) != LOOKUP:
            return []
        same = {
            "tool_call_id": item.id,
            "server_executed": True,
            "message_index": message_index,
        }
        action = getattr(item, "action", None) or {}
        return [
            StreamEvent(type="tool_call_name", chunk="lookup", provider_metadata=metadata, **same),
            StreamEvent(type="tool_call_args", chunk=json.dumps(action), **same),
            StreamEvent(type="tool_result", chunk=item.status, tool_name="lookup", **same),
        ]

    def _refresh_server_tool_events(self, output, done_events):
        super()._refresh_server_tool_events(output, done_events)
        for item in output or []:
            for event in done_events.get(getattr(item, "id", None)) or []:
                kept = (event.provider_metadata or {}).get("compat") or {}
                if "item" in kept:
                    kept["item"] = as_dict(item)

    def _refuse_tools_in_chat(self, prompt):
        if any(isinstance(tool, llm.ServerSideTool) for tool in prompt.tools):
            raise ValueError("no tools of the service with chat_completions")


class ServiceChat(_Service, Chat):
    pass


class AsyncServiceChat(_Service, AsyncChat):
    pass


class ServiceResponses(_ServiceResponses, Responses):
    def execute(self, prompt, stream, response, conversation=None, key=None):
        if getattr(prompt.options, "chat_completions", None):
            self._refuse_tools_in_chat(prompt)
            chat = ServiceChat(**self._delegate_chat_kwargs())
            yield from chat.execute(prompt, stream, response, conversation, key)
            return
        yield from super().execute(prompt, stream, response, conversation, key)


class AsyncServiceResponses(_ServiceResponses, AsyncResponses):
    async def execute(self, prompt, stream, response, conversation=None, key=None):
        if getattr(prompt.options, "chat_completions", None):
            self._refuse_tools_in_chat(prompt)
            chat = AsyncServiceChat(**self._delegate_chat_kwargs())
            async for event in chat.execute(prompt, stream, response, conversation, key):
                yield event
            return
        async for event in super().execute(prompt, stream, response, conversation, key):
            yield event


@llm.hookimpl
def register_models(register):
    kwargs = {
        "model_id": "service/one",
        "model_name": "one",
        "vision": True,
        "reasoning": True,
        "verbosity": True,
        "supports_schema": True,
        "supports_tools": True,
        "api_base": BASE,
        "headers": {"X-Title": "compat"},
    }
    register(ServiceResponses(**kwargs), AsyncServiceResponses(**kwargs))
