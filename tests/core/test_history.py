"""What a turn adds to a history, and what is left open at its end."""

import pytest

from llm.attachments import Attachment
from llm.core.history import (
    holds_answers,
    instructed,
    instructions_of,
    pending_calls,
    result_part,
    split_turns,
    turn_messages,
)
from llm.parts import (
    AttachmentPart,
    Message,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    assistant,
    system,
    tool_message,
    user,
)
from llm.toolcalls import ToolCall, ToolResult

CALL = ToolCallPart("f", {"x": 1}, "1")
OTHER = ToolCallPart("g", {}, "2")


def test_a_turn_is_results_then_text_then_attachments():
    """One turn adds the tools' results, then one message with what the user says and shows."""
    shown = Attachment(content=b"x")
    assert turn_messages("hi", [shown], [ToolResult("f", "out", tool_call_id="1")]) == [
        Message("tool", [ToolResultPart("f", "out", "1")]),
        Message("user", [TextPart("hi"), AttachmentPart(shown)]),
    ]
    assert turn_messages("") == []


def test_a_failure_is_told_in_words():
    """The result of a failed call says its exception by type and message."""
    part = result_part(ToolResult("f", "Error: no", exception=ValueError("no")))
    assert part.exception == "ValueError: no"


def test_output_is_made_valid_unicode():
    """What a tool returned can be written as UTF-8, also where it holds a stray surrogate."""
    assert result_part(ToolResult("f", "a\udc80")).output == "a\ufffd"
    assert turn_messages("a\udc80")[0].text() == "a\ufffd"


def test_instructions_lead_once():
    """Instructions are put first, unless the history opens with just these."""
    history = [user("a")]
    assert instructed(history, "s") == [system("s"), user("a")]
    assert instructed([system("s"), *history], "s") == [system("s"), user("a")]
    assert instructed([system("t"), *history], "s") == [system("s"), system("t"), user("a")]
    assert instructed(history, "") == history


def test_instructions_of_a_history():
    """The instructions are the leading system messages, and no later ones."""
    assert instructions_of([system("a"), system("b"), user("c"), system("d")]) == "a\n\nb"
    assert instructions_of([user("c")]) == ""


@pytest.mark.parametrize(
    ("history", "answers"),
    [([], False), ([system("s"), user("a")], False), ([user("a"), assistant("b")], True),
     ([tool_message(ToolResultPart("f"))], True)],
)  # fmt: skip
def test_whether_somebody_answered(history, answers):
    """A history of instructions and prompts alone holds no answer."""
    assert holds_answers(history) is answers


@pytest.mark.parametrize(
    ("history", "pending"),
    [
        ([], []),
        ([user("a"), assistant("b")], []),
        ([user("a"), assistant("b", CALL, OTHER)], ["1", "2"]),
        ([user("a"), assistant(CALL, OTHER), tool_message(ToolResultPart("f", "", "1"))], ["2"]),
        ([user("a"), assistant(CALL), tool_message(ToolResultPart("f", "", "1"))], []),
        ([user("a"), assistant(CALL), user("never mind")], []),
        ([user("a"), assistant(CALL), assistant(OTHER)], ["1", "2"]),
        ([user("a"), assistant(ToolCallPart("w", {}, "3", server_executed=True))], []),
    ],
)
def test_calls_without_a_result(history, pending):
    """Calls at the end of a history that have no result are pending, in their order."""
    assert [call.tool_call_id for call in pending_calls(history)] == pending


def test_a_pending_call_is_the_call():
    """A pending call has the name and the arguments that the model gave."""
    assert pending_calls([assistant(CALL)]) == [ToolCall("f", {"x": 1}, "1")]


def test_turns_of_a_history():
    """A history is split into what went in and what came out, and what is still unanswered."""
    turns, left = split_turns(
        [system("s"), user("a"), assistant("b"), assistant("c"), user("d"), assistant("e"),
         user("f")]
    )  # fmt: skip
    assert turns == [
        ([system("s"), user("a")], [assistant("b"), assistant("c")]),
        ([user("d")], [assistant("e")]),
    ]
    assert left == [user("f")]
    assert split_turns([assistant("a")]) == ([([], [assistant("a")])], [])
