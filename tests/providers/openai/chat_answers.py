"""Answers of chat completions as servers send them, and what they add up to."""

from __future__ import annotations

from typing import Any

from llm.core.assembler import assemble
from llm.core.recorder import StreamRecorder
from llm.events import StreamEvent
from llm.parts import Part, ToolCallPart
from llm.providers.openai.chat_exchange import ChatExchange


def chunk(finish_reason: str | None = None, **delta: Any) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    return {"id": "c1", "object": "chat.completion.chunk", "model": "real", "choices": [choice]}


def body(finish_reason: str | None = "stop", **message: Any) -> dict[str, Any]:
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    return {"id": "c1", "object": "chat.completion", "model": "real", "choices": [choice]}


def piece(index: int | None = 0, call_id: Any = None, name: Any = None, arguments: Any = "") -> Any:
    call: dict[str, Any] = {"function": {"arguments": arguments}}
    call |= {} if index is None else {"index": index}
    call |= {} if call_id is None else {"id": call_id}
    call["function"] |= {} if name is None else {"name": name}
    return call


def calling(*pieces: Any) -> list[dict[str, Any]]:
    """A stream of one chunk for each of *pieces*, and its end."""
    return [*(chunk(tool_calls=[each]) for each in pieces), chunk("tool_calls")]


class Told:
    """Takes what an exchange tells a response."""

    finish_reason: str | None = None
    resolved: str | None = None
    response_json: Any = None
    usage: dict[str, Any] | None = None

    def set_usage(self, **usage: Any) -> None:
        self.usage = usage

    def set_resolved_model(self, model_id: str) -> None:
        self.resolved = model_id


def read(*chunks: Any) -> tuple[list[str | StreamEvent], Told]:
    """The events of *chunks*, and what the response is told at their end."""
    exchange, told = ChatExchange("m"), Told()
    events = [event for each in chunks for event in exchange.feed(each)]
    exchange.finish(told)
    return events, told


def parts(events: Any) -> list[Part]:
    """The parts of the message that *events* add up to."""
    recorder = StreamRecorder()
    for event in events:
        recorder.accept(event)
    return [part for message in assemble(recorder.log) for part in message.parts]


def calls(*pieces: Any) -> list[tuple[str, Any, str | None]]:
    """Name, arguments and id of the calls that *pieces* add up to."""
    made = parts(read(*calling(*pieces))[0])
    assert all(isinstance(part, ToolCallPart) for part in made)
    return [(p.name, p.arguments, p.tool_call_id) for p in made if isinstance(p, ToolCallPart)]
