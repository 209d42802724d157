"""Where opaque data of a provider goes back to it."""

from __future__ import annotations

import pytest

from llm.core.scope import note_origin, within_scope, without_opaque
from llm.parts import (
    Message,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    assistant,
    system,
    tool_message,
    user,
)

SIGNED = {"p": {"signature": "s"}}


def thought(text="hm"):
    """Reasoning that its provider can check."""
    return ReasoningPart(text, provider_metadata=SIGNED)


def answer(text, *, by, after):
    """An answer with reasoning, made by a model after these messages."""
    made = Message("assistant", [thought(), TextPart(text)])
    note_origin([made], by, list(after))
    return made


def has_opaque(history):
    """For each answer of *history*, whether it holds something opaque."""
    return [without_opaque(each) is not each for each in history if each.role == "assistant"]


@pytest.fixture
def said():
    """Two turns with the model `a`, and a third prompt."""
    history = [user("1")]
    for number in (2, 3):
        history.append(answer(f"a{number}", by="a", after=history))
        history.append(user(f"{number}"))
    return history


def test_the_model_that_made_it_gets_it_back(said):
    """And the very history, where all of it is valid."""
    assert within_scope(said, "a") is said
    assert has_opaque(said) == [True, True]


def test_another_model_does_not(said):
    """It is sent the text; the history keeps what it has."""
    sent = within_scope(said, "b")
    assert has_opaque(sent) == [False, False]
    assert [each.text() for each in sent] == [each.text() for each in said]
    assert has_opaque(said) == [True, True]


def test_each_model_gets_its_own(said):
    """Of a conversation with two; what the other one said in between changes nothing."""
    said.append(answer("b", by="b", after=within_scope(said, "b")))
    said.append(user("4"))
    assert has_opaque(within_scope(said, "a")) == [True, True, False]
    assert has_opaque(within_scope(said, "b")) == [False, False, True]


@pytest.mark.parametrize(("leading", "later"), [(None, "s"), ("s", None), ("s", "t"), ("s", "s")])
def test_instructions_do_not_count(leading, later):
    """They belong to a turn."""
    first = [*([system(leading)] if leading else []), user("1")]
    said = [user("1"), answer("a", by="a", after=first), user("2")]
    history = [*([system(later)] if later else []), *said]
    assert within_scope(history, "a") is history


def test_after_other_messages_it_is_not_valid(said):
    """An edit before it, or a message less or more: everything after is made elsewhere."""
    for changed in (
        [user("other"), *said[1:]],
        said[1:],
        [user("0"), assistant("0"), *said],
        [said[0], assistant("edited"), *said[2:]],
    ):
        assert not any(has_opaque(within_scope(changed, "a")))
    assert has_opaque(within_scope([*said[:2], user("other"), *said[3:]], "a")) == [True, False]


def test_a_fork_keeps_what_is_before_it(said):
    """What follows the fork is made where it is."""
    assert has_opaque(within_scope([*said[:2], user("other")], "a")) == [True]
    assert has_opaque(within_scope(said[:3], "a")) == [True]


def test_an_unfinished_round_of_tools_is_kept_as_it_is():
    """All that the model made since the user spoke, even where its place is another."""
    asked = [user("1")]
    call = Message("assistant", [thought(), ToolCallPart("t", {}, "1", provider_metadata=SIGNED)])
    note_origin([call], "a", asked)
    result = tool_message(ToolResultPart("t", "r", "1"))
    shown = user()
    elsewhere = [user("0"), assistant("0"), user("1"), call, result]
    assert within_scope(elsewhere, "a") is elsewhere
    assert has_opaque(within_scope(elsewhere, "b")) == [False, False]
    assert has_opaque(within_scope([*elsewhere, user("and?")], "a")) == [False, False]
    again = Message("assistant", [thought(), ToolCallPart("t", {}, "2")])
    note_origin([again], "a", elsewhere)
    rounds = [*elsewhere, again, tool_message(ToolResultPart("t", "r", "2"))]
    assert within_scope(rounds, "a") is rounds
    assert shown.parts == []


def test_pictures_that_a_tool_shows_are_part_of_its_round():
    """They go to the model as the user's, beside the results."""
    from llm.attachments import Attachment

    call = Message("assistant", [thought(), ToolCallPart("t", {}, "1")])
    note_origin([call], "a", [user("1")])
    shown = user(Attachment("image/png", content=b"x"))
    rounds = [user("0"), assistant("0"), user("1"), call]
    rounds += [tool_message(ToolResultPart("t", "r", "1")), shown]
    assert within_scope(rounds, "a") is rounds


def test_several_messages_of_one_answer():
    """They are valid together."""
    asked = [user("1")]
    made = [Message("assistant", [thought(f"{n}"), TextPart(f"{n}")]) for n in range(3)]
    note_origin(made, "a", asked)
    assert within_scope([*asked, *made, user("2")], "a") == [*asked, *made, user("2")]
    without_first = [*asked, *made[1:], user("2")]
    assert has_opaque(within_scope(without_first, "a")) == [False, False]
    reversed_ = [*asked, made[1], made[0], made[2], user("2")]
    assert has_opaque(within_scope(reversed_, "a"))[0] is False


def test_a_message_of_nothing_else_is_left_out(said):
    """An answer of reasoning alone says nothing to another model; what came after it stays."""
    alone = Message("assistant", [thought()])
    note_origin([alone], "a", said)
    history = [*said, alone, user("4")]
    assert [each.text() for each in within_scope(history, "b")] == ["1", "a2", "2", "a3", "3", "4"]
    assert within_scope(history, "a") is history


def test_what_nobody_noted_is_sent_as_it_is():
    """A history that a program put together is its own affair."""
    history = [user("1"), Message("assistant", [thought(), TextPart("a")]), user("2")]
    assert within_scope(history, "b") is history


def test_what_is_opaque():
    """Reasoning, metadata, and what the provider ran; text and calls to be run here are not."""
    message = Message(
        "assistant",
        [
            thought(),
            TextPart("a", SIGNED),
            ToolCallPart("web", {}, "w", server_executed=True),
            ToolResultPart("web", "r", "w", server_executed=True),
            ToolCallPart("t", {"x": 1}, "1", provider_metadata=SIGNED),
        ],
        SIGNED,
    )
    assert without_opaque(message) == assistant("a", ToolCallPart("t", {"x": 1}, "1"))
    plain = assistant("a", ToolCallPart("t", {"x": 1}, "1"))
    assert without_opaque(plain) is plain
    assert without_opaque(Message("assistant", [thought()])) is None
