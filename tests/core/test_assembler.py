"""What recorded events add up to."""

import pytest

from llm.attachments import Attachment
from llm.core.assembler import assemble
from llm.core.recorder import StreamRecorder
from llm.events import StreamEvent as Event
from llm.parts import (
    AttachmentPart,
    Message,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)

DEEP = '{"a": ' + "[" * 200 + "]" * 200 + "}"
"""Arguments nested more deeply than whatever walks through them can follow."""


def assembled(*chunks):
    """The messages that *chunks* add up to."""
    recorder = StreamRecorder()
    for chunk in chunks:
        recorder.accept(chunk)
    return assemble(recorder.log)


def parts(*chunks):
    """The parts of the one message that *chunks* add up to."""
    (message,) = assembled(*chunks)
    assert message.role == "assistant"
    return message.parts


def test_nothing_is_no_message():
    """No events, or only empty ones, make no message."""
    assert assembled() == []
    assert assembled("", Event("text", "")) == []


def test_text_and_reasoning_in_runs():
    """Runs of text and of reasoning become parts in the order in which they came."""
    assert parts("a", Event("reasoning", "r"), Event("reasoning", "s"), "b", "c") == [
        TextPart("a"),
        ReasoningPart("rs"),
        TextPart("bc"),
    ]


def test_parts_stand_where_they_began():
    """With explicit indexes a part stands where its first piece came, not by its number."""
    assert parts(Event("text", "a", part_index=1), Event("text", "b", part_index=0), "c") == [
        TextPart("a"),
        TextPart("bc"),
    ]


def test_interleaved_tool_calls():
    """Two calls that stream side by side become two parts with their own arguments."""
    assert parts(
        Event("tool_call_name", "f", tool_call_id="1"),
        Event("tool_call_name", "g", tool_call_id="2"),
        Event("tool_call_args", '{"x"', tool_call_id="1"),
        Event("tool_call_args", '{"y":1}', tool_call_id="2"),
        Event("tool_call_args", ":1}", tool_call_id="1"),
        "end",
    ) == [ToolCallPart("f", {"x": 1}, "1"), ToolCallPart("g", {"y": 1}, "2"), TextPart("end")]


@pytest.mark.parametrize(
    ("written", "arguments"),
    [
        ("", {}),
        ("  \n", {}),
        ('{"a": [1, null]}', {"a": [1, None]}),
        ("bad", {"_raw": "bad"}),
        ("[1]", {"_raw": "[1]"}),
        ('{"a": 1', {"_raw": '{"a": 1'}),
        ('{"a": NaN}', {"_raw": '{"a": NaN}'}),
        ("[" * 100_000, {"_raw": "[" * 100_000}),
        (DEEP, {"_raw": DEEP}),
        ('{"a": "\\ud83d"}', {"a": "\ufffd"}),
        ('{"\\ud83d": ["\\ude00\\ud83d\\ude00"]}', {"\ufffd": ["\ufffd😀"]}),
    ],
)
def test_arguments_that_are_no_json_object_are_kept_raw(written, arguments):
    """Arguments are decoded; what is no JSON object is kept as `_raw`, and text is made valid."""
    (call,) = parts(Event("tool_call_name", "f"), Event("tool_call_args", written))
    assert call.arguments == arguments


def test_a_name_in_pieces():
    """A tool's name may arrive in pieces."""
    assert parts(
        Event("tool_call_name", "get_", tool_call_id="1"),
        Event("tool_call_name", "time", tool_call_id="1"),
    ) == [ToolCallPart("get_time", {}, "1")]


def test_tools_of_the_server():
    """A server-side call and its result keep their flag, and the result gets the call's name."""
    assert parts(
        Event("tool_call_name", "web", tool_call_id="1", server_executed=True),
        Event("tool_call_args", '{"q": 1}', tool_call_id="1", server_executed=True),
        Event("tool_result", "found", tool_call_id="1", server_executed=True),
        Event("tool_result", "more", tool_call_id="1", server_executed=True, tool_name="web2"),
        "done",
    ) == [
        ToolCallPart("web", {"q": 1}, "1", True),
        ToolResultPart("web", "found", "1", True),
        ToolResultPart("web2", "more", "1", True),
        TextPart("done"),
    ]


def test_a_result_in_pieces_by_explicit_index():
    """Results that share an explicit index are one result."""
    assert parts(
        Event("tool_result", "a", part_index=0, tool_name="n"),
        Event("tool_result", "b", part_index=0),
    ) == [ToolResultPart("n", "ab")]


def test_redacted_reasoning_comes_first():
    """Redacted reasoning is moved to the front of its message, in its own order."""
    one = Event("reasoning", "", redacted=True, provider_metadata={"x": {"data": 1}})
    two = Event("reasoning", "", redacted=True, provider_metadata={"x": {"data": 2}})
    assert parts("a", one, "b", two) == [
        ReasoningPart("", True, {"x": {"data": 1}}),
        ReasoningPart("", True, {"x": {"data": 2}}),
        TextPart("a"),
        TextPart("b"),
    ]


def test_redacted_reasoning_stays_in_its_message():
    """The front is that of the message that the reasoning belongs to."""
    first, second = assembled(
        "a",
        Event("text", "b", message_index=1),
        Event("reasoning", "", None, redacted=True, message_index=1),
    )
    assert first.parts == [TextPart("a")]
    assert second.parts == [ReasoningPart("", True), TextPart("b")]


def test_reasoning_of_metadata_alone_is_kept_in_place():
    """Reasoning without text but with metadata (a signature) keeps its place; without, it goes."""
    assert parts(
        "a",
        Event("reasoning", "", provider_metadata={"x": {"sig": 1}}),
        "b",
        Event("reasoning", ""),
    ) == [TextPart("a"), ReasoningPart("", False, {"x": {"sig": 1}}), TextPart("b")]


def test_metadata_is_merged_by_namespace():
    """Metadata of the pieces of a part is merged within each namespace; later values win."""
    (part,) = parts(
        Event("text", "a", provider_metadata={"x": {"t": 1, "u": 1}}),
        Event("text", "b", provider_metadata={"x": {"u": 2}, "y": 3}),
    )
    assert part.provider_metadata == {"x": {"t": 1, "u": 2}, "y": 3}


def test_merging_does_not_change_the_events():
    """What a model gave as metadata is not written to, however often it is assembled."""
    given = {"x": {"t": 1}}
    events = [
        Event("text", "a", 0, provider_metadata=given),
        Event("text", "b", 0, provider_metadata={"x": {"u": 2}}),
    ]
    assert assemble(events) == assemble(events)
    assert given == {"x": {"t": 1}}


def test_message_indexes_make_messages():
    """Pieces with different message indexes become messages of their own, in index order."""
    assert assembled(
        Event("text", "b", message_index=1),
        Event("text", "a"),
        Event("reasoning", "c", message_index=1),
    ) == [
        Message("assistant", [TextPart("a")]),
        Message("assistant", [TextPart("b"), ReasoningPart("c")]),
    ]


def test_attachments_between_text():
    """An image, a sound or a file stands as a part between the text before and after it."""
    picture = Attachment(type="image/png", content=b"\x00\xff")
    made = assembled(
        "Here: ",
        Event("attachment", "", attachment=picture, provider_metadata={"x": {"id": 1}}),
        " there.",
    )
    assert made[0].parts == [
        TextPart("Here: "),
        AttachmentPart(picture, {"x": {"id": 1}}),
        TextPart(" there."),
    ]
    assert [Message.from_dict(message.to_dict()) for message in made] == made


def test_a_result_with_attachments():
    """A server-side tool's result may carry attachments."""
    picture = Attachment(content=b"x")
    assert parts(
        Event("tool_result", "out", 0, "1", True, "draw"),
        Event("tool_result", "", 0, "1", True, "draw", attachment=picture),
    ) == [ToolResultPart("draw", "out", "1", True, [picture])]


def test_unknown_types_are_ignored():
    """An event of a type that is not known adds nothing."""
    assert parts("a", Event("video", "?", provider_metadata={"x": 1})) == [TextPart("a")]


def test_split_pairs_are_joined():
    """Two halves of a character that stream in two pieces are one character."""
    assert parts("a\ud83d", "\ude00", "\ud83d") == [TextPart("a😀\ufffd")]


def test_an_attachment_that_is_none_is_left_out():
    """An `attachment` event without an attachment makes no part."""
    assert assemble([Event("attachment", "", 0)]) == []


def test_a_result_named_late():
    """The tool's name may come with any event of the result."""
    log = [Event("tool_result", "a", 0), Event("tool_result", "b", 0, tool_name="t")]
    assert assemble(log) == [Message("assistant", [ToolResultPart("t", "ab")])]
