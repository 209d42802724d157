"""`/v1/responses`: a call in the words of OpenAI's Responses, and what is stored of it.

A stored response is a call of the history; whoever reads one needs a token, and what a client may
not see is not there (404). `conversations.py` has what is said one after another.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import Route

from llm.server.asking.asked import Refused
from llm.server.endpoints.answering import (
    BACKGROUND_HEADER,
    HEADERS,
    Streamed,
    answer,
    answered,
    headers_of,
    json_answer,
)
from llm.server.endpoints.conversation_states import states_of
from llm.server.endpoints.deleting import deleted
from llm.server.endpoints.stored import call_before, read, seen_call, whole_call
from llm.server.guarding.access import client_of, known_client
from llm.server.guarding.bodies import json_object
from llm.server.protocols.openai_failures import failure_body
from llm.server.protocols.queries import flag_in, number_in
from llm.server.protocols.responses import encoding
from llm.server.protocols.responses.decoding import decoded, not_found
from llm.server.protocols.responses.encoding import ResponsesEncoder, writing_of
from llm.server.protocols.responses.ids import call_of, read_item_id, response_id
from llm.server.protocols.responses.listing import page
from llm.server.protocols.responses.reading import referenced, with_references
from llm.server.protocols.responses.stored import asked_of, events_of, given_items, outcome_of
from llm.server.protocols.responses.writing import items_of
from llm.server.protocols.sse import KEEP_ALIVE
from llm.server.service import service_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from llm.server.asking.asked import Asked, Outcome
    from llm.server.asking.running import RunningCall
    from llm.server.guarding.access import Client
    from llm.server.protocols.responses.writing import Item
    from llm.store.records import CallRecord
    from llm.store.sqlite.backend import SQLiteStore


def responses_routes() -> list[BaseRoute]:
    """The addresses of responses."""
    one = "/v1/responses/{id}"
    return [
        Route("/v1/responses", answered(_create), methods=["POST"]),
        Route(one, answered(_retrieve), methods=["GET"]),
        Route(one, answered(_delete), methods=["DELETE"]),
        Route(f"{one}/cancel", answered(_cancel), methods=["POST"]),
        Route(f"{one}/input_items", answered(_input_items), methods=["GET"]),
    ]


async def _create(request: Request) -> Response:
    """Ask a model; in the background, and not streamed, its answer is asked for later."""
    body = await json_object(request.scope, request.receive)
    if ids := referenced(body.get("input")):
        found = await _referenced(request, ids)
        body = {**body, "input": with_references(body["input"], found)}
    asked = decoded(body)
    asked.background |= flag_in(request.headers, BACKGROUND_HEADER)
    if asked.previous or asked.conversation:
        known_client(request.scope)
    client = client_of(request.scope)
    conversation = asked.conversation
    waiting = await states_of(request).opening(request, asked, client) if conversation else []
    call = await service_of(request).calls.start(asked, client)
    if conversation and waiting:
        states_of(request).sent(conversation, waiting, call)
    if asked.echo["background"] and not asked.stream:
        return json_answer(encoding.answer(asked, call.so_far()), headers=headers_of(call))
    encoder = None
    if asked.stream:
        encoder = ResponsesEncoder(asked, call.id, call.created, call.model)
    return await answer(call, encoder, _whole, failure_body, KEEP_ALIVE, request)


def _whole(asked: Asked, outcome: Outcome) -> dict[str, Any]:
    return dict(encoding.answer(asked, outcome))


async def _referenced(request: Request, ids: Sequence[str]) -> dict[str, Item]:
    """The items with these *ids*, as far as they are in the history."""
    client = known_client(request.scope)
    calls = {origin.call for each in ids if (origin := read_item_id(each)) is not None}

    def reading(store: SQLiteStore) -> dict[str, Item]:
        from llm.store.records import Selection

        found: dict[str, Item] = {}
        owner = None if client.has_history else client.name
        for call_id in store.call_ids(Selection(ids=sorted(calls), client=owner)) if calls else ():
            with suppress(Refused):
                record = whole_call(store, call_id, client)
                found |= {item["id"]: item for item in _all_items(record)}
        return found

    return await read(request, reading)


def _all_items(record: CallRecord) -> list[Item]:
    asked = asked_of(record)
    asked.echo["include"] = [encoding.SEALED_REASONING]
    return [*given_items(record, asked), *items_of(record.output, writing_of(asked, record.id))]


async def _retrieve(request: Request) -> Response:
    """A response, or with `stream` its events after the number `starting_after`."""
    client = known_client(request.scope)
    query = request.query_params
    after, streamed = number_in(query, "starting_after", -1, least=-1), flag_in(query, "stream")
    include = [*query.getlist("include"), *query.getlist("include[]")]
    call = await _known(request, client)
    if call is None:
        asked, outcome = await _from_history(request, client)
    else:
        asked, outcome = call.asked, call.so_far()
    asked = _including(asked, include)
    if not streamed:
        return json_answer(encoding.answer(asked, outcome), headers=_headers(outcome, call))
    encoder = ResponsesEncoder(asked, outcome.id, outcome.created, outcome.model, after=after)
    if call is None:
        events = list(events_of(outcome.messages))
        frames = encoder.begin() + encoder.events(events) + encoder.end(outcome)
        return Response(frames, 200, _headers(outcome, None), "text/event-stream")
    reading = call.reading()
    await reading.__aenter__()
    return Streamed(call, encoder, KEEP_ALIVE, reading)


def _including(asked: Asked, include: list[str]) -> Asked:
    from dataclasses import replace

    both = [*asked.echo.get("include", ()), *include]
    return replace(asked, echo={**asked.echo, "include": both})


async def _cancel(request: Request) -> Response:
    """Stop the model; a response that is over is given as it is."""
    client = known_client(request.scope)
    call = await _known(request, client)
    if call is None:
        asked, outcome = await _from_history(request, client)
    else:
        call.cancel()
        asked, outcome = call.asked, await call.outcome()
    return json_answer(encoding.answer(asked, outcome), headers=_headers(outcome, call))


async def _delete(request: Request) -> Response:
    """Delete the call from the history; one that runs is stopped."""
    client = known_client(request.scope)
    call = await _known(request, client)
    call_id = call.id if call is not None else (await _from_history(request, client))[1].id
    if call is not None:
        call.cancel()
        await call.outcome()
    if service_of(request).history is not None:
        await deleted(request, lambda _: ([call_id], []))
    else:
        service_of(request).calls.forget(call_id)
    return json_answer({"id": response_id(call_id), "object": "response", "deleted": True})


async def _input_items(request: Request) -> Response:
    """What the model was sent, but for its instructions, a page at a time."""
    client = known_client(request.scope)
    wanted = _wanted(request)

    def reading(store: SQLiteStore) -> list[Item]:
        record = whole_call(store, wanted, client)
        return given_items(record, asked_of(record))

    return json_answer(page(await read(request, reading), request.query_params))


def _wanted(request: Request) -> str:
    """The call whose response is meant. Raises Refused, 404, for an id that cannot be there."""
    call_id = call_of(request.path_params["id"])
    if call_id is None:
        raise _not_there(request)
    return call_id


def _not_there(request: Request) -> Refused:
    return not_found("response", request.path_params["id"])


async def _known(request: Request, client: Client) -> RunningCall | None:
    """The call that is meant, while the server still knows it. Raises Refused, 404."""
    call = await service_of(request).calls.known(_wanted(request))
    if call is None:
        return None
    if not client.may_see(call.client.name) or not call.asked.echo.get("store", True):
        raise _not_there(request)
    return call


async def _from_history(request: Request, client: Client) -> tuple[Asked, Outcome]:
    wanted = _wanted(request)

    def reading(store: SQLiteStore) -> tuple[Asked, Outcome]:
        record = seen_call(store, wanted, client, _not_there(request))
        return asked_of(record, call_before(store, record)), outcome_of(record)

    return await read(request, reading)


def _headers(outcome: Outcome, call: RunningCall | None) -> dict[str, str]:
    return headers_of(call) if call is not None else {**HEADERS, "llm-call-id": outcome.id}
