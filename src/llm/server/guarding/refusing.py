"""Answers to requests that are refused, in the shape of the protocol that was asked for."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from llm.server.asking.asked import Failure

    Message = MutableMapping[str, Any]


async def answer_failure(
    scope: MutableMapping[str, Any],
    send: Callable[[Message], Awaitable[None]],
    failure: Failure,
) -> None:
    """Send *failure* as the whole answer to the request of *scope*."""
    body = json.dumps(failure_body(scope, failure)).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        *failure_headers(failure),
    ]
    await send({"type": "http.response.start", "status": failure.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def failure_headers(failure: Failure) -> list[tuple[bytes, bytes]]:
    """The headers that say more of *failure*: when to try again, how to be let in."""
    headers = []
    if failure.retry_after is not None:
        headers.append((b"retry-after", str(max(1, math.ceil(failure.retry_after))).encode()))
    if failure.status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="llm serve"'))
    return headers


def failure_body(scope: MutableMapping[str, Any], failure: Failure) -> dict[str, Any]:
    """*failure* as the protocol of the request of *scope* says it."""
    path: str = scope["path"]
    if path.startswith("/v1/messages") or any(
        name == b"anthropic-version" for name, _ in scope["headers"]
    ):
        from llm.server.protocols.anthropic.failures import failure_body as of_anthropic

        return of_anthropic(failure)
    if path.startswith("/api/"):
        return {"error": {name: held for name, held in vars(failure).items() if held is not None}}
    from llm.server.protocols.openai_failures import failure_body as of_openai

    return of_openai(failure)
