"""A local server that speaks like OpenAI's: it keeps every request and answers with what is given.

What it answers when nothing else was given is in `canned`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.local_server import LocalServer, QuietHandler
from tests.providers.openai import canned


@dataclass
class Recorded:
    """One request: its method and path, its headers by their lower-case names, its JSON body."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


class Recorder:
    """The server, on a free port of 127.0.0.1 until `close`.

    Attributes:
        url: the `api_base` of a client.
        requests: what came in, in order.

    """

    def __init__(self) -> None:
        self.requests: list[Recorded] = []
        self._next: list[Any] = []
        recorder = self

        class Handler(QuietHandler):
            def do_GET(self) -> None:
                recorder.serve(self)

            do_POST = do_GET

        self._server = LocalServer(Handler)
        self.url = f"{self._server.url}/v1"
        self._server.start()

    def answer(self, *answers: Any) -> None:
        """Give each of *answers* once, in order: a mapping as JSON, a list of mappings streamed."""
        self._next.extend(answers)

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        """Keep *request* and answer it."""
        sent = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        body = json.loads(sent) if sent else None
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append(Recorded(request.command, request.path, headers, body))
        answer = self._next.pop(0) if self._next else canned.answer_to(request.path, body)
        streamed = not isinstance(answer, Mapping)
        content = framed(answer) if streamed else json.dumps(answer).encode()
        request.send_response(200)
        kind = "text/event-stream" if streamed else "application/json"
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)

    def close(self) -> None:
        """Stop the server."""
        self._server.stop()


def framed(events: Iterable[Mapping[str, Any]]) -> bytes:
    """*events* as a stream of server-sent events; those with a `type` are named after it."""
    lines = []
    for event in events:
        if "type" in event:
            lines.append(f"event: {event['type']}\n")
        lines.append(f"data: {json.dumps(event, ensure_ascii=False)}\n\n")
    lines.append("data: [DONE]\n\n")
    return "".join(lines).encode()
