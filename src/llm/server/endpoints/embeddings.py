"""`/v1/embeddings`: vectors from the embedding models that are installed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from llm.errors import LLMError, UnknownModelError
from llm.models.registry import get_async_embedding_model, get_embedding_model
from llm.server.asking.models import no_such_model, refused_for, require
from llm.server.endpoints.answering import HEADERS, answered, json_answer
from llm.server.endpoints.models import serves_embedding_model
from llm.server.guarding.access import client_of
from llm.server.guarding.bodies import json_object
from llm.server.guarding.guard import guard_in
from llm.server.protocols.embeddings import answer, decoded
from llm.server.service import service_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from llm.server.protocols.embeddings import EmbeddingsAsked
    from llm.server.service import Service


def embeddings_routes() -> list[BaseRoute]:
    """The address of embeddings."""
    return [Route("/v1/embeddings", answered(_embeddings), methods=["POST"])]


async def _embeddings(request: Request) -> Response:
    asked = decoded(await json_object(request.scope, request.receive))
    client, budgets = client_of(request.scope), guard_in(request.scope).budgets
    service = service_of(request)
    try:
        model = await asyncio.to_thread(_model, service, asked.model)
    except (LLMError, ImportError) as error:
        raise refused_for(client, asked.model, error) from error
    require(client, model, asked.model)
    with budgets.call(client):
        vectors = await _vectors(service, model, asked)
    body = answer(asked, vectors)
    budgets.spend(client, body["usage"]["total_tokens"])
    return json_answer(body, headers={**HEADERS, "llm-estimate": "true"})


def _model(service: Service, name: str) -> Any:
    """The embedding model called *name*: the async one where there is one."""
    try:
        model: Any = get_async_embedding_model(name)
    except UnknownModelError:
        model = get_embedding_model(name)  # which says best what is wrong with the name
    if not serves_embedding_model(service, model.model_id):
        raise no_such_model(name)
    return model


async def _vectors(service: Service, model: Any, asked: EmbeddingsAsked) -> list[list[float]]:
    from llm.models.embedding import AsyncEmbeddingModel

    if isinstance(model, AsyncEmbeddingModel):
        return [vector async for vector in model.embed_multi(asked.texts)]
    return await service.calls.in_thread(lambda: list(model.embed_multi(asked.texts)))
