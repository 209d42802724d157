"""What a model says goes to a client of Anthropic's and comes back from it as it was."""

from __future__ import annotations

import json
from typing import Any

from anthropic.types import Message as SDKMessage
from hypothesis import given, settings
from hypothesis import strategies as st

from llm.core.assembler import assemble
from llm.core.recorder import StreamRecorder, replay
from llm.events import StreamEvent
from llm.parts import Message, Part, ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from llm.server.asking.asked import Asked, Outcome
from llm.server.protocols.anthropic.decoding import decoded
from llm.server.protocols.anthropic.encoding import MessagesEncoder, answer
from tests.server.protocols.anthropic.sdk_types import accumulated, strictly

ASKED = Asked("scripted", echo={"thinking": "shown"})
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SAID = TEXT.filter(bool)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(SAID, DATA, max_size=3)
FOREIGN = st.dictionaries(st.sampled_from(["openai", "local"]), OBJECTS, min_size=1, max_size=2)
SIGNED = SAID.map(lambda text: {"anthropic": {"signature": f"s{text}"}})
HIDDEN = SAID.map(lambda text: {"anthropic": {"type": "redacted_thinking", "data": f"d{text}"}})
FEW = settings(max_examples=30, deadline=None)
IDS = st.text("abc123_-", min_size=1, max_size=8)


def results(call_id: str) -> Any:
    """A call that Anthropic ran on its own side, and what came of it."""
    found = [{"encrypted_content": "x", "title": "T", "type": "web_search_result", "url": "u"}]
    call = ToolCallPart("web_search", {"query": "q"}, f"srvtoolu_{call_id}", True)
    return [call, ToolResultPart("web_search", json.dumps(found), call.tool_call_id, True)]


PARTS = st.one_of(
    SAID.map(lambda text: [TextPart(text)]),
    st.builds(lambda text, kept: [ReasoningPart(text, False, kept)], SAID, st.none() | SIGNED),
    st.builds(
        lambda text, red, kept: [ReasoningPart(text, red, kept)], SAID, st.booleans(), FOREIGN
    ),
    st.builds(lambda kept: [ReasoningPart("", True, kept)], st.none() | HIDDEN | FOREIGN),
    st.builds(lambda kept: [ReasoningPart("", False, kept)], SIGNED | FOREIGN),
    st.builds(lambda *call: [ToolCallPart(*call)], SAID, OBJECTS, IDS),
    IDS.map(results),
)
ANSWERS = st.lists(PARTS, min_size=1, max_size=6).map(
    lambda groups: [part for group in groups for part in group]
)


def outcome_of(*parts: Part) -> Outcome:
    """A call to which the model answered with *parts*."""
    return Outcome("01abc", "scripted", 0.0, messages=[Message("assistant", list(parts))])


def resent(content: list[dict[str, Any]]) -> list[Message]:
    """The messages of a client that sends *content* back as what the model said."""
    body = {"model": "scripted", "messages": [{"role": "assistant", "content": content}]}
    return decoded(json.loads(json.dumps(body))).messages


def as_events(parts: list[Part]) -> list[StreamEvent]:
    """*parts* as a model may stream them."""
    events: list[StreamEvent] = []
    for index, part in enumerate(parts):
        metadata = getattr(part, "provider_metadata", None)
        match part:
            case TextPart() | ReasoningPart():
                kind = "text" if isinstance(part, TextPart) else "reasoning"
                events += [StreamEvent(kind, each, index) for each in part.text]
                if metadata or getattr(part, "redacted", False):
                    hidden = isinstance(part, ReasoningPart) and part.redacted
                    events.append(
                        StreamEvent(kind, "", index, redacted=hidden, provider_metadata=metadata)
                    )
            case ToolCallPart(name, arguments, call_id, hosted):
                told: Any = {
                    "part_index": index,
                    "tool_call_id": call_id,
                    "server_executed": hosted,
                }
                events.append(StreamEvent("tool_call_name", name, **told))
                written = json.dumps(arguments)
                events += [StreamEvent("tool_call_args", each, **told) for each in written]
            case ToolResultPart():
                events.append(
                    StreamEvent(
                        "tool_result", part.output, index, part.tool_call_id, True, part.name
                    )
                )
    return events


def streamed(events: list[StreamEvent], asked: Asked = ASKED, **more: Any) -> bytes:
    """The stream of a model that yields *events*, two at a time."""
    recorder = StreamRecorder()
    for event in events:
        recorder.accept(event)
    outcome = Outcome("01abc", "scripted", 0.0, messages=assemble(recorder.log), **more)
    encoder = MessagesEncoder(asked, "01abc", 0.0, "scripted")
    log = list(replay(recorder.log))
    batches = [encoder.events(log[start : start + 2]) for start in range(0, len(log), 2)]
    return b"".join([encoder.begin(), *batches, encoder.end(outcome)])


@FEW
@given(ANSWERS)
def test_a_whole_answer_comes_back_as_it_was(parts: list[Part]) -> None:
    """What a client sends back of an answer are the parts of it, metadata included."""
    body = answer(ASKED, outcome_of(*parts))
    strictly(SDKMessage, body)
    assert resent(body["content"]) == [Message("assistant", parts)]


@FEW
@given(ANSWERS)
def test_a_streamed_answer_comes_back_as_it_was(parts: list[Part]) -> None:
    """The same holds for a stream, put together by the SDK, but for where redacted thinking is."""
    message = accumulated(streamed(as_events(parts)))
    (said,) = resent(message.model_dump(exclude_none=True)["content"])
    assert said.parts == parts


@FEW
@given(ANSWERS, st.randoms(use_true_random=False))
def test_parts_that_mix_are_said_one_after_the_other(parts: list[Part], chance: Any) -> None:
    """However the pieces of parts mix, no block is opened within another, and no call is lost."""
    queues: list[list[StreamEvent]] = [[] for _ in parts]
    for event in as_events(parts):
        queues[event.part_index or 0].append(event)
    mixed = []
    while queues := [queue for queue in queues if queue]:
        mixed.append(chance.choice(queues).pop(0))
    message = accumulated(streamed(mixed))
    (said,) = resent(message.model_dump(exclude_none=True)["content"])
    calls = [part for part in said.parts if isinstance(part, ToolCallPart)]
    made = [part for part in assemble(mixed)[0].parts if isinstance(part, ToolCallPart)]
    assert sorted(map(repr, calls)) == sorted(map(repr, made))
    texts = [part.text for part in said.parts if isinstance(part, TextPart)]
    assert sorted("".join(texts)) == sorted(
        "".join(p.text for p in parts if isinstance(p, TextPart))
    )
