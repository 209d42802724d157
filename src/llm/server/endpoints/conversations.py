"""`/v1/conversations`: conversations of the history, in the words of OpenAI's Conversations.

A conversation is one of the history, and goes on where its tip is. Of what a client notes with it
the history keeps the `title` and the `tags`. What is put into it goes to the history with the next
call. Everything here needs a token; what a client may not see is not there (404).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from llm.errors import NotInHistory
from llm.ids import new_id, time_of
from llm.parts import Message
from llm.server.endpoints.answering import HEADERS, answered, ignoring, json_answer
from llm.server.endpoints.conversation_states import states_of
from llm.server.endpoints.deleting import deleted
from llm.server.endpoints.stored import read
from llm.server.guarding.access import known_client
from llm.server.guarding.bodies import json_object
from llm.server.protocols.fields import refused, unsupported
from llm.server.protocols.responses.decoding import metadata_in, not_found
from llm.server.protocols.responses.ids import conversation_id, conversation_of, read_item_id
from llm.server.protocols.responses.listing import page
from llm.server.protocols.responses.reading import messages_of
from llm.server.protocols.responses.writing import Writing, items_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from llm.server.endpoints.conversation_states import State
    from llm.server.protocols.responses.writing import Item
    from llm.store.records import ConversationRecord
    from llm.store.sqlite.backend import SQLiteStore

_KEPT = ("title", "tags")


def conversations_routes() -> list[BaseRoute]:
    """The addresses of conversations."""
    one = "/v1/conversations/{id}"
    return [
        Route("/v1/conversations", answered(_create), methods=["POST"]),
        Route(one, answered(_retrieve), methods=["GET"]),
        Route(one, answered(_update), methods=["POST"]),
        Route(one, answered(_delete), methods=["DELETE"]),
        Route(f"{one}/items", answered(_items), methods=["GET"]),
        Route(f"{one}/items", answered(_add_items), methods=["POST"]),
        Route(f"{one}/items/{{item}}", answered(_item), methods=["GET"]),
        Route(f"{one}/items/{{item}}", answered(_delete_item), methods=["DELETE"]),
    ]


async def _create(request: Request) -> Response:
    """A new conversation, with the `items` of the body in it."""
    client = known_client(request.scope)
    body = await json_object(request.scope, request.receive)
    metadata, waiting = metadata_in(body), _items_in(body)
    made = new_id()

    def writing(store: SQLiteStore) -> ConversationRecord:
        from llm.store.records import ConversationRecord

        with store.writing():
            store.save_conversation(ConversationRecord(made, metadata.get("title")))
            _tag(store, made, metadata)
        return store.conversation(made)

    states = states_of(request)
    state = states.put(made, waiting)
    state.owner, state.metadata = client.name, metadata
    try:
        record = await read(request, writing)
    except BaseException:
        states.forget(made)
        raise
    return _told(record, state, metadata)


async def _retrieve(request: Request) -> Response:
    wanted = await _wanted(request)
    record = await read(request, lambda store: store.conversation(wanted))
    return _told(record, states_of(request).of(wanted))


async def _update(request: Request) -> Response:
    """Note the `metadata` of the body, in place of what was noted before."""
    wanted = await _wanted(request)
    body = await json_object(request.scope, request.receive)
    if "metadata" not in body:
        raise refused("'metadata' is missing.", "metadata", "missing_required_parameter")
    metadata = metadata_in(body)

    def writing(store: SQLiteStore) -> ConversationRecord:
        with store.writing():
            if title := metadata.get("title"):
                store.rename(wanted, title)
            _tag(store, wanted, metadata)
        return store.conversation(wanted)

    record = await read(request, writing)
    state = states_of(request).kept(wanted)
    state.metadata = metadata
    return _told(record, state, metadata)


async def _delete(request: Request) -> Response:
    """Delete a conversation from the history, with all of its calls."""
    wanted = await _wanted(request)
    await deleted(request, lambda _: ([], [wanted]))
    told = {"id": conversation_id(wanted), "object": "conversation.deleted", "deleted": True}
    return json_answer(told)


async def _items(request: Request) -> Response:
    """What was said, on the way to where the conversation goes on, a page at a time."""
    wanted = await _wanted(request)
    return json_answer(page(await _all_items(request, wanted), request.query_params))


async def _add_items(request: Request) -> Response:
    """Put the `items` of the body at the end of the conversation."""
    wanted = await _wanted(request)
    body = await json_object(request.scope, request.receive)
    added = _items_in(body)
    before = len(await _all_items(request, wanted))
    states_of(request).put(wanted, added)
    items = (await _all_items(request, wanted))[before:]
    query = {"order": "asc", "limit": str(min(max(len(items), 1), 100))}
    return json_answer(page(items, query))


async def _item(request: Request) -> Response:
    return json_answer(await _one_item(request, await _wanted(request)))


async def _delete_item(request: Request) -> Response:
    """Take an item out again that no model has been sent."""
    wanted = await _wanted(request)
    origin = read_item_id((await _one_item(request, wanted))["id"])
    stored = await read(request, lambda store: _stored(store, wanted))
    waiting = states_of(request).of(wanted).messages
    place = -1 if origin is None else origin.message - len(stored)
    is_waiting = 0 <= place < len(waiting)
    if not is_waiting or len(items_of([waiting[place]], Writing(wanted))) > 1:
        raise unsupported(
            "What a model was sent is in the history as it was, and an item cannot be taken out of"
            " it, nor out of one answer. Delete the conversation, or go on from an earlier"
            " response.",
            "item_id",
        )
    states_of(request).withdraw(wanted, place)
    record = await read(request, lambda store: store.conversation(wanted))
    return _told(record, states_of(request).of(wanted))


async def _wanted(request: Request) -> str:
    """The conversation that is meant. Raises Refused, 404, where its client may not see it."""
    client = known_client(request.scope)
    wanted = conversation_of(request.path_params["id"])
    states = states_of(request)
    if wanted is None or not await read(
        request, lambda store: states.may_see(store, wanted, client)
    ):
        raise not_found("conversation", request.path_params["id"])
    return wanted


def _stored(store: SQLiteStore, conversation: str) -> list[Message]:
    try:
        return store.messages(store.conversation(conversation).tip)
    except NotInHistory:
        return []


async def _all_items(request: Request, conversation: str) -> list[Item]:
    stored = await read(request, lambda store: _stored(store, conversation))
    messages = [*stored, *states_of(request).of(conversation).messages]
    return items_of(messages, Writing(conversation))


async def _one_item(request: Request, conversation: str) -> Item:
    wanted = request.path_params["item"]
    for item in await _all_items(request, conversation):
        if item["id"] == wanted:
            return item
    raise not_found("item", wanted)


def _items_in(body: dict[str, Any]) -> list[Message]:
    """The messages that the `items` of *body* are. Raises Refused."""
    items = body.get("items")
    return [] if items is None else messages_of(items, "items")


def _tag(store: SQLiteStore, conversation: str, metadata: dict[str, str]) -> None:
    """Give a conversation the `tags` of *metadata*, which commas part, and no others."""
    said = metadata.get("tags", "").split(",")
    tags = {tag.strip() for tag in said if tag.strip()}
    held = set(store.conversation(conversation).tags)
    if tags != held:
        store.tag(conversation, tags - held, held - tags)


def _told(
    record: ConversationRecord, state: State, noted: dict[str, str] | None = None
) -> Response:
    """The answer that says what a conversation is; *noted* is what its client notes just now."""
    known = {"title": record.name, "tags": ", ".join(record.tags)}
    metadata = {name: value for name, value in known.items() if value} | state.metadata
    made = record.started.timestamp() if record.started else time_of(record.id) or time.time()
    forgotten = [f"metadata.{name}" for name in noted or () if name not in _KEPT]
    headers = {**HEADERS, **ignoring(forgotten)}
    told = {"id": conversation_id(record.id), "object": "conversation", "created_at": int(made)}
    return json_answer({**told, "metadata": metadata}, headers=headers)
