"""Kinds of models that there are fewer of, each with what only it does.

An async model of the old generation; a model with tools that its provider runs, which yields every
shape of `StreamEvent`; one whose error is a class of its own; embedding models that find their key
by themselves.
"""

# mypy: ignore-errors
# (plugins are written without a type checker)

import json

import llm
import llm.models
from llm.models import AsyncConversation, AsyncResponse, Conversation, Response
from llm.parts import (
    AttachmentPart,
    Message,
    ReasoningPart,
    StreamEvent,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)


def history_of(prompt, conversation: Conversation | AsyncConversation | None):
    said = []
    for past in conversation.responses if conversation else ():
        assert isinstance(past, (Response, AsyncResponse))
        said += [past.prompt.prompt, *(each.type for each in past.attachments)]
        said += [past.text_or_raise(), *(call.name for call in past.tool_calls_or_raise())]
        said.append(getattr(past, "_container", None))
    return [*said, prompt.prompt]


class AsyncOld(llm.models.AsyncModel):
    model_id = "kinds/sync"
    attachment_types = ("image/png",)
    can_stream = False

    async def execute(self, prompt, stream, response, conversation):
        response._container = f"box-{len(conversation.responses) if conversation else 'none'}"
        yield json.dumps([stream, history_of(prompt, conversation)])


class Old(llm.models.Model):
    model_id = "kinds/sync"
    attachment_types = AsyncOld.attachment_types

    def execute(self, prompt, stream, response, conversation):
        response._container = f"box-{len(conversation.responses) if conversation else 'none'}"
        yield json.dumps([stream, history_of(prompt, conversation)])


class Container(Old):
    """Says what it noted on its response."""

    model_id = "kinds/container"

    def execute(self, prompt, stream, response, conversation):
        list(super().execute(prompt, stream, response, conversation))
        yield response._container


class Alone(llm.Model):
    """Takes no conversation, not even an empty one."""

    model_id = "kinds/alone"

    def execute(self, prompt, stream, response, conversation):
        if conversation:
            raise llm.ModelError("Conversations are not supported")
        yield "alone"


class RefusedError(llm.ModelError):
    def __init__(self, message, *, category=None):
        super().__init__(message)
        self.category = category


class Refusing(llm.Model):
    model_id = "kinds/refusing"

    def execute(self, prompt, stream, response, conversation):
        yield "I was about to"
        raise RefusedError("It was refused", category="rules")


class Rewriting(llm.Model):
    """Puts another text in the place of the prompt, as it is sent."""

    model_id = "kinds/rewriting"

    def execute(self, prompt, stream, response, conversation):
        prompt.prompt = f"\n\nHuman: {prompt.prompt}\n\nAssistant:"
        response._prompt_json = {"prompt": prompt.prompt}
        yield prompt.prompt.strip().splitlines()[0]


def as_json(message: Message):
    written = []
    for part in message.parts:
        if isinstance(part, ToolCallPart):
            told = ["call", part.name, part.arguments, part.tool_call_id, part.server_executed]
        elif isinstance(part, ToolResultPart):
            told = ["result", part.name, part.output, part.tool_call_id, part.server_executed]
        elif isinstance(part, ReasoningPart):
            told = ["reasoning", part.text, bool(part.redacted)]
        elif isinstance(part, AttachmentPart):
            told = ["attachment", part.attachment.type]
        else:
            assert isinstance(part, TextPart)
            told = ["text", part.text]
        written.append([*told, getattr(part, "provider_metadata", None)])
    return [message.role, message.provider_metadata, written]


class Serving(llm.KeyModel):
    """Its provider searches, and it says so in every shape of event."""

    model_id = "kinds/serving"
    needs_key = "new"
    key_env_var = "NEW_API_KEY"
    can_stream = True

    def execute(self, prompt, stream, response, conversation, key):
        response.response_json = {"sent": [as_json(each) for each in prompt.messages]}
        mine = {"tool_call_id": "s1", "server_executed": True}
        meta = {"kinds": {"id": "x"}}
        yield StreamEvent(type="reasoning", chunk="Hm", part_index=0)
        yield StreamEvent(type="reasoning", chunk="", part_index=0, provider_metadata=meta)
        yield StreamEvent(
            type="tool_call_name", chunk="search", part_index=1, provider_metadata=meta, **mine
        )
        yield StreamEvent(type="tool_call_args", chunk='{"q": "a"}', part_index=1, **mine)
        yield StreamEvent(
            type="tool_result",
            chunk="found",
            part_index=2,
            tool_name="search",
            provider_metadata=meta,
            **mine,
        )
        yield StreamEvent(type="text", chunk="Here ", part_index=3)
        yield StreamEvent(type="text", chunk="it is", part_index=3, provider_metadata=meta)
        if "twice" in prompt.prompt:
            mine["tool_call_id"] = "s2"
            yield StreamEvent(type="tool_call_name", chunk="search", message_index=1, **mine)
            yield StreamEvent(
                type="tool_result", chunk="", tool_name="search", message_index=1, **mine
            )
            yield StreamEvent(type="text", chunk=", again", message_index=1)


class OwnKey(llm.models.EmbeddingModel):
    """Finds its key by itself: none is needed where its server is."""

    model_id = "kinds/vectors"
    supports_binary = True
    needs_key = "kinds"

    def __init__(self, truncate=None):
        self.truncate = truncate

    def __str__(self):
        return f"Kinds: {self.model_id}"

    def get_key(self, explicit_key=None):
        return llm.get_key(explicit_key, "kinds", "KINDS_KEY") or None

    def embed_batch(self, items, *, key=None):
        assert getattr(self, "prefix", "") == ""
        return [[float(len(item)), float(len(key or ""))] for item in items]


@llm.hookimpl
def register_models(register):
    register(Old(), AsyncOld())
    for model in (Alone(), Container(), Refusing(), Rewriting(), Serving()):
        register(model)


@llm.hookimpl
def register_embedding_models(register):
    register(OwnKey(), aliases=["kv"])
