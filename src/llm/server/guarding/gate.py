"""The gate: what every request passes before an endpoint sees it.

Pure ASGI. In this order: the name that the server was called by, the web page that asks, who the
client is, what the body says it is, how often the client may ask. Endpoints read the body
themselves (`bodies.json_object`), and may raise Refused, which is answered here too.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from llm.server.asking.asked import Failure, Refused
from llm.server.asking.failures import failure_of
from llm.server.guarding.access import (
    ANONYMOUS,
    SCOPE_KEY,
    UNKNOWN_KEY,
    Client,
    no_token,
    wrong_token,
)
from llm.server.guarding.guard import GUARD_KEY
from llm.server.guarding.refusing import answer_failure

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from llm.server.guarding.guard import Guard
    from llm.server.guarding.limits import Limits

    Message = MutableMapping[str, Any]
    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Scope, Receive, Send], Awaitable[None]]

_OPEN = {"/", "/health", "/favicon.ico"}
_OPEN_BELOW = "/page/"
_READS = {"GET", "HEAD"}
_SAFE = {"GET", "HEAD", "OPTIONS"}
_ALWAYS = ((b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"))
_MOST_UNREAD = 100_000_000
_METHODS = b"GET, POST, PUT, PATCH, DELETE"
_EXPOSED = b"llm-call-id, llm-ignored, llm-estimate, retry-after, request-id, x-request-id"


class Gate:
    """Middleware around *app* that lets through what *guard* has nothing against."""

    def __init__(self, app: App, guard: Guard) -> None:
        self.app, self.guard = app, guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on; other scopes, such as `lifespan`, are handed on."""
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
                return
            await self.app(scope, receive, send)
            return
        passage = _Passage(scope, receive, send, self.guard.limits)
        try:
            origin = self._checked_origin(scope)
            if origin is not None and self.guard.origins.is_allowed(origin):
                passage.origin = origin.encode("latin-1")
                if _is_preflight(scope):
                    await passage.preflight(scope)
                    return
            self._let_in(scope)
            await self.app(scope, passage.receive, passage.send)
        except Refused as refused:
            await passage.fail(refused.failure)
        except Exception as error:  # noqa: BLE001 - whatever it is, the server goes on
            # Its line on standard error is written there; the client learns nothing of it.
            await passage.fail(failure_of(error))

    def _checked_origin(self, scope: Scope) -> str | None:
        """The `Origin` of the request. Raises Refused for a foreign one, and a foreign `Host`."""
        hosts, origins = _values(scope, b"host"), _values(scope, b"origin")
        if len(hosts) != 1 or len(origins) > 1:
            raise Refused(Failure(400, "invalid", "The request has to have one Host header."))
        host = hosts[0]
        if not self.guard.origins.answers_to(host):
            raise Refused(
                Failure(
                    403,
                    "forbidden",
                    "The server does not answer to this name. `llm serve --allow-host NAME`"
                    " adds one.",
                    code="wrong_host",
                )
            )
        if origins:
            if not self.guard.origins.accepts(origins[0], host):
                raise _foreign()
            return origins[0]
        # Browsers say where a request without an origin comes from: an image, a script of a page.
        site = _values(scope, b"sec-fetch-site")
        if site and site[0] in {"cross-site", "same-site"} and not _is_navigation(scope):
            raise _foreign()
        return None

    def _let_in(self, scope: Scope) -> None:
        """Leave the client of the request in *scope*. Raises Refused where it must not ask."""
        guard, method = self.guard, scope["method"]
        scope[GUARD_KEY] = guard
        peer = scope.get("client")
        client, has_shown = guard.identities.client_of(scope["headers"], peer[0] if peer else None)
        scope[UNKNOWN_KEY] = has_shown and (client is None or client.token is None)
        if client is None:
            if method not in _READS or not _is_open(scope["path"]):
                raise Refused(wrong_token() if has_shown else no_token())
            client = Client(ANONYMOUS)
        scope[SCOPE_KEY] = client
        if method not in _SAFE:
            _check_body_type(scope)
            guard.budgets.ask(client)


class _Passage:
    """One request on its way in, and its answer on its way out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limits: Limits) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._limits = limits
        self._is_read = not _has_body(scope)
        self._has_started = self._ends_early = False
        self.origin: bytes | None = None

    async def receive(self) -> Message:
        message = await self._receive()
        if not message.get("more_body", False):
            self._is_read = True
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._has_started = True
            status = message["status"]
            self._ends_early = status >= 400 and status != 408 and not self._is_read
            headers = list(message.get("headers", ()))
            present = {name.lower() for name, _ in headers}
            headers += [header for header in _ALWAYS if header[0] not in present]
            if status >= 400 and not self._is_read:
                headers.append((b"connection", b"close"))
            message = {**message, "headers": headers + self._cors()}
        elif self._ends_early and not message.get("more_body", False):
            await self._send({**message, "more_body": True})
            await self._read_on()
            message = {"type": "http.response.body", "body": b""}
        await self._send(message)

    async def _read_on(self) -> None:
        """Read what still comes of the body, and keep none of it, for a while.

        A client that is cut off while it sends does not see why.
        """
        count = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(self._limits.unread_seconds):
                while not self._is_read and count < _MOST_UNREAD:
                    count += len((await self.receive()).get("body", b""))

    async def fail(self, failure: Failure) -> None:
        """Answer *failure*.

        An answer that has begun is left as it is, and the server ends the connection: it does not
        look complete.
        """
        if not self._has_started:
            await answer_failure(self._scope, self.send, failure)

    async def preflight(self, scope: Scope) -> None:
        """Tell the browser what a page of an allowed origin may send."""
        headers = [(b"access-control-allow-methods", _METHODS), (b"access-control-max-age", b"600")]
        if asked := _values(scope, b"access-control-request-headers"):
            headers.append((b"access-control-allow-headers", asked[0].encode("latin-1")))
        if _values(scope, b"access-control-request-private-network"):
            headers.append((b"access-control-allow-private-network", b"true"))
        await self.send({"type": "http.response.start", "status": 204, "headers": headers})
        await self.send({"type": "http.response.body", "body": b""})

    def _cors(self) -> list[tuple[bytes, bytes]]:
        if self.origin is None:
            return []
        return [
            (b"access-control-allow-origin", self.origin),
            (b"access-control-expose-headers", _EXPOSED),
            (b"vary", b"origin"),
        ]


def _check_body_type(scope: Scope) -> None:
    """Raise Refused, 415, where there is a body that is not plainly JSON.

    A form or a text could be sent by any web page without asking the server first.
    """
    kinds, encodings = _values(scope, b"content-type"), _values(scope, b"content-encoding")
    if any(encoding.strip().lower() not in {"", "identity"} for encoding in encodings):
        raise Refused(Failure(415, "invalid", "The body must not be compressed."))
    if not kinds and not _has_body(scope):
        return
    if len(kinds) != 1 or kinds[0].partition(";")[0].strip().lower() != "application/json":
        raise Refused(
            Failure(
                415,
                "invalid",
                "The body has to be JSON, and to be sent as 'Content-Type: application/json'.",
                code="unsupported_media_type",
            )
        )


def _has_body(scope: Scope) -> bool:
    lengths = _values(scope, b"content-length")
    return bool(_values(scope, b"transfer-encoding")) or any(each != "0" for each in lengths)


def _is_open(path: str) -> bool:
    """Whether *path* is of the page's own files, in which there is nothing to keep."""
    return path in _OPEN or path.startswith(_OPEN_BELOW)


def _is_preflight(scope: Scope) -> bool:
    return scope["method"] == "OPTIONS" and bool(_values(scope, b"access-control-request-method"))


def _is_navigation(scope: Scope) -> bool:
    """Whether somebody follows a link to the page."""
    return scope["method"] in _READS and _values(scope, b"sec-fetch-mode") == ["navigate"]


def _values(scope: Scope, wanted: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name == wanted]


def _foreign() -> Refused:
    return Refused(
        Failure(
            403,
            "forbidden",
            "Web pages of other origins may not use this server. `llm serve --allow-origin ORIGIN`"
            " allows one.",
            code="wrong_origin",
        )
    )
