"""A real HTTP server that speaks like OpenAI and answers as a test says; it records requests.

Run as a program it prints its address, then each request it gets.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from tests.local_server import LocalServer, QuietHandler


@dataclass
class Asked:
    """One request: its method, its path, its headers in lower case, and its JSON body."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Raw:
    """An answer that is sent as it is."""

    status: int
    body: str = ""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Says:
    """An answer of the model.

    Attributes:
        text: its words, which are streamed one by one.
        calls: tool calls as pairs of name and arguments.
        reasoning: what it thought before.
        finish_reason: how it ended; found out when None.
        refusal: why it says nothing else.
        pause: seconds to wait after the first word of a stream.

    """

    text: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    reasoning: str = ""
    finish_reason: str | None = None
    refusal: str = ""
    pause: float = 0

    @property
    def end(self) -> str:
        return self.finish_reason or ("tool_calls" if self.calls else "stop")

    def message(self) -> dict[str, Any]:
        """The answer as one message of Chat Completions."""
        said: dict[str, Any] = {"role": "assistant", "content": self.text or None}
        if self.reasoning:
            said["reasoning_content"] = self.reasoning
        if self.calls:
            said["tool_calls"] = [
                {
                    "id": f"call_{number}",
                    "index": number,
                    "type": "function",
                    "function": {"name": name, "arguments": json.dumps(arguments)},
                }
                for number, (name, arguments) in enumerate(self.calls)
            ]
        return said

    def deltas(self) -> Iterator[dict[str, Any]]:
        """The answer as the deltas of a stream."""
        if self.reasoning:
            yield {"reasoning_content": self.reasoning}
        for number, word in enumerate(self.text.split(" ")):
            if word:
                yield {"content": f" {word}" if number else word}
        if self.refusal:
            yield {"refusal": self.refusal}
        if self.calls:
            yield {"tool_calls": self.message()["tool_calls"]}


class OpenAIServer:
    """What the server will say, and what it was asked.

    Attributes:
        answers: one for each prompt, in order; then the last one again.
        models: what it says of the models that it has.
        requests: every request so far.

    """

    def __init__(self) -> None:
        self.answers: list[Says | Raw] = [Says("Hello there")]
        self.models: Any = {"object": "list", "data": [model("tiny")]}
        self.requests: list[Asked] = []
        self.stopping = threading.Event()
        server = self

        class Handler(_Handler):
            scripted = server

        self._http = LocalServer(Handler)
        self.url = f"{self._http.url}/v1"

    def says(self, *answers: Says | Raw | str) -> None:
        """Answer the next prompts with these."""
        self.answers = [Says(each) if isinstance(each, str) else each for each in answers]

    def prompts(self) -> list[Asked]:
        """The requests that asked a model."""
        return [asked for asked in self.requests if asked.method == "POST"]

    def next_answer(self) -> Says | Raw:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @contextmanager
    def running(self) -> Iterator[OpenAIServer]:
        with self._http.running():
            try:
                yield self
            finally:
                self.stopping.set()


def model(model_id: str, **more: Any) -> dict[str, Any]:
    """An entry of the list of models."""
    return {"id": model_id, "object": "model", "created": 1700000000, "owned_by": "me", **more}


class _Handler(QuietHandler):
    scripted: OpenAIServer

    def do_GET(self) -> None:
        self._record(None)
        listed = self.scripted.models
        if not self.path.endswith("/models"):
            self._send(Raw(404, json.dumps({"error": {"message": f"no {self.path}"}})))
        elif isinstance(listed, Raw):
            self._send(listed)
        else:
            self._send(Raw(200, json.dumps(listed)))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._record(body)
        answer = self.scripted.next_answer()
        if isinstance(answer, Raw):
            self._send(answer)
        elif self.path.endswith("/responses"):
            self._reply(answer, body, _response_events(answer), _whole_response(answer))
        else:
            self._reply(answer, body, _chat_events(body, answer), _whole_chat(body, answer))

    def _record(self, body: Any) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.scripted.requests.append(Asked(self.command, self.path, headers, body))

    def _reply(self, answer: Says, body: Any, events: Iterable[Any], whole: Any) -> None:
        if not body.get("stream"):
            self._send(Raw(200, json.dumps(whole)))
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        with suppress(ConnectionError):  # the client has left
            for number, event in enumerate(events):
                name = f"event: {event['type']}\n" if "type" in event else ""
                self.wfile.write(f"{name}data: {json.dumps(event)}\n\n".encode())
                if not number:
                    self.scripted.stopping.wait(answer.pause)
            if not self.path.endswith("/responses"):
                self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, answer: Raw) -> None:
        content = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(content)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


_USAGE = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}


def _chat_events(body: Any, answer: Says) -> Iterator[dict[str, Any]]:
    about = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": body["model"]}
    for delta in answer.deltas():
        yield {**about, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    yield {**about, "choices": [{"index": 0, "delta": {}, "finish_reason": answer.end}]}
    if (body.get("stream_options") or {}).get("include_usage"):
        yield {**about, "choices": [], "usage": _USAGE}


def _whole_chat(body: Any, answer: Says) -> dict[str, Any]:
    choice = {"index": 0, "message": answer.message(), "finish_reason": answer.end}
    about = {"id": "c1", "object": "chat.completion", "created": 1, "model": body["model"]}
    return {**about, "choices": [choice], "usage": _USAGE}


def _whole_response(answer: Says) -> dict[str, Any]:
    items: list[dict[str, Any]] = []
    if answer.text:
        content = [{"type": "output_text", "text": answer.text, "annotations": []}]
        about = {"type": "message", "id": "m1", "role": "assistant", "status": "completed"}
        items.append({**about, "content": content})
    for number, (name, arguments) in enumerate(answer.calls):
        about = {"type": "function_call", "id": f"f{number}", "status": "completed"}
        call = {"call_id": f"call_{number}", "name": name, "arguments": json.dumps(arguments)}
        items.append({**about, **call})
    return {
        "id": "r1", "object": "response", "created_at": 1, "model": "tiny", "output": items,
        "status": "completed", "tools": [], "parallel_tool_calls": True, "tool_choice": "auto",
        "usage": {
            "input_tokens": 7, "output_tokens": 3, "total_tokens": 10,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens_details": {"reasoning_tokens": 0},
        },
    }  # fmt: skip


def _response_events(answer: Says) -> Iterator[dict[str, Any]]:
    whole = _whole_response(answer)
    number = 0

    def event(kind: str, **more: Any) -> dict[str, Any]:
        nonlocal number
        number += 1
        return {"type": f"response.{kind}", "sequence_number": number, **more}

    yield event("created", response={**whole, "status": "in_progress", "output": []})
    for index, item in enumerate(whole["output"]):
        place = {"output_index": index, "item_id": item["id"]}
        yield event("output_item.added", output_index=index, item={**item, "content": []})
        if item["type"] == "message":
            text = item["content"][0]["text"]
            yield event("output_text.delta", **place, content_index=0, delta=text, logprobs=[])
        else:
            yield event("function_call_arguments.delta", **place, delta=item["arguments"])
        yield event("output_item.done", output_index=index, item=item)
    yield event("completed", response=whole)


if __name__ == "__main__":
    import sys
    import time

    scripted = OpenAIServer()
    if sys.argv[1:]:
        scripted.says(*(Says(**json.loads(written)) for written in sys.argv[1:]))
    with scripted.running():
        print(scripted.url, flush=True)
        while True:
            time.sleep(0.1)
            while scripted.requests:
                print(scripted.requests.pop(0), flush=True)
