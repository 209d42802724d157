"""What comes back from the Responses API, as events and as the messages they add up to."""

from functools import partial
from itertools import chain

import pytest

from llm.errors import ModelError
from llm.events import StreamEvent
from llm.parts import (
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    assistant,
)
from llm.providers.openai.responses_events import IGNORED
from llm.providers.openai.responses_exchange import TEXT_DELTA, UNDERSTOOD, ResponsesExchange
from llm.providers.openai.responses_items import responses_input
from tests.providers.openai import canned
from tests.providers.openai.answered import CUSTOM, HIDDEN, SEARCH, answered, finished, taken
from tests.providers.openai.canned import function_call, message, reasoning, refusal


@pytest.fixture(params=["streamed", "whole"])
def answer(request):
    """What an answer comes to, either way: its messages, and what is told at its end."""
    return partial(answered, request.param)


def heard(text, number=1, *summary, redacted=False):
    parts = [{"type": "summary_text", "text": each} for each in summary]
    held = {"id": f"rs_{number}", "encrypted_content": "secret", "summary": parts, "model": "gpt-5"}
    return ReasoningPart(text, redacted, {"openai": held})


def test_text(answer):
    """Text, usage, the model, and an envelope that does not hold the text once more."""
    messages, response = answer(reasoning("Hm"), message("Hello", " you"))
    assert messages == [assistant(heard("Hm", 1, "Hm"), "Hello you")]
    assert response.finish_reason == "stop"
    assert response.resolved_model == canned.MODEL
    assert response.usage == {
        "input": 11,
        "output": 7,
        "cached": 4,
        "reasoning": 3,
        "details": {
            "input_tokens_details": {"cached_tokens": 4},
            "output_tokens_details": {"reasoning_tokens": 3},
        },
    }
    assert response.response_json == {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": canned.MODEL,
        "status": "completed",
        "usage": canned.RESPONSE_USAGE,
    }


def test_summaries_are_set_apart(answer):
    """A blank line stands between the parts of a summary, and the parts are kept."""
    messages, _ = answer(reasoning("One", "", "Two"), message("x"))
    assert messages == [assistant(heard("One\n\nTwo", 1, "One", "", "Two"), "x")]


def test_reasoning_that_is_not_shown(answer):
    """It is a redacted part, with what it takes to send it back."""
    messages, _ = answer(reasoning(), message("x"))
    assert messages == [assistant(heard("", redacted=True), "x")]


def test_reasoning_that_only_the_usage_tells_of(answer):
    """Tokens without an item are a redacted part at the start."""
    assert answer(message("x"))[0] == [assistant(HIDDEN, "x")]


@pytest.mark.parametrize(
    ("output", "kinds"),
    [
        ([message("a"), message("b", item_id="msg_2")], ["rt", "t"]),
        ([reasoning(), SEARCH, reasoning(item_id="rs_2"), message("a")], ["rrcot"]),
        (
            [reasoning(), function_call("f", "{}"), reasoning(item_id="rs_2"),
             function_call("f", "{}", "call_2")],
            ["rc", "rc"],
        ),
        ([reasoning(), reasoning(item_id="rs_2"), message("a")], ["r", "rt"]),
        ([message("a"), reasoning(), message("b", item_id="msg_2")], ["t", "rt"]),
        ([reasoning(), message("a"), function_call("f", "{}")], ["rtc"]),
    ],
)  # fmt: skip
def test_reasoning_keeps_its_place(answer, output, kinds):
    """Each message of theirs is one; reasoning opens one where it would move or be merged."""
    letters = {
        ReasoningPart: "r", TextPart: "t", ToolCallPart: "c", ToolResultPart: "o",
    }  # fmt: skip
    messages, _ = answer(*output)
    assert ["".join(letters[type(part)] for part in each.parts) for each in messages] == kinds


def test_calls(answer):
    """Calls side by side keep their arguments apart, and end the answer for tools."""
    messages, response = answer(
        reasoning("Hm"), function_call("f", '{"x": 1}', "a"), function_call("g", "{}", "b")
    )
    calls = [ToolCallPart("f", {"x": 1}, "a"), ToolCallPart("g", {}, "b")]
    assert messages == [assistant(heard("Hm", 1, "Hm"), *calls)]
    assert response.finish_reason == "tool_calls"


def test_a_custom_tool_takes_text(answer):
    """It is a call with the one argument `input`, and goes back as it came."""
    messages, response = answer(CUSTOM)
    noted = {"openai": {"type": "custom_tool_call"}}
    call = ToolCallPart("sql", {"input": "x"}, "c1", provider_metadata=noted)
    assert messages == [assistant(HIDDEN, call)]
    assert response.finish_reason == "tool_calls"
    sent = {key: value for key, value in CUSTOM.items() if key != "id"}
    assert responses_input(messages)[0] == [sent]


def test_a_refusal_is_text_and_a_finish_reason(answer):
    """What the model says instead is shown, and marked."""
    messages, response = answer(refusal("I will not."))
    refused = TextPart("I will not.", {"openai": {"refusal": True}})
    assert messages == [assistant(HIDDEN, refused)]
    assert response.finish_reason == "refusal"


def test_citations_and_phases_stay_with_the_text(answer):
    """They come when the message is complete, and belong to its text."""
    item = {**message("See a."), "phase": "final_answer"}
    cited = {"type": "url_citation", "url": "https://a.example", "start_index": 0, "end_index": 5}
    item["content"][0]["annotations"] = [cited]
    noted = {"openai": {"annotations": [cited], "phase": "final_answer"}}
    assert answer(reasoning(), item)[0][0].parts[-1] == TextPart("See a.", noted)


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ({"reason": "max_output_tokens"}, "length"),
        ({"reason": "content_filter"}, "content_filter"),
        (None, "length"),
    ],
)
def test_an_answer_that_was_cut_short_is_kept(answer, details, reason):
    """It is no error: what there is of it is shown, and the finish reason tells."""
    messages, response = answer(message("Once"), status="incomplete", incomplete_details=details)
    assert messages[0].text() == "Once"
    assert response.finish_reason == reason


FAILED = {"code": "server_error", "message": "Try\nlater"}


@pytest.mark.parametrize("whole", [False, True])
def test_a_failed_answer_is_an_error_after_its_text(whole):
    """What had arrived is handed over before the error, which carries the provider's code."""
    got: list[str | StreamEvent] = []
    exchange = ResponsesExchange("m")
    output = [message("Once")]
    said = {"status": "failed", "error": FAILED}
    answers = (
        [exchange.whole(canned.response(output, **said))]
        if whole
        else map(exchange.feed, canned.response_stream(output, **said))
    )
    events = chain.from_iterable(answers)
    with pytest.raises(ModelError, match="could not answer: Try later") as raised:
        got.extend(events)
    assert raised.value.code == "server_error"
    assert "".join(each if isinstance(each, str) else each.chunk for each in got) == "Once"
    assert finished(exchange).finish_reason == "failed"
    assert not exchange.complete


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"code": "rate_limit", "message": "Slow down", "param": None}, "rate_limit"),
        ({"error": {"code": "overloaded", "message": "Slow down"}}, "overloaded"),
        ({"code": None, "message": "Slow down"}, None),
    ],
)  # fmt: skip
def test_an_error_inside_a_stream(event, code):
    """Both shapes of the event are understood."""
    exchange = ResponsesExchange("m")
    with pytest.raises(ModelError, match="Slow down") as raised:
        list(exchange.feed({"type": "error", **event}))
    assert raised.value.code == code
    assert finished(exchange).finish_reason == "failed"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"status": "queued", "output": []}, "still queued"),
        ({"status": "in_progress", "output": []}, "still in progress"),
        ({"status": "cancelled", "output": []}, "was cancelled"),
        ({"error": {"message": "No"}}, "No"),
        (["odd"], "is not a response"),
        ({"message": "Nothing here"}, "Nothing here"),
        ({}, "no reason given"),
    ],
)
def test_a_body_that_is_no_answer(body, told):
    """It says why instead of being an empty answer."""
    exchange = ResponsesExchange("m")
    with pytest.raises(ModelError, match=told):
        list(exchange.whole(body))
    assert not exchange.complete


def test_pieces_of_the_first_message_are_plain_strings():
    """So that a long answer is cheap; pieces of a later message say which one they belong to."""
    exchange = ResponsesExchange("m")
    first, later = ({"type": TEXT_DELTA, "item_id": name, "delta": "a"} for name in ("1", "2"))
    start = {"type": "response.output_item.added", "item": {"type": "message", "id": "2"}}
    got = [each for data in [first, first, first] for each in exchange.feed(data)]
    assert [type(each) for each in got] == [StreamEvent, str, str]
    assert list(exchange.feed(start)) == []
    got = [each for data in [later, later] for each in exchange.feed(data)]
    assert [isinstance(each, StreamEvent) and each.message_index for each in got] == [1, 1]


def test_reasoning_that_ends_after_the_text_has_begun():
    """As llama.cpp's server streams it: items without a place, done late; all parts are whole."""
    thought = {
        "type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "secret",
        "content": [{"type": "reasoning_text", "text": "Hm."}],
    }  # fmt: skip
    text = {"type": "message", "id": "msg_1", "content": [{"type": "output_text", "text": "Hello"}]}
    events = [
        {"type": "response.output_item.added", "item": {**thought, "encrypted_content": ""}},
        {"type": "response.reasoning_text.delta", "item_id": "rs_1", "delta": "Hm"},
        {"type": "response.reasoning_text.delta", "item_id": "rs_1", "delta": "."},
        {"type": "response.output_item.added", "item": {**text, "content": []}},
        {"type": TEXT_DELTA, "item_id": "msg_1", "delta": "He"},
        {"type": "response.output_item.done", "item": thought},
        {"type": TEXT_DELTA, "item_id": "msg_1", "delta": "l"},
        {"type": TEXT_DELTA, "item_id": "msg_1", "delta": "lo"},
        {"type": "response.output_item.done", "item": text},
        {"type": "response.completed", "response": {"output": [thought, text]}},
    ]
    exchange = ResponsesExchange("gpt-5")
    assert taken(exchange, events) == [assistant(heard("Hm."), "Hello")]
    assert exchange.complete


def test_what_was_not_streamed_is_taken_from_the_end():
    """A server may leave out pieces, single items, or all but the finished response."""
    output = [reasoning("Hm"), message("Hello"), function_call("f", '{"x": 1}')]
    stream = canned.response_stream(output)
    full = taken(ResponsesExchange("m"), stream)
    for left_out in (
        lambda event: event["type"].endswith(".delta"),
        lambda event: event["type"].endswith("item.done"),
        lambda event: event["type"].endswith("item.added"),
        lambda event: event.get("output_index") == 2,
        lambda event: event["type"] != "response.completed",
    ):
        assert taken(ResponsesExchange("m"), [e for e in stream if not left_out(e)]) == full


def test_calls_without_ids_of_their_items():
    """Pieces go to the call that is open, where a server does not name it."""
    call = {"type": "function_call", "name": "f", "arguments": ""}
    events = [
        {"type": "response.output_item.added", "item": call},
        {"type": "response.function_call_arguments.delta", "delta": '{"x"'},
        {"type": "response.function_call_arguments.delta", "delta": ": 1}"},
        {"type": "response.output_item.done", "item": {**call, "arguments": '{"x": 1}'}},
    ]
    stream = [*events, *events, {"type": "response.completed", "response": {}}]
    calls = [ToolCallPart("f", {"x": 1}), ToolCallPart("f", {"x": 1})]
    assert taken(ResponsesExchange("m"), stream) == [assistant(*calls)]


def test_no_type_is_both_understood_and_passed_over():
    """Each type that is passed over has a reason; one that nobody knows is skipped."""
    assert not UNDERSTOOD.keys() & IGNORED.keys()
    assert all(IGNORED.values())
    assert list(ResponsesExchange("m").feed({"type": "response.later"})) == []
    assert list(ResponsesExchange("m").feed("odd")) == []
