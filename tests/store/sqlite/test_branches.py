"""The tree of a conversation, and ids as short as they can be."""

from typing import Any

import pytest

from llm import assistant, tool_message, user
from llm.errors import NotInHistory
from llm.parts import ToolCallPart, ToolResultPart
from llm.store.records import CallRecord, ConversationRecord
from tests.store.sqlite.said import say, told


def drawn(store, conversation):
    """The tree as pairs of a call and the one before it."""
    return {each.call.id: each.after for each in store.branches(conversation)}


def test_branches_of_every_kind(store):
    """Each call is after the one that it goes on from; those that retry are side by side."""
    first = say(store, "01a", "walrus", "pelican")
    into: dict[str, Any] = {"conversation": first.conversation}
    second = say(store, "01b", "marmot", "lemur", after=told(first), **into)
    say(store, "01c", "marmot", "otter", after=told(first), **into)
    say(store, "01d", "changed", "otter", after=told(first), **into)
    say(store, "01e", "no", "", after=told(second), status="error", **into)
    say(store, "01f", "walrus again", "cobra", **into)
    assert drawn(store, first.conversation) == {
        "01a": None, "01b": "01a", "01c": "01a", "01d": "01a", "01e": "01b", "01f": None,
    }  # fmt: skip
    assert [each.call.id for each in store.branches(first.conversation) if each.is_tip] == ["01b"]


def test_rounds_of_tools(store):
    """A round of a chain is after the round before."""
    asked = [user("walrus")]
    called = [assistant(ToolCallPart("f", {}, "t1"))]
    answered = [tool_message(ToolResultPart("f", "found", "t1"))]
    store.finish(CallRecord("01a", "m", asked, called, conversation="01conversation"))
    sent = [*asked, *called, *answered]
    store.finish(CallRecord("01b", "m", sent, [assistant("ok")], conversation="01conversation"))
    assert drawn(store, "01conversation") == {"01a": None, "01b": "01a"}


def test_calls_that_ended_alike(store):
    """Of two calls with the same answer at the same place, the last leads on; none is lost."""
    first = say(store, "01a", "walrus", "pelican", conversation="01conversation")
    say(store, "01b", "walrus", "pelican", conversation="01conversation")
    say(store, "01c", "marmot", "lemur", after=told(first), conversation="01conversation")
    assert drawn(store, "01conversation") == {"01a": None, "01b": None, "01c": "01b"}


def test_forks_are_named(store):
    """A call knows the conversations that were forked from it."""
    first = say(store, "01a", "walrus", "pelican", conversation="01conversation")
    tip = store.conversation("01conversation").tip
    store.save_conversation(ConversationRecord("01fork", tip=tip, forked_from="01a"))
    (branch,) = store.branches("01conversation")
    assert (branch.forks, branch.is_tip) == (["01fork"], True)
    say(store, "01b", "marmot", "lemur", after=told(first), conversation="01fork")
    assert drawn(store, "01fork") == {"01b": None}


def test_a_conversation_without_calls(store):
    """It has no branches; one that is not there is an error."""
    store.save_conversation(ConversationRecord("01empty"))
    assert store.branches("01empty") == []
    with pytest.raises(NotInHistory):
        store.branches("01zz")


def test_a_long_conversation_in_few_statements(store):
    """A tree of many calls is read in a few statements."""
    history = []
    for number in range(120):
        history.append(user(f"prompt {number}"))
        answer = assistant(f"answer {number}")
        store.finish(CallRecord(f"01{number:03}", "m", history, [answer], conversation="01c"))
        history = [*history, answer]
    statements: list[str] = []
    store.connection.set_trace_callback(statements.append)
    branches = store.branches("01c")
    store.connection.set_trace_callback(None)
    assert [each.after for each in branches][1:] == [each.call.id for each in branches][:-1]
    assert len(statements) < 20 + 3 * 120


def test_short_ids(store):
    """The beginning of an id that is given names it alone, and has at least eight characters."""
    ids = ["01aaaaaaaaaa", "01aaaaaaaaab", "01aaaabaaaaa", "01b"]
    for id_ in ids:
        say(store, id_, f"prompt {id_}", "ok", conversation=f"{id_}x")
    short = store.short_ids([*ids, "01aaaabaaaaax"])
    assert short["01aaaabaaaaa"] == "01aaaabaaaaa"
    assert short["01b"] == "01b"
    assert [short[ids[0]], short[ids[1]]] == ids[:2]
    store.delete(ids[:2])
    say(store, "01aaaaaaaaac", "prompt", "ok", conversation="01zzzzzzzzzz")
    assert store.short_ids(["01aaaaaaaaac"]) == {"01aaaaaaaaac": "01aaaaaa"}
    assert store.find("01aaaaaa").id == "01aaaaaaaaac"
