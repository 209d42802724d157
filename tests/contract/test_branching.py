"""Invariant 7: conversations branch, at any point, and every branch is seen."""

from __future__ import annotations

from llm.parts import Message, ReasoningPart, TextPart, assistant, user
from llm.store.continuing import (
    call_point,
    conversation_point,
    fork,
    last_point,
    point_of,
    with_other_text,
)
from llm.store.records import CallRecord, ConversationRecord
from tests.store.placing import place_messages


def texts(messages):
    """What they say."""
    return [message.text() for message in messages]


def test_two_writers_give_two_branches(history, asked):
    """Both go on from the same point at once: who is first keeps the tip, and both are seen."""
    first = asked([user("a")], assistant("b"))
    other = history.again()
    said = [user("a"), assistant("b")]
    calls = [
        CallRecord(f"{name}0", "m", [*said, user(name)], conversation=first.conversation)
        for name in ("one", "two")
    ]
    for store, call in zip((history.store, other), calls, strict=True):
        store.begin(call)
    for store, call in zip((history.store, other), calls, strict=True):
        call.output = [assistant("to " + call.id)]
        store.finish(call)
    point = conversation_point(other, first.conversation)
    assert texts(point.messages) == ["a", "b", "one", "to one0"]
    assert history.store.conversation(first.conversation).calls == 3
    seen = [
        (each.call.id, each.after, each.is_tip)
        for each in history.store.branches(first.conversation)
    ]
    assert set(seen) == {
        (first.id, None, False),
        ("one0", first.id, True),
        ("two0", first.id, False),
    }
    assert texts(point_of(other, "two0").messages) == ["a", "b", "two", "to two0"]
    assert point_of(other, "two0").branches
    assert not point_of(other, "one0").branches


def test_a_writer_that_comes_late_does_not_take_the_tip(history, asked):
    """An answer that took long, to what the conversation has left behind, is a branch."""
    first = asked([user("a")], assistant("b"))
    slow = CallRecord("slow", "m", [user("a"), assistant("b"), user("c")])
    slow.conversation = history.store.begin(slow)
    tip = history.store.conversation(first.conversation).tip
    asked([user("a"), assistant("b"), user("d")], assistant("e"), conversation=first.conversation)
    slow.output = [assistant("late")]
    history.store.finish(slow)
    assert slow.conversation == first.conversation
    now = history.store.conversation(first.conversation).tip
    assert now != tip
    assert texts(history.store.messages(now)) == ["a", "b", "d", "e"]


def test_forks_of_forks(history, asked):
    """Each goes its own way, shares what came before, and says where it is from."""
    said = [user("a"), assistant("b")]
    first = asked(said[:1], said[1], conversation="root")
    before = history.census()
    names = ["root"]
    for number in range(3):
        made = fork(history.store, names[-1], f"fork {number}")
        assert made.forked_from == names[-1]
        assert texts(conversation_point(history.store, made.id).messages) == texts(said)
        said += [user(f"q{number}"), assistant(f"a{number}")]
        asked(said[:-1], said[-1], conversation=made.id)
        names.append(made.id)
    assert (history.census() - before).nodes == 6
    for number, name in enumerate(names):
        messages = conversation_point(history.store, name).messages
        assert texts(messages) == texts(said[: 2 + 2 * number])
    assert history.store.call(first.id).conversation == "root"


def test_a_fork_from_a_call_and_from_a_message(history, asked):
    """It goes on just there, whatever the conversation has come to."""
    said = [user("a"), assistant("b"), user("c"), assistant("d")]
    one = asked(said[:1], said[1], conversation="c")
    asked(said[:3], said[3], conversation="c")
    made = fork(history.store, one.id)
    assert texts(conversation_point(history.store, made.id).messages) == ["a", "b"]
    node, _ = history.store.node_of(history.store.find(one.id), asked=True)
    made = fork(history.store, str(node)[:12], "from a message")
    point = conversation_point(history.store, made.id)
    assert texts(point.messages) == ["a"]
    assert (made.name, made.forked_from) == ("from a message", node)


def test_a_fork_is_the_conversation_that_was_used_last(history, asked):
    """`-c` goes on with it; it keeps the title of the first, its model, and none of its tags."""
    call = asked([user("a")], assistant("b"), model="x", conversation_name="Title")
    asked([user("other")], assistant("b"))
    history.store.tag(call.conversation, ["t"])
    made = fork(history.store, call.conversation)
    last = last_point(history.store)
    assert last is not None
    assert (last.conversation.id, last.conversation.name) == (made.id, "Title")
    assert last.call is not None
    assert last.call.model == "x"
    assert last.conversation.tags == []
    assert history.store.conversation(made.id).calls == 0


def test_a_call_on_a_fork_is_the_forks(history, asked):
    """A client that sends the history back is taken to the branch that it speaks of."""
    said = [user("a"), assistant("b")]
    first = asked(said[:1], said[1])
    made = fork(history.store, first.id)
    mine = asked([*said, user("c")], assistant("d"), conversation=made.id)
    more = asked([*said, user("c"), assistant("d"), user("e")], assistant("f"))
    assert (mine.conversation, more.conversation) == (made.id, made.id)
    other = asked([*said, user("x")], assistant("y"), conversation=first.conversation)
    assert texts(conversation_point(history.store, other.conversation).messages)[2:] == ["x", "y"]
    assert texts(conversation_point(history.store, made.id).messages)[2:] == ["c", "d", "e", "f"]


def test_asking_again_stands_beside_and_is_gone_on_from(history, asked):
    """A second answer to the same prompt; the first one stays."""
    said = [user("a"), assistant("b"), user("c")]
    one = asked(said[:1], said[1], conversation="c")
    first = asked(said, assistant("d"), conversation="c")
    point = call_point(history.store, first.id)
    assert texts(point.messages) == ["a", "b", "c"]
    before = history.census()
    second = asked(point.messages, assistant("e"), conversation="c", takes_tip=True)
    assert (history.census() - before).nodes == 1
    assert texts(conversation_point(history.store, "c").messages) == ["a", "b", "c", "e"]
    for call, answer in ((first, "d"), (second, "e")):
        assert texts(history.store.call(call.id).output) == [answer]
    seen = {each.call.id: (each.after, each.is_tip) for each in history.store.branches("c")}
    assert (seen[first.id], seen[second.id]) == ((one.id, False), (one.id, True))


def test_the_same_answer_again_is_the_same_place(history, asked):
    """Two calls, one node."""
    calls = [asked([user("a")], assistant("b"), conversation="c") for _ in range(2)]
    assert history.census().nodes == 2
    assert history.store.conversation("c").calls == 2
    assert [texts(history.store.call(each.id).output) for each in calls] == [["b"], ["b"]]


def test_an_edit_leaves_what_was_said(history, asked):
    """The changed message is a branch; reasoning and metadata of the old one do not go with it."""
    said = [user("a"), Message("assistant", [ReasoningPart("hm"), TextPart("b")]), user("c")]
    asked(said[:1], said[1], conversation="c")
    call = asked(said, assistant("d"), conversation="c")
    node, _ = history.store.node_of(history.store.find(call.id), asked=True)
    changed = with_other_text(history.store.messages(node)[:2], "B")
    assert changed == [user("a"), assistant("B")]
    place_messages(history.store, "c", changed)
    assert texts(conversation_point(history.store, "c").messages) == ["a", "B"]
    assert texts(history.store.call(call.id).messages) == ["a", "b", "c"]
    place_messages(history.store, "c", [])
    assert conversation_point(history.store, "c").messages == []


def test_a_conversation_that_somebody_made_is_gone_on_with(history, asked):
    """Its first prompt gives it its model, and a title if it has none."""
    for name in (None, "Mine"):
        made = ConversationRecord(id=f"made{name}", name=name)
        history.store.save_conversation(made)
        point = conversation_point(history.store, made.id)
        assert (point.messages, point.call, point.branches) == ([], None, False)
        asked([user("hello there")], assistant("hi"), conversation=made.id, model="x")
        now = history.store.conversation(made.id)
        assert (now.name, now.model, now.calls) == (name or "hello there", "x", 1)


def test_a_conversation_is_not_taken_where_the_same_was_said_elsewhere(history, asked):
    """Its id says which it is, whatever shares its history."""
    for name in ("one", "two"):
        asked([user("a")], assistant("b"), conversation=name)
    asked([user("a"), assistant("b"), user("c")], assistant("d"), conversation="one")
    assert texts(conversation_point(history.store, "two").messages) == ["a", "b"]
    assert texts(conversation_point(history.store, "one").messages) == ["a", "b", "c", "d"]
