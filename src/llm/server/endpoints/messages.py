"""`/v1/messages`: a call in the words of Anthropic's Messages API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from llm.server.endpoints.answering import Spoken, answered
from llm.server.protocols.anthropic.decoding import decoded
from llm.server.protocols.anthropic.encoding import PING, MessagesEncoder, answer
from llm.server.protocols.anthropic.failures import failure_body

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

MESSAGES = Spoken(decoded, MessagesEncoder, answer, failure_body, PING)


async def _messages(request: Request) -> Response:
    """The answer; its clients look for its id under a name of their own."""
    response = await MESSAGES.answer_to(await MESSAGES.asked_in(request), request)
    if call_id := response.headers.get("llm-call-id"):
        response.headers["request-id"] = call_id
    return response


def messages_routes() -> list[BaseRoute]:
    """The address of messages."""
    return [Route("/v1/messages", answered(_messages), methods=["POST"])]
