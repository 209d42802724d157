"""The application: the table of addresses, and what stands before all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette

from llm.server.asking.asked import Failure
from llm.server.endpoints.answering import failed
from llm.server.endpoints.attaching import attaching_routes
from llm.server.endpoints.chat import chat_routes
from llm.server.endpoints.conversations import conversations_routes
from llm.server.endpoints.count_tokens import count_tokens_routes
from llm.server.endpoints.embeddings import embeddings_routes
from llm.server.endpoints.health import health_routes
from llm.server.endpoints.history import history_routes
from llm.server.endpoints.input_tokens import input_tokens_routes
from llm.server.endpoints.messages import messages_routes
from llm.server.endpoints.models import models_routes
from llm.server.endpoints.openapi import openapi_routes
from llm.server.endpoints.page import page_routes
from llm.server.endpoints.responses import responses_routes
from llm.server.endpoints.stored_chats import stored_chats_routes
from llm.server.endpoints.talking import talking_routes
from llm.server.guarding.gate import Gate
from llm.server.guarding.refusing import failure_body

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp

    from llm.server.service import Service

ENDPOINTS = (
    health_routes, models_routes, chat_routes, stored_chats_routes, embeddings_routes,
    responses_routes, input_tokens_routes, conversations_routes, messages_routes,
    count_tokens_routes, attaching_routes, history_routes, talking_routes, page_routes,
    openapi_routes,
)  # fmt: skip
"""What gives the addresses of each module of `endpoints/`, in the order in which they are tried."""


def application(service: Service) -> ASGIApp:
    """What answers requests to the server *service*."""
    app = Starlette(
        routes=_routes(),
        exception_handlers={404: _no_such_address, 405: _no_such_method},
    )
    app.state.service = service
    return Gate(app, service.guard)


def _routes() -> list[BaseRoute]:
    return [route for routes in ENDPOINTS for route in routes()]


async def _no_such_address(request: Request, _error: Exception) -> Response:
    said = f"There is nothing at {request.url.path} of this server."
    return _refused(request, Failure(404, "not_found", said, code="no_such_address"))


async def _no_such_method(request: Request, _error: Exception) -> Response:
    said = f"{request.url.path} does not know the method {request.method}."
    return _refused(request, Failure(405, "invalid", said, code="no_such_method"))


def _refused(request: Request, failure: Failure) -> Response:
    return failed(failure, lambda each: failure_body(request.scope, each))
