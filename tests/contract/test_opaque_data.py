"""Invariant 13: a history keeps opaque data; what goes on from it knows where it is valid."""

from __future__ import annotations

import pytest

from llm.core.scope import within_scope
from llm.parts import Message, ReasoningPart, TextPart, ToolCallPart, assistant, system, user
from llm.store.continuing import call_point, conversation_point, fork, point_of, with_other_text
from llm.store.records import CallRecord
from tests.store.placing import place_messages


def signed(text: str, sign: str) -> Message:
    """An answer with reasoning that its model signed."""
    return Message(
        "assistant", [ReasoningPart("hm", provider_metadata={"p": {"sign": sign}}), TextPart(text)]
    )


def signs(messages) -> list[str]:
    """The signatures in *messages*."""
    return [
        part.provider_metadata["p"]["sign"]
        for message in messages
        for part in message.parts
        if isinstance(part, ReasoningPart) and part.provider_metadata
    ]


@pytest.fixture
def said(asked):
    """The model `a` answers, then `b`, then `a` again; each with instructions of its own."""
    messages = [user("1")]
    made: list[CallRecord] = []
    for model in "aba":
        output = signed(f"by {model}", f"{model}{len(made)}")
        made.append(
            asked([system(f"s{len(made)}"), *messages], output, model=model, conversation="c")
        )
        messages += [output, user(f"{len(made) + 1}")]
    return made


@pytest.mark.parametrize(("model", "valid"), [("a", ["a0", "a2"]), ("b", ["b1"]), ("c", [])])
def test_each_model_gets_its_own(history, said, model, valid):
    """The history keeps all of it."""
    point = conversation_point(history.again(), "c")
    assert signs(within_scope([*point.messages, user("4")], model)) == valid
    assert signs(point.messages) == ["a0", "b1", "a2"]
    assert signs(history.store.call(said[2].id).messages) == ["a0", "b1"]


def test_models_of_a_family_share(history, said):
    """Whoever goes on says which family a model is of."""
    point = conversation_point(history.store, "c", lambda model: "family")
    assert signs(within_scope(point.messages, "family")) == ["a0", "b1", "a2"]


def test_a_fork_an_edit_and_another_try(history, said):
    """What was made before them is valid; nothing after them is there."""
    made = fork(history.store, said[1].id)
    point = conversation_point(history.store, made.id)
    assert signs(within_scope([*point.messages, user("x")], "a")) == ["a0"]
    again = call_point(history.store, said[2].id)
    assert signs(within_scope(again.messages, "a")) == ["a0"]
    assert signs(within_scope(again.messages, "b")) == ["b1"]
    edited = with_other_text(again.messages, "3!")
    assert signs(within_scope(edited, "a")) == ["a0"]
    answer = with_other_text(point_of(history.store, said[0].id).messages, "edited")
    place_messages(history.store, "c", answer[1:])
    after = conversation_point(history.store, "c")
    assert signs(within_scope([*after.messages, user("x")], "a")) == []


def test_what_follows_an_edit_is_made_there(history, said, asked):
    """And is valid there, and only there."""
    messages = [user("1!"), signed("edited way", "a9")]
    asked(messages[:1], messages[1], model="a", conversation="c", takes_tip=True)
    point = conversation_point(history.store, "c")
    assert signs(within_scope([*point.messages, user("x")], "a")) == ["a9"]
    assert signs(within_scope([user("1"), *point.messages[1:], user("x")], "a")) == []


def test_the_same_words_twice(history, asked):
    """Each answer is an answer of its own, at its own place."""
    again = signed("ok", "same")
    messages: list[Message] = []
    for number in range(3):
        messages.append(user("go on"))
        asked(messages, again, model="a", conversation="c")
        messages.append(again)
        assert number < 3
    point = conversation_point(history.store, "c")
    assert signs(within_scope([*point.messages, user("x")], "a")) == ["same"] * 3


def test_an_unfinished_round(history, asked):
    """A call that was stopped between the model's wish and the tool's result is kept whole."""
    wish = Message(
        "assistant",
        [
            ReasoningPart("hm", provider_metadata={"p": {"sign": "w"}}),
            ToolCallPart("t", {}, "1", provider_metadata={"p": {"id": "x"}}),
        ],
    )
    asked([user("1")], wish, model="a", conversation="c")
    point = conversation_point(history.store, "c")
    assert within_scope(point.messages, "a") is point.messages
    assert signs(within_scope(point.messages, "b")) == []


def test_answers_that_a_client_brought(history, asked):
    """Nobody here made them: they are sent as they came."""
    brought = [user("1"), signed("theirs", "t"), user("2")]
    asked(brought, assistant("b"), model="a", conversation="c")
    point = conversation_point(history.store, "c")
    assert signs(within_scope(point.messages, "z")) == ["t"]
