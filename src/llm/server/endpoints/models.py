"""`/v1/models`: which models there are for a client, chat models and embedding models."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from llm.models.registry import known_embedding_models
from llm.server.asking.models import no_such_model
from llm.server.endpoints.answering import answered, json_answer
from llm.server.guarding.access import client_of
from llm.server.protocols.anthropic import listing
from llm.server.protocols.models import model_list, model_object
from llm.server.service import service_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from llm.models.described import OfferedModel
    from llm.server.endpoints.answering import Handler
    from llm.server.service import Service

_STARTED = time.time()


def models_routes() -> list[BaseRoute]:
    """The addresses of the list, and of each model; ids of models may have slashes."""
    return [
        Route("/v1/models", _answering(_list), methods=["GET"]),
        Route("/v1/models/{name:path}", _answering(_one), methods=["GET"]),
    ]


async def offered_to(request: Request) -> list[OfferedModel]:
    """The models that the client of *request* may use."""
    client = client_of(request.scope)
    offered = await asyncio.to_thread(_offered, service_of(request), not _is_anthropic(request))
    return [each for each in offered if client.may_use(*each.names)]


def serves_embedding_model(service: Service, model_id: str) -> bool:
    """Whether *service* serves the embedding model of this id. It may import plugins."""
    return any(each.model_id == model_id for each in _embedding_models(service))


def _offered(service: Service, embedding: bool) -> list[OfferedModel]:
    """The models of *service*, those for *embedding* only where they are wanted."""
    return [*service.calls.models.offered(), *(_embedding_models(service) if embedding else ())]


def _embedding_models(service: Service) -> list[OfferedModel]:
    names = set(service.settings.models)
    return [each for each in known_embedding_models() if not names or names & set(each.names)]


def _answering(find: Callable[[Request, list[OfferedModel]], Any]) -> Handler:
    """What answers a request with what *find* makes of the models that are offered."""

    async def found(request: Request) -> Response:
        return json_answer(find(request, await offered_to(request)))

    return answered(found)


def _is_anthropic(request: Request) -> bool:
    """Whether it comes from a client of Anthropic's API, which knows no embedding models."""
    return "anthropic-version" in request.headers


def _list(request: Request, offered: list[OfferedModel]) -> dict[str, Any]:
    if _is_anthropic(request):
        return listing.model_page(offered, _STARTED, request.query_params.multi_items())
    return model_list(offered, _STARTED)


def _one(request: Request, offered: list[OfferedModel]) -> dict[str, Any]:
    name = request.path_params["name"]
    for each in offered:
        if name in each.names:
            if _is_anthropic(request):
                return listing.model_object(each, _STARTED)
            return model_object(each.model_id, _STARTED)
    raise no_such_model(name)
