"""Running tool calls: one after another, or `async def` tools side by side.

What happens to one call is `core/toolflow.py`'s. Here is only how calls share time, and which
tool a call means; how much time that is says `limits.py`.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable, Sequence
from copy import deepcopy
from functools import partial
from itertools import groupby
from typing import Any, TypeAlias

from llm.core.flow import Begun, Flow, arun, begin, run
from llm.core.toolflow import Hook, Hooks, Offer, tool_call_flow
from llm.errors import InvalidInput, PauseChain
from llm.toolcalls import ToolCall, ToolResult
from llm.tooling.limits import Limits, leave_threads
from llm.tooling.server_side import ServerSideTool
from llm.tooling.signatures import TOOL_CALL, takes_tool_call, unannotated
from llm.tooling.tool import Tool
from llm.tooling.toolbox import Toolbox
from llm.tooling.validation import checked_arguments

ToolInput: TypeAlias = Tool | Toolbox | ServerSideTool | Callable[..., Any]
"""What may be given as a tool: a function will do."""
OfferedTool: TypeAlias = Tool | ServerSideTool


def normalize_tools(given: Iterable[ToolInput]) -> list[Tool | Toolbox | ServerSideTool]:
    """Functions as tools, classes of toolboxes as instances; everything else as it is."""
    return [_normalized(tool) for tool in given]


def _normalized(tool: ToolInput) -> Tool | Toolbox | ServerSideTool:
    if isinstance(tool, (Tool, Toolbox, ServerSideTool)):
        return tool
    if isinstance(tool, type) and issubclass(tool, Toolbox):
        try:
            return tool()
        except TypeError as error:
            raise InvalidInput(
                f"The toolbox {tool.__name__} needs to be configured: {error}"
            ) from error
    if not callable(tool):
        raise InvalidInput(f"A tool is a function, a Tool or a Toolbox, not {tool!r}")
    return Tool.function(tool)


def offered_tools(tools: Iterable[Tool | Toolbox | ServerSideTool]) -> list[OfferedTool]:
    """The tools that a model is told of: each toolbox is opened."""
    offered: list[OfferedTool] = []
    for tool in tools:
        if isinstance(tool, Toolbox):
            offered.extend(tool.tools())
        else:
            offered.append(tool)
    return offered


def prepare_toolboxes(tools: Iterable[Any]) -> None:
    """Let each toolbox that has not been prepared yet look up its tools."""
    for tool in tools:
        if isinstance(tool, Toolbox) and not tool._prepared:
            tool._prepare_once()


async def aprepare_toolboxes(tools: Iterable[Any]) -> None:
    """Let each toolbox that has not been prepared yet look up its tools, in the event loop."""
    for tool in tools:
        if isinstance(tool, Toolbox) and not tool._async_prepared:
            await tool._aprepare_once()


def flows_for(
    calls: Sequence[ToolCall],
    tools: Iterable[ToolInput],
    hooks: Hooks,
    limits: Limits | None = None,
) -> list[tuple[Flow[ToolResult], bool]]:
    """The flow of each call, and whether its tool is an `async def`."""
    offers = _offers(tools, limits)
    unknown = Offer(None)
    return [
        (
            tool_call_flow(call, offer := offers.get(call.name, unknown), hooks),
            offer.tool is not None and inspect.iscoroutinefunction(offer.tool.implementation),
        )
        for call in calls
    ]


def _offers(tools: Iterable[ToolInput], limits: Limits | None) -> dict[str, Offer]:
    """Every tool that can be called, by the name that the model knows it by."""
    offers: dict[str, Offer] = {}
    for given in normalize_tools(tools):
        instance = given if isinstance(given, Toolbox) else None
        for tool in offered_tools([given]):
            if isinstance(tool, Tool):
                offer = Offer(tool, instance, partial(_arguments, tool))
                if limits is not None:
                    offer.run, offer.shown = partial(limits.run, tool.name), limits.shown
                offers[tool.name] = offer
    return offers


def _arguments(tool: Tool, call: ToolCall) -> dict[str, Any]:
    """The keyword arguments that *tool* is called with."""
    function = tool.implementation
    untyped = unannotated(function) if function is not None else ()
    # A tool may change the lists that it is given; the history may not change with them.
    given = deepcopy(call.arguments)
    arguments = checked_arguments(tool.name, given, tool.input_schema, untyped)
    if function is not None and takes_tool_call(function):
        arguments = {**arguments, TOOL_CALL: call}
    return arguments


def run_all(
    calls: Sequence[ToolCall],
    tools: Iterable[ToolInput],
    hooks: Hooks,
    limits: Limits | None = None,
) -> list[ToolResult]:
    """Run *calls* in order and return their results; a pause stops those not yet started.

    Calls of `async def` tools that follow one another run side by side. Raises `TypeError` for
    hooks that would have to be awaited.
    """
    results: list[ToolResult] = []
    given = normalize_tools(tools)
    prepare_toolboxes(given)
    blocking = Hooks(_blocking(hooks.before, "before_call"), _blocking(hooks.after, "after_call"))
    flows = flows_for(calls, given, blocking, limits)
    for waits, group in groupby(flows, key=lambda pair: pair[1]):
        together = list(group)
        try:
            if waits and len(together) > 1:
                results += settle(_side_by_side(together))
            else:
                for flow, _ in together:
                    results.append(run(flow, settle))
        except PauseChain as pause:
            beside = pause.tool_results if len(together) > 1 and waits else []
            pause.tool_results = [*results, *beside]
            raise
    return results


def _blocking(hook: Hook | None, name: str) -> Hook | None:
    """*hook*, refused when it is one for an event loop."""
    if hook is None:
        return None

    def checked(*args: Any) -> None:
        if inspect.isawaitable(returned := hook(*args)):
            if inspect.iscoroutine(returned):
                returned.close()
            raise TypeError(f"An async {name} needs an async model: {hook!r} returned an awaitable")

    return checked


def settle(awaitable: Awaitable[Any]) -> Any:
    """The value of *awaitable*, for a caller that cannot await; within a running loop too."""
    import asyncio

    async def wait() -> Any:
        try:
            return await awaitable
        except Exception:
            raise
        except BaseException:  # cancelled or interrupted: nobody waits for its threads
            leave_threads()
            raise

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(wait())
    # This thread's loop is busy with our caller, so the wait happens in one of its own.
    from concurrent.futures import ThreadPoolExecutor
    from contextvars import copy_context

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(copy_context().run, asyncio.run, wait()).result()


async def arun_all(
    calls: Sequence[ToolCall],
    tools: Iterable[ToolInput],
    hooks: Hooks,
    limits: Limits | None = None,
) -> list[ToolResult]:
    """Run *calls*, `async def` tools side by side, and return the results in their order.

    What was started is finished before an error leaves; the error of a hook outranks a pause. Hooks
    that do not wait have all been called before anything is waited for: a user who is asked keeps
    no tool from going on.
    """
    given = normalize_tools(tools)
    await aprepare_toolboxes(given)
    return await _side_by_side(flows_for(calls, given, hooks, limits))


async def _side_by_side(flows: Sequence[tuple[Flow[ToolResult], bool]]) -> list[ToolResult]:
    import asyncio

    outcomes: dict[int, ToolResult | BaseException] = {}
    started: dict[int, asyncio.Task[ToolResult]] = {}
    begun: list[Begun] = []
    try:
        for index, (flow, waits) in enumerate(flows):
            if waits:
                begun.append(begin(flow))
                started[index] = asyncio.create_task(arun(flow, begun[-1]))
                continue
            try:
                outcomes[index] = await arun(flow)
            except Exception as error:  # noqa: BLE001 - raised below, when all have finished
                outcomes[index] = error
                break
        finished = await asyncio.gather(*started.values(), return_exceptions=True)
    except BaseException:  # cancelled or interrupted: take what was started along
        for task in started.values():
            task.cancel()
        for each in begun:
            each.drop()
        raise
    outcomes.update(zip(started, finished, strict=True))
    return _in_order([outcomes[index] for index in sorted(outcomes)])


def _in_order(outcomes: Iterable[ToolResult | BaseException]) -> list[ToolResult]:
    """The results among *outcomes*, or the error that outranks the others."""
    results, failures = [], []
    for outcome in outcomes:
        if isinstance(outcome, ToolResult):
            results.append(outcome)
        else:
            failures.append(outcome)
    if not failures:
        return results
    first = min(failures, key=lambda failure: isinstance(failure, PauseChain))
    if isinstance(first, PauseChain):
        first.tool_results = results
    raise first
