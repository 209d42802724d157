"""`/v1/messages/count_tokens`: how many tokens a request would have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from llm.server.asking.counting import counted
from llm.server.endpoints.answering import HEADERS, answered, json_answer
from llm.server.guarding.access import client_of
from llm.server.guarding.bodies import json_object
from llm.server.guarding.guard import guard_in
from llm.server.protocols.anthropic.counting import estimated
from llm.server.protocols.anthropic.decoding import decoded
from llm.server.service import service_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from llm.server.asking.asked import Asked
    from llm.server.guarding.access import Client

ESTIMATE_HEADER = "llm-estimate"
"""With `true` the number is an estimate of ours: the model cannot count."""


async def _counted(request: Request) -> Response:
    asked = decoded(await json_object(request.scope, request.receive))
    tokens, headers = await tokens_of(asked, client_of(request.scope), request)
    return json_answer({"input_tokens": tokens}, headers=headers)


async def tokens_of(asked: Asked, client: Client, request: Request) -> tuple[int, dict[str, str]]:
    """The tokens of what *client* has asked in *request*, and the headers that say what they are.

    To count them is a call of the client. Raises Refused.
    """
    calls = service_of(request).calls
    model = await calls.model(asked.model, client)
    with guard_in(request.scope).budgets.call(client):
        tokens = await counted(model, asked, calls.in_thread)
    if tokens is not None:
        return tokens, HEADERS
    return estimated(asked), {**HEADERS, ESTIMATE_HEADER: "true"}


def count_tokens_routes() -> list[BaseRoute]:
    """The address of the count."""
    return [Route("/v1/messages/count_tokens", answered(_counted), methods=["POST"])]
