"""What a model says, as a stream of chunks and as one chat completion."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from llm.attachments import Attachment
from llm.core.assembler import assemble
from llm.core.recorder import StreamRecorder
from llm.events import StreamEvent
from llm.parts import Message, ToolCallPart
from llm.server.asking.asked import Asked, Failure, Outcome
from llm.server.protocols.chat.encoding import ChatEncoder, answer
from llm.usage import Usage

OURS = {"reasoning_content", "reasoning_details", "images"}
"""Fields of messages that servers beside OpenAI's have."""


def outcome_of(said: Iterable[str | StreamEvent], **more: Any) -> tuple[list[StreamEvent], Outcome]:
    """The events that a model *said*, numbered, and what they add up to."""
    recorder = StreamRecorder()
    events = [recorder.accept(each) for each in said]
    more = {"messages": assemble(recorder.log), **more}
    return events, Outcome("c1", "m", 7.9, **more)


def chunks_of(said: Iterable[str | StreamEvent], asked: Asked | None = None, **more: Any) -> Any:
    """The chunks of a stream of what a model *said*, as a client reads them."""
    events, outcome = outcome_of(said, **more)
    encoder = ChatEncoder(asked or Asked("m"), "c1", 7.9, "m")
    sent = encoder.begin() + encoder.events(events[:2]) + encoder.events(events[2:])
    frames = (sent + encoder.end(outcome)).decode().split("\n\n")
    assert frames[-2:] == ["data: [DONE]", ""]
    chunks = [json.loads(frame.removeprefix("data: ")) for frame in frames[:-2]]
    for chunk in chunks:
        if "error" not in chunk:
            check_known(ChatCompletionChunk.model_validate(chunk))
    return chunks


def check_known(value: Any) -> None:
    """Assert that the SDK knows every field of *value*, but for those that other servers have."""
    if isinstance(value, list):
        for each in value:
            check_known(each)
    elif hasattr(value, "model_fields_set"):
        assert set(value.model_extra or ()) <= OURS
        for name in type(value).model_fields:
            check_known(getattr(value, name))


def joined(chunks: Iterable[Any]) -> dict[str, Any]:
    """What the deltas of *chunks* add up to, as a client adds them up."""
    said: dict[str, Any] = {}
    calls: dict[int, dict[str, Any]] = {}
    for chunk in chunks:
        for choice in chunk["choices"]:
            for name, value in choice["delta"].items():
                if name == "tool_calls":
                    for piece in value:
                        call = calls.setdefault(piece["index"], {"name": "", "arguments": ""})
                        call["id"] = piece.get("id") or call["id"]
                        for each, text in piece["function"].items():
                            call[each] += text
                elif isinstance(value, str) and name != "role":
                    said[name] = said.get(name, "") + value
                else:
                    said[name] = value
    if calls:
        said["tool_calls"] = [calls[index] for index in sorted(calls)]
    return said


def call_event(kind: str, chunk: str, call_id: str | None = "c9", **more: Any) -> StreamEvent:
    """A piece of a tool call."""
    return StreamEvent(kind, chunk, tool_call_id=call_id, **more)


def test_text() -> None:
    """Text comes piece by piece, between who speaks and why it ended."""
    chunks = chunks_of(["Hel", "lo \u00e9\n\U0001f600"])
    assert [chunk["choices"][0]["delta"] for chunk in chunks] == [
        {"role": "assistant", "content": ""}, {"content": "Hel"},
        {"content": "lo \u00e9\n\U0001f600"}, {},
    ]  # fmt: skip
    assert {(each["id"], each["created"], each["model"]) for each in chunks} == {
        ("chatcmpl-c1", 7, "m")
    }
    assert [each["choices"][0]["finish_reason"] for each in chunks] == [None, None, None, "stop"]


def test_usage_comes_last_where_it_is_wanted() -> None:
    """With `include_usage` the last chunk has it, and no choice; all others have null."""
    asked = Asked("m", echo={"include_usage": True})
    usage = Usage(10, 5, {"prompt_tokens_details": {"audio_tokens": 2}}, cached=3, reasoning=4)
    *chunks, last = chunks_of(["Hi"], asked, usage=usage)
    assert {chunk["usage"] for chunk in chunks} == {None}
    assert (last["choices"], last["usage"]) == (
        [],
        {
            "prompt_tokens": 10,
            "completion_tokens": 5,
            "total_tokens": 15,
            "prompt_tokens_details": {"audio_tokens": 2, "cached_tokens": 3},
            "completion_tokens_details": {"reasoning_tokens": 4},
        },
    )
    assert "usage" not in chunks_of(["Hi"], usage=usage)[-1]
    unknown = chunks_of(["Hi"], asked)[-1]["usage"]
    assert unknown == {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["Hi"], {"content": "Hi"}),
        (
            [StreamEvent("reasoning", "hm"), StreamEvent("reasoning", "!"), "Hi"],
            {"reasoning_content": "hm!", "content": "Hi"},
        ),
        (
            [
                StreamEvent("text", "N", provider_metadata={"openai": {"refusal": True}}),
                StreamEvent("text", "o."),
            ],
            {"refusal": "No."},
        ),
        (
            [call_event("tool_call_name", "add"), call_event("tool_call_args", '{"a": 1}')],
            {"tool_calls": [{"id": "c9", "name": "add", "arguments": '{"a": 1}'}]},
        ),
        (
            [call_event("tool_call_name", "now")],
            {"tool_calls": [{"id": "c9", "name": "now", "arguments": "{}"}]},
        ),
        (
            [call_event("tool_call_args", '{"a"'), call_event("tool_call_name", "add"),
             call_event("tool_call_args", ": 1}", None)],
            {"tool_calls": [{"id": "c9", "name": "add", "arguments": '{"a": 1}'}]},
        ),
        (
            [call_event("tool_call_name", "web", server_executed=True),
             StreamEvent("tool_result", "found", tool_call_id="c9", server_executed=True), "Hi"],
            {"content": "Hi"},
        ),
        ([StreamEvent("unheard-of", "x"), "Hi"], {"content": "Hi"}),
    ],
)  # fmt: skip
def test_stream_adds_up_to_the_whole(
    said: list[str | StreamEvent], expected: dict[str, Any]
) -> None:
    """The pieces of a stream are what the answer that is not streamed says at once."""
    streamed = joined(chunks_of(said))
    assert streamed == {"role": "assistant", "content": "", **expected}
    whole = answer(Asked("m"), outcome_of(said)[1])
    check_known(ChatCompletion.model_validate(whole))
    message = whole["choices"][0]["message"]
    calls = [
        {"id": call["id"], **call["function"]} for call in message.pop("tool_calls", ())
    ]  # fmt: skip
    found = {name: value for name, value in message.items() if value}
    assert found | ({"tool_calls": calls} if calls else {}) == {"role": "assistant", **expected}


def test_calls_without_an_id_come_at_the_end() -> None:
    """What has no id yet is told when it has one: those that were streamed, and those added."""
    said = [call_event("tool_call_name", "add", None), call_event("tool_call_args", "{}", None)]
    _, outcome = outcome_of(said)
    (call,) = outcome.messages[0].parts
    assert isinstance(call, ToolCallPart)
    call.tool_call_id = "tc_1"
    streamed = joined(chunks_of(said, messages=outcome.messages))
    assert streamed["tool_calls"] == [{"id": "tc_1", "name": "add", "arguments": "{}"}]


def test_several_calls_are_numbered() -> None:
    """Each call has a number of its own, in the order in which they begin."""
    said = [
        call_event("tool_call_name", "a", "1"), call_event("tool_call_name", "b", "2"),
        call_event("tool_call_args", '{"x": 2}', "2"), call_event("tool_call_args", "{}", "1"),
    ]  # fmt: skip
    chunks = chunks_of(said)
    assert joined(chunks)["tool_calls"] == [
        {"id": "1", "name": "a", "arguments": "{}"},
        {"id": "2", "name": "b", "arguments": '{"x": 2}'},
    ]
    assert chunks[-1]["choices"][0]["finish_reason"] == "tool_calls"


def test_images_and_sounds() -> None:
    """Images are data URLs beside the text; sounds are data with an id."""
    said = [
        StreamEvent("attachment", "", attachment=Attachment("image/png", content=b"i")),
        StreamEvent("attachment", "", attachment=Attachment("audio/wav", content=b"s")),
        StreamEvent("attachment", "", attachment=Attachment("application/pdf", content=b"p")),
    ]
    streamed = joined(chunks_of(said))
    assert streamed["images"][0]["image_url"] == {"url": "data:image/png;base64,aQ=="}
    assert streamed["audio"] == {"id": "audio_c1", "data": "cw=="}
    message = answer(Asked("m"), outcome_of(said)[1])["choices"][0]["message"]
    assert message["images"] == [
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,aQ=="}}
    ]
    assert message["audio"] == {
        "id": "audio_c1", "data": "cw==", "transcript": "", "expires_at": 7,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (None, "stop"), ("stop", "stop"), ("length", "length"), ("max_tokens", "length"),
        ("content_filter", "content_filter"), ("refusal", "stop"), ("who knows", "stop"),
    ],
)  # fmt: skip
def test_finish_reasons(reason: str | None, expected: str) -> None:
    """Every reason is one of those that the protocol knows."""
    chunks = chunks_of(["Hi"], finish_reason=reason)
    assert chunks[-1]["choices"][0]["finish_reason"] == expected


def test_failure_in_the_middle() -> None:
    """An answer that fails on its way, or is cut off, ends in an error and in no reason."""
    failure = Failure(429, "rate_limited", "Slow down.")
    *_, last = chunks_of(["Hi"], status="error", failure=failure)
    assert last == {
        "error": {
            "message": "Slow down.",
            "type": "rate_limit_error",
            "param": None,
            "code": "rate_limit_exceeded",
        }
    }
    *_, last = chunks_of(["Hi"], status="interrupted")
    assert last["error"]["code"] == "interrupted"


def test_probabilities_and_what_the_provider_says() -> None:
    """Probabilities come where they are asked for and known, and so does the tier of service."""
    token = {"token": "Hi", "logprob": -0.1, "bytes": [72, 105], "top_logprobs": []}
    envelope = {"logprobs": {"content": [token]}, "service_tier": "flex", "system_fingerprint": "f"}
    asked = Asked("m", options={"logprobs": True})
    *_, last = chunks_of(["Hi"], asked, envelope=envelope)
    assert last["choices"][0]["logprobs"] == {"content": [token], "refusal": None}
    whole = answer(asked, outcome_of(["Hi"], envelope=envelope)[1])
    check_known(ChatCompletion.model_validate(whole))
    assert whole["choices"][0]["logprobs"] == {"content": [token], "refusal": None}
    assert (whole["service_tier"], whole["system_fingerprint"]) == ("flex", "f")
    assert answer(Asked("m"), outcome_of(["Hi"])[1])["choices"][0]["logprobs"] is None


def test_empty_answer() -> None:
    """A model that says nothing has said an empty text."""
    whole = answer(Asked("m"), Outcome("c1", "m", 7.0, messages=[Message("assistant")]))
    assert whole["choices"][0]["message"] == {
        "role": "assistant", "content": "", "refusal": None,
    }  # fmt: skip
    assert whole["usage"]["total_tokens"] == 0
