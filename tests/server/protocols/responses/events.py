"""What the tests of the Responses API have in common: an answer that is streamed, and read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from openai.types.responses import Response, ResponseStreamEvent

from llm.core.assembler import assemble, settle_calls
from llm.core.recorder import StreamRecorder, replay
from llm.events import StreamEvent
from llm.server.asking.asked import Asked, Outcome
from llm.server.protocols.responses.decoding import decoded
from llm.server.protocols.responses.encoding import ResponsesEncoder, answer
from llm.toolcalls import ToolCall
from tests.server.protocols.strictly import frames_in, read_as

CALL = "01jbbbbbbbbbbbbbbbbbbbbbbb"
IN_TURN = ("response.created", "response.in_progress")


def asked(**said: Any) -> Asked:
    """What a request asks that says this."""
    return decoded({"model": "m", "input": "Hi", **said})


def outcome(chunks: Iterable[Any], added: Sequence[ToolCall] = (), **known: Any) -> Outcome:
    """How a call ended whose model gave these *chunks*."""
    recorder = recorded(chunks)
    messages = assemble(recorder.log)
    settle_calls(messages, added, lambda: "tc_1")
    return Outcome(CALL, "m", 7.0, **{"messages": messages, **known})


def recorded(chunks: Iterable[Any]) -> StreamRecorder:
    """What a recorder makes of *chunks*."""
    recorder = StreamRecorder()
    for chunk in chunks:
        recorder.accept(chunk)
    return recorder


def events_of(chunks: Iterable[Any]) -> list[StreamEvent]:
    """The events that *chunks* are."""
    return list(replay(recorded(chunks).log))


def streamed(
    chunks: Sequence[Any], request: Asked | None = None, *, after: int = -1, **ended: Any
) -> list[dict[str, Any]]:
    """The events of the protocol for *chunks*, each read with the SDK's own types."""
    request = request or asked()
    encoder = ResponsesEncoder(request, CALL, 7.0, "m", after=after)
    stream = encoder.begin() + encoder.events(events_of(chunks))
    found = frames_in(stream + encoder.end(outcome(chunks, **ended)))
    for name, data in found:
        assert name == data["type"]
        read_as(ResponseStreamEvent, data)
    return [data for _, data in found]


def whole(chunks: Sequence[Any], request: Asked | None = None, **ended: Any) -> dict[str, Any]:
    """The same, not streamed."""
    made = dict(answer(request or asked(), outcome(chunks, **ended)))
    read_as(Response, made)
    return made


def types_of(events: Iterable[dict[str, Any]]) -> list[str]:
    """The types of *events*, without `response.` and the two that are always first."""
    named = [event["type"] for event in events]
    assert tuple(named[:2]) == IN_TURN
    return [name.removeprefix("response.") for name in named[2:]]
