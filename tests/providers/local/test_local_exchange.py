"""The chunks of the built-in model as stream events."""

from __future__ import annotations

from typing import Any

import pytest

from llm.errors import ModelError
from llm.events import StreamEvent
from llm.providers.local.exchange import Exchange

USAGE = {"prompt_tokens": 27, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 0}}


def delta(finish_reason: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": fields, "finish_reason": finish_reason}]}


def call(index: int, name: str = "", arguments: str = "", call_id: str = "") -> dict[str, Any]:
    function = {"arguments": arguments, **({"name": name} if name else {})}
    return {"index": index, "function": function, **({"id": call_id} if call_id else {})}


class Answer:
    """Takes what an exchange tells a response."""

    finish_reason: str | None = None
    usage: dict[str, Any] | None = None

    def set_usage(self, **usage: Any) -> None:
        self.usage = usage


def read(chunks: list[dict[str, Any]], **how: bool) -> tuple[list[StreamEvent], Answer]:
    exchange, answer = Exchange(**how), Answer()
    events = [event for chunk in chunks for event in exchange.feed(chunk)]
    exchange.finish(answer)
    return events, answer


TEXT = [
    delta(role="assistant", content=None),
    delta(content="Hel"),
    delta(content="lo"),
    delta("stop"),
    {"choices": [], "usage": USAGE},
]


def test_text_comes_as_it_arrives() -> None:
    """Each piece of text is an event; the usage and the reason for the end are told."""
    events, answer = read(TEXT)
    assert events == [StreamEvent("text", "Hel"), StreamEvent("text", "lo")]
    assert answer.finish_reason == "stop"
    assert answer.usage == {"input": 27, "output": 2, "details": None}


def test_text_is_held_back_for_a_reader_who_wants_it_whole() -> None:
    """Without streaming, the text is one event."""
    assert read(TEXT, whole=True)[0] == [StreamEvent("text", "Hello")]


def test_tokens_that_were_cached_are_told() -> None:
    """The details of the usage are what is not zero."""
    usage = {**USAGE, "prompt_tokens_details": {"cached_tokens": 9}}
    _, answer = read([{"choices": [], "usage": usage}])
    assert answer.usage is not None
    assert answer.usage["details"] == {"prompt_tokens_details": {"cached_tokens": 9}}


@pytest.mark.parametrize("whole", [False, True])
def test_tool_calls_keep_their_ids_apart(whole: bool) -> None:
    """Names and pieces of arguments carry the id of their call, and earlier text comes first."""
    events, answer = read(
        [
            delta(content="Well"),
            delta(tool_calls=[call(0, "add", "{", "c1")]),
            delta(tool_calls=[call(1, "sub", "", "c2"), call(0, arguments="}")]),
            delta("tool_calls", tool_calls=[call(1, arguments="{}")]),
        ],
        whole=whole,
    )
    assert [(event.type, event.chunk, event.tool_call_id) for event in events] == [
        ("text", "Well", None),
        ("tool_call_name", "add", "c1"),
        ("tool_call_args", "{", "c1"),
        ("tool_call_name", "sub", "c2"),
        ("tool_call_args", "}", "c1"),
        ("tool_call_args", "{}", "c2"),
    ]
    assert answer.finish_reason == "tool_calls"


def test_reasoning_is_reasoning() -> None:
    """What the model thinks is not text."""
    assert read([delta(reasoning_content="hm")])[0] == [StreamEvent("reasoning", "hm")]


def test_a_prompt_that_is_too_long_is_explained_with_both_numbers() -> None:
    """The error names the length of the prompt and what the model takes."""
    error = {"code": 400, "type": "exceed_context_size_error", "n_prompt_tokens": 9, "n_ctx": 4}
    with pytest.raises(ModelError, match=r"has 9 tokens, .* takes 4: shorten it") as caught:
        read([{"error": error}])
    assert (caught.value.status, caught.value.code) == (400, "exceed_context_size_error")


def test_any_other_error_is_quoted_in_one_line() -> None:
    """What the runtime says becomes a `ModelError` without line breaks."""
    with pytest.raises(ModelError, match=r"could not answer: it is broken$"):
        read([{"error": {"code": 500, "message": "it is\n  broken", "type": "server_error"}}])
