"""`/health`: whether the server is there. It tells nothing else, and needs no token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from llm.server.endpoints.answering import json_answer

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute


def health_routes() -> list[BaseRoute]:
    """The address for those who watch over the server."""
    return [Route("/health", _health, methods=["GET"])]


async def _health(request: Request) -> Response:  # noqa: ARG001 - everybody is told the same
    return json_answer({"status": "ok"})
