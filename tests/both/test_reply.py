"""Going on from a response."""

import pytest

import llm
from llm import Attachment, ToolCall, ToolOutput, ToolResult, assistant, system, tool_message, user
from llm.parts import AttachmentPart, Message, TextPart, ToolCallPart, ToolResultPart

CALL = ToolCallPart("tool", {"x": 1}, "1")


def tool(x: int):
    return f"r{x}"


def asked(api, *script, **arguments):
    """A finished response to "a", with a call of `tool` in it, of a model that goes on so."""
    model = api.model([["b", ToolCall("tool", {"x": 1}, "1")], *script])
    return api.finish(model.prompt("a", **({"tools": [tool]} | arguments)))


def test_a_reply_follows_the_response(api):
    """A reply is sent after the prompt and the answer, instructions leading."""
    model = api.model([["b"], ["d"]])
    reply = api.wait(model.prompt("a", system="s").reply("c"))
    assert api.wait(reply.text()) == "d"
    assert model.prompts[1].messages == [system("s"), user("a"), assistant("b"), user("c")]


def test_pending_calls_are_run(api):
    """A reply to a response with tool calls runs them, and sends the results before the prompt."""
    response = asked(api)
    reply = api.wait(response.reply("c"))
    assert reply.prompt.messages == [
        user("a"),
        assistant("b", CALL),
        tool_message(ToolResultPart("tool", "r1", "1")),
        user("c"),
    ]
    assert [offered.name for offered in reply.prompt.tools] == ["tool"]


def test_given_results_are_sent(api):
    """Results that are given are sent, and no tool is run."""

    def never(x):
        raise AssertionError("the tool must not run")

    response = asked(api, tools=[llm.Tool.function(never, name="tool")])
    reply = api.wait(response.reply(tool_results=[ToolResult("tool", "mine", tool_call_id="1")]))
    assert reply.prompt.messages[2:] == [tool_message(ToolResultPart("tool", "mine", "1"))]


def test_attachments_of_results_are_shown(api):
    """What tools return beside their output is shown, before what the user shows."""
    one, two = (Attachment(type="image/png", content=c) for c in (b"1", b"2"))
    response = asked(api, tools=[llm.Tool.function(lambda x: ToolOutput("r", [one]), name="tool")])
    reply = api.wait(response.reply("c", attachments=[two]))
    assert reply.prompt.messages[-1] == Message(
        "user", [TextPart("c"), AttachmentPart(one), AttachmentPart(two)]
    )


def test_attachments_of_results_stand_next_to_them(api):
    """Messages given to a reply come after what tools returned, and after what that shows."""
    one, two = (Attachment(type="image/png", content=c) for c in (b"1", b"2"))
    response = asked(api, tools=[llm.Tool.function(lambda x: ToolOutput("r", [one]), name="tool")])
    reply = api.wait(response.reply("d", messages=[user("c")], attachments=[two]))
    assert reply.prompt.messages[-4:] == [
        tool_message(ToolResultPart("tool", "r", "1")),
        user(one),
        user("c"),
        user("d", two),
    ]


def test_messages_come_before_the_prompt(api):
    """Messages given to a reply come after the response and before the prompt."""
    response = api.finish(api.model([["b"]]).prompt("a"))
    reply = api.wait(response.reply("d", messages=[user("c")]))
    assert reply.prompt.messages == [user("a"), assistant("b"), user("c"), user("d")]


def test_new_instructions_replace(api):
    """`system=` on a reply takes the place of the instructions before."""
    response = api.finish(api.model([["b"]]).prompt("a", system="old"))
    reply = api.wait(response.reply("c", system="new"))
    assert reply.prompt.messages == [system("new"), user("a"), assistant("b"), user("c")]


def test_further_arguments(api):
    """A reply takes what a prompt takes: options, schema, tools, streaming, a key."""

    class Options(llm.Options):
        seed: int | None = None

    def other():
        return ""

    model = api.model([["b"]], Options=Options)
    response = api.finish(model.prompt("a", seed=1, tools=[tool]))
    reply = api.wait(
        response.reply("c", seed=2, schema={"type": "object"}, tools=[other], stream=False,
                       hide_reasoning=True)
    )  # fmt: skip
    assert reply.prompt.options.seed == 2
    assert reply.prompt.schema == {"type": "object"}
    assert [offered.name for offered in reply.prompt.tools] == ["other"]
    assert reply.prompt.hide_reasoning
    assert not reply.stream
    assert api.wait(response.reply("c", options={"seed": 3})).prompt.options.seed == 3
    assert api.wait(response.reply("c")).prompt.options.seed is None


def test_a_key_goes_on(api):
    """A reply uses the key of the response it follows, unless it is given its own."""
    used = []

    def answer(prompt, response, conversation, key):
        used.append(key)
        yield "a"

    response = api.plain(answer, keyed=True, needs_key="keyed").prompt("x", key="one")
    reply = api.finish(api.wait(response.reply("y")))
    api.finish(api.wait(reply.reply("z", key="two")))
    assert used == ["one", "one", "two"]


def test_a_reply_to_a_reply(api):
    """Replies can follow replies, each of them sending everything before."""
    model = api.model([["1"], ["2"], ["3"]])
    response = model.prompt("a")
    for text in ("b", "c"):
        response = api.wait(response.reply(text))
    assert api.wait(response.text()) == "3"
    assert [message.text() for message in model.prompts[2].messages] == list("a1b2c")


def test_two_replies_to_one_response(api):
    """Two replies to one response know nothing of each other."""
    model = api.model([["b"], ["x"], ["y"]])
    response = api.finish(model.prompt("a"))
    for text in ("c", "d"):
        api.finish(api.wait(response.reply(text)))
    assert [message.text() for message in model.prompts[2].messages] == ["a", "b", "d"]


@pytest.mark.parametrize("given", ["tools", "reply"])
def test_executing_the_calls_of_a_response(api, given):
    """`execute_tool_calls` runs the calls with the prompt's tools, or with those that are given."""
    response = asked(api)
    other = llm.Tool.function(lambda x: "other", name="tool")
    assert [r.output for r in api.wait(response.execute_tool_calls())] == ["r1"]
    results = api.wait(response.execute_tool_calls(tools=[other]))
    assert results == [ToolResult("tool", "other", tool_call_id="1")]
    results = api.wait(
        response.execute_tool_calls(tool_calls_list=[ToolCall("tool", {"x": 2}, "2")])
    )
    assert results == [ToolResult("tool", "r2", tool_call_id="2")]


def test_executing_one_call(api):
    """A plugin with a loop of its own may run one call; one without id is given an id of ours."""
    response = api.model([["b"]]).prompt("a", tools=[tool])
    result = api.wait(response.execute_tool_call(ToolCall("tool", {"x": 3})))
    assert result.output == "r3"
    assert result.tool_call_id.startswith("tc_")


def test_tools_given_to_a_reply_run_the_calls(api):
    """Tools given to a reply run the calls of a response that has none, such as a stored one."""
    model = api.model([["b", ToolCall("tool", {"x": 1}, "1")], ["d"]])
    stored = api.finish(model.prompt("a")).to_dict()
    cls = llm.AsyncResponse if api.awaits else llm.Response
    reply = api.wait(cls.from_dict(stored, model=model).reply("c", tools=[tool]))
    assert reply.prompt.messages[2] == tool_message(ToolResultPart("tool", "r1", "1"))
    assert api.wait(reply.text()) == "d"


def test_hooks_hold_for_replies(api):
    """Who approves the calls of a response approves those of the replies to it."""
    seen = []
    call = ToolCall("tool", {"x": 1})
    model = api.model([[call], [call], ["done"]])
    conversation = model.conversation(tools=[tool], before_call=lambda tool, call: seen.append(1))
    first = api.finish(conversation.prompt("a"))
    second = api.finish(api.wait(first.reply()))
    assert api.wait(api.wait(second.reply()).text()) == "done"
    assert seen == [1, 1]


def test_attachments_of_results_that_are_given(api):
    """Results given to `prompt` keep their attachments, where nobody shows them besides."""
    picture = Attachment(type="image/png", content=b"p")
    result = ToolResult("tool", "seen", [picture], "1")
    model = api.model([["b"]])
    api.finish(model.prompt("x", tool_results=[result]))
    assert model.prompts[0].messages == [
        tool_message(ToolResultPart("tool", "seen", "1", attachments=[picture])),
        user("x"),
    ]
