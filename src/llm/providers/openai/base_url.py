"""A model at a server that the user names by its URL, which speaks like OpenAI.

OpenAI's stored key never goes there. Nothing is remembered: that is what `endpoints.py` is for.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from llm import ports
from llm.errors import ModelError, UnknownModelError
from llm.models.registry import get_async_model, get_model
from llm.net.client import get_json
from llm.net.failures import place
from llm.net.limits import current_limits
from llm.net.request import Request
from llm.providers.openai.address import request_headers
from llm.providers.openai.chat import AsyncChat, Chat
from llm.providers.openai.endpoint_answers import entry_for, models_in
from llm.providers.openai.responses import AsyncResponses, Responses
from llm.providers.openai.shared import OpenAIModel

_PATIENCE = {"first_byte": 30.0, "total": 60.0}


def model_at(
    url: str,
    model_id: str,
    *,
    key: str | None = None,
    headers: Mapping[str, str] | None = None,
    async_: bool = False,
    responses: bool = False,
) -> Any:
    """The model *model_id* of the server at *url*.

    A model that is registered and speaks to OpenAI's API, or is one of a plugin that builds on
    it, keeps what is known of it. Of every other the best is assumed: that it takes tools, a
    schema, images and sound, and can be told how much to think.

    Args:
        url: the address up to `/v1`.
        model_id: its id, or the alias of a registered one.
        key: a key, or the name of a stored one; without it none is sent.
        headers: HTTP headers of every request.
        async_: for `async` code.
        responses: ask through the Responses API, where the model is not registered.

    """
    known = _registered(model_id, async_)
    return model_of_server(
        url, model_id, known=known, key=key, headers=headers, async_=async_, responses=responses
    )


def model_of_server(
    url: str,
    model_id: str,
    *,
    known: OpenAIModel | None = None,
    key: str | None = None,
    headers: Mapping[str, str] | None = None,
    async_: bool = False,
    responses: bool = False,
) -> Any:
    """`model_at`, for a model that is *known*, or of which nothing is."""
    model = copy.copy(known) if known is not None else _optimistic(model_id, async_, responses)
    model.api_base = url.rstrip("/")
    model.headers = dict(headers) if headers else None
    model.needs_key, model.key_env_var = None, None
    model.key = ports.get_key(key) if key else None
    return model


def _registered(model_id: str, async_: bool) -> OpenAIModel | None:
    try:
        found: Any = get_async_model(model_id) if async_ else get_model(model_id)
    except UnknownModelError:
        return None
    if isinstance(found, OpenAIModel):
        return found
    return None


def _optimistic(model_id: str, async_: bool, responses: bool) -> OpenAIModel:
    if responses:
        made: Any = AsyncResponses if async_ else Responses
    else:
        made = AsyncChat if async_ else Chat
    model: OpenAIModel = made(
        model_id,
        vision=True,
        audio=not responses,
        reasoning=True,
        supports_schema=True,
        supports_tools=True,
    )
    return model


def models_listed(
    url: str,
    *,
    key: str | None = None,
    headers: Mapping[str, str] | None = None,
    key_name: str | None = None,
) -> list[dict[str, Any]]:
    """What the server at *url* says of each of its models; `id` is there, as text.

    *key_name* is the name of the stored key that *key* is, for the hint when it is refused.
    Raises LLMError when it does not answer, or with something else than a list of models.
    """
    sent = request_headers(ports.get_key(key) if key else None, headers, api_base=url)
    address = f"{url.rstrip('/')}/models"
    limits = current_limits(_PATIENCE)
    answer = get_json(
        Request(place(url), address, sent, key_name=key_name, method="GET", limits=limits)
    )
    try:
        return models_in(answer)
    except ModelError as error:
        raise ModelError(f"{address} lists no models. Is the base URL right?") from error


def first_model(listed: Sequence[Mapping[str, Any]], url: str) -> str:
    """The id of the model to use of those that are *listed*: the first that writes.

    Raises ModelError when there is none.
    """
    if not listed:
        raise ModelError(f"{place(url)} lists no models; name one with -m")
    writing = (each for each in listed if "embedding" not in entry_for(each, {}))
    return str(next(writing, listed[0])["id"])
