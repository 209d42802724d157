"""Invariant 9 at its edges: what JSON or Unicode cannot say, and what looks like our own notes."""

from __future__ import annotations

import json
import os
from contextlib import closing
from pathlib import Path

import pytest

import llm
from llm.attachments import Attachment
from llm.events import StreamEvent
from llm.logs import LogStore
from llm.parts import (
    Message,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    assistant,
    system,
    user,
)
from llm.store.opening import open_store
from llm.store.records import FragmentUse, ToolDefinition, ToolInstance
from tests.store.snapshots import response_dict

LONG = "x" * 80
LIKE_OURS = [
    {"$blob": 1},
    {"$blob": LONG},
    {"$$blob": LONG, "$blob": {"$blob": 7}},
    {"redacted": "no"},
    {"": "", "a": [{"$blob": [LONG]}]},
]


@pytest.mark.parametrize("data", LIKE_OURS)
def test_data_that_looks_like_ours(history, asked, data):
    """Whatever the keys are, arguments, metadata, payload, options and schema come back."""
    call = asked(
        [user(TextPart("a", data))],
        Message("assistant", [ToolCallPart("t", data, "1"), ReasoningPart("", False, data)], data),
        payload=[data],
        options=data,
        schema=data,
        tools=[ToolDefinition("t", LONG, data, None, ToolInstance("T", None, data))],
    )
    back = history.store.call(call.id)
    assert list(back.messages) == call.messages
    assert list(back.output) == list(call.output)
    assert (back.payload, back.options, back.schema) == ([data], data, data)
    assert back.tools == call.tools


def test_a_tool_without_a_name(history, asked):
    """A client may offer one; its call can be read, and so can the list that it is in."""
    call = asked([user("a")], tools=[ToolDefinition(""), ToolDefinition("named")])
    assert history.store.call(call.id).tools == call.tools


@pytest.mark.parametrize("payload", [{}, [], "", "text", 0, 1.5, False, "[redacted]"])
def test_any_payload(history, asked, payload):
    """A provider sends what it likes; nothing and null are the same."""
    assert history.store.call(asked([user("a")], payload=payload).id).payload == payload


def test_halves_of_surrogate_pairs(history, asked):
    """Text is valid Unicode wherever it goes in; the call is not lost."""
    half = "a\ud83db"
    call = asked(
        [system(half), Message("user", [TextPart(half)])],
        Message("assistant", [TextPart(half, {half: half}), ToolCallPart("t", {half: [half]})]),
        system=half,
        error=half,
        payload={half: half},
        options={half: half},
        schema={half: half},
        fragments=[FragmentUse(half)],
        tools=[ToolDefinition("t", half, {half: half})],
    )
    back = history.store.call(call.id)
    assert "ud83d" not in repr(back)
    assert back.messages[1].text() == "a\ufffdb"
    assert back.payload == {"a\ufffdb": "a\ufffdb"}


def test_a_name_that_is_no_unicode_is_kept_as_it_is(history, asked, tmp_path):
    """Of a file, and of a call: by these they are found again."""
    path = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.png")
    Path(path).write_bytes(b"\x89PNG")
    shown = Attachment("image/png", path=path)
    call = asked([user(shown)], assistant(ToolCallPart("t", {}, "\ud83d")))
    again = asked([user(shown)], assistant(ToolCallPart("t", {}, "\ud83d")))
    for each in (call, again):
        back = history.store.call(each.id)
        assert list(back.messages) == call.messages
        assert list(back.output) == list(call.output)
    assert history.store.verify().failures == []


def test_what_a_model_streams_is_valid_when_it_is_stored(api, tmp_path):
    """Halves of pairs in text, arguments, metadata and whatever else a model tells."""
    half = "\ud83d"

    def tell(prompt, response):
        response.response_json = {half: half}
        response.finish_reason = half
        response.set_resolved_model(half)

    model = api.model(
        [
            [
                half,
                StreamEvent("reasoning", half, provider_metadata={"p": half}),
                StreamEvent("tool_call_name", "t", tool_call_id="1"),
                StreamEvent("tool_call_args", json.dumps({"q": half}), tool_call_id="1"),
                tell,
            ]
        ]
    )
    with llm.record(tmp_path / "h.db"):
        response = api.finish(model.prompt(half, fragments=[llm.Fragment("f", half)]))
    with closing(open_store(tmp_path / "h.db")) as store:
        back = store.call(response.id)
    assert (back.status, back.finish_reason, back.payload) == ("ok", "\ufffd", {"\ufffd": "\ufffd"})
    stored, known = response_dict(back), response.to_dict()
    assert stored["prompt"] == known["prompt"]
    assert stored["messages"][0]["parts"][2] == known["messages"][0]["parts"][2]


NOT_JSON = [float("nan"), float("inf"), b"bytes", {1}, object]


@pytest.mark.parametrize("value", NOT_JSON, ids=repr)
@pytest.mark.parametrize("way", ["recorded", "logged", "LogStore"])
def test_what_json_cannot_say_is_kept_as_text(api, tmp_path, value, way):
    """In arguments, metadata and payload; the call is not lost, and those around it are as ever."""
    shown = Attachment("image/png", content=b"\x89PNG")

    def odd(prompt, response):
        response.response_json = {"odd": value}
        response.set_usage(input=1, details={"odd": value})

    model = api.model(
        [[StreamEvent("reasoning", "x", provider_metadata={"odd": value}), "a", odd], ["b"]]
    )
    path = tmp_path / "h.db"
    conversation = model.conversation()
    if way == "recorded":
        with llm.record(path):
            for text in ("one", "two"):
                api.finish(conversation.prompt(text, attachments=[shown]))
    elif way == "LogStore":
        with closing(LogStore(path)) as log:
            for text in ("one", "two"):
                log.log(api.finish(conversation.prompt(text, attachments=[shown])))
    else:
        for text in ("one", "two"):
            api.wait(api.finish(conversation.prompt(text, attachments=[shown])).log_to_db(path))
    written = [1] if value == {1} else repr(value)
    with closing(open_store(path)) as store:
        one, two = (store.call(each.id) for each in conversation.responses)
        assert one.output[0].to_dict()["parts"][0]["provider_metadata"] == {"odd": written}
        assert one.payload == one.usage.details == {"odd": written}
        assert [message.text() for message in two.messages] == ["one", "a", "two"]
        assert two.conversation == one.conversation
        assert store.conversation(conversation.id).calls == 2
        assert store.verify().failures == []


def test_a_very_long_history(history, asked):
    """Thousands of messages in one call are stored and read, and gone on from."""
    said = [user("q") if number % 2 == 0 else assistant(f"{number}") for number in range(5001)]
    call = asked(said, assistant("end"))
    assert list(history.store.call(call.id).messages) == said
    before = history.census()
    again = [Message(each.role, list(each.parts)) for each in said]
    more = asked([*again, assistant("end"), user("more")], assistant("no"))
    assert (history.census() - before).nodes == 2
    assert more.conversation == call.conversation


def test_a_very_deep_value_and_a_very_long_text(history, asked):
    """A payload as deep as JSON goes, a text of a million characters, a result without a call."""
    deep: object = LONG
    for _ in range(200):
        deep = {"a": [deep]}
    text = "y" * 1_000_000
    call = asked([user(text)], assistant(ToolResultPart("t", text, None)), payload=deep)
    back = history.store.call(call.id)
    assert back.messages[0].text() == text
    assert back.payload == deep
    assert history.holding(text) == 1


def test_integers_floats_and_order_stay(history, asked):
    """`1` and `1.0` are told apart, keys stay in their order, big integers whole."""
    data = {"b": 1.0, "a": 1, "big": 2**70, "list": [0.1, -0.0, 1e300], "no": None, "yes": True}
    call = asked([user("a")], assistant(ToolCallPart("t", data, "1")), options=data)
    back = history.store.call(call.id)
    assert json.dumps(back.output[0].parts[0].arguments) == json.dumps(data)
    assert json.dumps(back.options) == json.dumps(data)
