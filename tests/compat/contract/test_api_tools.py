"""§2.7 of the contract: tools made of functions, calls of them, and what the model is told."""

from __future__ import annotations

import asyncio
import hashlib
import json

import pytest

from llm import Attachment, CancelToolCall, PauseChain, Tool, ToolCall, ToolOutput, ToolResult
from llm.testing import ScriptedModel


def told(api, calls, tools, **arguments):
    """The results of *calls*, which the model made in its first round."""
    model = api.model([calls, ["end"]])
    assert api.wait(model.chain("x", tools=tools, **arguments).text()) == "end"
    return model.prompts[1].tool_results


def described(word, count: int, title: str = "none", _hidden=None, *, llm_tool_call=None):
    """Describe something."""


def test_function():
    """§2.7 Tool.function: name, docstring and signature; unannotated is a string."""
    tool = Tool.function(described)
    assert (tool.name, tool.description) == ("described", "Describe something.")
    assert tool.implementation is described
    assert tool.input_schema["properties"]["word"] == {"type": "string"}
    assert tool.input_schema["properties"]["count"] == {"type": "integer"}
    assert tool.input_schema["required"] == ["word", "count"]
    named = Tool.function(described, name="other", description="Else")
    assert (named.name, named.description) == ("other", "Else")


def test_titles():
    """§2.7 Tool.function: titles are stripped, but a property named `title` is kept."""
    schema = Tool.function(described).input_schema
    assert schema["properties"]["title"] == {"default": "none", "type": "string"}
    assert "title" not in schema
    assert not any("title" in each for each in schema["properties"].values())


def test_parameters_that_are_left_out():
    """§2.7 Tool.function: `self`, `llm_tool_call` and names that begin with `_` are left out."""

    def method(self, a):
        """As in a class."""

    assert set(Tool.function(described).input_schema["properties"]) == {"word", "count", "title"}
    assert set(Tool.function(method).input_schema["properties"]) == {"a"}


def test_variable_parameters():
    """§2.7 Tool.function: `*args` and `**kwargs` become required string properties."""

    def variable(*args, **kwargs):
        """Take anything."""

    schema = Tool.function(variable).input_schema
    assert schema["properties"] == {"args": {"type": "string"}, "kwargs": {"type": "string"}}
    assert schema["required"] == ["args", "kwargs"]


@pytest.mark.parametrize("plugin", [None, "llm-box"])
def test_hash(plugin):
    """§2.7 hash: SHA-256 of JSON of name, description, input_schema, and plugin if there is one."""
    tool = Tool("t", "does", {"type": "object"}, plugin=plugin)
    said = {"name": "t", "description": "does", "input_schema": {"type": "object"}}
    said |= {"plugin": plugin} if plugin else {}
    assert tool.hash() == hashlib.sha256(json.dumps(said).encode()).hexdigest()


def test_defaults():
    """§2.7: what a Tool, a ToolCall, a ToolResult and a ToolOutput are without more."""
    assert (Tool("t").description, Tool("t").input_schema, Tool("t").plugin) == (None, {}, None)
    assert ToolCall("t", {}).tool_call_id is None
    result = ToolResult("t", "out")
    assert (result.attachments, result.tool_call_id) == ([], None)
    assert (result.instance, result.exception) == (None, None)
    assert ToolOutput("out").attachments == []


class Odd:
    def __repr__(self):
        return "<odd>"


PICTURE = Attachment(type="image/png", content=b"x")


@pytest.mark.parametrize(
    ("returned", "output", "attachments"),
    [
        ("text", "text", []),
        ({"a": [1]}, '{"a": [1]}', []),
        (5, "5", []),
        (None, "null", []),
        ({"a": Odd()}, '{"a": "<odd>"}', []),
        (ToolOutput("text", [PICTURE]), "text", [PICTURE]),
        (ToolOutput({"a": 1}), '{"a": 1}', []),
    ],
)
def test_what_a_tool_returns(api, returned, output, attachments):
    """§2.7: str, JSON-able with repr as a fallback, or ToolOutput with attachments."""

    def tool():
        """Do it."""
        return returned

    response = api.model([["a"]]).prompt("x", tools=[tool])
    result = api.wait(response.execute_tool_call(ToolCall("tool", {})))
    assert (result.output, result.attachments) == (output, attachments)


def test_exceptions(api):
    """§2.7: an exception becomes `Error: …` and the exception object."""

    def broken():
        """Fail."""
        raise KeyError("no")

    response = api.model([["a"]]).prompt("x", tools=[broken])
    result = api.wait(response.execute_tool_call(ToolCall("broken", {})))
    assert result.output == "Error: 'no'"
    assert isinstance(result.exception, KeyError)


def test_the_call_itself(api):
    """§2.7: a parameter named `llm_tool_call` receives the ToolCall."""
    seen = []

    def tool(x: int, llm_tool_call: ToolCall):
        """Do it."""
        seen.append(llm_tool_call)

    (result,) = told(api, [ToolCall("tool", {"x": 1}, "1")], [tool])
    assert seen == [ToolCall("tool", {"x": 1}, "1")]
    assert result.tool_call_id == "1"


def test_missing_ids(api):
    """§2.7 ToolCall: missing ids become `tc_<ulid>`."""
    response = api.finish(api.model([[ToolCall("t", {}), ToolCall("t", {}, "own")]]).prompt("x"))
    first, second = response.tool_calls_or_raise()
    assert first.tool_call_id.startswith("tc_")
    assert len(first.tool_call_id) == 29
    assert second.tool_call_id == "own"


def test_hooks(api):
    """§2.7 before_call, after_call: tool or None, call; tool, call, result."""
    log: list[tuple[str | None, ...]] = []

    def tool():
        """Do it."""
        return "done"

    def before(tool, call):
        log.append((tool and tool.name, call.name))

    def after(tool, call, result):
        log.append((tool.name, call.name, result.output))

    calls = [ToolCall("tool", {}), ToolCall("nothing", {})]
    told(api, calls, [tool], before_call=before, after_call=after)
    assert sorted(log, key=str) == [("tool", "tool"), ("tool", "tool", "done"), (None, "nothing")]


@pytest.mark.parametrize("hook", ["before_call", "after_call"])
def test_async_hooks(api, hook):
    """§2.7: async callbacks are for async responses only; else a TypeError."""
    log = []

    def tool():
        """Do it."""

    async def note(*given):
        await asyncio.sleep(0)
        log.append(given)

    if api.awaits:
        told(api, [ToolCall("tool", {})], [tool], **{hook: note})
        assert len(log) == 1
    else:
        with pytest.raises(TypeError):
            told(api, [ToolCall("tool", {})], [tool], **{hook: note})


def test_cancelling(api):
    """§2.7 CancelToolCall: raised in before_call it gives the result `Cancelled: …`."""

    def never():
        """Must not run."""
        raise AssertionError

    def refuse(tool, call):
        raise CancelToolCall("not now")

    (result,) = told(api, [ToolCall("never", {})], [never], before_call=refuse)
    assert result.output == "Cancelled: not now"
    assert isinstance(result.exception, CancelToolCall)


def test_pausing(api):
    """§2.7 PauseChain: propagates with call and results; later sync tools never start."""
    ran = []

    def tell(name: str):
        """Tell."""
        ran.append(name)
        return name

    def ask():
        """Ask."""
        raise PauseChain("who?")

    calls = [ToolCall("tell", {"name": "a"}, "1"), ToolCall("ask", {}, "2"),
             ToolCall("tell", {"name": "b"}, "3")]  # fmt: skip
    chain = api.model([calls]).chain("x", tools=[api.tool(tell), api.tool(ask)])
    with pytest.raises(PauseChain) as raised:
        api.wait(chain.text())
    assert raised.value.tool_call == ToolCall("ask", {}, "2")
    # Async siblings always run to the end.
    assert ran == (["a", "b"] if api.awaits else ["a"])
    assert [result.output for result in raised.value.tool_results] == ran


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("ghost", 'Error: tool "ghost" does not exist'),
        ("bare", 'Error: tool "bare" has no implementation'),
    ],
)
def test_calls_of_what_cannot_be_run(api, name, output):
    """§2.7 unknown tool, and one without implementation: an error result (both worlds, §7)."""
    (result,) = told(api, [ToolCall(name, {})], [Tool("bare")])
    assert result.output == output
    assert isinstance(result.exception, Exception)


async def waiting():
    """Wait, then tell."""
    await asyncio.sleep(0)
    return "waited"


def test_async_tools(api):
    """§2.7: an async tool is run in a sync chain too."""
    (result,) = told(api, [ToolCall("waiting", {})], [waiting])
    assert result.output == "waited"


def test_async_tools_under_a_loop():
    """§2.7 and §7: also where a loop runs already, which fails in 0.36."""

    async def inside():
        model = ScriptedModel([[ToolCall("waiting", {})], ["end"]])
        model.chain("x", tools=[waiting]).text()
        return model.prompts[1].tool_results[0].output

    assert asyncio.run(inside()) == "waited"


def test_async_tools_are_concurrent():
    """§2.6 execute_tool_calls: async tools run side by side in an async response."""
    from llm.testing import AsyncScriptedModel

    async def ask():
        met = asyncio.Barrier(2)

        async def meet():
            """Wait for the other."""
            await met.wait()
            return "met"

        response = AsyncScriptedModel([[ToolCall("meet", {})] * 2]).prompt("x", tools=[meet])
        return await asyncio.wait_for(response.execute_tool_calls(), 30)

    assert [result.output for result in asyncio.run(ask())] == ["met", "met"]


def test_arguments_are_validated(api):
    """§2.7, where §7 holds: the tool is not called with what does not fit, and the model told."""

    def typed(x: int):
        """Must not run."""
        raise AssertionError

    (result,) = told(api, [ToolCall("typed", {"x": "one"})], [typed])
    assert result.output.startswith('Error: Invalid arguments for tool "typed"')
