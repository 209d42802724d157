"""Chains that stop until someone answers, and histories that are gone on with."""

import pytest

from llm import PauseChain, ToolCall, ToolResult, assistant, system, tool_message, user
from llm.parts import ToolCallPart, ToolResultPart


def paused_chain(api, *names):
    """A chain whose model asks for the tools called so, and what ran; `ask` pauses."""
    ran = []

    def ask(x: int = 0):
        ran.append("ask")
        raise PauseChain("who knows?")

    def tell():
        ran.append("tell")
        return "told"

    model = api.model([["a", *[ToolCall(n, {}, f"{i}") for i, n in enumerate(names)]], ["end"]])
    return model, model.chain("x", tools=[api.tool(ask), api.tool(tell)]), ran


def test_a_pause_leaves_the_chain(api):
    """A tool that pauses stops the chain, for every reader; the pause knows the call."""
    model, chain, ran = paused_chain(api, "ask")
    for _ in range(2):
        with pytest.raises(PauseChain, match="who knows") as raised:
            api.wait(chain.text())
        assert raised.value.tool_call == ToolCall("ask", {}, "0")
        assert raised.value.tool_results == []
    assert ran == ["ask"]
    assert len(model.prompts) == 1


def test_siblings_of_a_pause(api):
    """Finished siblings are carried; async ones run to the end, sync later ones never start."""
    _, chain, ran = paused_chain(api, "tell", "ask", "tell")
    with pytest.raises(PauseChain) as raised:
        api.wait(chain.text())
    finished = [result.tool_call_id for result in raised.value.tool_results]
    if api.awaits:
        assert (finished, ran) == (["0", "2"], ["tell", "ask", "tell"])
    else:
        assert (finished, ran) == (["0"], ["tell", "ask"])


def test_a_hook_may_pause(api):
    """A pause in `before_call`, for someone to approve, knows the call too."""

    def tell():
        raise AssertionError("the tool must not run")

    def approve(tool, call):
        raise PauseChain("may I?")

    chain = api.model([[ToolCall("tell", {}, "1")]]).chain("x", tools=[tell], before_call=approve)
    with pytest.raises(PauseChain) as raised:
        api.wait(chain.text())
    assert raised.value.tool_call == ToolCall("tell", {}, "1")


def answer(x: int = 0):
    return f"answer {x}"


HISTORY = [
    system("s"),
    user("a"),
    assistant("b", ToolCallPart("answer", {"x": 1}, "1"), ToolCallPart("answer", {"x": 2}, "2")),
]


def resumed(api, history, **arguments):
    """The messages that a chain sends that goes on with *history*."""
    model = api.model([["end"]])
    assert api.wait(model.chain(messages=history, tools=[answer], **arguments).text()) == "end"
    return model.prompts[0].messages


def test_unanswered_calls_are_run_first(api):
    """A history that ends in unanswered calls goes on by running them."""
    results = [ToolResultPart("answer", "answer 1", "1"), ToolResultPart("answer", "answer 2", "2")]
    assert resumed(api, HISTORY) == [*HISTORY, tool_message(*results)]


def test_only_what_is_missing_is_run(api):
    """Calls that have a result are not run again, whether it is in the history or given."""
    history = [*HISTORY, tool_message(ToolResultPart("answer", "mine", "1"))]
    expected = [*history, tool_message(ToolResultPart("answer", "answer 2", "2"))]
    assert resumed(api, history) == expected
    given = ToolResult("answer", "mine", tool_call_id="1")
    assert resumed(api, HISTORY, tool_results=[given]) == expected


def test_a_pause_can_be_resumed_from_its_chain(api):
    """What a paused chain said and had finished is all that another program needs to go on."""
    _, chain, _ = paused_chain(api, "tell", "ask")
    with pytest.raises(PauseChain) as raised:
        api.wait(chain.text())
    last = chain._responses[-1]
    history = [*last.prompt.messages, *api.wait(last.messages())]
    results = [*raised.value.tool_results, ToolResult("ask", "42", tool_call_id="1")]
    model = api.model([["end"]])
    api.wait(model.chain(messages=history, tool_results=results, tools=[answer]).text())
    told = [part.output for m in model.prompts[0].messages if m.role == "tool" for part in m.parts]
    assert told == ["told", "42"]


def test_resuming_goes_through_the_hooks(api):
    """Calls of a history are run like others: approved, validated, told."""
    seen = []
    resumed(api, HISTORY, before_call=lambda tool, call: seen.append(call.tool_call_id))
    assert seen == ["1", "2"]


def test_resuming_counts_no_response(api):
    """Running the calls of a history uses nothing of the chain's limit."""
    assert resumed(api, HISTORY, chain_limit=1)


def test_without_tools_nothing_is_run(api):
    """A history with unanswered calls is sent as it is when no tools are given."""
    model = api.model([["end"]])
    api.wait(model.chain(messages=HISTORY).text())
    assert model.prompts[0].messages == HISTORY


def test_a_paused_conversation_goes_on(api):
    """A conversation whose chain paused goes on by running what was left open."""
    approved: list[bool] = []

    def ask():
        if not approved:
            raise PauseChain("may I?")
        return "done"

    model = api.model([["a", ToolCall("ask", {}, "1")], ["end"]])
    conversation = model.conversation(tools=[ask])
    with pytest.raises(PauseChain):
        api.wait(conversation.chain("x").text())
    approved.append(True)
    assert api.wait(conversation.chain().text()) == "end"
    assert model.prompts[1].messages[-1] == tool_message(ToolResultPart("ask", "done", "1"))
