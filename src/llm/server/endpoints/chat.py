"""`/v1/chat/completions`: a call in the words of OpenAI's Chat Completions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from llm.server.endpoints.answering import Spoken, answered
from llm.server.endpoints.choices import choices
from llm.server.protocols.chat.decoding import decoded
from llm.server.protocols.chat.encoding import ChatEncoder, answer
from llm.server.protocols.openai_failures import failure_body

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

CHAT = Spoken(decoded, ChatEncoder, answer, failure_body)


def chat_routes() -> list[BaseRoute]:
    """The address of chat completions."""
    return [Route("/v1/chat/completions", answered(_chat), methods=["POST"])]


async def _chat(request: Request) -> Response:
    asked = await CHAT.asked_in(request)
    count = asked.echo.get("n", 1)
    if count > 1:
        return await choices(asked, count, request)
    return await CHAT.answer_to(asked, request)
