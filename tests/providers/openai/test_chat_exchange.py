"""Chunks and bodies of chat completions as stream events."""

from __future__ import annotations

import base64
import contextlib
import io
import wave
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.core.assembler import assemble
from llm.core.recorder import StreamRecorder
from llm.errors import ModelError
from llm.events import StreamEvent
from llm.parts import AttachmentPart, ReasoningPart, TextPart, ToolCallPart
from llm.providers.openai.chat_exchange import ChatExchange
from tests.providers.openai.chat_answers import Told, body, chunk, parts, piece, read

MADE = {"openai": {"field": "reasoning_content", "model": "m"}}
HIDDEN = StreamEvent("reasoning", "", redacted=True)
PNG = b"\x89PNG\r\n\x1a\n"
USAGE = {
    "prompt_tokens": 10,
    "completion_tokens": 5,
    "total_tokens": 15,
    "prompt_tokens_details": {"cached_tokens": 4, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 3, "audio_tokens": 0},
}


def test_pieces_of_text_are_plain_strings():
    """Text arrives as strings, the first piece and the last included; empty pieces are left out."""
    chunks = [chunk(role="assistant", content=""), chunk(content="hel"), chunk(content="lo")]
    events, told = read(*chunks, chunk("stop", content="!"))
    assert events == ["hel", "lo", "!"]
    assert told.finish_reason == "stop"


@pytest.mark.parametrize(
    "extra",
    [{"finish_reason": None}, {"role": "assistant"}, {"reasoning": None}, {"tool_calls": None}],
)
def test_text_is_found_among_empty_fields(extra):
    """Servers that send more fields, or fewer, with each piece of text are understood."""
    choice = {"delta": {"content": "a", **extra}}
    assert read(*[{"choices": [choice]}] * 3)[0] == ["a", "a", "a"]


def test_a_chunk_may_hold_more_than_text():
    """Between pieces of plain text, a chunk that says something besides loses nothing of it."""
    more = chunk(content="b", reasoning="hm")
    more["choices"][0]["delta"]["tool_calls"] = [piece(0, "c1", "add", "{}")]
    events, _ = read(chunk(content="a"), chunk(content="a"), more, chunk("stop"))
    kinds = [getattr(event, "type", event) for event in events]
    assert kinds == ["a", "a", "reasoning", "b", "tool_call_name", "tool_call_args"]


def test_usage_beside_a_piece_of_text_is_counted():
    """Usage that comes with a plain piece of text, and never again, is told."""
    text = chunk(content="a")
    _, told = read(text, text, {**text, "usage": USAGE}, chunk("stop"))
    assert told.usage is not None
    assert told.usage["input"] == 10


def test_only_the_first_choice_is_the_answer():
    """Further choices, which nobody asked for, are left out, wherever they stand."""
    other = {"index": 1, "delta": {"content": "other"}, "finish_reason": None}
    ended = {**other, "finish_reason": "length"}
    both = chunk(content="mine")
    both["choices"].insert(0, ended)
    events, told = read(chunk(content="a"), {"choices": [other]}, both, chunk("stop"))
    assert events == ["a", "mine"]
    assert told.finish_reason == "stop"


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_reasoning_keeps_its_field_and_its_model(field):
    """Each run of reasoning says where it came from, so that it can be sent back."""
    thinks = [chunk(**{field: "hm"}), chunk(**{field: "m"})]
    events, _ = read(*thinks, chunk(content="yes"), *thinks, chunk("stop"))
    made = {"openai": {"field": field, "model": "m"}}
    run = [ReasoningPart("hmm", provider_metadata=made)]
    assert parts(events) == [*run, TextPart("yes"), *run]
    assert [event.provider_metadata for event in events if isinstance(event, StreamEvent)] == [
        made, None, made, None,
    ]  # fmt: skip


def test_reasoning_under_two_names_is_shown_once():
    """A server that sends the same thought in both fields thought it once."""
    events, _ = read(chunk(reasoning_content="hm", reasoning="hm", reasoning_details=[{"x": 1}]))
    assert events == [StreamEvent("reasoning", "hm", provider_metadata=MADE)]


def test_text_after_reasoning_is_text():
    """The first plain chunk after reasoning is not taken for more of it."""
    events, _ = read(chunk(reasoning="a"), chunk(content="b"), chunk(content="c"))
    assert [getattr(each, "type", each) for each in events] == ["reasoning", "b", "c"]


def test_hidden_reasoning_is_marked_once_at_the_end():
    """Reasoning that was counted and not shown leaves one mark, though usage comes often."""
    often = [{**chunk(content="a"), "usage": USAGE}] * 2
    events, _ = read(*often, chunk("stop"), {"choices": [], "usage": USAGE})
    assert events == ["a", "a", HIDDEN]
    shown, _ = read(chunk(reasoning="hm"), {**chunk("stop"), "usage": USAGE})
    assert [event.redacted for event in shown if isinstance(event, StreamEvent)] == [False]
    exchange = ChatExchange("m")
    assert list(exchange.whole({**body(content="a"), "usage": USAGE})) == [HIDDEN, "a"]


def test_a_refusal_is_text_and_an_outcome():
    """The words of a refusal are shown, marked, and the answer ends as refused."""
    events, told = read(chunk(refusal="I "), chunk(refusal="won't"), chunk("stop"))
    assert parts(events) == [TextPart("I won't", {"openai": {"refusal": True}})]
    assert told.finish_reason == "refusal"
    assert told.response_json["finish_reason"] == "stop"


def test_images_arrive_as_attachments():
    """Images in a stream, as data or by URL, are attachments; what nobody can read is left out."""
    urls = [f"data:image/png;base64,{base64.b64encode(PNG).decode()}", "https://x.test/a.png",
            "data:image/png;base64,%", "data:image/png", "", 7]  # fmt: skip
    images = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    shown = parts(read(chunk(content="see", images=images), chunk("stop"))[0])
    assert shown[0] == TextPart("see")
    attachments = [part.attachment for part in shown[1:] if isinstance(part, AttachmentPart)]
    assert [(a.type, a.content, a.url) for a in attachments if a] == [
        ("image/png", PNG, None), (None, None, "https://x.test/a.png"),
    ]  # fmt: skip


def test_sound_is_one_file_and_its_words_are_text():
    """Streamed samples become one file that plays; a sound that came whole stays as it came."""
    heard = [
        chunk(audio={"id": "a", "transcript": "Hel"}),
        chunk(audio={"data": base64.b64encode(b"\1\0\2\0").decode(), "transcript": "lo"}),
        chunk(audio={"data": base64.b64encode(b"\3\0").decode()}),
        chunk("stop"),
        chunk(audio={"expires_at": 5}),
    ]
    text, sound = parts(read(*heard)[0])
    assert text == TextPart("Hello")
    assert isinstance(sound, AttachmentPart)
    assert sound.attachment is not None
    with wave.open(io.BytesIO(sound.attachment.content or b"")) as played:
        assert played.readframes(9) == b"\1\0\2\0\3\0"
    flac = base64.b64encode(b"fLaC").decode()
    whole = ChatExchange("m").whole(body(audio={"data": flac, "transcript": "Hi"}))
    words, sound = parts(whole)
    assert words == TextPart("Hi")
    assert isinstance(sound, AttachmentPart)
    assert sound.attachment is not None
    assert sound.attachment.content == b"fLaC"


def test_content_in_parts_is_understood():
    """Text, images and thoughts that come as a list of parts are what they say they are."""
    thought = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}
    content = [thought, {"type": "text", "text": "a"}, "b", {"type": "x", "image_url": "http://i"}]
    thinks, text, image = parts(read(chunk(content=content), chunk("stop"))[0])
    assert [thinks, text] == [ReasoningPart("hm"), TextPart("a")]
    assert isinstance(image, AttachmentPart)


@pytest.mark.parametrize("where", ["last chunk", "every chunk", "whole"])
def test_usage_is_told_with_its_details(where):
    """Tokens are counted wherever they are told; the last count holds."""
    told = Told()
    exchange = ChatExchange("m")
    first = {**USAGE, "completion_tokens": 1}
    if where == "whole":
        list(exchange.whole({**body(content="a"), "usage": USAGE}))
    else:
        exchange.feed({**chunk(content="a"), "usage": first if where == "every chunk" else None})
        exchange.feed(chunk("stop"))
        exchange.feed({"choices": [], "usage": USAGE})
    exchange.finish(told)
    assert told.usage == {
        "input": 10,
        "output": 5,
        "details": {
            "prompt_tokens_details": {"cached_tokens": 4},
            "completion_tokens_details": {"reasoning_tokens": 3},
        },
        "cached": 4,
        "reasoning": 3,
    }


def test_cached_tokens_of_deepseek():
    """A server with its own name for cached tokens is understood, and its count is kept."""
    usage = {"prompt_tokens": 9, "prompt_cache_hit_tokens": 7, "completion_tokens": "many"}
    _, told = read({**chunk("stop"), "usage": usage})
    details = {"prompt_cache_hit_tokens": 7}
    expected = {"input": 9, "output": None, "details": details, "cached": 7, "reasoning": None}
    assert told.usage == expected


def test_the_envelope_holds_no_words():
    """What is kept of the answer as the provider sent it is all but what was said."""
    logprobs = [{"token": "a", "logprob": -1.0}]
    first = {**chunk(role="assistant"), "created": 5, "service_tier": "default"}
    logged = chunk(content="secret")
    logged["choices"][0]["logprobs"] = {"content": logprobs, "refusal": None}
    end = {**chunk("stop"), "system_fingerprint": "fp"}
    _, told = read(first, chunk(content="secret"), logged, logged, end)
    assert told.response_json == {
        "id": "c1", "object": "chat.completion.chunk", "model": "real", "created": 5,
        "service_tier": "default", "system_fingerprint": "fp", "finish_reason": "stop",
        "logprobs": {"content": logprobs * 2},
    }  # fmt: skip
    assert told.resolved == "real"
    assert told.usage is None


def test_an_answer_is_complete_with_its_finish_reason():
    """Text alone does not end an answer."""
    exchange = ChatExchange("m")
    exchange.feed(chunk(content="a"))
    assert not exchange.complete
    exchange.feed(chunk("length"))
    assert exchange.complete


@pytest.mark.parametrize(
    ("sent", "code", "status"),
    [
        ({"error": {"message": "over", "code": "rate_limit"}}, "rate_limit", None),
        ({"error": {"message": "over", "code": 502}, "choices": []}, None, 502),
        ({"error": "over"}, None, None),
        ([{"error": {"message": "over"}}], None, None),
        ({"object": "error", "message": "over"}, None, None),
        ({"choices": [{"finish_reason": "error", "error": {"message": "over"}}]}, None, None),
        ({**chunk(content="a"), "error": {"message": "over"}}, None, None),
    ],
)  # fmt: skip
def test_an_error_in_the_stream_is_raised(sent, code, status):
    """An error that comes in the middle of an answer says what the server said."""
    exchange = ChatExchange("m")
    exchange.feed(chunk(content="a"))
    with pytest.raises(ModelError, match="over") as raised:
        exchange.feed(sent)
    assert (raised.value.code, raised.value.status) == (code, status)
    told = Told()
    exchange.finish(told)
    assert told.finish_reason == "failed"


@pytest.mark.parametrize("sent", [{}, {"detail": "nothing here"}, [], None, {"choices": []}])
def test_a_body_without_an_answer_is_an_error(sent):
    """A body that holds no choice does not pass for an empty answer."""
    with pytest.raises(ModelError):
        ChatExchange("m").whole(sent)


def test_a_body_says_what_a_stream_says():
    """The body of an answer gives reasoning, text and calls, in this order."""
    two = [piece(None, "c1", "add", '{"a": 1}'), piece(None, "c1x", "add", "")]
    message = {"tool_calls": two, "content": "so", "reasoning_content": "hm", "refusal": None}
    exchange, told = ChatExchange("m"), Told()
    events = exchange.whole(body("tool_calls", role="assistant", **message))
    exchange.finish(told)
    assert parts(events) == [
        ReasoningPart("hm", provider_metadata=MADE), TextPart("so"),
        ToolCallPart("add", {"a": 1}, "c1"), ToolCallPart("add", {}, "c1x"),
    ]  # fmt: skip
    assert exchange.complete
    assert (told.finish_reason, told.resolved) == ("tool_calls", "real")


LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
FIELDS = [
    "content", "refusal", "reasoning", "reasoning_content", "tool_calls", "function_call", "audio",
    "images", "annotations", "role",
]  # fmt: skip
INNER = ["index", "id", "function", "name", "arguments", "image_url", "url", "data", "transcript"]


def some(names: list[str], values: Any) -> Any:
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, values)) | JSON


ENTRY = some(INNER, some(INNER, LEAVES))
DELTAS = some(FIELDS, ENTRY | st.lists(ENTRY, max_size=3))
CHOICE = st.fixed_dictionaries(
    {},
    optional={
        "index": st.just(0) | JSON, "delta": DELTAS, "message": DELTAS, "finish_reason": JSON,
        "logprobs": JSON, "error": st.none() | JSON,
    },
)  # fmt: skip
CHUNK = st.fixed_dictionaries(
    {},
    optional={
        "id": JSON, "model": JSON, "choices": st.lists(CHOICE | JSON, max_size=3) | JSON,
        "usage": some(list(USAGE), some(["cached_tokens", "reasoning_tokens"], LEAVES)),
        "object": JSON, "error": st.none() | JSON,
    },
)  # fmt: skip


@given(st.lists(CHUNK | JSON, max_size=5), CHUNK | JSON)
def test_whatever_a_server_sends_is_understood_or_an_error(chunks, whole):
    """Fields that are missing, empty or of any other type never raise anything but ModelError."""
    for give, sent in ((ChatExchange.feed, chunks), (ChatExchange.whole, [whole])):
        exchange, recorder, told = ChatExchange("m"), StreamRecorder(), Told()
        for each in sent:
            with contextlib.suppress(ModelError):
                for event in give(exchange, each):
                    recorder.accept(event)
        exchange.finish(told)
        assemble(recorder.log)


@given(st.text(), st.lists(st.integers(0, 20)))
def test_text_is_the_same_however_it_is_cut(text, cuts):
    """The pieces of a text add up to it, whatever their lengths."""
    ends = sorted({min(cut, len(text)) for cut in [*cuts, len(text)]})
    pieces = [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    events, _ = read(*(chunk(content=each) for each in pieces), chunk("stop"))
    assert "".join(each for each in events if isinstance(each, str)) == text
