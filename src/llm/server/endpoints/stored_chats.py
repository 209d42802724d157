"""Chat completions that are stored, which is every call of the history that came to its end.

Whoever reads one needs a token, and what a client may not see is not there (404).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from llm.server.asking.asked import Asked, Failure, Refused
from llm.server.endpoints.answering import answered, json_answer
from llm.server.endpoints.deleting import Chosen, deleted
from llm.server.endpoints.stored import read, seen_call, whole_call
from llm.server.guarding.access import known_client
from llm.server.protocols.chat.encoding import answer
from llm.server.protocols.chat.stored import call_of, stored_messages
from llm.server.protocols.fields import one_of, unsupported
from llm.server.protocols.queries import number_in
from llm.server.protocols.responses.listing import MOST, page
from llm.server.protocols.responses.stored import outcome_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from llm.server.endpoints.answering import Handler
    from llm.server.guarding.access import Client
    from llm.store.records import CallRecord
    from llm.store.sqlite.backend import SQLiteStore


def stored_chats_routes() -> list[BaseRoute]:
    """The addresses of stored chats."""
    one = "/v1/chat/completions/{id}"
    return [
        Route("/v1/chat/completions", _answering(_list), methods=["GET"]),
        Route(one, _answering(_retrieve), methods=["GET"]),
        Route(one, _answering(_delete), methods=["DELETE"]),
        Route(f"{one}/messages", _answering(_messages), methods=["GET"]),
    ]


def _answering(find: Callable[[Request, Client], Awaitable[Any]]) -> Handler:
    """What answers a request of a client with a token with what *find* gives."""

    async def found(request: Request) -> Response:
        return json_answer(await find(request, known_client(request.scope)))

    return answered(found)


async def _retrieve(request: Request, client: Client) -> dict[str, Any]:
    wanted = request.path_params["id"]
    return await read(request, lambda store: _chat(_record(store, wanted, client)))


async def _delete(request: Request, client: Client) -> dict[str, Any]:
    wanted = request.path_params["id"]

    def chosen(store: SQLiteStore) -> Chosen:
        return [_record(store, wanted, client).id], []

    await deleted(request, chosen)
    return {"id": wanted, "object": "chat.completion.deleted", "deleted": True}


async def _messages(request: Request, client: Client) -> dict[str, Any]:
    """What the model was sent, the oldest first where nothing else is said."""
    wanted = request.path_params["id"]

    def reading(store: SQLiteStore) -> list[dict[str, Any]]:
        record = whole_call(store, _record(store, wanted, client).id, client)
        return stored_messages(record.messages, record.id)

    return page(await read(request, reading), {"order": "asc", **request.query_params})


async def _list(request: Request, client: Client) -> dict[str, Any]:
    """The chats that the client may see, the oldest first where nothing else is said."""
    query = request.query_params
    if any(name.startswith("metadata") for name in query):
        raise unsupported("The history has no metadata of chats.", "metadata")
    limit = number_in(query, "limit", 20, least=1, most=MOST)
    descends = one_of(query.get("order", "asc"), ("asc", "desc"), "order") == "desc"
    after = call_of(query.get("after", ""))

    def reading(store: SQLiteStore) -> list[dict[str, Any]]:
        found = []
        for record in _visible(store, client, query.get("model"), after, descends=descends):
            found.append(_chat(record))
            if len(found) > limit:
                break
        return found

    chats = await read(request, reading)
    shown = chats[:limit]
    ids = [chat["id"] for chat in shown] or [None]
    return {
        "object": "list",
        "data": shown,
        "first_id": ids[0],
        "last_id": ids[-1],
        "has_more": len(chats) > limit,
    }


def _visible(
    store: SQLiteStore, client: Client, model: str | None, after: str | None, *, descends: bool
) -> Iterator[CallRecord]:
    """The calls that came to their end and that *client* may see, in the order of their ids."""
    from llm.store.records import Selection

    selection = Selection(
        client=None if client.has_history else client.name, model=[model] if model else []
    )
    ids = sorted(store.call_ids(selection), reverse=descends)
    if after is not None:
        ids = [each for each in ids if (each < after if descends else each > after)]
    for record in store.whole_calls(ids):
        if record.status == "ok" and client.may_see(record.client):
            yield record


def _record(store: SQLiteStore, wanted: str, client: Client) -> CallRecord:
    """The call whose chat is *wanted*. Raises Refused, 404."""
    call_id = call_of(wanted)
    if call_id is not None:
        record = seen_call(store, call_id, client, _not_there(wanted))
        if record.status == "ok":
            return record
    raise _not_there(wanted)


def _not_there(wanted: str) -> Refused:
    return Refused(Failure(404, "not_found", f"There is no chat completion '{wanted[:80]}'.", "id"))


def _chat(record: CallRecord) -> dict[str, Any]:
    return answer(Asked(record.model), outcome_of(record))
