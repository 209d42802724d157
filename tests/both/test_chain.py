"""Chains: a model and its tools, until the model has answered."""

import asyncio

import pytest

import llm
from llm import Attachment, StreamEvent, ToolCall, ToolOutput, assistant, system, tool_message, user
from llm.errors import ChainLimitExceeded, ResponseInterrupted
from llm.parts import AttachmentPart, Message, ToolCallPart, ToolResultPart
from llm.testing import AsyncScriptedModel, ScriptedModel
from llm.tooling.limits import Limits


def tool(x: int = 0):
    return f"r{x}"


def call(x=0, id_="1"):
    return ToolCall("tool", {"x": x}, id_)


def test_a_chain_runs_tools_until_the_model_answers(api):
    """Each round is sent everything before it and the results of its tools."""
    model = api.model([["a", call(1, "1")], [call(2, "2"), call(3, "3")], ["end"]])
    chain = model.chain("go", tools=[tool], system="s")
    assert api.wait(chain.text()) == "a end"
    assert model.prompts[2].messages == [
        system("s"),
        user("go"),
        assistant("a", ToolCallPart("tool", {"x": 1}, "1")),
        tool_message(ToolResultPart("tool", "r1", "1")),
        assistant(ToolCallPart("tool", {"x": 2}, "2"), ToolCallPart("tool", {"x": 3}, "3")),
        tool_message(ToolResultPart("tool", "r2", "2"), ToolResultPart("tool", "r3", "3")),
    ]
    assert [result.output for result in model.prompts[2].tool_results] == ["r2", "r3"]
    assert model.prompts[2].prompt == ""


def test_without_calls_a_chain_is_one_response(api):
    """A model that asks for nothing is asked once."""
    model = api.model([["a", "b"]])
    assert api.take(model.chain("x")) == ["a", "b"]
    assert len(model.prompts) == 1


def test_every_round_is_asked_alike(api):
    """Schema, options, tools, instructions, key and `hide_reasoning` hold in every round."""

    class Options(llm.Options):
        seed: int | None = None

    model = api.model([[call()], [call()], ["{}"]], Options=Options)
    schema = {"type": "object"}
    chain = model.chain(
        "x", tools=[tool], schema=schema, seed=3, system="s", system_fragments=["f"],
        hide_reasoning=True, stream=False,
    )  # fmt: skip
    api.wait(chain.text())
    for prompt in model.prompts:
        assert prompt.schema == schema
        assert prompt.options.seed == 3
        assert [offered.name for offered in prompt.tools] == ["tool"]
        assert prompt.messages[0] == system("f\n\ns")
        assert prompt.system == "f\n\ns"
        assert prompt.hide_reasoning
    assert len(model.prompts) == 3


def test_reading_a_chain_again(api):
    """A chain that was read can be read again: same text, same events, no more calls."""
    ran = []

    def counted():
        ran.append(1)
        return "r"

    model = api.model([["a", ToolCall("counted", {})], ["b"]])
    chain = model.chain("x", tools=[counted])
    assert api.wait(chain.text()) == api.wait(chain.text()) == "a b"
    assert api.take(chain) == ["a", " b"]
    assert [event.chunk for event in api.events(chain)] == ["a", "b"]
    assert len(api.take(chain.responses())) == 2
    assert (len(model.prompts), len(ran)) == (2, 1)


def test_leaving_a_chain_and_coming_back(api):
    """A chain that was left in the middle goes on where it was."""
    model = api.model([["a", "b", call()], ["c", "d"]])
    chain = model.chain("x", tools=[tool])
    assert api.take(chain, 1) == ["a"]
    assert api.take(api.stream(chain), 3)[-1].chunk == "c"
    assert api.wait(chain.text()) == "ab cd"
    assert len(model.prompts) == 2


def test_responses_before_they_are_read(api):
    """Each round can be read as a response of its own."""
    model = api.model([["a", call()], ["b"]])
    texts = []
    chain = model.chain("x", tools=[tool])
    if api.awaits:

        async def read():
            texts.extend([await response.text() async for response in chain.responses()])

        api.wait(read())
    else:
        texts.extend(response.text() for response in chain.responses())
    assert texts == ["a", "b"]


def test_events_of_all_rounds(api):
    """The events of a chain are those of its rounds, typed and in order."""
    model = api.model([[StreamEvent("reasoning", "hm"), call()], ["b"]])
    events = api.events(model.chain("x", tools=[tool]))
    assert [(event.type, event.chunk) for event in events] == [("reasoning", "hm"), ("text", "b")]


@pytest.mark.parametrize(("limit", "asked"), [(1, 1), (2, 2)])
def test_the_limit(api, limit, asked):
    """A model that still asks for tools in its last response is stopped, for all readers."""
    model = api.model([["a", call()], ["b", call()], ["c"]])
    chain = model.chain("x", tools=[tool], chain_limit=limit)
    for _ in range(2):
        with pytest.raises(ChainLimitExceeded, match=f"Chain limit of {limit} exceeded"):
            api.wait(chain.text())
    assert len(model.prompts) == asked


@pytest.mark.parametrize("limit", [2, 3, 0, None])
def test_a_limit_that_is_not_exceeded(api, limit):
    """A chain whose last allowed response asks for nothing is complete; 0 is no limit."""
    model = api.model([["a", call()], ["b"]])
    assert api.wait(model.chain("x", tools=[tool], chain_limit=limit).text()) == "a b"


def test_the_limit_of_a_conversation(api):
    """A conversation's limit holds for its chains, unless one brings its own."""
    model = api.model([["a", call()], ["b", call()], ["c"]])
    conversation = model.conversation(tools=[tool], chain_limit=1)
    with pytest.raises(ChainLimitExceeded):
        api.wait(conversation.chain("x").text())
    assert api.wait(conversation.chain("x", chain_limit=2).text()) == "b c"


def test_attachments_of_tools_reach_the_model(api):
    """What a tool returns beside its output is shown to the model in the next round."""
    shown = Attachment(type="image/png", content=b"x")

    def draw():
        return ToolOutput("drawn", [shown])

    model = api.model([[ToolCall("draw", {}, "1")], ["seen"]])
    api.wait(model.chain("x", tools=[draw]).text())
    assert model.prompts[1].attachments == [shown]
    assert model.prompts[1].messages[2:] == [
        tool_message(ToolResultPart("draw", "drawn", "1")),
        Message("user", [AttachmentPart(shown)]),
    ]


def test_a_failing_round_fails_the_chain(api):
    """An error of the model ends the chain for every reader; finished rounds stay readable."""
    model = api.model([["a", call()], ["b", ValueError("no")]])
    chain = model.chain("x", tools=[tool])
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            api.wait(chain.text())
    assert len(model.prompts) == 2
    assert chain._responses[0].recording.text() == "a"


@pytest.mark.parametrize("waits", [False, True])
def test_a_tool_that_reads_its_own_chain_is_told_so(api, waits):
    """In whatever thread or task it runs: it would wait for itself."""

    def read():
        return chain.text()

    async def awaited():
        text = read()
        return text if isinstance(text, str) else await text

    model = api.model([["a", ToolCall("read", {})], ["b"]])
    chain = model.chain("x", tools=[llm.Tool.function(awaited if waits else read, name="read")])
    chain.limits = Limits(seconds=5)
    assert api.wait(chain.text()) == "a b"
    (told,) = model.prompts[1].tool_results
    assert told.output == "Error: A tool cannot read the chain that runs it."


def test_closing_a_chain(api):
    """Closing a chain stops the round that runs; what follows is never asked."""
    model = api.model([["a", "b", call()], ["c"]])
    chain = model.chain("x", tools=[tool])
    assert api.take(chain, 1) == ["a"]
    api.close(chain)
    with pytest.raises(ResponseInterrupted):
        api.wait(chain.text())
    assert len(model.prompts) == 1


def test_rounds_in_a_conversation(api):
    """The rounds of a chain join its conversation, and the next prompt follows them."""
    model = api.model([["a", call(1)], ["b"], ["d"]])
    conversation = model.conversation()
    api.wait(conversation.chain("x", tools=[tool]).text())
    api.finish(conversation.prompt("c"))
    assert model.prompts[2].messages == [
        user("x"),
        assistant("a", ToolCallPart("tool", {"x": 1}, "1")),
        tool_message(ToolResultPart("tool", "r1", "1")),
        assistant("b"),
        user("c"),
    ]


def test_an_interrupted_tool_ends_the_chain():
    """After an interrupt while a tool ran, the chain is interrupted; the tool is not run again."""
    ran = []

    def interrupted():
        ran.append(1)
        raise KeyboardInterrupt

    chain = ScriptedModel([[ToolCall("interrupted", {})], ["b"]]).chain("x", tools=[interrupted])
    with pytest.raises(KeyboardInterrupt):
        chain.text()
    with pytest.raises(ResponseInterrupted):
        chain.text()
    assert ran == [1]


def test_a_cancelled_tool_ends_the_chain():
    """A reader that is cancelled while a tool runs leaves the chain interrupted."""

    async def forever():
        await asyncio.sleep(60)

    async def go():
        model = AsyncScriptedModel([[ToolCall("forever", {})], ["b"]])
        chain = model.chain("x", tools=[forever])
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(chain.text(), 0.02)
        with pytest.raises(ResponseInterrupted):
            await chain.text()

    asyncio.run(go())


def test_str_and_await_of_a_chain(api):
    """Printing a chain prints its text; awaiting it gives the text."""
    chain = api.model([["a", call()], ["b"]]).chain("x", tools=[tool])
    assert (api.wait(chain) if api.awaits else str(chain)) == "a b"
