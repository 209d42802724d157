"""Conversations of Claude's data export as calls."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from llm import assistant, user
from llm.errors import InvalidInput
from llm.parts import ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from llm.store.exchange.sources import source
from llm.store.records import CallRecord, FragmentUse
from tests.store.exchange import service_exports as made
from tests.store.exchange.service_exports import block, chat, turn


def one(path: Path, conversation: dict[str, Any]) -> list[CallRecord]:
    """The calls of the only conversation in an export."""
    [each] = source(made.write(path, conversation)).conversations()
    return list(each.calls)


def test_messages_in_order_are_calls(tmp_path):
    """Blocks as parts, attached text before what was said, what is missing by its name."""
    first, second = one(tmp_path / "c.json", made.linear_chat())
    asked = user("Pelican\n[file a.png, which is not in the export]\nSum up")
    assert first.messages == [asked]
    assert first.fragments == [FragmentUse("Pelican", "notes.txt")]
    answer = assistant(
        ReasoningPart("Short, then."),
        ToolCallPart("web_search", {"query": "pelican"}, "t1", server_executed=True),
        ToolResultPart("web_search", "Pelican\nhttps://example.com", "t1", server_executed=True),
        TextPart("A bird.", {"claude": {"citations": [{"url": "https://example.com"}]}}),
    )
    assert first.output == [answer]
    assert second.messages == [asked, answer, user("Thanks")]
    assert second.output == [assistant("Welcome")]
    assert second.fragments == []
    assert (first.takes_tip, second.takes_tip) == (False, True)
    assert first.model == "claude"
    assert first.conversation_name == "Notes on pelicans"
    assert first.started == dt.datetime(2026, 2, 14, 10, 2, 0, 123456, tzinfo=dt.UTC)


def test_messages_that_name_their_parents_are_a_tree(tmp_path):
    """The leaf that is named is the tip; without a title the history makes one."""
    first, second = one(tmp_path / "c.json", made.branched_chat())
    assert (first.messages, first.output) == ([user("Name a pelican")], [assistant("Percy")])
    assert (second.messages, second.output) == ([user("Name two")], [assistant("Pete, Paul")])
    assert (first.takes_tip, second.takes_tip) == (True, False)
    assert first.model == "claude-sonnet-4-6"
    assert first.conversation_name is None


def test_a_last_question_is_a_call_without_an_answer(tmp_path):
    """Of status `interrupted`."""
    _, call = one(
        tmp_path / "c.json",
        chat("k", "n", turn("1", "human", 1, "a"), turn("2", "assistant", 2, "b"),
             turn("3", "human", 3, "c")),
    )  # fmt: skip
    assert call.messages == [user("a"), assistant("b"), user("c")]
    assert (call.output, call.status) == ([], "interrupted")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (block("voice_note", title="", text="spoken"), TextPart("spoken")),
        (block("new", strange=[1]), TextPart('{"type": "new", "strange": [1]}')),
        (
            block("tool_result", name="repl", content="boom", is_error=True),
            ToolResultPart("repl", "boom", server_executed=True, exception="boom"),
        ),
        (
            block("tool_use", name="repl", input="1+1"),
            ToolCallPart("repl", {"input": "1+1"}, server_executed=True),
        ),
    ],
)
def test_any_block_is_kept(tmp_path, given: dict[str, Any], expected: Any):
    """Those of a kind that is not known yet as their JSON."""
    conversation = chat("k", "n", turn("1", "human", 1, "a"), turn("2", "assistant", 2, given))
    [call] = one(tmp_path / "c.json", conversation)
    assert call.output == [assistant(expected)]


def test_messages_in_a_circle_are_refused(tmp_path):
    """They have no beginning."""
    conversation = chat(
        "k",
        "n",
        turn("1", "human", 1, "a", parent_message_uuid="2"),
        turn("2", "assistant", 2, "b", parent_message_uuid="1"),
    )
    with pytest.raises(InvalidInput, match="conversation 1: its messages follow one another"):
        one(tmp_path / "c.json", conversation)
