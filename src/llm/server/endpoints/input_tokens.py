"""`/v1/responses/input_tokens`: how many tokens a request would have, what came before included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from llm.core.history import without_instructions
from llm.server.endpoints.answering import answered, json_answer
from llm.server.endpoints.conversation_states import states_of
from llm.server.endpoints.count_tokens import tokens_of
from llm.server.endpoints.stored import read, whole_call
from llm.server.guarding.access import client_of, known_client
from llm.server.guarding.bodies import json_object
from llm.server.protocols.responses.decoding import decoded

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from llm.parts import Message
    from llm.server.asking.asked import Asked
    from llm.server.guarding.access import Client
    from llm.store.sqlite.backend import SQLiteStore


def input_tokens_routes() -> list[BaseRoute]:
    """The address of the count."""
    return [Route("/v1/responses/input_tokens", answered(_counted), methods=["POST"])]


async def _counted(request: Request) -> Response:
    """The count of the model, or an estimate, which a header says that it is."""
    asked = decoded(await json_object(request.scope, request.receive))
    client = client_of(request.scope)
    if asked.previous or asked.conversation:
        client = known_client(request.scope)
        before = await _before(request, asked, client)
        leading = len(asked.messages) - len(without_instructions(asked.messages))
        asked.messages[leading:leading] = before
    tokens, headers = await tokens_of(asked, client, request)
    return json_answer({"object": "response.input_tokens", "input_tokens": tokens}, headers=headers)


async def _before(request: Request, asked: Asked, client: Client) -> list[Message]:
    """What was said before what is *asked*. Raises Refused, 404."""
    if asked.conversation is not None:
        await states_of(request).opening(request, asked, client)
    previous, conversation = asked.previous, asked.conversation or ""

    def reading(store: SQLiteStore) -> list[Message]:
        if previous is None:
            return store.messages(store.conversation(conversation).tip)
        record = whole_call(store, previous, client, "previous_response_id")
        return [*without_instructions(record.messages), *record.output]

    return await read(request, reading)
