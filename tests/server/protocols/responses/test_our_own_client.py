"""Our provider of the Responses API as a client of our server: it hears what a model said."""

from typing import Any

import pytest

from llm.core.assembler import assemble
from llm.core.recorder import StreamRecorder
from llm.providers.openai.responses_exchange import ResponsesExchange
from llm.providers.openai.responses_items import responses_input
from llm.server.protocols.responses.reading import messages_of
from tests.server.protocols.responses.events import outcome, streamed, whole
from tests.server.protocols.responses.test_encoding import EVERYTHING, call


def heard(chunks: list[Any], *, stream: bool) -> list[Any]:
    """The messages that our own client makes of what our server says of *chunks*."""
    exchange = ResponsesExchange("m")
    recorder = StreamRecorder()
    if stream:
        for event in streamed(chunks):
            for chunk in exchange.feed(event):
                recorder.accept(chunk)
    else:
        for chunk in exchange.whole(whole(chunks)):
            recorder.accept(chunk)
    assert exchange.complete
    return assemble(recorder.log)


def parts_of(messages: list[Any]) -> list[dict[str, Any]]:
    """The parts of *messages*, without what is only of one provider."""
    parts: list[dict[str, Any]] = [dict(p.to_dict()) for each in messages for p in each.parts]
    for part in parts:
        for name in ("provider_metadata", "tool_call_id" if part.get("server_executed") else ""):
            part.pop(name, None)
    return parts


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    "chunks",
    [EVERYTHING, ["Hi"], call("f", "c1", "{}"), [*call("f", "c1", '{"a": 1}'), "later"]],
    ids=["everything", "text", "call", "call and text"],
)
def test_it_hears_what_was_said(chunks: list[Any], stream: bool) -> None:
    """Texts, reasoning, calls, what the provider ran, and pictures."""
    assert parts_of(heard(chunks, stream=stream)) == parts_of(list(outcome(chunks).messages))


def test_what_it_sends_is_what_it_was_told() -> None:
    """Its `input` is understood: the same texts and calls, in the same order."""
    messages = list(outcome([*EVERYTHING[3:5], *call("f", "c1", '{"a": 1}')]).messages)
    items, _ = responses_input(messages)
    assert parts_of(messages_of(items)) == parts_of(messages)
