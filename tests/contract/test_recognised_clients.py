"""Invariant 3: a client that sends the history back is known by what a protocol can carry."""

from __future__ import annotations

import pytest

from llm.attachments import Attachment
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

PICTURE = b"\x89PNG picture"
SIGNED = {"p": {"signature": "s" * 80}}

ASKED = [user("draw", Attachment("image/png", content=PICTURE)), user("and tell")]
CALLED = assistant(
    ReasoningPart("hm", provider_metadata=SIGNED),
    "I will ",
    TextPart("look.", SIGNED),
    ToolCallPart("web", {"q": "x"}, "w", server_executed=True),
    ToolResultPart("web", "page", "w", server_executed=True),
    ToolCallPart("one", {"n": 1.0, "m": [2]}, "1", provider_metadata=SIGNED),
    ToolCallPart("two", {}, "2"),
    provider_metadata=SIGNED,
)
RESULTS = tool_message(
    ToolResultPart("one", "first", "1", exception="ValueError: no", provider_metadata=SIGNED),
    ToolResultPart("two", "second", "2"),
)
DONE = assistant(ReasoningPart("so", redacted=True), "Done.", provider_metadata=SIGNED)
RICH = [*ASKED, CALLED, RESULTS, DONE]
"""A history as it is stored."""

LEFT_OUT = [
    user("draw", Attachment("image/png", content=PICTURE)),
    user("and tell"),
    assistant(
        "I will look.", ToolCallPart("one", {"n": 1, "m": [2]}, "1"), ToolCallPart("two", {}, "2")
    ),
    tool_message(ToolResultPart("", "first", "1"), ToolResultPart("", "second", "2")),
    assistant("Done."),
]
SPLIT = [
    *LEFT_OUT[:3],
    tool_message(ToolResultPart("one", "first", "1")),
    tool_message(ToolResultPart("two", "second", "2")),
    LEFT_OUT[4],
]
MERGED = [
    user("draw", Attachment("image/png", content=PICTURE), "and tell"),
    *LEFT_OUT[2:],
]
IN_PIECES = [
    *LEFT_OUT[:2],
    assistant("I will look."),
    assistant(ToolCallPart("one", {"m": [2], "n": 1}, "1")),
    assistant(ToolCallPart("two", {}, "2")),
    *LEFT_OUT[3:],
]
EMPTY_TEXT = [
    *LEFT_OUT[:2],
    Message("assistant", [TextPart(""), *LEFT_OUT[2].parts]),
    *LEFT_OUT[3:],
]
NO_TYPE = [user("draw", Attachment(content=PICTURE)), *LEFT_OUT[1:]]


@pytest.fixture
def stored(asked):
    """The id of the conversation in which the rich history was stored, round by round."""
    asked([system("s"), *ASKED], CALLED, conversation="c")
    return asked([system("s"), *ASKED, CALLED, RESULTS], DONE, conversation="c").conversation


@pytest.mark.parametrize(
    "sent",
    [RICH, LEFT_OUT, SPLIT, MERGED, IN_PIECES, EMPTY_TEXT, NO_TYPE],
    ids=["all", "left out", "split", "merged", "pieces", "empty text", "no type"],
)
def test_what_it_leaves_out_is_no_other_history(history, asked, stored, sent):
    """The richer stored messages stay; only what is new is stored, in the same conversation."""
    before = history.census()
    call = asked([system("t"), *sent, user("thanks")], assistant("welcome"))
    after = history.census() - before
    assert after.nodes == 3
    assert call.conversation == stored
    assert list(history.store.call(call.id).messages) == [system("t"), *RICH, user("thanks")]


@pytest.mark.parametrize(("length", "new"), [(1, 2), (2, 2), (3, 2), (4, 3)])
def test_wherever_it_goes_on(history, asked, stored, length, new):
    """From the middle of a history, too, it is a branch; what is said now is kept as it is said."""
    before = history.census()
    call = asked([*LEFT_OUT[:length], user("stop")], assistant("stopped"))
    assert (history.census() - before).nodes == new
    back = list(history.store.call(call.id).messages)
    assert back == [*RICH[: min(length, 3)], *LEFT_OUT[3:length], user("stop")]
    asked([*LEFT_OUT[:length], user("stop")], assistant("stopped"))
    assert (history.census() - before).nodes == new


def edited(number: int, message: Message) -> list[Message]:
    return [*LEFT_OUT[:number], message, *LEFT_OUT[number + 1 :]]


EDITS = {
    "a prompt": (1, edited(1, user("and sing"))),
    "a picture": (0, edited(0, user("draw", Attachment("image/png", content=b"\x89PNG other")))),
    "an answer": (4, edited(4, assistant("Not done."))),
    "an argument": (
        2,
        edited(
            2,
            assistant(
                "I will look.",
                ToolCallPart("one", {"n": 2, "m": [2]}, "1"),
                ToolCallPart("two", {}, "2"),
            ),
        ),
    ),
    "a result": (
        3,
        edited(
            3, tool_message(ToolResultPart("", "other", "1"), ToolResultPart("", "second", "2"))
        ),
    ),
    "a type": (0, edited(0, user("draw", Attachment("image/jpeg", content=PICTURE)))),
    "a signature": (4, edited(4, assistant(TextPart("Done.", {"p": "other"})))),
    "a thought": (4, edited(4, assistant(ReasoningPart("other"), "Done."))),
    "a message that says nothing": (2, [*LEFT_OUT[:2], user(), *LEFT_OUT[2:]]),
    "a role": (1, edited(1, assistant("and tell"))),
}


@pytest.mark.parametrize("named", EDITS)
def test_what_it_changes_is_a_branch(history, asked, stored, named):
    """What was said before the change is shared; from there on it is what the client sent."""
    number, sent = EDITS[named]
    before = history.census()
    call = asked([*sent, user("thanks")], assistant("welcome"))
    assert (history.census() - before).nodes == len(sent) - number + 2
    back = list(history.store.call(call.id).messages)
    assert back[:number] == RICH[:number]
    assert back[number:] == [*sent[number:], user("thanks")]


def test_a_client_that_says_more_than_is_stored_is_not_merged_away(history, asked):
    """What it says beyond the stored message is kept, as a branch of its own."""
    plain = [user("a"), assistant("b")]
    asked(plain[:1], plain[1])
    richer = [user("a"), Message("assistant", [ReasoningPart("hm"), TextPart("b")], SIGNED)]
    call = asked([*richer, user("c")], assistant("d"))
    assert list(history.store.call(call.id).messages) == [*richer, user("c")]
    again = asked([*richer, user("e")], assistant("f"))
    assert list(history.store.call(again.id).messages) == [*richer, user("e")]


def test_a_client_that_gives_back_some_of_it_is_recognised(history, asked, stored):
    """Reasoning without the rest, as a protocol may carry it: it says nothing that is new."""
    reasoning = ReasoningPart("hm", provider_metadata=SIGNED)
    sent = [*LEFT_OUT[:2], assistant(reasoning, *LEFT_OUT[2].parts), *LEFT_OUT[3:]]
    for text in ("thanks", "and then?"):
        before = history.census()
        call = asked([*sent, user(text)], assistant("welcome"))
        assert (history.census() - before).nodes == 2
        assert list(history.store.call(call.id).messages) == [*RICH, user(text)]


def test_a_prompt_is_not_taken_for_one_that_was_only_thought_about(history, asked):
    """A protocol does not carry an answer of reasoning alone, and nobody has sent it."""
    asked([user("hello")], assistant(ReasoningPart("hm")), status="interrupted")
    call = asked([user("hello")], assistant("hi"))
    assert list(history.store.call(call.id).messages) == [user("hello")]
    more = asked([user("hello"), assistant("hi"), user("and?")], assistant("no"))
    assert list(history.store.call(more.id).messages)[1:] == [assistant("hi"), user("and?")]


def test_other_metadata_is_other_history(history, asked):
    """Two answers that differ in what only their provider reads are both kept."""
    for sign in ("one", "two", "one"):
        said = [user("a"), assistant(TextPart("b", {"p": sign})), user("c")]
        call = asked(said, assistant("d"))
        assert list(history.store.call(call.id).messages) == said
    assert history.census().nodes == 1 + 2 * 3


def test_unrelated_prompts_with_the_same_text_are_conversations_of_their_own(history, asked):
    """Only an answer that is sent back makes a call part of a conversation."""
    calls = [asked([user("hello")], assistant(answer)) for answer in ("hi", "hi", "good day")]
    assert len({call.conversation for call in calls}) == 3
    more = asked([user("hello"), user("anybody?")], assistant("yes"))
    assert more.conversation not in {call.conversation for call in calls}


def test_a_stateless_client_finds_the_conversation_that_it_went_on_with_last(history, asked):
    """Of several that share the history, the one where just this was said."""
    opening = [user("hello"), assistant("hi")]
    one = asked(opening[:1], opening[1]).conversation
    two = asked(opening[:1], opening[1]).conversation
    assert asked([*opening, user("a")], assistant("b"), conversation=one).conversation == one
    assert (
        asked([*opening, user("a"), assistant("b"), user("c")], assistant("d")).conversation == one
    )
    assert two != one


def test_a_history_that_nobody_stored_is_a_conversation(history, asked):
    """A client that comes with answers of another program is recognised from then on."""
    brought = [user("a"), assistant("b"), user("c")]
    first = asked(brought, assistant("d"))
    then = asked([*brought, assistant("d"), user("e")], assistant("f"))
    assert then.conversation == first.conversation
    assert history.census().nodes == 6


def test_an_unanswered_prompt_of_a_conversation_stays_with_it(history, asked):
    """A call that failed belongs where it was made; asking again does not begin another."""
    opening = [user("a"), assistant("b")]
    first = asked(opening[:1], opening[1])
    failed = asked([*opening, user("c")], status="error", error="no")
    again = asked([*opening, user("c")], assistant("d"))
    assert {failed.conversation, again.conversation} == {first.conversation}
