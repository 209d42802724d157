"""Invariant 11: files are copied in, up to a limit; the path as given, the bytes beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from llm.attachments import Attachment
from llm.parts import AttachmentPart, ToolResultPart, assistant, attachments_of, tool_message, user
from llm.store.continuing import conversation_point
from llm.store.records import CallRecord
from llm.store.sqlite.message_bodies import LIMIT

BYTES = b"\x89PNG some picture"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A file."""
    path = tmp_path / "picture.png"
    path.write_bytes(BYTES)
    return path


def attachment_in(history, call, place: int = 0) -> Attachment:
    """The attachment of the message at *place* of *call*, as the history has it."""
    messages = [*history.again().call(call.id).messages, *history.again().call(call.id).output]
    return next(attachments_of(messages[place]))


def test_a_file_is_there_when_it_is_gone(history, asked, picture):
    """Under the path as it was given, with the bytes and the hash that it had."""
    given = Attachment("image/png", path=str(picture))
    call = asked([user("see", given)], assistant("seen"))
    picture.unlink()
    back = attachment_in(history, call)
    assert (back.path, back.content) == (str(picture), None)
    assert back.content_bytes() == BYTES
    assert back.id() == Attachment(content=BYTES).id()
    assert back.resolve_type() == "image/png"
    assert history.store.verify().failures == []


def test_a_file_that_changes_is_what_it_was(history, asked, picture):
    """Each call has the bytes that it was sent, the path being the same."""
    calls = []
    for content in (BYTES, BYTES + b"2"):
        picture.write_bytes(content)
        calls.append(
            asked([user("see", Attachment("image/png", path=str(picture)))], assistant("x"))
        )
    assert [attachment_in(history, call).content_bytes() for call in calls] == [
        BYTES,
        BYTES + b"2",
    ]


def test_the_same_bytes_keep_every_name_and_type(history, asked, tmp_path):
    """Two paths, two types and none, by content, in an answer, from a tool: all as they were."""
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(BYTES)
    given = [
        Attachment("image/png", path=str(tmp_path / "a.png")),
        Attachment("image/png", path=str(tmp_path / "b.png")),
        Attachment("image/jpeg", path=str(tmp_path / "b.png")),
        Attachment(None, path=str(tmp_path / "b.png")),
        Attachment("image/png", content=BYTES),
        Attachment("image/png", path=str(tmp_path / "a.png"), content=BYTES),
        Attachment("image/png", url="https://example.com/a.png", content=BYTES),
    ]
    calls = [
        asked(
            [tool_message(ToolResultPart("t", "", "1", attachments=[each])), user("see", each)],
            assistant(AttachmentPart(each)),
        )
        for each in given
    ]
    for call, each in zip(calls, given, strict=True):
        for place in range(3):
            back = attachment_in(history, call, place)
            assert back == each
            assert back.content_bytes() == BYTES
    assert history.holding(BYTES) == 1


def test_several_in_one_message_are_told_apart(history, asked, tmp_path):
    """The same bytes twice in one message, under two names."""
    for name in ("a.png", "b.png", "c.png"):
        (tmp_path / name).write_bytes(BYTES)
    for names in (("a.png", "b.png"), ("b.png", "c.png"), ("b.png", "b.png")):
        given = [Attachment("image/png", path=str(tmp_path / name)) for name in names]
        call = asked([user("see", *given)], assistant("x"))
        assert list(attachments_of(history.store.call(call.id).messages[0])) == given


def test_urls_are_kept_as_they_are(history, asked):
    """Nothing is fetched; a URL that holds the data itself is stored once."""
    data = "data:image/png;base64," + "A" * 500
    for url in ("https://example.com/a.png", data, data):
        call = asked([user("see", Attachment("image/png", url=url))], assistant("x"))
        back = attachment_in(history, call)
        assert (back.url, back.content, back.path, back.kept) == (url, None, None, None)
    assert history.holding(data) == 1


@pytest.mark.parametrize("limit", ["10", "0"])
def test_a_file_above_the_limit_stays_where_it_is(history, asked, picture, monkeypatch, limit):
    """Its hash is kept, so that it is still known by what it was."""
    monkeypatch.setenv(LIMIT, limit)
    call = asked([user("see", Attachment("image/png", path=str(picture)))], assistant("x"))
    assert history.holding(BYTES) == 0
    back = attachment_in(history, call)
    assert back.content_bytes() == BYTES
    picture.unlink()
    back = attachment_in(history, call)
    assert back.path == str(picture)
    assert back.id() == Attachment(content=BYTES).id()
    assert history.store.verify().failures == []
    with pytest.raises(OSError, match=picture.name):
        back.content_bytes()


def test_a_limit_is_for_files_alone(history, asked, picture, monkeypatch):
    """What has no file is kept in any case; a limit that fits copies."""
    monkeypatch.setenv(LIMIT, "10")
    asked([user("see", Attachment("image/png", content=BYTES))], assistant("x"))
    assert history.holding(BYTES) == 1
    monkeypatch.setenv(LIMIT, "1KB")
    call = asked([user("look", Attachment("image/png", path=str(picture)))], assistant("x"))
    picture.unlink()
    assert attachment_in(history, call).content_bytes() == BYTES


def test_what_was_too_big_is_kept_when_it_comes_as_bytes(history, asked, picture, monkeypatch):
    """And a file that may be copied now is: the message is the same, and has its bytes then."""
    given = Attachment("image/png", path=str(picture))
    monkeypatch.setenv(LIMIT, "10")
    first = asked([user("see", given)], assistant("x"))
    second = asked([user("see", Attachment("image/png", content=BYTES))], assistant("x"))
    picture.unlink()
    assert attachment_in(history, second) == Attachment("image/png", content=BYTES)
    back = attachment_in(history, first)
    assert (back, back.content_bytes()) == (given, BYTES)
    assert history.store.verify().failures == []


def test_a_limit_that_is_no_size_loses_no_call(history, asked, picture, monkeypatch):
    """The usual limit holds then, and the file is kept."""
    monkeypatch.setenv(LIMIT, "much")
    call = asked([user("see", Attachment("image/png", path=str(picture)))], assistant("x"))
    picture.unlink()
    assert attachment_in(history, call).content_bytes() == BYTES


@pytest.mark.parametrize("path", ["missing.png", "directory", ""])
def test_a_file_that_cannot_be_read_loses_no_call(history, asked, tmp_path, path):
    """What is known of it is kept: its path, and that it was there."""
    (tmp_path / "directory").mkdir()
    given = Attachment("image/png", path=str(tmp_path / path))
    for _ in range(2):
        call = asked([user("see", given)], assistant("x"))
        back = history.store.call(call.id)
        assert list(back.messages) == [user("see", given)]
    assert history.store.verify().failures == []


def test_an_attachment_of_nothing(history, asked):
    """Neither path nor URL nor content."""
    call = asked([user("see", Attachment("image/png"))], assistant("x"))
    assert attachment_in(history, call) == Attachment("image/png")


def test_an_empty_file(history, asked, tmp_path):
    """It is copied, and not taken for one that was not."""
    (tmp_path / "empty").touch()
    call = asked([user("see", Attachment("text/plain", path=str(tmp_path / "empty")))])
    (tmp_path / "empty").unlink()
    assert attachment_in(history, call).content_bytes() == b""


def test_what_is_gone_on_from_is_sent_from_the_copy(history, asked, picture):
    """A conversation goes on, and is stored, without a look at the file, which is gone."""
    call = asked([user("see", Attachment("image/png", path=str(picture)))], assistant("x"))
    picture.unlink()
    tip = history.store.conversation(call.conversation).tip
    said = history.again().messages(tip)
    before = history.census()
    more = asked([*said, user("and?")], assistant("y"), conversation=call.conversation)
    assert (history.census() - before).nodes == 2
    assert attachment_in(history, more).content_bytes() == BYTES


def test_how_it_was_given_stays_as_the_conversation_goes_on(history, asked, tmp_path):
    """In later calls, too, and where another conversation had the same bytes from another file."""
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(BYTES)
        given = Attachment("image/png", path=str(tmp_path / name))
        said = [user("see", given)]
        call = asked(said, assistant("seen", given), conversation=name)
        said += [*call.output, user("and?")]
        call = asked(said, assistant("no"), conversation=name)
        assert list(history.store.call(call.id).messages) == said
        store = history.again()
        said = conversation_point(store, name).messages
        assert said[0] == user("see", given)
        call = CallRecord(f"{name}3", "m", [*said, user("end")], conversation=name)
        store.finish(call)
        assert list(store.call(call.id).messages) == call.messages
