"""Everything that happens to one tool call, from approval to result, as a flow."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeAlias

from llm.core.flow import Call, Flow
from llm.errors import CancelToolCall, PauseChain
from llm.lazy_dataclass import dataclass
from llm.toolcalls import ToolCall, ToolOutput, ToolResult

Hook: TypeAlias = Callable[..., Any]


class Runnable(Protocol):
    """A tool, as far as running it goes."""

    name: str
    implementation: Callable[..., Any] | None


@dataclass
class Offer:
    """A tool that the model was offered.

    Attributes:
        tool: the tool; `None` when the model made its name up.
        instance: the toolbox that it belongs to.
        arguments: checks a call, and gives the keyword arguments that the implementation takes.
        run: calls the implementation; may limit how long that takes.
        shown: what the model is given of an output.

    """

    tool: Runnable | None
    instance: Any = None
    arguments: Callable[[ToolCall], dict[str, Any]] = lambda call: call.arguments
    run: Callable[[Call], Any] = lambda call: call()
    shown: Callable[[str], str] = lambda output: output


@dataclass
class Hooks:
    """What a caller wants done around each call.

    Attributes:
        before: called with the tool (or `None`) and the call; may raise `CancelToolCall`.
        after: called with the tool, the call and its result.

    """

    before: Hook | None = None
    after: Hook | None = None


def tool_call_flow(call: ToolCall, offer: Offer, hooks: Hooks) -> Flow[ToolResult]:
    """One call: ask `before`, run the tool, tell `after`; return what the model is told.

    Whatever goes wrong inside becomes a result that says so, for the model to act on. Only
    `PauseChain`, the errors of hooks and what is no `Exception` leave the flow.
    """
    tool = offer.tool
    result = partial(ToolResult, call.name, tool_call_id=call.tool_call_id, instance=offer.instance)
    if hooks.before:
        try:
            yield partial(hooks.before, tool, call)
        except CancelToolCall as refusal:
            return result(output=f"Cancelled: {refusal}", exception=refusal)
        except PauseChain as pause:
            pause.tool_call = call
            raise
    if tool is None or tool.implementation is None:
        problem = "does not exist" if tool is None else "has no implementation"
        missing = KeyError(f'tool "{call.name}" {problem}')
        return result(output=f"Error: {missing.args[0]}", exception=missing)
    try:
        value = yield partial(offer.run, partial(tool.implementation, **offer.arguments(call)))
        done = result(**_told(value))
    except PauseChain as pause:
        pause.tool_call = call
        raise
    except Exception as error:  # noqa: BLE001 - the model is told, and the chain goes on
        done = result(output=f"Error: {str(error) or type(error).__name__}", exception=error)
    done.output = offer.shown(done.output)
    if hooks.after:
        try:
            yield partial(hooks.after, tool, call, done)
        except PauseChain as pause:
            pause.tool_call = call
            raise
    return done


def _told(value: Any) -> dict[str, Any]:
    """The output and the attachments of a result, from what a tool returned."""
    if isinstance(value, ToolOutput):
        return {"output": _written(value.output), "attachments": list(value.attachments)}
    return {"output": _written(value)}


def _written(output: Any) -> str:
    return output if isinstance(output, str) else json.dumps(output, default=repr)
