"""Which calls a selection means, and how much of the file is looked at for it."""

from __future__ import annotations

from contextlib import closing

import pytest

from llm import Attachment, Message, assistant, user
from llm.parts import AttachmentPart, ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from llm.store.opening import open_store
from llm.store.records import CallRecord, Selection
from llm.store.sqlite.backend import SQLiteStore

PNG = Attachment("image/png", content=b"\x89PNG")
THOUGHT = Message("assistant", [ReasoningPart("hm"), TextPart("yes")])
ASKED = Message("assistant", [ToolCallPart("look", {}, "1")])
RESULT = Message("tool", [ToolResultPart("look", "seen", "1")])
SHOWN = Message("tool", [ToolResultPart("look", "seen", "1", attachments=[PNG])])
RAN = Message(
    "assistant",
    [ToolCallPart("web", {}, "2", server_executed=True), ToolResultPart("web", "found", "2")],
)
TURNS = {
    "plain": ([user("a")], [assistant("b")]),
    "thought": ([user("a")], [THOUGHT]),
    "asks": ([user("a")], [ASKED]),
    "given": ([user("a"), ASKED, RESULT], [assistant("b")]),
    "shown": ([user("a"), ASKED, SHOWN], [assistant("b")]),
    "after": ([user("a"), ASKED, RESULT, assistant("b"), user("c")], [assistant("d")]),
    "ran": ([user("a")], [RAN]),
    "sees": ([Message("user", [AttachmentPart(PNG)])], [assistant("b")]),
    "drew": ([user("a")], [Message("assistant", [AttachmentPart(PNG)])]),
    "paused": ([user("a")], [ASKED, RESULT]),
}
WANTED = {
    "reasoning": (Selection(has=["reasoning"]), {"thought"}),
    "calls": (Selection(has=["tool_call"]), {"asks", "ran", "paused"}),
    "results": (Selection(has=["tool_result"]), {"given", "shown", "ran", "paused"}),
    "attachments": (Selection(has=["attachment"]), {"shown", "sees", "drew"}),
    "two": (Selection(has=["tool_result", "attachment"]), {"shown"}),
    "any tool": (Selection(any_tool=True), {"given", "shown"}),
    "tool": (Selection(tools=["look"]), {"given", "shown"}),
    "other tool": (Selection(tools=["look", "web"]), set()),
}


def kept(store: SQLiteStore, name: str) -> None:
    """Keep that turn, in a conversation of its own, under its name as the id."""
    messages, output = TURNS[name]
    call = CallRecord(name, "m", messages, output, conversation=f"talk {name}")
    store.begin(call)
    store.finish(call)


@pytest.mark.parametrize("wanted", WANTED)
def test_what_a_turn_has(tmp_path, wanted):
    """In what was said since the last answer, or in the answer; of others nothing counts."""
    selection, expected = WANTED[wanted]
    with closing(open_store(tmp_path / "h.db")) as store:
        for name in TURNS:
            kept(store, name)
        assert set(store.call_ids(selection)) == expected


def test_a_call_that_is_running_is_found_by_what_it_was_given(tmp_path):
    """Its answer is looked at when it has ended."""
    messages, _ = TURNS["given"]
    with closing(open_store(tmp_path / "h.db")) as store:
        call = CallRecord("one", "m", messages, [], status="running")
        store.begin(call)
        assert store.call_ids(Selection(tools=["look"])) == ["one"]
        call.output, call.status = [THOUGHT], "ok"
        store.finish(call)
        assert store.call_ids(Selection(tools=["look"], has=["reasoning"])) == ["one"]


@pytest.mark.parametrize("wanted", WANTED)
def test_calls_without_it_cost_a_look_at_their_row(tmp_path, wanted):
    """And none at what was said in them, however many there are."""
    with closing(open_store(tmp_path / "h.db")) as store:
        with store.writing():
            for number in range(200):
                said = [user(f"q{number}")]
                store.finish(CallRecord(f"{number:03}", "m", said, [assistant("a")]))
        steps: list[int] = []
        store.connection.set_progress_handler(lambda: steps.append(1), 1)
        assert store.call_ids(WANTED[wanted][0]) == []
        store.connection.set_progress_handler(None, 0)
        assert len(steps) < 200 * 15
