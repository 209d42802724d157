"""`/openapi.json`: what the server says of itself."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from llm.server.endpoints.answering import HEADERS

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute


def openapi_routes() -> list[BaseRoute]:
    """The address of the document."""
    return [Route("/openapi.json", _document, methods=["GET"])]


async def _document(request: Request) -> Response:  # noqa: ARG001 - everybody is told the same
    return Response(_written(), 200, HEADERS, "application/json")


@cache
def _written() -> bytes:
    """The document, which is made when somebody asks for it."""
    from llm.server.endpoints.answering import json_answer
    from llm.server.protocols.openapi.document import document

    return bytes(json_answer(document()).body)
