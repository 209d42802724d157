"""Clients that send back all that was said: it is known again, and nothing is kept twice."""

from __future__ import annotations

import pytest

from llm.events import StreamEvent
from llm.parts import ReasoningPart
from llm.store.records import Selection
from llm.testing import AsyncScriptedModel
from tests.server.asking.paced import asking

SIGNED = {"maker": {"signature": "signed by its maker"}}


def thoughtful(text):
    """An answer of *text*, with reasoning that its maker wants back."""
    return [StreamEvent("reasoning", f"about {text}", provider_metadata=SIGNED), text]


def says(one, messages, model="scripted", **how):
    """The text with which *one* answers *messages*: pairs of a role and a text."""
    body = {"model": model, "messages": [{"role": r, "content": t} for r, t in messages]}
    answer = one.post("/v1/chat/completions", body, **how)
    assert answer.status_code == 200, answer.text
    return answer.json()["choices"][0]["message"]["content"]


def talk(one, questions, messages=(), **how):
    """A conversation of which each turn sends all that was said before; all of it."""
    messages = list(messages)
    for question in questions:
        messages.append(("user", question))
        messages.append(("assistant", says(one, messages, **how)))
    return messages


def reasoning_in(prompt):
    """What was reasoned in the history of *prompt*, as the model was given it."""
    return [
        (part.text, part.provider_metadata)
        for message in prompt.messages
        for part in message.parts
        if isinstance(part, ReasoningPart)
    ]


def counts(one):
    """How many conversations, calls, points and messages the history has."""
    with one.store() as store:
        rows = store.connection.execute(
            "SELECT (SELECT count(*) FROM conversations), (SELECT count(*) FROM calls),"
            " (SELECT count(*) FROM nodes), (SELECT count(*) FROM stored_messages)"
        )
        found: tuple[int, ...] = rows.fetchone()
        return found


def test_a_conversation_is_one(serving):
    """Ten turns sent in full are one conversation with twenty messages."""
    model = AsyncScriptedModel([thoughtful(f"answer {n}") for n in range(10)])
    one = serving(model)
    talk(one, [f"question {n}" for n in range(10)])
    assert counts(one) == (1, 10, 20, 20)


@pytest.mark.parametrize("restarted", [False, True])
def test_the_model_gets_back_what_it_gave(serving, restarted):
    """The client sends no reasoning; the model sees its own, signature and all.

    Also when the server was started anew meanwhile.
    """
    model = AsyncScriptedModel([thoughtful(f"answer {n}") for n in range(4)])
    one = serving(model)
    said = talk(one, ["a", "b"])
    if restarted:
        one = serving()
    talk(one, ["c", "d"], said)
    seen = [[text for text, _ in reasoning_in(prompt)] for prompt in model.prompts]
    every = [f"about answer {n}" for n in range(3)]
    assert seen == [every[:n] for n in range(4)]
    assert all(metadata == SIGNED for p in model.prompts for _, metadata in reasoning_in(p))
    assert counts(one)[:2] == (1, 4)


def test_another_model_does_not_get_it(serving):
    """What a provider wants back goes to no other model; the history keeps it."""
    first = AsyncScriptedModel([thoughtful("one")], model_id="first")
    other = AsyncScriptedModel([thoughtful("two")], model_id="other")
    one = serving(first, other)
    said = talk(one, ["a"], model="first")
    talk(one, ["b"], said, model="other")
    assert reasoning_in(other.prompts[0]) == []
    assert counts(one)[:2] == (1, 2)
    last = one.calls()[-1]
    assert reasoning_in(last) == [("about one", SIGNED)]


def test_an_edit_is_a_branch(serving):
    """Who changes what was said goes on from where it was the same, in the same conversation."""
    model = AsyncScriptedModel([thoughtful(f"answer {n}") for n in range(4)])
    one = serving(model)
    said = talk(one, ["a", "b"])
    talk(one, ["B, in other words", "c"], said[:2])
    assert [len(reasoning_in(prompt)) for prompt in model.prompts] == [0, 1, 1, 2]
    assert counts(one)[:2] == (1, 4)
    with one.store() as store:
        (conversation,) = store.conversations()
        after = {branch.call.id: branch.after for branch in store.branches(conversation.id)}
    first, second, edited, last = [call.id for call in one.calls()]
    assert after == {first: None, second: first, edited: first, last: edited}


def test_an_answer_that_was_changed_is_the_clients(serving):
    """What a client makes up of the model's words is what the model sees, without reasoning."""
    model = AsyncScriptedModel([thoughtful("one"), thoughtful("two")])
    one = serving(model)
    (question, _) = talk(one, ["a"])
    talk(one, ["b"], [question, ("assistant", "I never said so")])
    assert reasoning_in(model.prompts[1]) == []
    assert model.prompts[1].messages[1].text() == "I never said so"


def test_another_client_gets_no_reasoning(serving):
    """One who sends the same words was not told the reasoning, and the model is not either."""
    model = AsyncScriptedModel([thoughtful("one"), thoughtful("two"), thoughtful("three")])
    one = serving(model, tokens=("token-of-a-client", "of-another-client"))
    said = talk(one, ["a"], token="token-of-a-client")
    talk(one, ["b"], said, token="of-another-client")
    assert reasoning_in(model.prompts[1]) == []
    talk(one, ["b"], said, token="token-of-a-client")
    assert reasoning_in(model.prompts[2]) == [("about one", SIGNED)]


def test_what_was_deleted_does_not_come_back(serving):
    """Once a call is deleted, its reasoning is neither given to the model nor stored again."""
    model = AsyncScriptedModel([thoughtful("one"), thoughtful("two")])
    one = serving(model)
    said = talk(one, ["a"])
    with one.store() as store:
        store.delete(store.call_ids(Selection()))
    talk(one, ["b"], said)
    assert reasoning_in(model.prompts[1]) == []
    (call,) = one.calls()
    assert reasoning_in(call) == []


def test_instructions_may_change(serving):
    """Other instructions over the same history store nothing again."""
    model = AsyncScriptedModel([["one"], ["two"], ["three"]])
    one = serving(model)
    said = talk(one, ["a"], [("system", "Be brief")])
    talk(one, ["b"], [("system", "Be long"), *said[1:]])
    assert [prompt.system for prompt in model.prompts] == ["Be brief", "Be long"]
    conversations, calls, nodes, _ = counts(one)
    assert (conversations, calls, nodes) == (1, 2, 4 + 2)


def test_a_turn_costs_the_same_however_long(serving):
    """The statements of turn 10 are those of turn 60, though all is sent again."""
    model = AsyncScriptedModel([thoughtful(f"answer {n}") for n in range(61)])
    one = serving(model)
    said = talk(one, [f"question {n}" for n in range(9)])
    recorder = one.server.service.history._recorder
    counted = []
    for first, last in ((9, 10), (10, 59), (59, 60)):
        one.calls()  # all that came before is written
        statements: list[str] = []
        recorder.store.connection.set_trace_callback(statements.append)
        said = talk(one, [f"question {n}" for n in range(first, last)], said)
        one.calls()
        counted.append([each for each in statements if "streams" not in each])
    recorder.store.connection.set_trace_callback(None)
    assert len(counted[0]) == len(counted[2]) > 0


def test_anonymous_clients_are_known_again_too(serving):
    """Without a token, what is sent again is one conversation as well."""
    model = AsyncScriptedModel([thoughtful("one"), thoughtful("two")])
    one = serving(model)
    talk(one, ["a", "b"], token="")
    assert len(reasoning_in(model.prompts[1])) == 1
    assert counts(one)[:2] == (1, 2)
    assert {call.client for call in one.calls()} == {"anonymous"}


def test_a_question_that_was_asked_before_is_another(serving):
    """The same first message of two conversations leads to two of them."""
    one = serving(AsyncScriptedModel([["x"], ["y"]]))
    for _ in range(2):
        one.post("/v1/chat/completions", asking(model="scripted"))
    assert counts(one)[:2] == (2, 2)
