"""The JSON form of calls."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
from hypothesis import given, settings

from llm.attachments import Attachment
from llm.errors import InvalidInput
from llm.parts import Message, attachments_of, user
from llm.store.record_json import (
    conversation_from_json,
    conversation_to_json,
    from_json,
    message_to_json,
    to_json,
)
from llm.store.records import CallRecord, ConversationRecord
from tests.store.record_strategies import calls, conversations


def kept_of(record: CallRecord) -> list[bytes | None]:
    """The copied bytes of every attachment, which equality leaves out."""
    messages = [*record.messages, *record.output]
    return [each.kept for message in messages for each in attachments_of(message)]


@settings(max_examples=50)
@given(calls())
def test_a_call_comes_back_as_it_was(record: CallRecord):
    """Through JSON text, whatever it holds, the copies of attachments included."""
    back = from_json(json.loads(json.dumps(to_json(record))))
    assert dataclasses.replace(back, messages=list(back.messages)) == record
    assert kept_of(back) == kept_of(record)


@given(conversations)
def test_a_conversation_comes_back_as_it_was(conversation: ConversationRecord):
    """All but what its calls say."""
    back = conversation_from_json(json.loads(json.dumps(conversation_to_json(conversation))))
    assert back == conversation


def test_every_field_is_written_when_it_differs_from_its_default():
    """A call that says nothing but what it must is its id and its model."""
    assert to_json(CallRecord("1", "m")) == {"id": "1", "model": "m"}


def test_who_has_no_history_may_have_files_read(tmp_path):
    """The spool takes the bytes along; without them, the file's hash stands for them."""
    (tmp_path / "a").write_bytes(b"bytes")
    message = user(Attachment(path=str(tmp_path / "a")))
    read = message_to_json(message, Attachment.content_bytes)["parts"][0]["attachment"]
    assert read["kept"] == "Ynl0ZXM="
    left = message_to_json(message)["parts"][0]["attachment"]
    assert left["id"] == Attachment(content=b"bytes").id()
    (tmp_path / "a").unlink()
    call = CallRecord("1", "m", messages=[Message.from_dict(message.to_dict())])
    call = from_json(to_json(call) | {"messages": [message_to_json(message)]})
    assert next(attachments_of(call.messages[0])).id() == left["id"]


def test_a_time_without_a_zone_is_utc():
    """Others write what they like."""
    assert from_json({"id": "1", "model": "m", "started": "2026-01-02T03:04:05"}).started == (
        dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    )


def message(**part: object) -> dict[str, object]:
    """A call whose only message has only this part."""
    return {"id": "1", "model": "m", "messages": [{"role": "user", "parts": [part]}]}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "The call should be an object."),
        ({"model": "m"}, "The call has no 'id'."),
        ({"id": 1, "model": "m"}, "'id' of the call should be a text."),
        ({"id": "1", "model": "m", "status": "well"}, "'status' of the call should be one of"),
        ({"id": "1", "model": "m", "started": "soon"}, "should be a time in ISO 8601"),
        ({"id": "1", "model": "m", "usage": {"input": True}}, "should be a whole number"),
        ({"id": "1", "model": "m", "tools": [{}]}, "has no 'name'"),
        ({"id": "1", "model": "m", "messages": [{"parts": []}]}, "should be a text"),
        (message(type="song"), "Unknown part type: 'song'"),
        (message(type="text", text=5), "'text' of a part of 'messages' of the call should be"),
        (message(type="attachment", attachment={"content": "%"}), "should be base64"),
        (message(type="attachment", attachment="a.png"), "should be an object"),
    ],
)
def test_what_is_no_call_is_refused(data: object, said: str):
    """In one line that says where it is wrong."""
    with pytest.raises(InvalidInput) as raised:
        from_json(data)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_null_is_nothing():
    """Fields that are null are as if they were not there."""
    call = from_json(
        message(type="text", text="hi", provider_metadata=None) | {"schema": None, "tags": 1}
    )
    assert call == CallRecord("1", "m", messages=[user("hi")])
