"""The tools of a request, and which of them the model is to call. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.server.protocols.fields import given, needed, one_of, path_of, typed
from llm.tooling.tool import Tool

if TYPE_CHECKING:
    from llm.server.asking.asked import Asked, ToolChoice

_CHOICES: dict[str, ToolChoice] = {"auto": "auto", "any": "required", "none": "none"}


def tools_asked(body: dict[str, Any], asked: Asked) -> None:
    """Tell *asked* which tools *body* offers, and which are to be called. Raises Refused.

    A tool of one of the provider's types is the provider's to run, or to describe.
    """
    for place, described in enumerate(given(body, "tools", list) or ()):
        path = path_of("tools", place)
        tool = typed(described, dict, path)
        if given(tool, "type", str, path) in (None, "custom"):
            asked.tools.append(_tool(tool, path))
        else:
            asked.hosted_tools.append(tool)
    choice = given(body, "tool_choice", dict)
    if choice is None:
        return
    asked.tool_choice = _choice(choice)
    if given(choice, "disable_parallel_tool_use", bool, "tool_choice"):
        asked.options["parallel_tool_calls"] = False


def _tool(tool: dict[str, Any], path: str) -> Tool:
    return Tool(
        name=needed(tool, "name", str, path),
        description=given(tool, "description", str, path),
        input_schema=needed(tool, "input_schema", dict, path),
    )


def _choice(choice: dict[str, Any]) -> ToolChoice:
    kind = needed(choice, "type", str, "tool_choice")
    one_of(kind, (*_CHOICES, "tool"), "tool_choice.type")
    if kind == "tool":
        return {"name": needed(choice, "name", str, "tool_choice")}
    return _CHOICES[kind]
