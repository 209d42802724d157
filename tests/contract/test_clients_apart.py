"""Clients of a server share what they say, and neither what they were told nor conversations."""

from __future__ import annotations

import pytest

from llm.ids import new_id
from llm.parts import Message, ReasoningPart, TextPart, assistant, system, user
from llm.store.records import CallRecord

SIGNED = {"maker": {"signature": "of the app"}}
THOUGHT = Message("assistant", [ReasoningPart("a secret", provider_metadata=SIGNED), TextPart("b")])
SENT = [user("a"), assistant("b"), user("c")]
"""What a client sends again after it was told the thought, or says out of the blue."""


def back(history, call):
    """What the history has of what was sent in a call."""
    return list(history.store.call(call.id).messages)


def test_nobody_is_placed_after_what_another_client_was_told(history, asked):
    """The same words of another client are its own: without the reasoning, apart."""
    told = asked([user("a")], THOUGHT, client="app")
    guessed = asked(SENT, assistant("d"), client="other")
    assert back(history, guessed) == SENT
    assert guessed.conversation != told.conversation
    assert history.store.conversation(told.conversation).calls == 1
    own = asked(SENT, assistant("d"), client="app")
    assert back(history, own) == [user("a"), THOUGHT, user("c")]
    assert own.conversation == told.conversation


def test_what_a_client_brought_is_not_anybody_elses(history, asked):
    """Reasoning in a history that no call answered is given to nobody who has left it out."""
    brought = [user("a"), THOUGHT, user("c")]
    asked(brought, assistant("d"), client="app")
    guessed = [asked(SENT, assistant("e"), **who) for who in ({"client": "other"}, {})]
    assert [back(history, each) for each in guessed] == [SENT, SENT]


@pytest.mark.parametrize("first", ["app", "other"])
def test_the_same_answer_is_not_the_same_conversation(history, asked, first):
    """Both were told the same, in whichever order; each goes on in its own, from the same place."""
    second = "other" if first == "app" else "app"
    begun = {
        who: asked([user("a")], assistant("b"), client=who).conversation for who in (first, second)
    }
    for who in (first, second, first):
        for sent, answer in ((SENT, "d"), ([*SENT, assistant("d"), user(who)], "e")):
            assert asked(sent, assistant(answer), client=who).conversation == begun[who]
    assert history.census().conversations == 2
    assert history.census().nodes == 4 + 2 * 2  # what both said, and what each said and was told


def test_what_the_owner_was_told_is_for_clients_with_the_history(history, asked):
    """Without a server there is no client: such calls are known again by who may see them."""
    told = asked([user("a")], THOUGHT)
    guessed = asked(SENT, assistant("d"), client="app")
    assert back(history, guessed) == SENT
    assert guessed.conversation != told.conversation
    seen = asked(SENT, assistant("d"), client="page", has_history=True)
    assert back(history, seen) == [user("a"), THOUGHT, user("c")]
    assert seen.conversation == told.conversation


def test_what_a_client_made_up_is_not_the_owners(history, asked):
    """Whoever may see a client's calls does not go on from them without saying so."""
    forged = asked([user("a"), THOUGHT, user("c")], assistant("d"), client="app")
    for who in ({}, {"client": "page", "has_history": True}):
        call = asked(SENT, assistant("e"), **who)
        assert back(history, call) == SENT
        assert call.conversation != forged.conversation


def test_texts_are_stored_once_whoever_says_them(history, asked):
    """What is the same to the last detail is one message at one place."""
    asked([system("s"), *SENT], assistant("d"), client="app")
    before = history.census()
    asked([system("s"), *SENT], assistant("d"), client="other")
    added = history.census() - before
    assert (added.blobs, added.messages, added.nodes, added.conversations) == (0, 0, 0, 1)


def test_a_named_conversation_is_gone_on_with(history, asked):
    """Who names a conversation has asked whether it may be; the store does not."""
    told = asked([user("a")], assistant("b"), client="app")
    call = asked(SENT, assistant("d"), client="other", conversation=told.conversation)
    assert call.conversation == told.conversation


def test_an_answer_that_is_changed_by_its_client_is_a_branch(history, asked):
    """From the middle of a client's own history, too, the richer messages stay."""
    asked([user("a")], THOUGHT, client="app")
    asked([*SENT], assistant("d"), client="app")
    call = asked([*SENT, assistant("no"), user("e")], assistant("f"), client="app")
    assert back(history, call) == [user("a"), THOUGHT, user("c"), assistant("no"), user("e")]


def statements_of(history, said, client, store=None):
    """How many statements it takes to keep a call with these messages, sent as new objects."""
    store = store or history.store
    sent = [Message(each.role, [TextPart(each.text())]) for each in said]
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    store.begin(CallRecord(new_id(), "m", sent, client=client))
    store.connection.set_trace_callback(None)
    return len(asked)


@pytest.mark.parametrize("also_another", [False, True])
def test_a_long_history_that_is_sent_again_costs_a_constant(history, asked, also_another):
    """Wherever its client goes on from, and whoever said the same, it is found by few looks."""
    said = [user("q0")]
    for number in range(300):
        asked(said, assistant(f"a{number}"), client="app")
        if also_another:
            asked(said, assistant(f"a{number}"), client="other")
        said += [assistant(f"a{number}"), user(f"q{number + 1}")]
    short, long = (statements_of(history, said[:length], "app") for length in (21, 599))
    assert long == short
    early, late = (
        statements_of(
            history, [*said[:length], assistant(f"no {length}"), user(f"? {length}")], "app"
        )
        for length in (21, 499)
    )
    assert early == late
