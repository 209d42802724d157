"""What goes over the wire, on standard error, for whoever looks for a mistake.

`LLM_HTTP_LOG=1` turns it on, and so does `LLM_OPENAI_SHOW_RESPONSES=1`, its older name. Keys,
cookies and the bytes of attachments are left out.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from llm.net.failures import without_secrets
from llm.notices import say

if TYPE_CHECKING:
    from llm.net.request import Request

_SECRET = re.compile(r"auth|cookie|credential|key|passw|secret|token", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/]{200,}={0,2}")


class WireLog:
    """Shows one request and its answer."""

    def sent(self, request: Request, headers: Mapping[str, str]) -> None:
        """Show what is asked."""
        say(f"> {request.method} {without_secrets(request.url)}")
        self.show(">", headers)
        if request.body is not None:
            say(f"> {shortened(json.dumps(request.body, indent=2, ensure_ascii=False))}")

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """Show the head of the answer."""
        say(f"< {status}")
        self.show("<", headers)

    def received(self, piece: bytes) -> None:
        """Show a piece of the body, as it came."""
        if text := piece.decode("utf-8", errors="replace").strip():
            say(shortened(text))

    def failed(self, error: Exception) -> None:
        """Show what ended the attempt."""
        say(f"! {type(error).__name__}: {error}")

    def show(self, mark: str, headers: Mapping[str, str]) -> None:
        """Show *headers*, each on a line that begins with *mark*."""
        for name, value in headers.items():
            say(f"{mark} {name}: {'[redacted]' if _SECRET.search(name) else value}")


def wire_log() -> WireLog | None:
    """Where to show requests; None when nobody wants to see them."""
    return WireLog() if _on("LLM_HTTP_LOG") or _on("LLM_OPENAI_SHOW_RESPONSES") else None


def shortened(text: str) -> str:
    """*text* with long runs of base64 replaced by their length."""
    return _BASE64.sub(lambda run: f"[{len(run[0]):,} characters of base64]", text)


def _on(variable: str) -> bool:
    return os.environ.get(variable, "").lower() not in ("", "0", "false", "no")


def logging_client(*, async_: bool = False) -> Any:
    """A client of the HTTP library that shows what goes through it, for the SDK and plugins."""
    import httpx2

    log = WireLog()

    def sent(request: httpx2.Request) -> None:
        say(f"> {request.method} {without_secrets(str(request.url))}")
        log.show(">", request.headers)
        try:
            content = request.content
        except httpx2.RequestNotRead:  # an upload, which is read while it is sent
            return
        if content:
            say(shortened(content.decode("utf-8", errors="replace")))

    def answered(response: httpx2.Response) -> None:
        log.answered(response.status_code, response.headers)

    if not async_:
        return httpx2.Client(event_hooks={"request": [sent], "response": [answered]})

    def awaitable(show: Callable[[Any], None]) -> Callable[[Any], Awaitable[None]]:
        async def shown(message: Any) -> None:
            show(message)

        return shown

    hooks = {"request": [awaitable(sent)], "response": [awaitable(answered)]}
    return httpx2.AsyncClient(event_hooks=hooks)
