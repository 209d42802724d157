"""Our events as streams of Anthropic's, where they are not as plain as round trips have them."""

from __future__ import annotations

from typing import Any

import pytest
from anthropic.types import Message as SDKMessage

from llm.attachments import Attachment
from llm.events import StreamEvent
from llm.parts import Message, ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from llm.server.asking.asked import Asked, Failure, Outcome
from llm.server.protocols.anthropic.encoding import MessagesEncoder, answer
from llm.usage import Usage
from tests.server.protocols.anthropic.sdk_types import accumulated, frames, strictly
from tests.server.protocols.anthropic.test_round_trips import ASKED, outcome_of, streamed

SILENT = Asked("scripted")


def kinds(stream: bytes) -> list[str]:
    """The types of the blocks in *stream*."""
    return [block.type for block in accumulated(stream).content]


def call(index: int, name: str = "look", call_id: str | None = "t1") -> StreamEvent:
    """The first event of a tool call."""
    return StreamEvent("tool_call_name", name, index, call_id)


def args(index: int, text: str, call_id: str | None = "t1") -> StreamEvent:
    """A piece of the arguments of one."""
    return StreamEvent("tool_call_args", text, index, call_id)


def test_the_frames_of_a_text() -> None:
    """A plain answer has the events of the protocol, in its order."""
    stream = streamed([StreamEvent("text", "Hel", 0), StreamEvent("text", "lo", 0)])
    assert [name for name, _ in frames(stream)] == [
        "message_start", "ping", "content_block_start", "content_block_delta",
        "content_block_delta", "content_block_stop", "message_delta", "message_stop",
    ]  # fmt: skip
    assert accumulated(stream).content[0].text == "Hello"


@pytest.mark.parametrize("text", ['Grüße\n\u2028 "\\\x00', "👍🏽", "\ud83d", "a\ud83d\ude00b"])
def test_any_text_is_a_line_of_valid_json(text: str) -> None:
    """Control characters do not end a frame; halves of surrogate pairs are not sent."""
    said = accumulated(streamed([StreamEvent("text", "", 0), StreamEvent("text", text, 0)]))
    valid = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert said.content[0].text == valid


def test_thinking_is_shown_to_those_who_asked() -> None:
    """Others get the text alone; those who want it omitted get the blocks without their text."""
    events = [StreamEvent("reasoning", "Hm", 0), StreamEvent("text", "Hi", 1)]
    assert kinds(streamed(events)) == ["thinking", "text"]
    assert kinds(streamed(events, SILENT)) == ["text"]
    omitted = accumulated(streamed(events, Asked("m", echo={"thinking": "omitted"})))
    assert (omitted.content[0].type, omitted.content[0].thinking) == ("thinking", "")
    parts = [ReasoningPart("Hm"), TextPart("Hi")]
    assert [b["type"] for b in answer(SILENT, outcome_of(*parts))["content"]] == ["text"]


def test_a_call_without_an_id_waits_until_it_has_one() -> None:
    """The id that a call is given at the end is the one that its client learns."""
    recorded = [call(0, call_id=None), args(0, '{"a": 1}', None), StreamEvent("text", "Hi", 1)]
    said = [ToolCallPart("look", {"a": 1}, "tc_1"), TextPart("Hi")]
    encoder = MessagesEncoder(ASKED, "1", 0.0, "m")
    stream = encoder.begin() + encoder.events(recorded) + encoder.end(outcome_of(*said))
    text, made = accumulated(stream).content
    assert (text.text, made.id, made.input) == ("Hi", "tc_1", {"a": 1})


def test_calls_that_were_handed_over_come_at_the_end() -> None:
    """What a plugin did not stream is said nevertheless, once; what it did is not said again."""
    said = [ToolCallPart("look", {"a": 1}, "t1"), ToolCallPart("hear", {"b": {}}, "t2")]
    encoder = MessagesEncoder(ASKED, "1", 0.0, "m")
    stream = encoder.begin() + encoder.events([call(0), args(0, '{"a": 1}')])
    message = accumulated(stream + encoder.end(outcome_of(*said)))
    assert [(each.id, each.input) for each in message.content] == [
        ("t1", {"a": 1}),
        ("t2", {"b": {}}),
    ]


def test_arguments_come_while_they_are_made() -> None:
    """A call is sent piece by piece, and the next one as soon as it is complete."""
    encoder = MessagesEncoder(ASKED, "1", 0.0, "m")
    assert not encoder.events([call(0), args(0, " {")])
    assert b"partial_json" in encoder.events([args(0, '"a": ')])
    assert not encoder.events([call(1, "hear", "t2"), args(1, '{"b": 2}', "t2")])
    assert b"partial_json" in encoder.events([args(0, "1}")])
    assert b'"hear"' in encoder.events([StreamEvent("text", "Hi", 2)])


@pytest.mark.parametrize("written", ["look at the sky", "[1]", "{'a': 1}", "null"])
def test_arguments_that_are_no_object_are_quoted(written: str) -> None:
    """The SDK would fail over them: it gets the object that the history has."""
    message = accumulated(streamed([call(0), args(0, written[:2]), args(0, written[2:])]))
    assert message.content[0].input == {"_raw": written}


def test_what_the_protocol_cannot_say_does_not_disturb() -> None:
    """Images in answers, tools of other providers and unknown events are left out."""
    events = [
        StreamEvent("attachment", "", 0, attachment=Attachment("image/png", content=b"x")),
        StreamEvent("tool_call_name", "web_search", 1, "ws_1", True),
        StreamEvent("tool_call_args", "{}", 1, "ws_1", True),
        StreamEvent("tool_result", "found", 2, "ws_1", True, "web_search"),
        StreamEvent("dance", "", 3),
        StreamEvent("text", "Hi", 4),
    ]
    assert kinds(streamed(events)) == ["text"]
    parts = [
        ToolCallPart("web_search", {}, "ws_1", True),
        ToolResultPart("web_search", "found", "srvtoolu_1", True),
        ToolResultPart("web_search", "[1]", "srvtoolu_1", True),
        TextPart("Hi"),
    ]
    assert len(answer(ASKED, outcome_of(*parts))["content"]) == 1


def test_citations_go_with_their_text() -> None:
    """What a text cites is said in both forms of the answer."""
    cited = {
        "type": "char_location", "cited_text": "c", "document_index": 0, "document_title": None,
        "start_char_index": 0, "end_char_index": 1, "file_id": None,
    }  # fmt: skip
    kept = {"anthropic": {"citations": [cited]}}
    stream = streamed(
        [StreamEvent("text", "Hi", 0), StreamEvent("text", "", 0, provider_metadata=kept)]
    )
    assert accumulated(stream).content[0].citations[0].cited_text == "c"
    body = answer(ASKED, outcome_of(TextPart("Hi", kept)))
    assert strictly(SDKMessage, body).content[0].citations[0].cited_text == "c"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("stop", "end_turn"), ("length", "max_tokens"), ("tool_calls", "tool_use"),
        ("content_filter", "refusal"), ("refusal", "refusal"), (None, "end_turn"),
    ],
)  # fmt: skip
def test_why_it_ended(reason: str | None, said: str) -> None:
    """Every reason that we know has a word of the protocol, in both forms of the answer."""
    outcome = Outcome("1", "m", 0.0, finish_reason=reason)
    assert strictly(SDKMessage, answer(ASKED, outcome)).stop_reason == said
    assert accumulated(streamed([], finish_reason=reason)).stop_reason == said


def test_tokens_from_a_cache_are_counted_apart() -> None:
    """The input is what was read anew; tokens of thinking are a part of the output."""
    usage = Usage(100, 20, {"cache_creation_input_tokens": 7}, cached=90, reasoning=5)
    counted = strictly(SDKMessage, answer(ASKED, Outcome("1", "m", 0.0, usage=usage))).usage
    assert (counted.input_tokens, counted.cache_read_input_tokens) == (10, 90)
    assert counted.cache_creation_input_tokens == 7
    assert (counted.output_tokens, counted.output_tokens_details.thinking_tokens) == (20, 5)
    assert accumulated(streamed([], usage=usage)).usage == counted


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("rate_limited", "rate_limit_error"),
        ("interrupted", "api_error"),
        ("invalid", "invalid_request_error"),
    ],
)
def test_what_goes_wrong_in_the_middle_is_an_event(kind: str, said: str) -> None:
    """The open block is closed, an error ends the stream, and nothing says that it is complete."""
    failure = Failure(500, kind, "No more")
    events: list[Any] = [StreamEvent("text", "Hi", 0), call(1), args(1, '{"a"')]
    stream = streamed(events, status="error", failure=failure)
    names = [name for name, _ in frames(stream)]
    assert names[-2:] == ["content_block_stop", "error"]
    assert "message_stop" not in names
    assert frames(stream)[-1][1]["error"] == {"type": said, "message": "No more"}


def test_several_messages_of_one_answer_are_one() -> None:
    """Their parts follow one another, also where they have the same number."""
    events = [StreamEvent("text", "One", 0), StreamEvent("text", "Two", 0, message_index=1)]
    assert [block.text for block in accumulated(streamed(events)).content] == ["One", "Two"]
    outcome = Outcome("1", "m", 0.0, messages=[Message("assistant", [TextPart("One")])] * 2)
    assert len(answer(ASKED, outcome)["content"]) == 2
