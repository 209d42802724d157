"""Models that know no messages: they read the prompt, and `conversation.responses` for history."""

from typing import Any

import llm
from llm import Attachment, ToolCall, ToolResult, assistant, system, tool_message, user
from llm.parts import ToolResultPart


def reads(response):
    """What an old plugin reads of a past turn."""
    return (
        response.prompt.prompt,
        response.text_or_raise(),
        [call.name for call in response.tool_calls_or_raise()],
        [result.output for result in response.prompt.tool_results],
    )


def old_model(api, *answers):
    """A model of the old generation, and a list of what it read at each call."""
    script = iter(answers)
    seen: list[dict[str, Any]] = []

    def answer(prompt, response, conversation):
        past = [] if conversation is None else conversation.responses
        seen.append(
            {
                "system": prompt.system or next((r.prompt.system for r in past), ""),
                "past": [reads(response) for response in past],
                "prompt": prompt.prompt,
                "results": [result.output for result in prompt.tool_results],
                "shown": len(prompt.attachments),
                "conversation": conversation,
            }
        )
        for piece in next(script):
            if isinstance(piece, ToolCall):
                response.add_tool_call(piece)
            else:
                yield piece

    return api.plain(answer, supports_tools=True, attachment_types={"image/png"}), seen


def test_a_conversation(api):
    """In a conversation the turns before are there as responses."""
    model, seen = old_model(api, ["b"], ["d"])
    conversation = model.conversation()
    api.finish(conversation.prompt("a", system="s"))
    api.finish(conversation.prompt("c"))
    assert seen[1]["past"] == [("a", "b", [], [])]
    assert (seen[1]["prompt"], seen[1]["system"]) == ("c", "s")
    assert seen[1]["conversation"] is conversation


def test_a_history_of_messages(api):
    """With `messages=` the finished turns are there as responses, the last message as prompt."""
    model, seen = old_model(api, ["e"])
    picture = Attachment(type="image/png", content=b"x")
    api.finish(
        model.prompt(
            messages=[system("s"), user("a"), assistant("b"), user("c"), assistant("d"),
                      user("e", picture)]
        )
    )  # fmt: skip
    assert seen[0]["past"] == [("a", "b", [], []), ("c", "d", [], [])]
    assert (seen[0]["prompt"], seen[0]["system"], seen[0]["shown"]) == ("e", "s", 1)


def test_a_single_message(api):
    """A history of one message from the user is a prompt, and there is no conversation."""
    model, seen = old_model(api, ["b"])
    api.finish(model.prompt(messages=[system("s"), user("a")]))
    assert (seen[0]["prompt"], seen[0]["system"], seen[0]["conversation"]) == ("a", "s", None)


def test_a_reply(api):
    """A reply finds what it follows as a past response."""
    model, seen = old_model(api, ["b"], ["d"], ["f"])
    reply = api.wait(model.prompt("a", system="s").reply("c"))
    api.finish(api.wait(reply.reply("e")))
    assert seen[2]["past"] == [("a", "b", [], []), ("c", "d", [], [])]
    assert (seen[2]["prompt"], seen[2]["system"]) == ("e", "s")


def test_a_chain(api):
    """The rounds of a chain find the calls and results before them, in a conversation or not."""

    def tool():
        return "r"

    for in_conversation in (False, True):
        model, seen = old_model(api, ["a", ToolCall("tool", {})], [ToolCall("tool", {})], ["b"])
        start = model.conversation() if in_conversation else model
        assert api.wait(start.chain("x", tools=[tool]).text()) == "a b"
        assert seen[1]["past"] == [("x", "a", ["tool"], [])]
        assert seen[1]["results"] == ["r"]
        assert seen[2]["past"] == [("x", "a", ["tool"], []), ("", "", ["tool"], ["r"])]
        assert seen[2]["results"] == ["r"]


def test_a_history_with_tools(api):
    """Calls and results in a history of messages are there as calls and results of responses."""
    model, seen = old_model(api, ["b"], ["c"], ["d"])
    api.finish(model.prompt("x", messages=[user("a"), assistant("b")]))
    history = [
        user("a"),
        assistant(llm.parts.ToolCallPart("tool", {}, "1")),
        tool_message(ToolResultPart("tool", "r", "1")),
    ]
    api.finish(model.prompt(messages=[*history, assistant("b"), user("c")]))
    assert seen[1]["past"] == [("a", "", ["tool"], []), ("", "b", [], ["r"])]
    api.finish(model.prompt(messages=history[:2], tool_results=[ToolResult("tool", "r", [], "1")]))
    assert seen[2]["past"] == [("a", "", ["tool"], [])]
    assert seen[2]["results"] == ["r"]


def test_results_that_end_a_history(api):
    """Results that end an explicit history are this turn's `prompt.tool_results`."""
    model, seen = old_model(api, ["b"])
    history = [
        user("a"),
        assistant(llm.parts.ToolCallPart("tool", {}, "1")),
        tool_message(ToolResultPart("tool", "r", "1")),
    ]
    api.finish(model.prompt(messages=history))
    assert seen[0]["past"] == [("a", "", ["tool"], [])]
    assert seen[0]["results"] == ["r"]


def test_a_loaded_conversation(api):
    """A conversation that was loaded as messages has its turns as responses, in every turn."""
    model, seen = old_model(api, ["d"], ["f"])
    conversation = model.conversation()
    conversation.loaded_messages = [user("a"), assistant("b")]
    api.finish(conversation.prompt("c"))
    assert seen[0]["past"] == [("a", "b", [], [])]
    assert seen[0]["conversation"].id == conversation.id
    api.finish(conversation.prompt("e"))
    assert seen[1]["past"] == [("a", "b", [], []), ("c", "d", [], [])]


def test_messages_in_the_place_of_a_history(api):
    """Messages that take the place of a conversation's history do so for these models too."""
    model, seen = old_model(api, ["b"], ["d"], ["f"])
    conversation = model.conversation()
    api.finish(conversation.prompt("a"))
    api.finish(conversation.prompt(messages=[user("other"), assistant("past"), user("c")]))
    assert seen[1]["past"] == [("other", "past", [], [])]
    api.finish(conversation.prompt(messages=[user("alone")]))
    assert seen[2]["past"] == []


def test_new_instructions(api):
    """Instructions that replace those of a conversation are the ones that the model finds."""
    model, seen = old_model(api, ["b"], ["d"])
    conversation = model.conversation()
    api.finish(conversation.prompt("a", system="old"))
    api.finish(conversation.prompt("c", system="new"))
    assert seen[1]["system"] == "new"
    assert seen[1]["past"] == [("a", "b", [], [])]
