"""The history for the page, as JSON below `/api/`: conversations, calls, search, attachments.

Everything here needs a token; what a token may not see is not there (404).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import Route

from llm.errors import InvalidInput, NotInHistory
from llm.server.endpoints.answering import HEADERS, answered, json_answer
from llm.server.endpoints.deleting import Chosen, deleted
from llm.server.endpoints.history_json import (
    branch_json,
    call_json,
    conversation_json,
    hit_json,
    kept_attachment,
)
from llm.server.endpoints.stored import as_told, is_own, not_there, read, seen_call
from llm.server.guarding.access import Client, known_client
from llm.server.guarding.bodies import json_object
from llm.server.protocols.fields import LONGEST, too_long
from llm.server.protocols.queries import number_in

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from llm.store.records import ConversationRecord
    from llm.store.sqlite.backend import SQLiteStore
    from llm.store.upkeep import Branch


# What a browser shows and that can do nothing; all else is only handed over.
SHOWN = {
    "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif",
    "audio/wav", "audio/mpeg", "audio/ogg", "audio/flac", "video/mp4", "video/webm",
}  # fmt: skip
_MOST = 200


def history_routes() -> list[BaseRoute]:
    """The addresses of the history."""
    one = "/api/conversations/{id}"
    return [
        Route("/api/conversations", answered(_conversations), methods=["GET"]),
        Route(one, answered(_conversation), methods=["GET"]),
        Route(one, answered(_rename), methods=["PATCH"]),
        Route(one, answered(_delete), methods=["DELETE"]),
        Route("/api/search", answered(_search), methods=["GET"]),
        Route("/api/calls/{id}", answered(_call), methods=["GET"]),
        Route("/api/calls/{id}/attachments/{attachment}", answered(_attachment), methods=["GET"]),
    ]


async def _conversations(request: Request) -> Response:
    """Those that were used last: at most `limit`, after the first `skip`."""
    client, query = known_client(request.scope), request.query_params
    limit = number_in(query, "limit", 50, most=_MOST)
    skipped = number_in(query, "skip", 0, most=1_000_000)
    owner = None if client.has_history else client.name

    def reading(store: SQLiteStore) -> list[dict[str, Any]]:
        found = store.conversations(limit=skipped + limit + 1, client=owner)
        return [conversation_json(each) for each in found[skipped:]]

    found = await read(request, reading)
    return json_answer({"conversations": found[:limit], "more": len(found) > limit})


async def _conversation(request: Request) -> Response:
    """One conversation, and its calls as a tree."""
    client, wanted = known_client(request.scope), request.path_params["id"]

    def reading(store: SQLiteStore) -> dict[str, Any]:
        record, branches = _branches(store, wanted)
        seen = [each for each in branches if client.may_see(each.call.client)]
        if not seen and not (client.has_history and not branches):
            raise not_there(f"conversation {wanted}")
        if seen[:1] != branches[:1]:
            record.name = None  # it is made of somebody else's prompt
        for each in seen:
            as_told(each.call, client)
        return {
            "conversation": conversation_json(record),
            "calls": [branch_json(each) for each in seen],
        }

    return json_answer(await read(request, reading))


async def _rename(request: Request) -> Response:
    """Give a conversation the `name` of the body."""
    client, wanted = known_client(request.scope), request.path_params["id"]
    name = (await json_object(request.scope, request.receive)).get("name")
    if not isinstance(name, str) or not name.strip():
        raise InvalidInput("'name' has to be a text that is not empty")
    if len(name) > LONGEST:
        raise too_long("name", LONGEST)

    def writing(store: SQLiteStore) -> dict[str, Any]:
        _check_is_own(store, wanted, client)
        store.rename(wanted, " ".join(name.split()))
        return conversation_json(store.conversation(wanted))

    return json_answer(await read(request, writing))


async def _delete(request: Request) -> Response:
    """Delete a conversation with all of its calls."""
    client, wanted = known_client(request.scope), request.path_params["id"]

    def chosen(store: SQLiteStore) -> Chosen:
        _check_is_own(store, wanted, client)
        return [], [wanted]

    done = await deleted(request, chosen)
    told = {"calls": done.calls, "running": done.running, "remains": done.remains}
    return json_answer(told)


async def _search(request: Request) -> Response:
    """The calls in whose turn the words of `q` were said, the best first."""
    client, question = known_client(request.scope), request.query_params.get("q", "")
    limit = number_in(request.query_params, "limit", 40, most=_MOST)
    if len(question) > LONGEST:
        raise too_long("q", LONGEST)

    def reading(store: SQLiteStore) -> list[dict[str, Any]]:
        from llm.store.records import Query, Selection

        owner = None if client.has_history else client.name
        selection = Selection(query=Query(question), client=owner)
        return [hit_json(each, question) for each in store.calls(selection, limit=limit)]

    return json_answer({"hits": await read(request, reading) if question.strip() else []})


async def _call(request: Request) -> Response:
    """One call, as one turn; its place in the tree is for those to know who asked."""
    client, wanted = known_client(request.scope), request.path_params["id"]
    return json_answer(
        await read(request, lambda store: call_json(seen_call(store, wanted, client)))
    )


async def _attachment(request: Request) -> Response:
    """The bytes of an attachment of a call."""
    client, params = known_client(request.scope), request.path_params

    def reading(store: SQLiteStore) -> tuple[bytes, str]:
        call = seen_call(store, params["id"], client)
        found = kept_attachment(call, params["attachment"])
        if found is None:
            raise not_there(f"attachment {params['attachment']}")
        return found.content_bytes() or b"", found.resolve_type() or ""

    content, media_type = await read(request, reading)
    return Response(
        content,
        media_type=media_type if media_type in SHOWN else "application/octet-stream",
        headers={
            **HEADERS,
            "content-disposition": "attachment",
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )


def _check_is_own(store: SQLiteStore, conversation: str, client: Client) -> None:
    """Raise Refused, 404, where *client* may not see all of a conversation."""
    try:
        own = is_own(store, conversation, client)
    except NotInHistory:
        own = False
    if not own:
        raise not_there(f"conversation {conversation}")


def _branches(store: SQLiteStore, wanted: str) -> tuple[ConversationRecord, list[Branch]]:
    try:
        return store.conversation(wanted), store.branches(wanted)
    except NotInHistory:
        raise not_there(f"conversation {wanted}") from None
