"""Conversations: prompts that follow one another."""

import asyncio
import re

import pytest

import llm
from llm import StreamEvent, ToolCall, assistant, system, user
from llm.parts import ReasoningPart
from llm.testing import AsyncScriptedModel


def test_each_turn_sends_what_was_said(api):
    """The second prompt is sent after the first and its answer, parts and all."""
    model = api.model([[StreamEvent("reasoning", "hm"), "b"], ["d"], ["f"]])
    conversation = model.conversation()
    for text in ("a", "c", "e"):
        api.finish(conversation.prompt(text))
    assert model.prompts[2].messages == [
        user("a"),
        assistant(ReasoningPart("hm"), "b"),
        user("c"),
        assistant("d"),
        user("e"),
    ]
    assert [response.prompt.prompt for response in conversation.responses] == ["a", "c", "e"]


def test_what_is_sent_is_known_beforehand(api):
    """`response.prompt.messages` is exactly what will be sent."""
    model = api.model([["b"], ["d"]])
    conversation = model.conversation()
    api.finish(conversation.prompt("a"))
    response = conversation.prompt("c")
    announced = list(response.prompt.messages)
    api.finish(response)
    assert model.prompts[1].messages == announced == [user("a"), assistant("b"), user("c")]


def test_a_response_joins_when_it_is_complete(api):
    """A turn that has not been read to its end is not yet part of what was said."""
    model = api.model([["a", "b"], ["c"]])
    conversation = model.conversation()
    first = conversation.prompt("1")
    api.take(first, 1)
    assert conversation.prompt("2").prompt.messages == [user("2")]
    api.finish(first)
    assert conversation.prompt("2").prompt.messages == [user("1"), assistant("ab"), user("2")]
    assert conversation.responses == [first]


def test_instructions_go_on(api):
    """Instructions of the first turn lead the following ones, and stay the first turn's."""
    conversation = api.model([["b"]]).conversation()
    api.finish(conversation.prompt("a", system="s"))
    assert conversation.prompt("c").prompt.messages == [
        system("s"), user("a"), assistant("b"), user("c")
    ]  # fmt: skip
    assert conversation.prompt("c").prompt.system == ""


@pytest.mark.parametrize("first", [None, "old"])
def test_new_instructions_are_sent(api, first):
    """`system=` on a continued conversation is sent, in the place of what led it before."""
    conversation = api.model([["b"], ["d"]]).conversation()
    api.finish(conversation.prompt("a", system=first))
    response = conversation.prompt("c", system="new")
    expected = [system("new"), user("a"), assistant("b"), user("c")]
    assert response.prompt.messages == expected
    api.finish(response)
    assert conversation.prompt("e").prompt.messages[0] == system("new")


def test_new_instructions_lead_a_chain(api):
    """`system=` on a chain in a continued conversation leads each of its rounds."""

    def tool():
        return "r"

    model = api.model([["b"], [ToolCall("tool", {})], ["e"]])
    conversation = model.conversation()
    api.finish(conversation.prompt("a", system="old"))
    api.wait(conversation.chain("c", system="new", tools=[tool]).text())
    assert len(model.prompts) == 3
    for prompt in model.prompts[1:]:
        assert [m for m in prompt.messages if m.role == "system"] == [system("new")]
        assert prompt.messages[0] == system("new")


def test_tools_of_the_conversation(api):
    """Tools given to a conversation are offered with each prompt that brings none of its own."""

    def mine():
        return "mine"

    def other():
        return "other"

    conversation = api.model([[]]).conversation(tools=[mine])
    offered = [
        [tool.name for tool in response.prompt.tools]
        for response in (
            conversation.prompt("x"),
            conversation.chain("x"),
            conversation.prompt("x", tools=[other]),
            conversation.prompt("x", tools=[]),
        )
    ]
    assert offered == [["mine"], ["mine"], ["other"], []]


def test_tools_of_the_conversation_are_run(api):
    """A chain in a conversation runs the conversation's tools."""

    def mine():
        return "mine"

    model = api.model([[ToolCall("mine", {})], ["end"]])
    conversation = model.conversation(tools=[mine])
    assert api.wait(conversation.chain("x").text()) == "end"
    assert [result.output for result in model.prompts[1].tool_results] == ["mine"]
    assert len(conversation.responses) == 2


def test_messages_take_the_place_of_the_history(api):
    """Explicit messages are sent instead of what was said, and what follows goes on from them."""
    model = api.model([["b"], ["d"], ["f"]])
    conversation = model.conversation()
    api.finish(conversation.prompt("a"))
    api.finish(conversation.prompt("c", messages=[user("other")]))
    assert model.prompts[1].messages == [user("other"), user("c")]
    assert conversation.prompt("e").prompt.messages == [
        user("other"), user("c"), assistant("d"), user("e")
    ]  # fmt: skip


def test_a_loaded_history_comes_first(api):
    """A conversation that was loaded goes on from its messages."""
    model = api.model([["d"], ["f"]])
    conversation = model.conversation()
    conversation.loaded_messages = [user("a"), assistant("b")]
    api.finish(conversation.prompt("c"))
    assert conversation.prompt("e").prompt.messages == [
        user("a"), assistant("b"), user("c"), assistant("d"), user("e")
    ]  # fmt: skip


def test_a_reply_is_not_part_of_it(api):
    """A reply to a response of a conversation goes its own way."""
    model = api.model([["b"], ["d"]])
    conversation = model.conversation()
    response = api.finish(conversation.prompt("a"))
    reply = api.wait(response.reply("c"))
    assert api.wait(reply.text()) == "d"
    assert conversation.responses == [response]


def test_the_plugin_is_given_the_conversation(api):
    """In a conversation `execute` is given just that object; without one, nothing."""
    model = api.model([["a"], ["b"], ["c"]])
    conversation = model.conversation()
    api.finish(conversation.prompt("x"))
    api.finish(conversation.prompt("y"))
    api.finish(model.prompt("z"))
    assert model.conversations[0] is model.conversations[1] is conversation
    assert model.conversations[2] is None


def test_identity_and_repr(api):
    """A conversation has an id and says how many responses it holds."""
    conversation = api.model([["a"]]).conversation()
    assert re.fullmatch("[0-9a-z]{26}", conversation.id)
    assert repr(conversation).endswith(f"{conversation.id} - 0 responses>")
    api.finish(conversation.prompt("x"))
    assert repr(conversation).endswith(" - 1 response>")


def test_to_sync_conversation():
    """An async conversation can be handed to callers that do not await."""

    async def go():
        conversation = AsyncScriptedModel([["b"]]).conversation()
        await conversation.prompt("a")
        same = conversation.to_sync_conversation()
        assert isinstance(same, llm.Conversation)
        assert same.id == conversation.id
        assert [response.text() for response in same.responses] == ["b"]
        assert same.history() == conversation.history()

    asyncio.run(go())


def test_hooks_of_a_conversation_for_callers_that_do_not_await():
    """An approval that blocks is not lost on the way; one that must be awaited is refused."""
    conversation = AsyncScriptedModel([]).conversation(before_call=print, after_call=repr)
    same = conversation.to_sync_conversation()
    assert (same.before_call, same.after_call) == (print, repr)
