"""Our own format: what is written, what is read, what is refused."""

from __future__ import annotations

import dataclasses
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm import assistant, system, user
from llm.attachments import Attachment
from llm.errors import InvalidInput
from llm.parts import Message, TextPart, attachments_of
from llm.store.exchange.exchanged import Exchanged
from llm.store.exchange.jsonl import read_jsonl, write_jsonl
from llm.store.records import CallRecord, ConversationRecord
from tests.store.record_strategies import calls, conversations


def written(*given: Exchanged) -> str:
    """The text of an export."""
    stream = io.StringIO()
    write_jsonl(given, stream)
    return stream.getvalue()


def read(text: str) -> list[tuple[ConversationRecord, list[CallRecord]]]:
    """What an import makes of it."""
    return [(each.conversation, list(each.calls)) for each in read_jsonl(io.StringIO(text))]


def of(conversation: ConversationRecord, *records: CallRecord) -> Exchanged:
    """A conversation with these calls."""
    return Exchanged(conversation, [record.id for record in records], records)


def kinds(text: str) -> list[str]:
    """The types of the lines."""
    return [json.loads(line)["type"] for line in text.splitlines()]


@settings(max_examples=40)
@given(conversations, st.lists(calls(), max_size=3))
def test_what_is_exported_is_imported(conversation: ConversationRecord, given: list[CallRecord]):
    """Whatever calls hold; each comes back as the call of the conversation that it was in."""
    records = [
        dataclasses.replace(each, conversation=conversation.id, conversation_name=conversation.name)
        for each in given
    ]
    assert read(written(of(conversation, *records))) == [(conversation, records)]


def test_a_message_is_written_once_however_often_it_is_sent():
    """A conversation of many turns, its instructions the same in each: a line for each message."""
    history: list[Message] = []
    records = []
    for turn in range(50):
        history.append(user(f"question {turn}"))
        answer = assistant(f"answer {turn}")
        messages = [system("Be brief."), *(Message.from_dict(m.to_dict()) for m in history)]
        records.append(CallRecord(f"c{turn}", "m", messages, [answer]))
        history.append(answer)
    text = written(of(ConversationRecord("1"), *records))
    assert kinds(text).count("message") == 101
    assert len(text) < 200 * 100 + 5000
    assert [record.messages for record in records] == [c.messages for c in read(text)[0][1]]


def test_branches_share_what_they_have_in_common():
    """A second answer to the same question is one more message, which is after the same one."""
    asked = user("Name a pelican")
    text = written(
        of(
            ConversationRecord("1"),
            CallRecord("a", "m", [asked], [assistant("Percy")]),
            CallRecord("b", "m", [asked], [assistant("Pete")]),
            CallRecord("c", "m", [asked, assistant("Percy"), user("Again")], [assistant("Paul")]),
        )
    )
    lines = [json.loads(line) for line in text.splitlines()]
    said = {each["number"]: each.get("after") for each in lines if each["type"] == "message"}
    assert said == {1: None, 2: 1, 3: 1, 4: 2, 5: 4}


def test_files_that_changed_are_not_taken_for_one():
    """Two questions about a file that are equal but for the copy of it."""
    asked = []
    for copy in (b"one", b"two"):
        attachment = Attachment("image/png", path="a.png")
        attachment.kept = copy
        asked.append(user("What is it?", attachment))
    records = [CallRecord(each, "m", [message]) for each, message in zip("ab", asked, strict=True)]
    [(_, back)] = read(written(of(ConversationRecord("1"), *records)))
    assert [next(attachments_of(each.messages[0])).kept for each in back] == [b"one", b"two"]


def test_unusual_text_is_kept():
    """Line separators of Unicode; halves of pairs that UTF-8 cannot say, until they come in."""
    record = CallRecord(
        "a", "m", [Message("user", [TextPart("a\u2028b\x00\ud800\r\n")])], [], conversation="1"
    )
    text = written(of(ConversationRecord("1"), record))
    assert "\\ud800" in text
    [[_, [back]]] = read(text.encode().decode())
    assert back.messages == [user("a\u2028b\x00\ufffd\r\n")]


HEADER = '{"type": "header", "format": "llm-history", "version": 1}\n'
CONVERSATION = '{"type": "conversation", "id": "1"}\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"format": "llm-history", "version": 2}', "line 1: The format has version 2"),
        ("nonsense", "line 1: This is no JSON"),
        (HEADER + '{"type": "call", "id": "1"}', "line 2: There is no conversation before it"),
        (HEADER + '{"type": "conversation"}', "line 2: The conversation has no 'id'"),
        (HEADER + CONVERSATION + '{"type": "message", "role": "user"}', "line 3: This message has"),
        (
            HEADER + CONVERSATION + '{"type": "message", "number": 1, "after": 1, "role": "user"}',
            "line 3: This message is after message 1, which is not before it",
        ),
        (
            HEADER + CONVERSATION + '{"type": "call", "id": "c", "model": "m", "input": [1]}',
            "line 3: 'input' of this call is a message that is not before it",
        ),
        (HEADER + CONVERSATION + '{"type": "call", "id": "c"}', "line 3: The call has no 'model'"),
        (HEADER + CONVERSATION + '{"type": "call", "cost": NaN}', "NaN, which is no number"),
        (HEADER + CONVERSATION + '{"type": "call", "cost": 1e999}', "a number that is too large"),
        (HEADER + CONVERSATION + "[" * 900 + "]" * 900, "line 3: Lists and objects in it are"),
        (HEADER + CONVERSATION + '{"type": "call", "id": "c", "mo', "line 3: This is no JSON"),
    ],
)
def test_what_was_not_written_so_is_refused(text: str, said: str):
    """In one line, which names the line."""
    with pytest.raises(InvalidInput) as raised:
        read(text)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_what_is_not_known_is_passed_over():
    """Lines and fields that a later version may add."""
    text = HEADER + CONVERSATION + '{"type": "note"}\n\n{"type": "call", "id": "c", "model": "m", '
    [(_, [call])] = read(text + '"colour": 1}')
    assert (call.id, call.model, call.conversation) == ("c", "m", "1")
