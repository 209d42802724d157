"""Items of the Responses API beyond `canned`, and what an exchange makes of answers."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from llm.core.assembler import assemble
from llm.core.recorder import StreamRecorder
from llm.parts import Message, ReasoningPart
from llm.providers.openai.responses_exchange import ResponsesExchange
from tests.providers.openai import canned

PNG = b"\x89PNG\r\n"
IMAGE = {
    "type": "image_generation_call",
    "id": "ig_1",
    "status": "completed",
    "result": base64.b64encode(PNG).decode(),
    "revised_prompt": "A red dog",
}
SEARCH = {
    "type": "web_search_call",
    "id": "ws_1",
    "status": "completed",
    "action": {"type": "search", "query": "q", "queries": None},
}
CUSTOM = {"type": "custom_tool_call", "id": "ct_1", "call_id": "c1", "name": "sql", "input": "x"}

HIDDEN = ReasoningPart("", redacted=True)
"""What reasoning comes to that only the usage tells of."""


class Answered:
    """Keeps what an exchange tells a response."""

    finish_reason: str | None = None
    resolved_model: str | None = None
    response_json: Any = None
    usage: Any = None

    def set_usage(self, **counts: Any) -> None:
        """Take the number of tokens."""
        self.usage = counts

    def set_resolved_model(self, model_id: str) -> None:
        """Take the model that really answered."""
        self.resolved_model = model_id


def taken(
    exchange: ResponsesExchange, events: Iterable[Any] = (), whole: Any = None
) -> list[Message]:
    """The messages that *events*, or a *whole* answer, add up to."""
    recorder = StreamRecorder()
    for data in events:
        for event in exchange.feed(data):
            recorder.accept(event)
    for event in exchange.whole(whole) if whole is not None else ():
        recorder.accept(event)
    return assemble(recorder.log)


def finished(exchange: ResponsesExchange) -> Answered:
    """What *exchange* tells at the end."""
    response = Answered()
    exchange.finish(response)
    return response


def answered(how: str, *output: Mapping[str, Any], **fields: Any) -> tuple[list[Message], Answered]:
    """What an answer of the items in *output* comes to, `streamed` or `whole`."""
    exchange = ResponsesExchange("gpt-5")
    if how == "whole":
        messages = taken(exchange, whole=canned.response(output, **fields))
    else:
        messages = taken(exchange, canned.response_stream(output, **fields))
    assert exchange.complete
    return messages, finished(exchange)
