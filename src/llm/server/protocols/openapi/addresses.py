"""The table of addresses: who may ask what where, and what comes back. Pure.

`document.py` makes the OpenAPI document of it; a test holds it against the routes of `app.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from llm.lazy_dataclass import dataclass
from llm.server.protocols.fields import LONGEST
from llm.server.protocols.openapi import chat, messages, own, responses
from llm.server.protocols.openapi.shapes import (
    ANYTHING,
    FLAG,
    TEXT,
    Schema,
    described,
    either,
    just,
    list_of,
    ref,
    words,
)


@dataclass(frozen=True)
class Address:
    """A method at a path.

    Attributes:
        method: of HTTP, in capitals.
        path: as in OpenAPI, with names in braces.
        does: what it does, in a line.
        answer: the JSON that comes back; None where it is something else.
        body: the JSON that is sent; None where there is none.
        stream: the stream that comes back where the request asks for one; None for never.
        media: what else may come back, by its type.
        path_names: the schemas of the names in the path, in their order.
        query: what may stand behind the question mark.
        asks: a model is asked, or an answer of one is waited for.
        who: `all` need no token, `clients` where the server has tokens, `known` always; others are
            refused.
        speaks: the shape of its refusals, a key of `failures.SHAPES`.
        kept: something of the history is read, or changed.

    """

    method: str
    path: str
    does: str
    answer: Schema | None = None
    body: Schema | None = None
    stream: Schema | None = None
    media: Mapping[str, Schema] = field(default_factory=dict)
    path_names: tuple[Schema, ...] = ()
    query: Mapping[str, Schema] = field(default_factory=dict)
    asks: bool = False
    who: Literal["all", "clients", "known"] = "known"
    speaks: str = "openai"
    kept: bool = True


_MOST_PAGE, _MOST_SHOWN, _LARGEST = 100, 200, 10**15 - 1


def _number(most: int, least: int = 0) -> Schema:
    """A number in a query; one that is empty is not given."""
    return either({"type": "integer", "minimum": least, "maximum": most}, just(""))


_OF_ANTHROPIC = described(ANYTHING, "Only for clients that say `anthropic-version`.")
_ORDER = words("asc", "desc")
_AFTER = either(ref("ItemId"), just(""))
_PAGED: dict[str, Schema] = {"after": _AFTER, "limit": _number(_MOST_PAGE, 1), "order": _ORDER}
_CHAT, _RESPONSE = "/v1/chat/completions/{id}", "/v1/responses/{id}"
_CONVERSATION, _OWN_CONVERSATION = "/v1/conversations/{id}", "/api/conversations/{id}"
_CHAT_ID, _RESPONSE_ID, _CALL_ID = (ref("ChatId"),), (ref("ResponseId"),), (ref("CallId"),)
_CONVERSATION_ID, _OWN_ID = (ref("ConversationId"),), (ref("HistoryConversationId"),)
_ITEM_ID = (ref("ConversationId"), ref("ItemId"))

_CHATS = (
    Address(
        "POST", "/v1/chat/completions", "Ask a model, in OpenAI's Chat Completions",
        ref("Chat"), ref("ChatRequest"), chat.STREAM, asks=True, who="clients",
    ),
    Address(
        "GET", "/v1/chat/completions", "The chats that are stored",
        chat.CHATS, query={**_PAGED, "after": TEXT, "model": TEXT},
    ),
    Address("GET", _CHAT, "A chat that is stored", ref("Chat"), path_names=_CHAT_ID),
    Address("DELETE", _CHAT, "Delete a chat", chat.DELETED_CHAT, path_names=_CHAT_ID),
    Address(
        "GET", f"{_CHAT}/messages", "What the model was sent",
        chat.CHAT_MESSAGES, path_names=_CHAT_ID, query=_PAGED,
    ),
    Address(
        "POST", "/v1/embeddings", "Vectors of texts",
        ref("Embeddings"), ref("EmbeddingsRequest"), asks=True, who="clients", kept=False,
    ),
    Address(
        "GET", "/v1/models", "The models", chat.MODELS, who="clients", speaks="models", kept=False,
        query={"limit": _OF_ANTHROPIC, "after_id": _OF_ANTHROPIC, "before_id": _OF_ANTHROPIC},
    ),
    Address(
        "GET", "/v1/models/{name}", "One model; its name may have slashes",
        chat.MODEL, path_names=(ref("ModelName"),), who="clients", speaks="models", kept=False,
    ),
)  # fmt: skip

_RESPONSES = (
    Address(
        "POST", "/v1/responses", "Ask a model, in OpenAI's Responses",
        ref("Response"), ref("ResponsesRequest"), responses.STREAM, asks=True, who="clients",
    ),
    Address(
        "POST", "/v1/responses/input_tokens", "How many tokens a request would have",
        responses.COUNTED, ref("ResponsesRequest"), asks=True, who="clients",
    ),
    Address(
        "GET", _RESPONSE, "A response, or its events", ref("Response"), None, responses.STREAM,
        path_names=_RESPONSE_ID,
        query={
            "stream": FLAG, "starting_after": _number(_LARGEST, -1),
            "include": list_of(TEXT), "include[]": list_of(TEXT),
        },
    ),
    Address(
        "DELETE", _RESPONSE, "Delete a response, with its call",
        responses.DELETED, path_names=_RESPONSE_ID,
    ),
    Address(
        "POST", f"{_RESPONSE}/cancel", "Stop the model", ref("Response"), path_names=_RESPONSE_ID
    ),
    Address(
        "GET", f"{_RESPONSE}/input_items", "What the model was sent",
        responses.ITEM_LIST, path_names=_RESPONSE_ID, query=_PAGED,
    ),
    Address(
        "POST", "/v1/conversations", "A new conversation",
        ref("Conversation"), ref("ConversationRequest"),
    ),
    Address(
        "GET", _CONVERSATION, "A conversation", ref("Conversation"), path_names=_CONVERSATION_ID
    ),
    Address(
        "POST", _CONVERSATION, "Note something with a conversation",
        ref("Conversation"), ref("ConversationUpdate"), path_names=_CONVERSATION_ID,
    ),
    Address(
        "DELETE", _CONVERSATION, "Delete a conversation, with its calls",
        responses.DELETED_CONVERSATION, path_names=_CONVERSATION_ID,
    ),
    Address(
        "GET", f"{_CONVERSATION}/items", "What was said in a conversation",
        responses.ITEM_LIST, path_names=_CONVERSATION_ID, query=_PAGED,
    ),
    Address(
        "POST", f"{_CONVERSATION}/items", "Put something into a conversation",
        responses.ITEM_LIST, ref("ConversationItems"), path_names=_CONVERSATION_ID,
    ),
    Address(
        "GET", f"{_CONVERSATION}/items/{{item}}", "An item of a conversation",
        ref("Item"), path_names=_ITEM_ID,
    ),
    Address(
        "DELETE", f"{_CONVERSATION}/items/{{item}}", "Take an item out that no model was sent",
        ref("Conversation"), path_names=_ITEM_ID,
    ),
)  # fmt: skip

_MESSAGES = (
    Address(
        "POST", "/v1/messages", "Ask a model, in Anthropic's Messages",
        ref("Message"), ref("MessagesRequest"), messages.STREAM,
        asks=True, who="clients", speaks="anthropic",
    ),
    Address(
        "POST", "/v1/messages/count_tokens", "How many tokens a request would have",
        messages.COUNTED, ref("MessagesRequest"),
        asks=True, who="clients", speaks="anthropic", kept=False,
    ),
)  # fmt: skip

_CALLS = (
    Address("GET", "/v1/calls/{id}", "How a call stands", ref("CallStanding"), path_names=_CALL_ID),
    Address(
        "GET", "/v1/calls/{id}/events", "The events of a call, until its end",
        stream=own.STREAM, path_names=_CALL_ID, query={"after": _number(_LARGEST)},
    ),
    Address(
        "POST", "/v1/calls/{id}/cancel", "Stop the model",
        ref("CallStanding"), path_names=_CALL_ID,
    ),
)  # fmt: skip

_PAGE = (
    Address(
        "GET", "/api/conversations", "Conversations, those used last first",
        own.CONVERSATIONS, speaks="own",
        query={"limit": _number(_MOST_SHOWN), "skip": _number(1_000_000)},
    ),
    Address(
        "GET", _OWN_CONVERSATION, "A conversation, and its calls",
        own.TREE, path_names=_OWN_ID, speaks="own",
    ),
    Address(
        "PATCH", _OWN_CONVERSATION, "Give a conversation a name",
        ref("HistoryConversation"), ref("NewName"), path_names=_OWN_ID, speaks="own",
    ),
    Address(
        "DELETE", _OWN_CONVERSATION, "Delete a conversation, with its calls",
        own.DELETED, path_names=_OWN_ID, speaks="own",
    ),
    Address(
        "GET", "/api/search", "The calls in which something was said",
        own.HITS, speaks="own",
        query={"q": {**TEXT, "maxLength": LONGEST}, "limit": _number(_MOST_SHOWN)},
    ),
    Address("GET", "/api/calls/{id}", "A call", ref("HistoryCall"), path_names=_CALL_ID,
            speaks="own"),
    Address(
        "GET", "/api/calls/{id}/attachments/{attachment}", "The bytes of an attachment",
        media={"*/*": {}}, path_names=(ref("CallId"), ref("AttachmentId")), speaks="own",
    ),
    Address("GET", "/api/server", "What the page has to know", own.SERVER, speaks="own"),
    Address(
        "POST", "/api/chat", "Say something; the answer is read at `/v1/calls/{id}/events`",
        own.TOLD, ref("Talk"), asks=True, speaks="own",
    ),
    Address("GET", "/", "The page", media={"text/html": TEXT}, who="all", kept=False),
    Address(
        "GET", "/page/{name}", "What the page is made of", who="all", kept=False,
        media={"text/css": TEXT, "text/javascript": TEXT, "text/html": TEXT, "image/svg+xml": TEXT},
        path_names=(ref("PageFile"),),
    ),
)  # fmt: skip

_WATCHING = (
    Address("GET", "/health", "Whether the server is there", own.HEALTH, who="all", kept=False),
    Address("GET", "/openapi.json", "This document", {"type": "object"}, who="clients", kept=False),
)

TABLE: Mapping[str, tuple[Address, ...]] = {
    "OpenAI: chat completions, embeddings, models": _CHATS,
    "OpenAI: responses and conversations": _RESPONSES,
    "Anthropic: messages": _MESSAGES,
    "Calls": _CALLS,
    "Page": _PAGE,
    "Watching": _WATCHING,
}
"""All addresses, by what they belong to."""

SCHEMAS: dict[str, Schema] = {
    "ItemId": {"type": "string", "description": "The id of an item."},
    "PageFile": {"type": "string", "description": "The name of a file of the page."},
    "AttachmentId": {"type": "string", "description": "The id of an attachment of a call."},
}
