"""Conversations of ChatGPT's data export as calls."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from llm import assistant, system, user
from llm.attachments import Attachment
from llm.errors import InvalidInput
from llm.parts import ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from llm.store.exchange.sources import source
from llm.store.records import CallRecord, ConversationRecord
from tests.store.exchange import service_exports as made
from tests.store.exchange.service_exports import mapping, node, said


def read(path: Path) -> list[tuple[ConversationRecord, list[CallRecord]]]:
    """The conversations in a file."""
    return [(each.conversation, list(each.calls)) for each in source(path).conversations()]


def one(path: Path, conversation: dict[str, Any]) -> list[CallRecord]:
    """The calls of the only conversation in an export."""
    [(_, calls)] = read(made.write(path, conversation))
    return calls


def test_every_branch_is_a_call(tmp_path):
    """Each answer with what led to it; the branch of the current node is the tip."""
    [(conversation, calls)] = read(made.write(tmp_path / "c.json", made.pelicans()))
    assert [(call.messages, call.output, call.model) for call in calls] == [
        ([user("Name a pelican")], [assistant("Percy")], "gpt-4o"),
        ([user("Name two pelicans")], [assistant("Pete, Paul")], "gpt-4o-mini"),
        ([user("Name two pelicans")], [assistant("Ann, Bob")], "gpt-4o"),
        (
            [user("Name two pelicans"), assistant("Ann, Bob"), user("One more")],
            [assistant("Cleo")],
            "gpt-4o",
        ),
    ]
    assert [call.takes_tip for call in calls] == [False, True, False, False]
    assert {call.status for call in calls} == {"ok"}
    assert {call.conversation for call in calls} == {conversation.id}
    assert (conversation.name, calls[0].conversation_name) == ("Pelican names", "Pelican names")
    assert calls[0].started == dt.datetime(2025, 1, 7, 0, 23, 22, tzinfo=dt.UTC)
    assert calls[0].finish_reason == "stop"
    assert calls[0].payload["messages"][0]["metadata"]["model_slug"] == "gpt-4o"


def test_what_the_service_did_is_part_of_the_answer(tmp_path):
    """Reasoning, tool calls and results in one message; instructions; what is not answered."""
    answered, asked = one(tmp_path / "c.json", made.investigation())
    missing = "[image sediment://file_00000000abc, which is not in the export]\nWhat is this?"
    assert answered.messages == [system("I keep pelicans.\n\nBe brief."), user(missing)]
    assert answered.system == "I keep pelicans.\n\nBe brief."
    assert answered.output == [
        assistant(
            ReasoningPart("Looking\n\nIt is one pixel."),
            ToolCallPart("python", {"input": "measure('it')"}, "c", server_executed=True),
            ToolResultPart("python", "1x1", server_executed=True),
            ReasoningPart("3 s"),
            TextPart("A pixel."),
        )
    ]
    assert (asked.messages[-1], asked.output, asked.status) == (user("Thanks"), [], "interrupted")
    assert asked.takes_tip


def test_images_come_from_the_archive(tmp_path):
    """Where it has them."""
    path = made.archive(
        tmp_path / "e.zip", made.investigation(), **{"file_00000000abc-sanitized__png": made.PIXEL}
    )
    [(_, calls)] = read(path)
    assert calls[0].messages[-1] == user(
        Attachment("image/png", content=made.PIXEL), "What is this?"
    )


def test_ids_are_the_same_each_time_and_grow_with_time(tmp_path):
    """Whatever else the export holds, and whenever it was made."""
    first = [call.id for call in one(tmp_path / "a.json", made.pelicans())]
    grown = made.pelicans()
    grown["mapping"]["q4"] = node("q4", "a4", said("user", "And?", 1736209500.0))
    grown["update_time"] += 1000
    second = [call.id for call in one(tmp_path / "b.json", grown)]
    assert first == sorted(first) == second[: len(first)]
    assert len(set(second)) == len(second) == 5
    assert first[0].startswith("01jgz")


def test_messages_without_a_time_come_after_what_they_follow(tmp_path):
    """Ids grow along a branch, also where clocks disagree."""
    calls = one(
        tmp_path / "c.json",
        {
            "id": "c",
            "mapping": mapping(
                node("1", None, said("user", "a", 1736209500.0)),
                node("2", "1", said("assistant", "b", 1736209400.0)),
                node("3", "2", said("user", "c")),
                node("4", "3", said("assistant", "d")),
            ),
        },
    )
    assert [call.output[0].text() for call in calls] == ["b", "d"]
    assert [call.model for call in calls] == ["chatgpt", "chatgpt"]
    assert calls[1].started is not None


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"content_type": "code", "language": "python", "text": "1"}, "```python\n1\n```"),
        (
            {"content_type": "tether_quote", "url": "https://e", "title": "T", "text": "said"},
            "T\nhttps://e\nsaid",
        ),
        ({"content_type": "new", "strange": {"a": 1}}, '{"strange": {"a": 1}}'),
        (
            {
                "content_type": "multimodal_text",
                "parts": [{"content_type": "audio_transcription", "text": "spoken"}],
            },
            "spoken",
        ),
    ],
)
def test_any_content_is_kept(tmp_path, content: dict[str, Any], text: str):
    """As text, where it is of no other kind; of kinds that are not known yet, too."""
    tree = mapping(node("1", None, said("user", "a")), node("2", "1", said("assistant", content)))
    [call] = one(tmp_path / "c.json", {"id": "c", "mapping": tree})
    assert call.output[0].text() == text


def test_an_answer_that_was_cut_off_is_interrupted(tmp_path):
    """With what there is of it."""
    stopped = {"finish_details": {"type": "interrupted"}}
    tree = mapping(
        node("1", None, said("user", "a")), node("2", "1", said("assistant", "b", metadata=stopped))
    )
    [call] = one(tmp_path / "c.json", {"id": "c", "mapping": tree})
    assert (call.status, call.output) == ("interrupted", [assistant("b")])


def test_messages_in_a_circle_are_refused(tmp_path):
    """They have no beginning."""
    tree = mapping(node("1", "2", said("user", "a")), node("2", "1", said("user", "b")))
    with pytest.raises(InvalidInput, match="conversation 1: its messages follow one another"):
        one(tmp_path / "c.json", {"id": "c", "mapping": tree})


def test_a_long_conversation_takes_no_recursion(tmp_path):
    """Thousands of messages after one another."""
    nodes = [node("0", None, said("user", "0"))]
    for number in range(1, 4000):
        role = "assistant" if number % 2 else "user"
        nodes.append(node(str(number), str(number - 1), said(role, str(number))))
    calls = one(tmp_path / "c.json", {"id": "c", "mapping": mapping(*nodes)})
    assert len(calls) == 2000
    assert calls[-1].messages[-3].parts is calls[-2].messages[-1].parts
