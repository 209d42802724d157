"""Tools that a client offers, and which of them is to be called. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.server.protocols.fields import (
    given,
    given_or,
    needed,
    one_of,
    path_of,
    refused,
    typed,
    unsupported,
)
from llm.text import valid_data
from llm.tooling.tool import Tool

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from llm.server.asking.asked import ToolChoice

FREE_TEXT: dict[str, Any] = {
    "type": "object",
    "properties": {"input": {"type": "string"}},
    "required": ["input"],
}
"""The schema of the arguments of a tool that takes free text: what it takes is one of them."""

_MODES = ("none", "auto", "required")


def custom_names(tools: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The names of those of *tools* that take free text."""
    return frozenset(each["name"] for each in tools if each.get("type") == "custom")


def offered(tools: Any) -> tuple[list[Tool], list[dict[str, Any]], list[dict[str, Any]]]:
    """The tools that the client runs, those that the provider is to run, and all, as they are said.

    Raises Refused.
    """
    own: list[Tool] = []
    hosted: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    for place, each in enumerate(typed(tools, list, "tools")):
        where = path_of("tools", place)
        tool = valid_data(typed(each, dict, where))
        kind = given_or(tool, "type", "function", where)
        if kind not in ("function", "custom"):
            hosted.append(tool)
            said.append(tool)
            continue
        inner = tool.get("function")  # as the other protocol of OpenAI writes it
        described = {**inner, "type": kind} if isinstance(inner, dict) else {**tool, "type": kind}
        own.append(_function(described, where))
        said.append(_said(described, own[-1]))
    return own, hosted, said


def _function(tool: dict[str, Any], where: str) -> Tool:
    name = needed(tool, "name", str, where)
    if not name:
        raise refused(f"'{where}.name' is empty.", path_of(where, "name"))
    description = given(tool, "description", str, where)
    if tool["type"] == "custom":
        return Tool(name, _with_format(tool, where, description), FREE_TEXT)
    parameters = given(tool, "parameters", dict, where)
    return Tool(name, description, parameters or {"type": "object", "properties": {}})


def _with_format(tool: dict[str, Any], where: str, description: str | None) -> str | None:
    """The description of a tool that takes free text, with the grammar that the text has to follow.

    No model of ours can be held to a grammar, but it can be told.
    """
    said = given(tool, "format", dict, where) or {}
    if said.get("type") != "grammar":
        return description
    told = f"The input follows this grammar ({said.get('syntax')}):\n{said.get('definition')}"
    return f"{description}\n\n{told}" if description else told


def _said(tool: dict[str, Any], made: Tool) -> dict[str, Any]:
    """*tool* with what the API says of one that leaves things out."""
    if tool["type"] == "custom":
        return tool
    return {**tool, "parameters": made.input_schema, "strict": bool(tool.get("strict"))}


def chosen(choice: Any, tools: list[Tool]) -> tuple[ToolChoice | None, list[Tool]]:
    """Which of *tools* is to be called, and those of them that may be. Raises Refused."""
    if choice is None:
        return None, tools
    if isinstance(choice, str):
        mode = one_of(choice, _MODES, "tool_choice")
        return mode, tools  # type: ignore[return-value]  # one of the three
    said = typed(choice, dict, "tool_choice")
    kind = needed(said, "type", str, "tool_choice")
    if kind in ("function", "custom"):
        inner = said.get("function")
        name = needed(inner if isinstance(inner, dict) else said, "name", str, "tool_choice")
        _check_offered(name, tools, "tool_choice.name")
        return {"name": name}, tools
    if kind == "allowed_tools":
        mode = one_of(needed(said, "mode", str, "tool_choice"), _MODES[1:], "tool_choice.mode")
        allowed = needed(said, "tools", list, "tool_choice")
        names = [each.get("name") for each in allowed if isinstance(each, dict)]
        kept = [tool for tool in tools if tool.name in names]
        return mode, kept  # type: ignore[return-value]  # one of the two
    raise unsupported(f"'tool_choice': '{kind}' is not served here.", "tool_choice")


def _check_offered(name: str, tools: list[Tool], path: str) -> None:
    if all(tool.name != name for tool in tools):
        raise refused(f"'{path}': there is no tool '{name}' in 'tools'.", path)
