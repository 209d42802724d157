"""What the page says to models: a message, one in other words, the same once more.

An answer goes on when the page is left; it is read, and stopped, below `/v1/calls/{id}`.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from llm.core.history import settled, without_instructions
from llm.errors import InvalidInput
from llm.models.scopes import scope_of
from llm.parts import AttachmentPart, TextPart, system, user
from llm.server.asking.asked import Asked
from llm.server.asking.models import lacking_keys
from llm.server.endpoints.answering import answered, json_answer
from llm.server.endpoints.stored import read, seen_call
from llm.server.guarding.access import known_client
from llm.server.guarding.bodies import json_object
from llm.server.service import service_of
from llm.version import __version__

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from llm.parts import Part
    from llm.server.asking.models import Models
    from llm.server.guarding.access import Client
    from llm.store.sqlite.backend import SQLiteStore

NOT_RUN = "Not run: the conversation went on without it."


def talking_routes() -> list[BaseRoute]:
    """The addresses of the page's chat."""
    return [
        Route("/api/server", answered(_server), methods=["GET"]),
        Route("/api/chat", answered(_chat), methods=["POST"]),
    ]


async def _server(request: Request) -> Response:
    """What the page has to know: the models, which is the default, whether anything is kept."""
    client, service = known_client(request.scope), service_of(request)

    def reading() -> dict[str, Any]:
        return _models(service.calls.models, client)

    known = {"version": __version__, "client": client.name, "keeps": service.history is not None}
    return json_answer(known | await asyncio.to_thread(reading))


def _models(models: Models, client: Client) -> dict[str, Any]:
    """The models that *client* may use, and the one that is chosen for it.

    For the owner of the server those without a key come last, and are named. The order, too, would
    tell others which keys there are.
    """
    allowed = [each for each in models.offered() if client.may_use(*each.names)]
    lacking = lacking_keys(allowed) if client.is_owner else set()
    ids = sorted((each.model_id for each in allowed), key=lacking.__contains__)
    default = _default(models)
    if default in lacking:
        default = next((each for each in ids if each not in lacking), default)
    shown = default if default in ids else None
    return {"models": ids, "no_key": [each for each in ids if each in lacking], "default": shown}


def _default(models: Models) -> str | None:
    try:
        return str(models.called("").model_id)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, others can be chosen
        return None


async def _chat(request: Request) -> Response:
    """Say something; the answer names the call.

    The body has `model`; `text` and `attachments` (each with `type`, and `content` in base64) for
    something new, said after the call `after`, or at the beginning. With `again` it is said in
    place of what was said in that call, whose attachments it keeps; without `text` and
    `attachments` the same is asked once more. `instructions` take the place of those before.
    """
    client = known_client(request.scope)
    body = await json_object(request.scope, request.receive)
    asked = Asked(_text(body, "model") or "", stream=True, background=True)
    said = _said(body)
    after, again = _text(body, "after"), _text(body, "again")
    instructions = _text(body, "instructions")
    if again is None and not said:
        raise InvalidInput("There is nothing to say: 'text' is empty")

    def reading(store: SQLiteStore) -> None:
        before = (
            _after(store, after, client) if again is None else _again(store, again, said, client)
        )
        asked.conversation = before.conversation.id
        asked.messages, asked.takes_tip = list(before.messages), True

    if (after, again) != (None, None):
        await read(request, reading)
    if said and again is None:
        asked.messages = [*settled(asked.messages, NOT_RUN), user(said)]
    if instructions is not None:
        leading = [system(instructions)] if instructions.strip() else []
        asked.messages = [*leading, *without_instructions(asked.messages)]
    call = await service_of(request).calls.start(asked, client)
    return json_answer({"call": call.id, "conversation": call.conversation})


def _after(store: SQLiteStore, call: str | None, client: Client) -> Any:
    """The point to which *call* has led."""
    from llm.store.continuing import point_of

    if seen_call(store, call or "", client).status == "running":
        raise InvalidInput("The answer has not come to its end yet: wait for it, or stop it")
    return point_of(store, call or "", scope_of)


def _again(store: SQLiteStore, call: str, said: list[Part], client: Client) -> Any:
    """The point from which *call* was made, its last message in the words of *said*."""
    from llm.store.continuing import call_point

    seen_call(store, call, client)
    point = call_point(store, call, scope_of)
    if said:
        last = point.messages[-1] if point.messages else None
        if last is None or last.role != "user":
            raise InvalidInput("Only what somebody said can be said in other words")
        kept = [part for part in last.parts if isinstance(part, AttachmentPart)]
        point.messages[-1] = user(said, kept)
    return point


def _said(body: dict[str, Any]) -> list[Part]:
    """The parts of what is said now."""
    from llm.attachments import Attachment

    parts: list[Part] = []
    if text := _text(body, "text"):
        parts.append(TextPart(text))
    given = body.get("attachments")
    given = [] if given is None else given
    if not isinstance(given, list):
        raise InvalidInput("'attachments' has to be a list")
    for each in given:
        if not isinstance(each, dict) or not isinstance(each.get("content"), str):
            raise InvalidInput("Each of 'attachments' has a 'type', and 'content' in base64")
        try:
            content = base64.b64decode(each["content"], validate=True)
        except (binascii.Error, ValueError) as error:
            raise InvalidInput("The 'content' of an attachment is not base64") from error
        parts.append(AttachmentPart(Attachment(type=_text(each, "type") or None, content=content)))
    return parts


def _text(body: dict[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise InvalidInput(f"'{name}' has to be a text")
    return value
