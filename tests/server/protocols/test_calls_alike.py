"""Tool calls that their ids do not tell apart: every protocol streams each of them, once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from llm.core.assembler import assemble, settle_calls
from llm.core.recorder import StreamRecorder
from llm.events import StreamEvent
from llm.server.asking.asked import Asked, Outcome
from llm.server.protocols.anthropic.encoding import MessagesEncoder
from llm.server.protocols.chat.encoding import ChatEncoder
from llm.server.protocols.responses.encoding import ResponsesEncoder
from llm.toolcalls import ToolCall
from tests.server.protocols.anthropic.sdk_types import accumulated
from tests.server.protocols.chat.test_encoding import joined
from tests.server.protocols.responses.events import asked
from tests.server.protocols.strictly import frames_in

Call = tuple[str, str, Any]
"""The id, the name and the arguments of a call."""


def event(kind: str, chunk: str, part: int, call_id: str | None, message: int = 0) -> StreamEvent:
    """A piece of a call whose model numbers its parts itself."""
    return StreamEvent(f"tool_call_{kind}", chunk, part, call_id, message_index=message)


def call(number: int, call_id: str | None, message: int = 0) -> list[StreamEvent]:
    """The events of a call."""
    return [
        event("name", f"f{number}", number, call_id, message),
        event("args", f'{{"x": {number}}}', number, None, message),
    ]


SAID: dict[str, list[StreamEvent]] = {
    "the same id": [*call(0, "a"), *call(1, "a"), *call(2, "b")],
    "the same id, mixed": [
        event("name", "f0", 0, "a"), event("name", "f1", 1, "a"),
        event("args", '{"x": 1}', 1, None), event("args", '{"x": 0}', 0, None),
    ],
    "an id that comes late, and is the next one's": [
        event("name", "f0", 0, None), event("args", '{"x": 0}', 0, "a"), *call(1, "a"),
    ],
    "a later message first": [*call(0, "a", 1), *call(1, "a", 0)],
    "without arguments": [event("name", "f0", 0, "a"), event("name", "f1", 1, "a")],
}  # fmt: skip


def in_chat(events: Sequence[StreamEvent], outcome: Outcome) -> list[Call]:
    """The calls as a client of chat completions adds them up."""
    encoder = ChatEncoder(Asked("m"), "c1", 7.0, "m")
    frames = frames_in(encoder.begin() + encoder.events(events) + encoder.end(outcome))
    said = joined(data for _, data in frames if isinstance(data, dict))["tool_calls"]
    return [(each["id"], each["name"], json.loads(each["arguments"])) for each in said]


def in_responses(events: Sequence[StreamEvent], outcome: Outcome) -> list[Call]:
    """The calls as a client of responses is told that they are done."""
    encoder = ResponsesEncoder(asked(), "c1", 7.0, "m")
    frames = frames_in(encoder.begin() + encoder.events(events) + encoder.end(outcome))
    items = [data["item"] for name, data in frames if name == "response.output_item.done"]
    return [(each["call_id"], each["name"], json.loads(each["arguments"])) for each in items]


def in_messages(events: Sequence[StreamEvent], outcome: Outcome) -> list[Call]:
    """The calls as a client of Anthropic's messages adds them up."""
    encoder = MessagesEncoder(Asked("m"), "c1", 7.0, "m")
    stream = encoder.begin() + encoder.events(events) + encoder.end(outcome)
    return [(each.id, each.name, each.input) for each in accumulated(stream).content]


@pytest.mark.parametrize("read", [in_chat, in_responses, in_messages])
@pytest.mark.parametrize("handed_over", [False, True])
@pytest.mark.parametrize("name", SAID)
def test_every_call_is_told_once(
    name: str, handed_over: bool, read: Callable[[Sequence[StreamEvent], Outcome], list[Call]]
) -> None:
    """With its own arguments, also where one of a plugin's follows that was not streamed."""
    recorder = StreamRecorder()
    events = [recorder.accept(each) for each in SAID[name]]
    messages = assemble(recorder.log)
    settle_calls(messages, [ToolCall("added", {"x": 9})] * handed_over, lambda: "tc_1")
    parts: list[Any] = [part for message in messages for part in message.parts]
    told = read(events, Outcome("c1", "m", 7.0, messages=messages))
    expected = [(part.tool_call_id, part.name, part.arguments) for part in parts]
    assert sorted(told, key=str) == sorted(expected, key=str)
