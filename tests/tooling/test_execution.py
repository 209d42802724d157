"""How several calls share time."""

import asyncio
import contextvars
import functools
from typing import Any

import pytest

from llm import PauseChain, Tool, ToolCall
from llm.core.toolflow import Hooks
from llm.tooling.execution import arun_all, normalize_tools, run_all

ran: list[str] = []


@pytest.fixture(autouse=True)
def fresh():
    ran.clear()


def plain():
    ran.append("plain")
    return "plain"


def pause():
    ran.append("pause")
    raise PauseChain("wait")


async def slow():
    await asyncio.sleep(0.02)
    ran.append("slow")
    return "slow"


async def quick():
    ran.append("quick")
    return "quick"


async def apause():
    ran.append("apause")
    raise PauseChain("await")


TOOLS = [plain, pause, slow, quick, apause]


def calls(*names):
    return [ToolCall(name, {}, str(number)) for number, name in enumerate(names)]


def arun(*names, hooks=None):
    """The outputs of the calls, side by side; or the pause, and the outputs that it carries."""
    try:
        results = asyncio.run(arun_all(calls(*names), TOOLS, hooks or Hooks()))
    except PauseChain as paused:
        asked = paused.tool_call and paused.tool_call.name
        return str(paused), asked, [result.output for result in paused.tool_results]
    return [result.output for result in results]


def test_calls_run_in_order():
    """Blocking, calls run one after another, async tools among them."""
    results = run_all(calls("slow", "plain", "quick"), TOOLS, Hooks())
    assert [result.output for result in results] == ran == ["slow", "plain", "quick"]


def test_async_tools_run_side_by_side():
    """In a loop, async tools overlap, and the results keep the order of the calls."""
    assert arun("slow", "plain", "quick") == ["slow", "plain", "quick"]
    assert ran == ["plain", "quick", "slow"]


def test_a_pause_stops_what_has_not_started():
    """Blocking, a pause carries what is finished, and later calls never start."""
    with pytest.raises(PauseChain) as raised:
        run_all(calls("plain", "pause", "quick"), TOOLS, Hooks())
    assert raised.value.tool_call == ToolCall("pause", {}, "1")
    assert [result.output for result in raised.value.tool_results] == ["plain"]
    assert ran == ["plain", "pause"]


@pytest.mark.parametrize(
    ("names", "outcome", "order"),
    [
        (["apause", "slow", "plain"], ("await", "apause", ["slow", "plain"]),
         ["plain", "apause", "slow"]),
        (["slow", "pause", "plain"], ("wait", "pause", ["slow"]), ["pause", "slow"]),
        (["pause", "slow"], ("wait", "pause", []), ["pause"]),
        (["apause", "pause"], ("await", "apause", []), ["pause", "apause"]),
    ],
)  # fmt: skip
def test_async_siblings_of_a_pause_run_to_the_end(names, outcome, order):
    """In a loop, what was started beside a pause is finished; the first pause leaves."""
    assert arun(*names) == outcome
    assert ran == order


def test_an_error_of_a_hook_outranks_a_pause():
    """A hook that fails is told before a pause, and after the siblings have finished."""

    def after(tool, call, result):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        arun("apause", "slow", hooks=Hooks(after=after))
    assert ran == ["apause", "slow"]


def test_cancelling_takes_the_calls_along():
    """Cancelling the caller cancels the async tools that it waits for."""
    seen, began = [], asyncio.Event()

    async def forever():
        began.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise

    async def go():
        task = asyncio.create_task(arun_all([ToolCall("forever", {})], [forever], Hooks()))
        await began.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0)

    asyncio.run(go())
    assert seen == ["cancelled"]


def test_an_async_tool_within_a_running_loop():
    """A blocking caller inside a running loop gets the result of an async tool, and its context."""
    variable = contextvars.ContextVar("variable", default="unset")

    async def tell():
        await asyncio.sleep(0)
        return variable.get()

    async def go():
        variable.set("set")
        return run_all([ToolCall("tell", {})], [tell], Hooks())[0].output

    assert asyncio.run(go()) == "set"


def test_things_that_can_be_called():
    """Bound methods, partial functions and objects are tools, async ones too."""

    class Counter:
        def __init__(self):
            self.count = 0

        def up(self, by: int = 1):
            self.count += by
            return self.count

        async def __call__(self):
            return "called"

    counter = Counter()
    tools: list[Any] = [
        counter.up,
        Tool.function(functools.partial(counter.up, 5), name="five"),
        counter,
    ]
    named = [ToolCall("up", {}), ToolCall("five", {}), ToolCall("Counter", {})]
    for results in (
        run_all(named, tools, Hooks()),
        asyncio.run(arun_all(named, tools, Hooks())),
    ):
        assert results[2].output == "called"
    assert [result.output for result in results[:2]] == ["7", "12"]


def test_the_tool_call_itself():
    """A parameter called `llm_tool_call` is given the call, with what a plugin hung on it."""

    def tell(x: int, llm_tool_call: ToolCall):
        return [x, llm_tool_call.tool_call_id, vars(llm_tool_call)["signature"]]

    call: Any = ToolCall("tell", {"x": 1}, "1")
    call.signature = "s"
    assert run_all([call], [tell], Hooks())[0].output == '[1, "1", "s"]'


def test_the_model_cannot_forge_the_tool_call():
    """A model that names `llm_tool_call` itself does not get its own value through."""

    def tell(llm_tool_call):
        return llm_tool_call.tool_call_id

    call = ToolCall("tell", {"llm_tool_call": "forged"}, "1")
    assert run_all([call], [tell], Hooks())[0].output == "1"


def test_functions_are_normalized_once():
    """What is a tool already is kept as the object that it is."""
    tool = Tool.function(plain)
    assert normalize_tools([tool])[0] is tool


def test_what_is_cancelled_has_cleaned_up():
    """When a cancellation leaves `arun_all`, the tools it took along have had their `finally`."""
    cleaned, began = [], asyncio.Semaphore(0)

    async def patient():
        began.release()
        try:
            await asyncio.sleep(9)
        finally:
            await asyncio.sleep(0)
            cleaned.append(True)

    async def main():
        calls = [ToolCall("patient", {}, "1"), ToolCall("patient", {}, "2")]
        task = asyncio.create_task(arun_all(calls, [patient], Hooks()))
        for _ in calls:
            await began.acquire()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert cleaned == [True, True]

    asyncio.run(main())


class Abort(BaseException):
    pass


@pytest.mark.parametrize("run", [run_all, lambda *given: asyncio.run(arun_all(*given))])
def test_what_is_no_exception_leaves_at_once(run):
    """A tool's `BaseException` is not told to the model, and no later tool starts."""

    def aborting():
        raise Abort

    calls = [ToolCall("plain", {}), ToolCall("aborting", {}), ToolCall("plain", {})]
    with pytest.raises(Abort):
        run(calls, [plain, aborting], Hooks())
    assert ran == ["plain"]


@pytest.mark.parametrize("error", [StopIteration("x"), StopAsyncIteration("x"), ValueError("x")])
@pytest.mark.parametrize("run", [run_all, lambda *given: asyncio.run(arun_all(*given))])
def test_every_exception_of_a_tool_is_told(run, error):
    """Even those by which generators end."""

    def failing():
        raise error

    (result,) = run([ToolCall("failing", {})], [failing], Hooks())
    assert (result.output, result.exception) == ("Error: x", error)


@pytest.mark.parametrize("run", [run_all, lambda *given: asyncio.run(arun_all(*given))])
def test_a_pause_after_a_call_names_it(run):
    """An `after_call` hook may pause, too; the pause says at which call."""

    def pausing(tool, call, result):
        raise PauseChain("look")

    call = ToolCall("plain", {}, "1")
    with pytest.raises(PauseChain) as paused:
        run([call], [plain], Hooks(after=pausing))
    assert paused.value.tool_call is call
