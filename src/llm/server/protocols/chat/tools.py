"""The tools of a chat request, and whether the model may or must use them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.server.protocols.fields import given, given_or, needed, one_of, refused, typed, unsupported
from llm.tooling.tool import Tool

if TYPE_CHECKING:
    from llm.server.asking.asked import Asked, ToolChoice

_WORDS = ("auto", "none", "required")


def tools_asked(body: dict[str, Any], asked: Asked) -> None:
    """Tell *asked* of the tools in *body*, and which of them the model may call.

    Raises `Refused`.
    """
    for place, tool in enumerate(given(body, "tools", list) or ()):
        where = f"tools[{place}]"
        described = typed(tool, dict, where)
        kind = given_or(described, "type", "function", where)
        if kind == "function":
            asked.tools.append(
                _function(needed(described, "function", dict, where), f"{where}.function")
            )
        elif kind == "custom":
            raise unsupported(
                "Tools whose input is no JSON object are not served: make it a function.",
                f"{where}.type",
            )
        else:
            asked.hosted_tools.append(described)
    searching = given(body, "web_search_options", dict)
    if searching is not None:
        asked.hosted_tools.append({"type": "web_search", **searching})
    for older in ("functions", "function_call"):
        if body.get(older) is not None:
            raise unsupported("Functions are asked for as `tools` here.", older)
    asked.tool_choice = _choice(body, asked)
    _check_names(asked)


def _function(described: dict[str, Any], where: str) -> Tool:
    return Tool(
        needed(described, "name", str, where),
        given(described, "description", str, where),
        given(described, "parameters", dict, where) or {"type": "object", "properties": {}},
    )


def _choice(body: dict[str, Any], asked: Asked) -> ToolChoice | None:
    """Which tools may or must be called; where it names those that may, *asked* keeps only them."""
    where = "tool_choice"
    choice = body.get(where)
    if choice is None:
        return None
    if isinstance(choice, str):
        return one_of(choice, _WORDS, where)  # type: ignore[return-value]  # one of these words
    named = typed(choice, dict, where)
    kind = given_or(named, "type", "function", where)
    if kind == "allowed_tools":
        allowed = needed(named, "allowed_tools", dict, where)
        inside = f"{where}.allowed_tools"
        names = _names(needed(allowed, "tools", list, inside), f"{inside}.tools")
        asked.tools = [tool for tool in asked.tools if tool.name in names]
        mode = given_or(allowed, "mode", "auto", inside)
        return one_of(mode, ("auto", "required"), f"{inside}.mode")  # type: ignore[return-value]
    if kind != "function":
        raise unsupported(f"A tool of type '{kind}' cannot be required here.", f"{where}.type")
    function = needed(named, "function", dict, where)
    return {"name": needed(function, "name", str, f"{where}.function")}


def _names(tools: list[Any], where: str) -> set[str]:
    """The names of the functions that *tools* refers to."""
    names = set()
    for place, tool in enumerate(tools):
        function = given(
            typed(tool, dict, f"{where}[{place}]"), "function", dict, f"{where}[{place}]"
        )
        if function is not None:
            names.add(needed(function, "name", str, f"{where}[{place}].function"))
    return names


def _check_names(asked: Asked) -> None:
    names: set[str] = set()
    for tool in asked.tools:
        if tool.name in names:
            message = f"There are two tools by the name of '{tool.name}'."
            raise refused(message, "tools", "invalid_value")
        names.add(tool.name)
    choice = asked.tool_choice
    if isinstance(choice, dict) and choice["name"] not in names:
        raise refused(
            f"There is no tool '{choice['name']}' to call.", "tool_choice", "invalid_value"
        )
    if choice == "required" and not (names or asked.hosted_tools):
        raise refused("A tool has to be called, but there is none.", "tool_choice", "invalid_value")
