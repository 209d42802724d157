"""One request to an ASGI application, without a network: what it sends, and what comes back."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from llm.server.guarding.access import client_of
from llm.server.guarding.bodies import json_object
from llm.server.guarding.gate import Gate
from llm.server.guarding.guard import Guard, guard_of
from llm.server.guarding.limits import Limits
from llm.server.settings import Settings

OWN = "the-token-of-the-owner"


@dataclass
class Answer:
    """What came back; *body* is None where it was not JSON."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def code(self) -> Any:
        """The code of a failure in OpenAI's shape."""
        return self.body["error"]["code"]


@dataclass
class Asking:
    """Whoever asks an application behind a gate: one that tells who they are and what it read."""

    guard: Guard
    peer: str | None = "127.0.0.1"
    seen: list[Any] = field(default_factory=list)
    app: Any = None

    def __call__(
        self,
        method: str = "POST",
        path: str = "/v1/chat/completions",
        body: Any = b"{}",
        pieces: Any = None,
        **headers: Any,
    ) -> Answer:
        """Ask once; None in *headers* leaves one out, a list sends one several times."""
        given = {"host": "127.0.0.1:8642", "content_type": "application/json"}
        if body is not None:
            given["content_length"] = str(len(body))
        given.update(headers)
        raw = [
            (name.replace("_", "-").encode(), each.encode("latin-1"))
            for name, value in given.items()
            if value is not None
            for each in (value if isinstance(value, list) else [value])
        ]
        return asyncio.run(self._ask(method, path, raw, pieces or [body or b""]))

    async def _ask(
        self, method: str, path: str, headers: list[tuple[bytes, bytes]], pieces: list[Any]
    ) -> Answer:
        left = list(pieces)
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            if not left:
                await asyncio.Event().wait()
            piece = left.pop(0)
            if isinstance(piece, float):
                await asyncio.sleep(piece)
                piece = b""
            if piece is None:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": piece, "more_body": bool(left)}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http", "method": method, "path": path, "headers": headers,
            "client": (self.peer, 40000) if self.peer else None, "query_string": b"",
        }  # fmt: skip
        await Gate(self.app or self._app, self.guard)(scope, receive, send)
        content = b"".join(each.get("body", b"") for each in sent[1:])
        answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], answered, json.loads(content) if content else None)

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        read = await json_object(scope, receive) if scope["method"] == "POST" else None
        self.seen.append(read)
        body = json.dumps({"client": vars(client_of(scope)), "read": read}, default=list).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})


def asking(limits: Limits | None = None, peer: str | None = "127.0.0.1", **settings: Any) -> Asking:
    """Whoever asks from *peer* a server with these *settings*."""
    settings = {"own_token": OWN, "limits": limits, **settings}
    return Asking(guard_of(Settings(**settings)), peer)


def bearer(token: str) -> dict[str, Any]:
    """The header that shows *token*."""
    return {"authorization": f"Bearer {token}"}
