"""The forms and hashes by which the history knows messages."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm import Attachment, assistant, system, tool_message, user
from llm.errors import InvalidInput
from llm.parts import Message, ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from llm.store.canonical import encoded, message_hash, node_hash, wire_form, wire_path

TEXT = st.text(max_size=20)


def test_worked_values():
    """As documented: any program that follows the description arrives at these."""
    question = user("Suggest a name for a pet pelican")
    written = '{"parts":[{"text":"Suggest a name for a pet pelican","type":"text"}],"role":"user"}'
    first = hashlib.sha256(written.encode()).hexdigest()
    assert message_hash(question).hex() == first
    root = hashlib.sha256(f'[null,"{first}"]'.encode()).hexdigest()
    assert node_hash(None, message_hash(question)).hex() == root
    answer = assistant("Percy é")
    second = hashlib.sha256(
        '{"parts":[{"text":"Percy é","type":"text"}],"role":"assistant"}'.encode()
    ).hexdigest()
    after = hashlib.sha256(f'["{root}","{second}"]'.encode()).hexdigest()
    assert node_hash(bytes.fromhex(root), message_hash(answer)).hex() == after
    asked = hashlib.sha256(b'["user","text","Suggest a name for a pet pelican"]').digest()[:16]
    told = hashlib.sha256(asked + '["assistant","text","Percy é"]'.encode()).digest()[:16]
    assert wire_path(wire_path(b"", question), answer) == told


def test_an_attachment_is_its_bytes(tmp_path):
    """However they are given, and whatever the file is called; the type belongs to it."""
    (tmp_path / "a.png").write_bytes(b"bytes")
    by_path = user(Attachment(type="image/png", path=str(tmp_path / "a.png")))
    by_content = user(Attachment(type="image/png", content=b"bytes"))
    assert message_hash(by_path) == message_hash(by_content)
    assert message_hash(by_path) != message_hash(user(Attachment("image/gif", content=b"bytes")))
    assert wire_path(b"", by_path) == wire_path(b"", user(Attachment(content=b"bytes")))


RICH = assistant(
    ReasoningPart("thought", provider_metadata={"p": {"signature": "s"}}),
    TextPart("Hello ", provider_metadata={"p": 1}),
    "there",
    ToolCallPart("search", {"q": "x"}, "s1", server_executed=True),
    ToolResultPart("search", "found", "s1", server_executed=True),
    ToolCallPart("add", {"a": 2.0}, "c1", provider_metadata={"p": 2}),
    provider_metadata={"p": {"id": "m1"}},
)


def test_what_a_client_sends_back_is_recognised():
    """Without reasoning, metadata and what the provider ran, texts in one piece: the same."""
    plain = assistant("Hello there", ToolCallPart("add", {"a": 2}, "other id"))
    assert message_hash(RICH) != message_hash(plain)
    assert wire_path(b"", RICH) == wire_path(b"", plain)
    assert wire_form(RICH) == [
        "assistant",
        [["text", "Hello there"], ["call", "add", {"a": 2}]],
    ]


@pytest.mark.parametrize(
    "other",
    [
        system("Hello there"),
        assistant("Hello there"),
        assistant("Hello there", ToolCallPart("add", {"a": 3})),
        assistant("Hello there", ToolCallPart("sub", {"a": 2})),
        assistant(ToolCallPart("add", {"a": 2}), "Hello there"),
    ],
)
def test_what_was_said_differently_is_not(other):
    """Role, text, calls and their order count."""
    assert wire_path(b"", RICH) != wire_path(b"", other)


def test_a_result_belongs_to_its_call():
    """The same output of another call is something else; the tool's name is not on the wire."""
    one = tool_message(ToolResultPart("add", "3", "c1"))
    assert wire_path(b"", one) == wire_path(b"", tool_message(ToolResultPart("", "3", "c1")))
    assert wire_path(b"", one) != wire_path(b"", tool_message(ToolResultPart("add", "3", "c2")))


@given(st.lists(TEXT), TEXT)
def test_where_something_was_said(texts, last):
    """A node's hash holds everything before it: a change anywhere changes it."""

    def end(said):
        node = None
        for text in said:
            node = node_hash(node, message_hash(user(text)))
        return node

    assert end([*texts, last]) == end([*texts, last])
    assert end([*texts, last]) != end([*texts, last + "!"])
    assert end([*texts, last]) != end(["other", *texts, last])


@given(TEXT, TEXT)
def test_messages_differ_by_what_they_say(one, other):
    """Equal messages have equal hashes, and others do not; a copy by way of JSON is equal."""
    assert (message_hash(user(one)) == message_hash(user(other))) == (one == other)
    assert message_hash(Message.from_dict(user(one).to_dict())) == message_hash(user(one))


def test_what_json_cannot_say():
    """A NaN is refused; half of a surrogate pair becomes U+FFFD."""
    with pytest.raises(InvalidInput, match="cannot be kept in the history"):
        encoded([float("nan")])
    with pytest.raises(InvalidInput):
        encoded([object()])
    assert encoded(["\ud800"]) == encoded(["\N{REPLACEMENT CHARACTER}"])


def test_names_that_are_no_texts():
    """Names in arguments and metadata are those that JSON makes of them, in order as texts."""
    odd = {"p": {10: "a", 2: [{1.5: "b"}], "x": "c", True: "d", None: "e"}}
    written = json.loads(json.dumps(odd))

    def message(data):
        return assistant(
            TextPart("t", provider_metadata=data),
            ToolCallPart("f", data, "1"),
            provider_metadata=data,
        )

    assert message_hash(message(odd)) == message_hash(message(written))
    assert wire_path(b"", message(odd)) == wire_path(b"", message(written))
    with pytest.raises(InvalidInput, match="cannot be kept in the history"):
        message_hash(message({("a", "b"): 1}))
    with pytest.raises(InvalidInput, match="cannot be kept in the history"):
        wire_path(b"", message({("a", "b"): 1}))
