"""Messages, parts and their JSON form."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.attachments import Attachment
from llm.fragments import Fragment
from llm.parts import (
    AttachmentPart,
    Message,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    assistant,
    system,
    tool_message,
    user,
)

words = st.text(min_size=1, max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
metadata = st.none() | st.dictionaries(words, values, min_size=1, max_size=2)
attachments = st.builds(
    Attachment,
    type=st.none() | words,
    path=st.none() | words,
    url=st.none() | words,
    content=st.none() | st.binary(max_size=8),
)
ids = st.none() | words
parts = st.one_of(
    st.builds(TextPart, st.text(max_size=8), metadata),
    st.builds(ReasoningPart, st.text(max_size=8), st.booleans(), metadata),
    st.builds(
        ToolCallPart,
        words,
        st.dictionaries(words, values, max_size=3),
        ids,
        st.booleans(),
        metadata,
    ),
    st.builds(
        ToolResultPart,
        words,
        st.text(max_size=8),
        ids,
        st.booleans(),
        st.lists(attachments, max_size=2),
        st.none() | words,
        metadata,
    ),
    st.builds(AttachmentPart, st.none() | attachments, metadata),
)
messages = st.builds(
    Message,
    st.sampled_from(["system", "user", "assistant", "tool"]),
    st.lists(parts, max_size=4),
    metadata,
)


@given(messages)
def test_every_message_survives_its_json_form(message):
    """Any message is equal to what comes back from its JSON form, written as text."""
    written = json.dumps(message.to_dict())
    assert Message.from_dict(json.loads(written)) == message


@given(parts)
def test_every_part_survives_its_json_form(part):
    """Any part of any kind is equal to what comes back from its JSON form."""
    again = Part.from_dict(part.to_dict())
    assert again == part
    assert type(again) is type(part)


@pytest.mark.parametrize(
    ("part", "written"),
    [
        (TextPart(""), {"type": "text", "text": ""}),
        (ReasoningPart(""), {"type": "reasoning", "text": ""}),
        (
            ReasoningPart("", redacted=True),
            {"type": "reasoning", "text": "", "redacted": True},
        ),
        (ToolCallPart("f"), {"type": "tool_call", "name": "f", "arguments": {}}),
        (ToolResultPart("f"), {"type": "tool_result", "name": "f", "output": ""}),
        (AttachmentPart(), {"type": "attachment"}),
        (
            TextPart("a", provider_metadata={"x": {"y": 1}}),
            {"type": "text", "text": "a", "provider_metadata": {"x": {"y": 1}}},
        ),
    ],
)
def test_what_says_nothing_is_left_out(part, written):
    """The JSON form of a part names what it must and what is not empty, and nothing else."""
    assert part.to_dict() == written


def test_a_full_tool_result_writes_every_field():
    """A tool's result writes its attachments with their bytes in base64, and its error in words."""
    part = ToolResultPart(
        "f", "out", "1", True, [Attachment(type="image/png", content=b"x")], "ValueError: no"
    )
    assert part.to_dict() == {
        "type": "tool_result",
        "name": "f",
        "output": "out",
        "tool_call_id": "1",
        "server_executed": True,
        "attachments": [{"type": "image/png", "content": "eA=="}],
        "exception": "ValueError: no",
    }


@pytest.mark.parametrize("data", [{"type": "video"}, {"text": "x"}, {"type": None}])
def test_an_unknown_type_of_part_is_refused(data):
    """A part of a type that is not known is a `ValueError` that names the type."""
    with pytest.raises(ValueError, match="Unknown part type"):
        Part.from_dict(data)


def test_unknown_fields_of_a_part_are_passed_over():
    """A field that a later release writes does not stop this one from reading the part."""
    data: Any = {"type": "text", "text": "a", "later": 1}
    assert Part.from_dict(data) == TextPart("a")


@pytest.mark.parametrize(
    ("build", "role"),
    [(user, "user"), (assistant, "assistant"), (system, "system"), (tool_message, "tool")],
)
def test_builders_take_text_attachments_parts_and_lists(build, role):
    """The four builders make one part of each item, flatten lists, and keep metadata."""
    shown = Attachment(content=b"x")
    built = build("a", shown, [TextPart("b"), ("c", [])], provider_metadata={"p": 1})
    assert built == Message(
        role, [TextPart("a"), AttachmentPart(shown), TextPart("b"), TextPart("c")], {"p": 1}
    )


@pytest.mark.parametrize("item", [3, None, b"x", user("a"), {"type": "text"}])
def test_builders_refuse_what_is_no_part(item):
    """Anything else given to a builder is a `TypeError`."""
    with pytest.raises(TypeError, match="Cannot make a message part"):
        user(item)


def test_a_fragment_becomes_plain_text():
    """A fragment given to a builder becomes text, not a string with a source."""
    (part,) = user(Fragment("a", "file.txt")).parts
    assert isinstance(part, TextPart)
    assert type(part.text) is str


def test_text_is_made_valid_unicode():
    """Half of a surrogate pair in a message becomes the replacement character."""
    assert user("a\ud83d").text() == "a\ufffd"


def test_message_text_joins_its_text_parts():
    """The text of a message is that of its text parts alone."""
    assert assistant("a", ReasoningPart("hm"), ToolCallPart("f"), "b").text() == "ab"
