"""Listings of tools: text for people, and what becomes JSON."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from textwrap import indent
from typing import TYPE_CHECKING, Any

from llm.cli.output.names import escaped
from llm.tooling.signatures import TOOL_CALL

if TYPE_CHECKING:
    from llm.resolving.tool_listing import ListedToolbox, ToolListing
    from llm.tooling.server_side import ServerSideTool
    from llm.tooling.tool import Tool


def text_of(listing: ToolListing) -> Iterator[str]:
    """The lines of *listing*."""
    for tool in listing.tools:
        yield from _entry(f"{tool.name}{_signature(tool)}{_plugin(tool)}", tool.description)
    for toolbox in listing.toolboxes:
        yield from _toolbox(toolbox)
    if listing.server_side:
        yield f"Server-side tools for {listing.model.model_id} (executed by the provider):\n"
    for cls in listing.server_side:
        yield from _entry(f"{cls.__name__}{_shown(cls)}", inspect.getdoc(cls))


def data_of(listing: ToolListing) -> dict[str, Any]:
    """*listing*, for JSON."""
    data: dict[str, Any] = {
        "tools": [{**_described(tool), "plugin": tool.plugin} for tool in listing.tools],
        "toolboxes": [
            {
                "name": toolbox.name,
                "dynamic": toolbox.dynamic,
                "tools": [_described(tool) for tool in toolbox.tools],
            }
            for toolbox in listing.toolboxes
        ],
    }
    if listing.model is not None:
        data["server_side_tools"] = [_of_provider(tool) for tool in listing.server_side]
    return data


def _toolbox(toolbox: ListedToolbox) -> Iterator[str]:
    if toolbox.spec is None and toolbox.dynamic:
        cls = toolbox.toolbox
        heading = f"{toolbox.name}{_shown(cls)}{_plugin(cls)}"
        yield from _entry(heading, cls.__doc__ and inspect.getdoc(cls))
    else:
        yield escaped(f"{toolbox.spec or toolbox.name}:\n", keep="\n")
    for tool in toolbox.tools:
        yield from _entry(f"{tool.name}{_signature(tool)}", tool.description, "  ")


def _entry(heading: str, description: str | None, before: str = "") -> Iterator[str]:
    yield f"{before}{escaped(heading)}\n"
    if description and (said := escaped(description.strip(), keep="\n\t")):
        yield indent(said, f"{before}  ") + "\n"


def _plugin(offered: Any) -> str:
    return f" (plugin: {offered.plugin})" if offered.plugin else ""


def _signature(tool: Tool) -> str:
    return "()" if tool.implementation is None else _shown(tool.implementation)


def _shown(function: Callable[..., Any]) -> str:
    """The signature of *function*, as the model may use it."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # a built-in without one
        return "()"
    used = [
        each.replace(annotation=_written(each.annotation))
        for each in signature.parameters.values()
        if each.name not in {"self", TOOL_CALL}
    ]
    returned = _written(signature.return_annotation)
    return str(signature.replace(parameters=used, return_annotation=returned))


class _Written(str):
    """An annotation that was not evaluated, which shows without quotes."""

    __slots__ = ()
    __repr__ = str.__str__


def _written(annotation: Any) -> Any:
    return _Written(annotation) if isinstance(annotation, str) else annotation


def _described(tool: Tool) -> dict[str, Any]:
    return {
        "name": tool.name,
        "description": tool.description,
        "arguments": tool.input_schema,
    }


def _of_provider(tool: type[ServerSideTool]) -> dict[str, Any]:
    return {
        "name": tool.__name__,
        "description": inspect.getdoc(tool),
        "signature": _shown(tool),
        "server_side": True,
    }
