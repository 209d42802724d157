"""What has arrived of a call, read back from rows that may hold anything."""

from __future__ import annotations

import pytest

from llm.attachments import Attachment
from llm.events import StreamEvent
from llm.parts import AttachmentPart, TextPart
from llm.store.sqlite.streams import entries_to_json, output_of_stream

TEXT = {"type": "text", "chunk": "hi", "part_index": 0}


def test_what_was_written_is_read():
    """Events come back as they were, and pieces of text with them."""
    shown = Attachment("image/png", content=b"png")
    entries: list[str | StreamEvent] = [
        StreamEvent("text", "Hel", 0, provider_metadata={"x": {"y": 1}}),
        "lo",
        StreamEvent("attachment", "", 1, attachment=shown),
    ]
    (said,) = output_of_stream([entries_to_json(entries)])
    assert said.text() == "Hello"
    assert said.parts == [TextPart("Hello", {"x": {"y": 1}}), AttachmentPart(shown)]


@pytest.mark.parametrize(
    "odd",
    [
        {**TEXT, "provider_metadata": ["x"]},
        {**TEXT, "provider_metadata": "x"},
        {**TEXT, "attachment": "x"},
        {**TEXT, "of a newer version": {}},
    ],
)
def test_what_cannot_be_used_is_left_out(odd):
    """The text that came with it is read all the same."""
    (said,) = output_of_stream([[odd, "!"]])
    assert said.parts == [TextPart("hi!")]


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        ["x"],
        {},
        {"type": ["text"]},
        {**TEXT, "chunk": 1},
        {**TEXT, "message_index": "1"},
        {**TEXT, "part_index": [1]},
        {"type": "tool_result", "chunk": "x", "part_index": 7, "tool_call_id": ["x"]},
        {"type": "attachment", "part_index": 7, "attachment": {"content": "?"}},
    ],
)
def test_an_entry_that_cannot_be_read_is_left_out(odd):
    """Those around it are read."""
    (said,) = output_of_stream([[TEXT, odd], [{**TEXT, "chunk": " there"}]])
    assert said.text() == "hi there"
