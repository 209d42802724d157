"""A read sees one state of the file, and a conversation goes on from where it came to."""

from __future__ import annotations

from contextlib import closing

import pytest

from llm import assistant, user
from llm.errors import InvalidInput, NotInHistory
from llm.ids import new_id
from llm.logs import LogStore
from llm.store.continuing import call_point, fork
from llm.store.opening import open_store
from llm.store.records import CallRecord, ConversationRecord


def said(prompt: str, answer: str, conversation: str | None = None, before=()) -> CallRecord:
    messages = [*before, user(prompt)]
    return CallRecord(new_id(), "m", messages, [assistant(answer)], conversation=conversation)


def test_what_another_process_does_meanwhile_is_not_seen(tmp_path):
    """Numbers that are given out again after a deletion never mix two conversations up."""
    path = tmp_path / "logs.db"
    with closing(open_store(path)) as store, closing(open_store(path)) as other:
        mine = said("mine", "my answer")
        store.finish(mine)
        with store.reading():
            assert store.call(mine.id).status == "ok"
            other.connection.execute("PRAGMA foreign_keys = OFF")
            other.connection.execute("DELETE FROM calls")
            other.connection.execute("DELETE FROM nodes")
            other.finish(said("foreign", "foreign answer"))
            found = store.call(mine.id)
        assert [message.text() for message in found.messages] == ["mine"]
        assert [message.text() for message in found.output] == ["my answer"]
        with pytest.raises(NotInHistory):
            store.call(mine.id)


def test_a_fork_is_retried_in_the_fork(tmp_path):
    """Its last call is one of the conversation that it was forked from, which stays as it is."""
    with closing(open_store(tmp_path / "logs.db")) as store:
        first = said("q1", "a1")
        store.finish(first)
        made = fork(store, first.id)
        assert call_point(store, None).conversation.id == made.id
        assert call_point(store, made.id).conversation.id == made.id
        assert call_point(store, first.id).conversation.id != made.id


def test_the_tip_follows_any_number_of_messages(tmp_path):
    """A call may bring a long history along; the conversation goes on from its answer."""
    with closing(open_store(tmp_path / "logs.db")) as store:
        first = said("q", "a", "talk")
        store.finish(first)
        more = [*first.messages, *first.output]
        for number in range(60):
            more += [user(f"q{number}"), assistant(f"a{number}")]
        store.finish(said("last", "final", "talk", more))
        assert store.messages(store.conversation("talk").tip)[-1].text() == "final"


def test_an_edit_of_a_conversation_that_is_gone(tmp_path):
    """Nothing is stored, and it is said."""
    with closing(open_store(tmp_path / "logs.db")) as store:
        store.save_conversation(ConversationRecord("there"))
        log = LogStore(store.connection)
        log.append("there", [user("hi")])
        with pytest.raises(KeyError, match="gone"):
            log.append("gone", [user("secret")])
        assert store.connection.execute("SELECT count(*) FROM nodes").fetchone() == (1,)


def test_a_call_and_its_conversation_may_begin_alike(tmp_path):
    """Where a conversation is meant, that is no doubt; another conversation is one."""
    with closing(open_store(tmp_path / "logs.db")) as store:
        for call, talk in (("01aaab", "01aaac"), ("01aaba", "01aaac"), ("01aacb", "01aacc")):
            store.finish(CallRecord(call, "m", [user(call)], [assistant("a")], conversation=talk))
        assert store.find_conversation("01aaa") == "01aaac"
        assert store.find_conversation("01AABA") == "01aaac"
        with pytest.raises(InvalidInput, match="begins several ids"):
            store.find("01aaa")
        with pytest.raises(InvalidInput, match=r"conversation 01aaac, conversation 01aacc\)"):
            store.find_conversation("01aa")
        with pytest.raises(NotInHistory):
            store.find_conversation("01cc")
