"""Invariant 3: the next turn costs what is new in it, however much was said before."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from llm.ids import new_id
from llm.parts import Message, ReasoningPart, TextPart, ToolCallPart, ToolResultPart, system, user
from llm.store.records import CallRecord
from tests.contract.backends import Census, History


@dataclass
class Cost:
    """What a turn cost: statements and rows."""

    statements: int
    rows: Census


def answers(number: int, *, rich: bool) -> list[Message]:
    """An answer; a rich one thinks, and calls a tool that the provider runs."""
    if not rich:
        return [Message("assistant", [TextPart(f"answer {number}")])]
    signed = {"signature": f"{number:064}"}
    return [
        Message(
            "assistant",
            [
                ReasoningPart(f"thought {number}", provider_metadata={"p": signed}),
                ToolCallPart("web", {"q": number}, f"w{number}", server_executed=True),
                ToolResultPart("web", f"found {number}", f"w{number}", server_executed=True),
                TextPart(f"answer {number}", {"id": f"message {number}"}),
            ],
            {"id": number},
        )
    ]


def sent_back(message: Message) -> Message:
    """What a client of a wire protocol sends back of it, as an object of its own."""
    return Message(
        message.role, [TextPart(part.text) for part in message.parts if isinstance(part, TextPart)]
    )


def test_whatever_is_stored_is_looked_up_once(history):
    """Each text, each value and each long string in one: found, or not, by one statement."""
    call = CallRecord(new_id(), "m", [user("hi")], answers(1, rich=True))
    with history.statements() as asked:
        history.store.finish(call)
    looked_up = [each for each in asked if each.startswith("SELECT id, searched")]
    assert len(looked_up) == history.census().blobs == len(set(looked_up))


def costs(history: History, turns: int, *, stateless: bool, rich: bool, clock: bool) -> list[Cost]:
    """What each of so many turns cost."""
    said: list[Message] = []
    found = []
    conversation = None if stateless else new_id()
    for number in range(turns):
        said.append(user(f"question {number}"))
        leading = [system(f"It is {number:03} o'clock.")] if clock else [system("Be kind.")]
        answered = answers(number, rich=rich)
        sent = [sent_back(each) for each in said] if stateless else list(said)
        call = CallRecord(new_id(), "m", [*leading, *sent], answered, conversation=conversation)
        before = history.census()
        with history.statements() as statements:
            history.store.begin(call)
            history.store.finish(call)
        found.append(Cost(len(statements), history.census() - before))
        said += answered
    return found


@pytest.mark.parametrize("clock", [False, True], ids=["one instruction", "a clock"])
@pytest.mark.parametrize("rich", [False, True], ids=["plain", "rich"])
@pytest.mark.parametrize("stateless", [False, True], ids=["conversation", "stateless"])
def test_it_is_the_same_at_any_length(history, stateless, rich, clock):
    """Rows of turn 100 are those of turn 20, and 30 turns take as many statements as before."""
    found = costs(history, 100, stateless=stateless, rich=rich, clock=clock)
    early, late = found[20:50], found[-30:]
    assert {cost.rows for cost in late} == {cost.rows for cost in early}
    # Now and then a turn brings the search up to date, for several at once.
    assert sum(each.statements for each in late) <= 1.1 * sum(each.statements for each in early)
    assert late[0].rows.nodes == late[0].rows.messages == 2 + clock
    assert history.census().conversations == 1
