"""§2.4 of the contract: conversations, in both worlds."""

from __future__ import annotations

import dataclasses
import re

import pytest

import llm
from llm import ToolCall, assistant, system, user
from llm.testing import AsyncScriptedModel, ScriptedModel, offered

FIELDS = [
    "model", "id", "name", "responses", "tools", "chain_limit", "loaded_messages", "loaded_tools",
    "before_call", "after_call",
]  # fmt: skip
ULID = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")


def tool():
    """Do it."""
    return "done"


def test_fields(api):
    """§2.4 fields: they are dataclasses, with these fields in this order, then ours."""
    conversation = api.model().conversation()
    names = [field.name for field in dataclasses.fields(conversation)]
    assert names[: len(FIELDS)] == FIELDS
    assert ULID.fullmatch(conversation.id)
    assert conversation.responses == []
    assert isinstance(conversation, llm.AsyncConversation if api.awaits else llm.Conversation)


def test_each_turn_has_the_full_chain(api):
    """§2.4: `response.prompt.messages` is exactly what is sent: system, what was said, the new."""
    model = api.model([["A"], ["B"]])
    conversation = model.conversation()
    first = api.finish(conversation.prompt("a", system="s"))
    second = conversation.prompt("b")
    assert second.prompt.messages == [system("s"), user("a"), assistant("A"), user("b")]
    assert api.wait(second.text()) == "B"
    assert [prompt.messages for prompt in model.prompts] == [
        first.prompt.messages,
        second.prompt.messages,
    ]
    assert first.prompt.messages == [system("s"), user("a")]
    assert conversation.responses == [first, second]


def test_loaded_history(api):
    """§2.4 loaded_messages: a loaded history comes before what is said now."""
    model = api.model([["B"], ["C"]])
    cls = llm.AsyncConversation if api.awaits else llm.Conversation
    conversation = cls(model=model, loaded_messages=[user("a"), assistant("A")])
    api.finish(conversation.prompt("b"))
    api.finish(conversation.prompt("c"))
    assert model.prompts[1].messages == [
        user("a"), assistant("A"), user("b"), assistant("B"), user("c")
    ]  # fmt: skip


def test_history_grows_when_a_response_completes(api):
    """§2.4: what is not finished, or failed, is no part of the history."""
    model = api.model([[ValueError("no")], ["B"]])
    conversation = model.conversation()
    failing, lazy = conversation.prompt("a"), conversation.prompt("never read")
    with pytest.raises(ValueError, match="no"):
        api.wait(failing.text())
    assert conversation.responses == []
    second = api.finish(conversation.prompt("b"))
    assert second.prompt.messages == [user("b")]
    assert conversation.responses == [second]
    assert lazy not in conversation.responses


@pytest.mark.parametrize("given", [None, []])
def test_tools_of_a_conversation(api, given):
    """§2.4: prompts and chains offer the conversation's tools - in async too, as §7 wants."""
    model = api.model([["a"], ["b"]])
    conversation = model.conversation(tools=[tool])
    api.finish(conversation.prompt("x", tools=given))
    api.wait(conversation.chain("x", tools=given).text())
    offered_names = [[each.name for each in prompt.tools] for prompt in model.prompts]
    assert offered_names == [["tool"] if given is None else []] * 2


def test_chains_of_a_conversation(api):
    """§2.4 chain: its limit and hooks are the conversation's, unless it brings its own."""
    log = []
    model = api.model([[ToolCall("tool", {})]] * 3)
    conversation = model.conversation(
        tools=[tool], chain_limit=1, before_call=lambda *_: log.append("conversation")
    )
    with pytest.raises(ValueError, match="limit of 1"):
        api.wait(conversation.chain("x").text())
    with pytest.raises(ValueError, match="limit of 2"):
        api.wait(conversation.chain("x", chain_limit=2).text())
    assert log == ["conversation"]


@pytest.mark.parametrize("name", [None, "A title"])
def test_from_row(api, name):
    """§2.4 from_row: the conversation of a row of the table, with its model and no responses."""
    row = {"id": "01m824rr9jebp1bx3njj1005g7", "name": name, "model": "scripted"}
    cls = llm.AsyncConversation if api.awaits else llm.Conversation
    with offered(ScriptedModel([["A"]]), AsyncScriptedModel([["A"]])):
        conversation = cls.from_row(row)
        assert api.wait(conversation.prompt("a").text()) == "A"
    assert type(conversation) is cls
    assert (conversation.id, conversation.name) == (row["id"], name)


def test_to_sync_conversation():
    """§2.4 to_sync_conversation: the same conversation with its responses, for sync code."""
    import asyncio

    model = AsyncScriptedModel([["A"]])
    conversation = model.conversation(tools=[tool])

    async def ask():
        await conversation.prompt("a")

    asyncio.run(ask())
    blocking = conversation.to_sync_conversation()
    assert type(blocking) is llm.Conversation
    assert (blocking.id, blocking.tools) == (conversation.id, [tool])
    (response,) = blocking.responses
    assert type(response) is llm.Response
    assert response.text() == "A"
