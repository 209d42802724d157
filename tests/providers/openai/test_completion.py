"""Requests to models that continue a text, and their answers."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.attachments import Attachment
from llm.errors import ModelError, UnsupportedInput
from llm.parts import assistant, system, tool_message, user
from llm.providers.openai.completion import CompletionExchange, completion_body
from tests.providers.openai.chat_answers import Told

LOGPROBS: dict[str, list[Any]] = {
    "tokens": ["do"],
    "top_logprobs": [{"do": -1.0}],
    "text_offset": [0],
}


def chunk(text: Any, finish_reason: str | None = None, **more: Any) -> dict[str, Any]:
    choice = {"index": 0, "text": text, "finish_reason": finish_reason, **more}
    return {"id": "c1", "object": "text_completion", "model": "real", "choices": [choice]}


def test_a_history_is_the_lines_of_the_prompt():
    """What was said before stands above what is said now; only words count."""
    image = Attachment("image/png", content=b"x")
    history = [user("a"), assistant("b"), tool_message("t"), user(image), user("c", "d")]
    assert completion_body(history, {}) == {"prompt": "a\nb\ncd"}


def test_options_are_fields_and_the_limit_has_a_default():
    """The limit of the model holds until another is given; usage is asked for in a stream."""
    options = {"logprobs": 2, "stop": "x", "image_detail": "low", "seed": None}
    assert completion_body([user("a")], options, default_max_tokens=256, stream=True) == {
        "prompt": "a", "logprobs": 2, "stop": "x", "max_tokens": 256,
        "stream_options": {"include_usage": True},
    }  # fmt: skip
    given_limit = completion_body([user("a")], {"max_tokens": 5}, default_max_tokens=256)
    assert given_limit["max_tokens"] == 5


def test_instructions_are_refused():
    """A model that continues text takes no system prompt, and the caller is told what to do."""
    with pytest.raises(UnsupportedInput, match="system prompt"):
        completion_body([system("be brief"), user("a")], {})
    assert completion_body([system(""), user("a")], {}) == {"prompt": "a"}


@pytest.mark.parametrize("streamed", [True, False])
def test_an_answer_is_its_text_and_its_envelope(streamed):
    """Text comes in pieces or at once; usage, outcome and probabilities are kept."""
    exchange, told = CompletionExchange(), Told()
    usage = {"usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}}
    if streamed:
        chunks = [chunk("do", logprobs=LOGPROBS), chunk("ne", "length"), {"choices": [], **usage}]
        events = [event for each in chunks for event in exchange.feed(each)]
        assert events == ["do", "ne"]
    else:
        whole = {**chunk("done", "length", logprobs=LOGPROBS), **usage}
        assert list(exchange.whole(whole)) == ["done"]
    exchange.finish(told)
    assert exchange.complete
    assert (told.finish_reason, told.resolved) == ("length", "real")
    assert told.usage == {
        "input": 3, "output": 2, "details": None, "cached": None, "reasoning": None,
    }  # fmt: skip
    assert told.response_json == {
        "id": "c1", "object": "text_completion", "model": "real", "finish_reason": "length",
        "logprobs": LOGPROBS, **usage,
    }  # fmt: skip


def test_probabilities_of_all_pieces_are_joined():
    """What each chunk tells of its tokens adds up to what a whole answer tells."""
    exchange, told = CompletionExchange(), Told()
    for _ in range(2):
        exchange.feed(chunk("do", logprobs=LOGPROBS))
    exchange.finish(told)
    assert told.response_json["logprobs"] == {name: value * 2 for name, value in LOGPROBS.items()}
    assert LOGPROBS["tokens"] == ["do"]
    assert not exchange.complete


def test_errors_are_raised():
    """An error in the stream, and a body without an answer, are errors."""
    with pytest.raises(ModelError, match="over"):
        CompletionExchange().feed({"error": {"message": "over"}})
    with pytest.raises(ModelError):
        CompletionExchange().whole({"detail": "nothing here"})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
CHOICES = st.lists(
    st.fixed_dictionaries({}, optional=dict.fromkeys(["text", "index", "logprobs"], JSON)) | JSON
)


@given(st.fixed_dictionaries({}, optional={"choices": CHOICES | JSON, "usage": JSON}) | JSON)
def test_whatever_a_server_sends_is_understood_or_an_error(sent):
    """Fields of any type never raise anything but ModelError."""
    for give in (CompletionExchange.feed, CompletionExchange.whole):
        exchange = CompletionExchange()
        with contextlib.suppress(ModelError):
            assert all(isinstance(event, str) for event in give(exchange, sent))
        exchange.finish(Told())
