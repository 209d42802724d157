"""Everything that happens to one tool call."""

from types import SimpleNamespace
from typing import Any

import pytest

from llm.attachments import Attachment
from llm.core.flow import run
from llm.core.toolflow import Hooks, Offer, tool_call_flow
from llm.errors import CancelToolCall, PauseChain
from llm.toolcalls import ToolCall, ToolOutput, ToolResult

CALL = ToolCall("f", {"x": 1}, "1")


def outcome(implementation, *, before=None, after=None, call=CALL):
    """The result of *call* to a tool of that *implementation*."""
    tool = SimpleNamespace(name="f", implementation=implementation)
    return run(tool_call_flow(call, Offer(tool), Hooks(before, after)), lambda awaitable: None)


def raising(error):
    def function(*args, **kwargs):
        raise error

    return function


@pytest.mark.parametrize(
    ("returned", "output"),
    [
        ("text", "text"),
        ("", ""),
        (None, "null"),
        (True, "true"),
        ({"a": [1]}, '{"a": [1]}'),
        ({"a": {1}}, '{"a": "{1}"}'),
        (ToolOutput("text"), "text"),
        (ToolOutput({"a": 1}), '{"a": 1}'),
        (ToolOutput(), "null"),
    ],
)
def test_what_a_tool_returns_is_written(returned, output):
    """Text is told as it is; anything else as JSON, with the repr of what JSON does not know."""
    assert outcome(lambda x: returned) == ToolResult("f", output, tool_call_id="1")


def test_attachments_come_beside_the_output():
    """A `ToolOutput` gives its attachments to the result."""
    shown = Attachment(content=b"x")
    assert outcome(lambda x: ToolOutput("a", [shown])).attachments == [shown]


@pytest.mark.parametrize(
    ("error", "output"),
    [
        (ValueError("no"), "Error: no"),
        (KeyError("k"), "Error: 'k'"),
        (ValueError(), "Error: ValueError"),
        (RecursionError("deep"), "Error: deep"),
    ],
)
def test_an_error_is_a_result(error, output):
    """What a tool raises is told to the model, and kept on the result."""
    result = outcome(raising(error))
    assert (result.output, result.exception) == (output, error)


def test_output_that_cannot_be_written_is_an_error_result():
    """A value that JSON cannot hold at all (a cycle) is told as an error."""
    cycle: list[Any] = []
    cycle.append(cycle)
    assert outcome(lambda x: cycle).output.startswith("Error: ")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3)])
def test_an_interrupt_is_no_result(error):
    """An interrupt leaves the flow: the model is not told about it."""
    with pytest.raises(type(error)):
        outcome(raising(error))


def test_hooks_see_the_call_and_its_result():
    """`before_call` sees the tool and the call, `after_call` also the result, in that order."""
    seen: list[Any] = []

    def tool(x):
        seen.append("run")
        return "out"

    result = outcome(
        tool,
        before=lambda tool, call: seen.append((tool.name, call)),
        after=lambda tool, call, result: seen.append((tool.name, call, result)),
    )
    assert seen == [("f", CALL), "run", ("f", CALL, result)]


def test_after_call_sees_failures():
    """`after_call` is called for a tool that failed as for one that did not."""
    seen = []
    outcome(raising(ValueError("no")), after=lambda tool, call, result: seen.append(result.output))
    assert seen == ["Error: no"]


@pytest.mark.parametrize(
    ("reason", "output"), [(("not now",), "Cancelled: not now"), ((), "Cancelled: ")]
)
def test_a_cancelled_call_is_a_result(reason, output):
    """A hook that cancels keeps the tool from running, and the model is told why."""
    refusal = CancelToolCall(*reason)
    seen: list[Any] = []
    result = outcome(seen.append, before=raising(refusal), after=lambda *all_: seen.append(all_))
    assert result == ToolResult("f", output, tool_call_id="1", exception=refusal)
    assert seen == []


def test_errors_of_hooks_leave():
    """An error in a hook is the caller's, not the model's."""
    with pytest.raises(ZeroDivisionError):
        outcome(lambda x: 1, before=raising(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        outcome(lambda x: 1, after=raising(ZeroDivisionError()))


@pytest.mark.parametrize("place", ["tool", "before"])
def test_a_pause_knows_its_call(place):
    """A pause, of the tool or of the hook that approves it, names the call that paused."""
    pause = PauseChain("ask somebody")
    tool, before = (raising(pause), None) if place == "tool" else (lambda x: 1, raising(pause))
    with pytest.raises(PauseChain) as raised:
        outcome(tool, before=before)
    assert raised.value is pause
    assert pause.tool_call is CALL


@pytest.mark.parametrize(
    ("tool", "output"),
    [
        (None, 'Error: tool "f" does not exist'),
        (SimpleNamespace(name="f", implementation=None), 'Error: tool "f" has no implementation'),
    ],
)
def test_a_tool_that_cannot_be_run_is_an_error_result(tool, output):
    """A made-up name, or a tool without implementation, is told; `before_call` hears of it too."""
    seen = []
    flow = tool_call_flow(
        CALL,
        Offer(tool),
        Hooks(lambda tool, call: seen.append(tool), lambda *all_: seen.append(all_)),
    )
    result = run(flow, lambda awaitable: None)
    assert result.output == output
    assert isinstance(result.exception, KeyError)
    assert seen == [tool]
