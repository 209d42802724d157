"""Tools in chains and replies: what the model asks for, and what it is told."""

import asyncio

import pytest

import llm
from llm import StreamEvent, Tool, ToolCall
from llm.testing import ScriptedModel


def told(api, calls, tools, **arguments):
    """What the model is told in its second round, after it made *calls*."""
    model = api.model([calls, ["end"]])
    assert api.wait(model.chain("x", tools=tools, **arguments).text()) == "end"
    return model.prompts[1].tool_results


def test_sync_and_async_tools(api):
    """Functions and async functions can be given side by side, in either world."""

    def plain(x: int):
        return x + 1

    async def waiting(x: int):
        await asyncio.sleep(0)
        return x + 2

    calls = [ToolCall("waiting", {"x": 1}), ToolCall("plain", {"x": 1})]
    assert [result.output for result in told(api, calls, [plain, waiting])] == ["3", "2"]


def test_an_async_tool_in_a_sync_chain_under_a_running_loop():
    """A sync chain that is run inside an event loop still gets the result of an async tool."""

    async def waiting():
        await asyncio.sleep(0)
        return "waited"

    async def go():
        model = ScriptedModel([[ToolCall("waiting", {})], ["end"]])
        model.chain("x", tools=[waiting]).text()
        return model.prompts[1].tool_results[0].output

    assert asyncio.run(go()) == "waited"


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("nothing", 'Error: tool "nothing" does not exist'),
        ("described", 'Error: tool "described" has no implementation'),
        ("broken", "Error: no"),
        ("typed", "Error: Invalid arguments for tool \"typed\": 'x' is a required property"),
    ],
)
def test_a_call_that_cannot_be_run_is_an_error_result(api, name, output):
    """Whatever is wrong with a call, the model is told, and the chain goes on."""

    def broken():
        raise ValueError("no")

    def typed(x: int):
        raise AssertionError("the tool must not run")

    (result,) = told(api, [ToolCall(name, {})], [broken, typed, Tool("described")])
    assert result.output == output
    assert isinstance(result.exception, Exception)
    assert result.tool_call_id


def test_arguments_that_are_no_json(api):
    """A call whose streamed arguments are no JSON is told so, and the tool is not run."""

    def typed(x: int = 0):
        raise AssertionError("the tool must not run")

    calls = [StreamEvent("tool_call_name", "typed"), StreamEvent("tool_call_args", "{x: 1")]
    (result,) = told(api, calls, [typed])
    assert result.output == 'Error: The arguments for tool "typed" are not a JSON object: {x: 1'


def streamed(id_):
    return [
        StreamEvent("tool_call_name", "counted", tool_call_id=id_),
        StreamEvent("tool_call_args", '{"x":', tool_call_id=id_),
        StreamEvent("tool_call_args", " 1}", tool_call_id=id_),
    ]


@pytest.mark.parametrize(
    ("calls", "id_"),
    [
        (streamed("1"), "1"),
        (streamed(None), None),
        ([ToolCall("counted", {"x": 1}, "1")], "1"),
        ([ToolCall("counted", {"x": 1})], None),
        ([*streamed("1"), ToolCall("counted", {"x": 1}, "1")], "1"),
        ([*streamed("1"), ToolCall("counted", {"x": 1})], "1"),
        ([*streamed(None), ToolCall("counted", {"x": 1}, "1")], "1"),
        ([*streamed(None), ToolCall("counted", {"x": 1})], None),
        ([ToolCall("counted", {"x": 1}, "1"), *streamed("1")], "1"),
    ],
)
def test_a_call_runs_once_however_it_came(api, calls, id_):
    """A call that is streamed, handed over, or both runs once, under one id on all sides."""
    ran = []

    def counted(x: int):
        ran.append(x)
        return "r"

    model = api.model([calls, ["end"]])
    api.wait(model.chain("x", tools=[counted]).text())
    assert ran == [1]
    (result,) = model.prompts[1].tool_results
    (part,) = [part for m in model.prompts[1].messages if m.role == "assistant" for part in m.parts]
    assert part.tool_call_id == result.tool_call_id
    assert part.arguments == {"x": 1}
    assert result.tool_call_id == id_ if id_ else result.tool_call_id.startswith("tc_")


def test_server_side_calls_are_left_alone(api):
    """A call that the provider ran itself is not run here, and does not go on the chain."""
    model = api.model(
        [
            [
                StreamEvent("tool_call_name", "web", tool_call_id="1", server_executed=True),
                StreamEvent("tool_result", "found", tool_call_id="1", server_executed=True),
                "end",
            ]
        ]
    )
    assert api.wait(model.chain("x").text()) == "end"


def test_the_tool_call_reaches_the_tool(api):
    """A parameter called `llm_tool_call` is given the call, and the model does not see it."""

    def tell(x: int, llm_tool_call: ToolCall):
        return f"{llm_tool_call.tool_call_id} {llm_tool_call.arguments['x']} {x}"

    (result,) = told(api, [ToolCall("tell", {"x": 5}, "1")], [tell])
    assert result.output == "1 5 5"
    model = api.model()
    offered = model.prompt("x", tools=[tell]).prompt.tools
    assert list(offered[0].input_schema["properties"]) == ["x"]


def test_a_tool_does_not_change_the_history(api):
    """A tool may use up the lists that it is given; what the model asked for stays as it was."""

    def consume(items: list[int], untyped):
        return [items.pop(), untyped.pop("a")]

    arguments = {"items": [1, 2], "untyped": {"a": 3}}
    model = api.model([[ToolCall("consume", arguments, "1")], ["end"]])
    api.wait(model.chain("x", tools=[consume]).text())
    asked, answered = model.prompts[1].messages[-2:]
    assert asked.parts[0].arguments == {"items": [1, 2], "untyped": {"a": 3}}
    assert answered.parts[0].output == "[2, 3]"


def test_hooks_in_order(api):
    """`before_call` and `after_call` are called around each call, with tool, call and result."""
    log = []

    def one():
        log.append("one")
        return "1"

    def before(tool, call):
        log.append(f"before {tool.name} {call.name}")

    def after(tool, call, result):
        log.append(f"after {tool.name} {result.output}")

    calls = [ToolCall("one", {}), ToolCall("one", {})]
    told(api, calls, [one], before_call=before, after_call=after)
    assert log == ["before one one", "one", "after one 1"] * 2


def test_a_hook_may_refuse(api):
    """A call that `before_call` cancels is not run, and the model is told why."""

    def never():
        raise AssertionError("the tool must not run")

    def before(tool, call):
        raise llm.CancelToolCall("not today")

    (result,) = told(api, [ToolCall("never", {})], [never], before_call=before)
    assert result.output == "Cancelled: not today"
    assert isinstance(result.exception, llm.CancelToolCall)


@pytest.mark.parametrize("place", ["model chain", "conversation", "conversation chain", "reply"])
def test_hooks_from_everywhere(api, place):
    """Hooks of a conversation hold for its chains and for replies to its responses."""
    log = []

    def one():
        return "1"

    def before(tool, call):
        log.append(call.name)

    model = api.model([[ToolCall("one", {})], ["end"]])
    if place == "model chain":
        api.wait(model.chain("x", tools=[one], before_call=before).text())
    elif place == "conversation":
        conversation = model.conversation(tools=[one], before_call=before)
        api.wait(conversation.chain("x").text())
    elif place == "conversation chain":
        conversation = model.conversation(tools=[one], before_call=lambda tool, call: 1 / 0)
        api.wait(conversation.chain("x", before_call=before).text())
    else:
        conversation = model.conversation(tools=[one], before_call=before)
        api.wait(api.finish(conversation.prompt("x")).reply("y"))
    assert log == ["one"]


@pytest.mark.parametrize("hook", ["before_call", "after_call"])
def test_async_hooks(api, hook):
    """Async hooks are awaited in a loop, and refused with a `TypeError` where nobody awaits."""
    log = []

    def one():
        return "1"

    async def note(*arguments):
        await asyncio.sleep(0)
        log.append(len(arguments))

    if api.awaits:
        told(api, [ToolCall("one", {})], [one], **{hook: note})
        assert log == [2 if hook == "before_call" else 3]
    else:
        with pytest.raises(TypeError, match=f"async {hook} needs an async model"):
            told(api, [ToolCall("one", {})], [one], **{hook: note})
        assert log == []


def test_an_error_of_a_hook_ends_the_chain(api):
    """An error in a hook is the caller's."""

    def one():
        return "1"

    with pytest.raises(ZeroDivisionError):
        told(api, [ToolCall("one", {})], [one], before_call=lambda tool, call: 1 / 0)
