"""Answers in the words of the Responses API, streamed and not, read with the SDK's own types."""

from typing import Any

import pytest

from llm.attachments import Attachment
from llm.events import StreamEvent as Event
from llm.server.asking.asked import Failure
from llm.server.protocols.responses.encoding import ResponsesEncoder
from llm.toolcalls import ToolCall
from llm.usage import Usage
from tests.server.protocols.responses.events import (
    CALL,
    asked,
    events_of,
    outcome,
    streamed,
    types_of,
    whole,
)

IMAGE = Attachment(type="image/png", content=b"\x89PNG\r\n\x1a\n1")


def call(name: str, call_id: str | None, *pieces: str, **more: Any) -> list[Event]:
    """The events of a tool call."""
    written = [Event("tool_call_args", piece, tool_call_id=call_id, **more) for piece in pieces]
    return [Event("tool_call_name", name, tool_call_id=call_id, **more), *written]


EVERYTHING = [
    Event("reasoning", "Let me "),
    Event("reasoning", "see."),
    Event("reasoning", "", provider_metadata={"anthropic": {"signature": "x"}}),
    "Hel",
    "lo",
    *call("f", "c1", '{"a":', "1}"),
    *call("web", "s1", '{"q": 1}', server_executed=True),
    Event("tool_result", "found", tool_call_id="s1", server_executed=True, tool_name="web"),
    Event("attachment", "", attachment=IMAGE),
    "I cannot.",
]


def test_a_text_is_told_piece_by_piece() -> None:
    """Between what opens and what closes it, one event for each piece."""
    events = streamed(["Hel", "lo é"], usage=Usage(3, 2))
    assert types_of(events) == [
        "output_item.added", "content_part.added", "output_text.delta", "output_text.delta",
        "output_text.done", "content_part.done", "output_item.done", "completed",
    ]  # fmt: skip
    assert [each["delta"] for each in events if "delta" in each] == ["Hel", "lo é"]
    assert [each["sequence_number"] for each in events] == list(range(len(events)))
    last = events[-1]["response"]
    assert last["output"][0]["content"][0]["text"] == "Hello é"
    assert last["usage"]["total_tokens"] == 5


def test_streamed_or_not_the_answer_is_the_same() -> None:
    """The last event has the response that a request without `stream` is given."""
    request = asked(include=["reasoning.encrypted_content"], metadata={"a": "b"}, store=False)
    chunks = [each for each in EVERYTHING if getattr(each, "chunk", "") != '{"a":']
    chunks = [
        Event("tool_call_args", '{"a": 1}', tool_call_id="c1")
        if getattr(each, "chunk", "") == "1}"
        else each
        for each in chunks
    ]
    last = streamed(chunks, request)[-1]["response"]
    assert last == whole(chunks, request)
    kinds = [item["type"] for item in last["output"]]
    assert kinds == [
        "reasoning", "message", "function_call", "mcp_call", "image_generation_call", "message",
    ]  # fmt: skip
    assert last["id"] == f"resp_unstored_{CALL}"


def test_an_answer_is_streamed_the_same_whenever_its_events_come() -> None:
    """In one batch or one by one; and whoever has seen some of it is told the rest."""
    events = events_of(EVERYTHING)
    ended = outcome(EVERYTHING)

    def stream(after: int = -1) -> ResponsesEncoder:
        return ResponsesEncoder(asked(), CALL, 7.0, "m", after=after)

    at_once = stream()
    said = at_once.begin() + at_once.events(events) + at_once.end(ended)
    one_by_one = stream()
    pieces = [one_by_one.begin(), *(one_by_one.events([each]) for each in events)]
    assert b"".join(pieces) + one_by_one.end(ended) == said
    for after in range(said.count(b"event: ")):
        rest = stream(after)
        told = rest.begin() + rest.events(events) + rest.end(ended)
        assert said.endswith(told)
        assert told.count(b"event: ") == said.count(b"event: ") - after - 1


def test_calls_whose_arguments_come_mixed_are_told_apart() -> None:
    """Each is closed when its arguments are complete, and not before."""
    first, second = call("f", "c1", '{"a":', "1}"), call("g", "c2", '{"b":', "2}")
    events = streamed([first[0], first[1], second[0], second[1], first[2], second[2]])
    done = [each for each in events if each["type"] == "response.output_item.done"]
    assert [each["item"]["arguments"] for each in done] == ['{"a":1}', '{"b":2}']
    told: dict[str, str] = {}
    for each in events:
        if each["type"] == "response.function_call_arguments.delta":
            told[each["item_id"]] = told.get(each["item_id"], "") + each["delta"]
    assert list(told.values()) == ['{"a":1}', '{"b":2}']


def test_calls_that_are_only_known_at_the_end_are_told_there() -> None:
    """One that was streamed without an id, and one that was not streamed at all."""
    chunks = [*call("f", None, '{"a": 1}')]
    events = streamed(chunks, added=[ToolCall("f", {"a": 1}, "x1"), ToolCall("g", {"b": 2}, "x2")])
    done = [each["item"] for each in events if each["type"] == "response.output_item.done"]
    assert [(each["name"], each["call_id"], each["arguments"]) for each in done] == [
        ("f", "x1", '{"a": 1}'),
        ("g", "x2", '{"b": 2}'),
    ]
    assert events[-1]["response"]["output"] == done


def test_a_tool_for_free_text_is_given_its_text() -> None:
    """The one argument is the input; its JSON is nobody's business."""
    request = asked(tools=[{"type": "custom", "name": "run"}])
    chunks = call("run", "c1", '{"inp', 'ut": "x\\ny"}')
    events = streamed(chunks, request)
    assert types_of(events) == [
        "output_item.added", "custom_tool_call_input.delta", "custom_tool_call_input.done",
        "output_item.done", "completed",
    ]  # fmt: skip
    assert events[-1]["response"]["output"][0]["input"] == "x\ny"
    assert whole(chunks, request)["output"] == events[-1]["response"]["output"]


def test_refusals_annotations_and_phases_are_said_as_such() -> None:
    """What a model behind us keeps of the same protocol is in the words of it again."""
    cited = {"type": "url_citation", "url": "u", "title": "t", "start_index": 0, "end_index": 1}
    chunks = [
        Event("text", "See", 0, provider_metadata={"openai": {"phase": "commentary"}}),
        Event("text", "", 0, provider_metadata={"openai": {"annotations": [cited]}}),
        Event("text", "No", 1, provider_metadata={"openai": {"refusal": True}}),
    ]
    events = streamed(chunks, finish_reason="refusal")
    assert "output_text.annotation.added" in types_of(events)
    assert "refusal.delta" in types_of(events)
    said, refused = events[-1]["response"]["output"]
    assert (said["phase"], said["content"][0]["annotations"]) == ("commentary", [cited])
    assert refused["content"] == [{"type": "refusal", "refusal": "No"}]


def test_reasoning_is_a_summary_with_what_its_provider_wants_back_on_request() -> None:
    """Without the request, clients are not burdened with it."""
    chunks = EVERYTHING[:3]
    (plain,) = whole(chunks)["output"]
    assert plain["summary"] == [{"type": "summary_text", "text": "Let me see."}]
    assert "encrypted_content" not in plain
    (sealed,) = whole(chunks, asked(include=["reasoning.encrypted_content"]))["output"]
    assert sealed["encrypted_content"].startswith("llm1.")


@pytest.mark.parametrize(
    ("known", "last", "status"),
    [
        ({"finish_reason": "length"}, "incomplete", "incomplete"),
        ({"finish_reason": "content_filter"}, "incomplete", "incomplete"),
        ({"status": "interrupted"}, "incomplete", "cancelled"),
        ({"status": "error", "failure": Failure(429, "rate_limited", "Slow")}, "failed", "failed"),
        ({"status": "error", "failure": Failure(502, "upstream", "Broke")}, "failed", "failed"),
    ],
)
def test_an_answer_that_breaks_off_says_why(known: Any, last: str, status: str) -> None:
    """What was said until then is there; its item is incomplete."""
    events = streamed(["Hel"], **known)
    assert types_of(events)[-1] == last
    said = events[-1]["response"]
    assert said["status"] == status == whole(["Hel"], **known)["status"]
    assert said["output"][0]["status"] == "incomplete"
    assert said["output"][0]["content"][0]["text"] == "Hel"
    assert bool(said["error"]) == (status == "failed")
    assert bool(said["incomplete_details"]) == (status == "incomplete")


def test_what_goes_on_after_its_end_is_told_all_the_same() -> None:
    """A model may come back to a part; nothing of it is lost."""
    chunks = [Event("text", "a", 0), Event("reasoning", "b", 1), Event("text", "c", 0)]
    events = streamed(chunks)
    assert [each["delta"] for each in events if "delta" in each] == ["a", "b", "c"]
    assert events[-1]["response"]["output"][0]["content"][0]["text"] == "ac"
    done = [each["item"]["id"] for each in events if each["type"].endswith("output_item.done")]
    assert done.count(events[-1]["response"]["output"][0]["id"]) == 2
