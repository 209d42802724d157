"""The tools that there are, or those that a user asks about, for people and programs to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from typing import Any

from llm.errors import InvalidInput, LLMError
from llm.lazy_dataclass import dataclass
from llm.plugins.offers import get_tools
from llm.resolving.functions import functions_from
from llm.resolving.tools import resolve_tools
from llm.text import reason_of
from llm.tooling.execution import prepare_toolboxes
from llm.tooling.server_side import ServerSideTool
from llm.tooling.tool import Tool
from llm.tooling.toolbox import Toolbox, is_dynamic


@dataclass(frozen=True)
class ListedToolbox:
    """A toolbox, and the tools of it that are known.

    Attributes:
        name: what users call it.
        toolbox: its class.
        tools: all tools of an instance; of the class, those that its methods make.
        spec: what the user wrote, when there is an instance.

    """

    name: str
    toolbox: type[Toolbox]
    tools: Sequence[Tool]
    spec: str | None = None

    @property
    def dynamic(self) -> bool:
        """Whether only an instance knows all tools."""
        return is_dynamic(self.toolbox)


@dataclass
class ToolListing:
    """Tools, in the order of their names.

    Attributes:
        tools: functions.
        toolboxes: toolboxes.
        server_side: what the provider of *model* runs.
        model: the model whose provider that is; None where no model was asked about.

    """

    tools: list[Tool] = field(default_factory=list)
    toolboxes: list[ListedToolbox] = field(default_factory=list)
    server_side: list[type[ServerSideTool]] = field(default_factory=list)
    model: Any = None


def list_tools(
    specs: Sequence[str] = (), *, model: Any = None, functions: Iterable[str] = ()
) -> ToolListing:
    """The tools that *specs* name, or all; *model* adds those of its provider.

    A toolbox that is named is made and prepared. *functions* are code, or paths of it, with more
    tools. Raises InvalidInput for what is not there, or cannot be set up.
    """
    found = _named(specs, model) if specs else _all()
    for code in functions:
        found.tools += functions_from(code)
    found.tools.sort(key=lambda tool: tool.name)
    found.toolboxes.sort(key=lambda toolbox: toolbox.name)
    found.model = model
    if not found.server_side:
        found.server_side = list(getattr(model, "supported_server_side_tools", ()))
    return found


def _all() -> ToolListing:
    found = ToolListing()
    for name, offered in get_tools().items():
        if isinstance(offered, Tool):
            found.tools.append(offered)
        else:
            found.toolboxes.append(ListedToolbox(name, offered, offered.method_tools()))
    return found


def _named(specs: Sequence[str], model: Any) -> ToolListing:
    found = ToolListing()
    written = list(dict.fromkeys(specs))
    for spec, made in zip(written, resolve_tools(written, model), strict=True):
        if isinstance(made, Tool):
            found.tools.append(made)
        elif isinstance(made, Toolbox):
            name = made.name or type(made).__name__
            found.toolboxes.append(ListedToolbox(name, type(made), _tools_of(made, spec), spec))
        else:
            found.server_side.append(type(made))
    return found


def _tools_of(toolbox: Toolbox, spec: str) -> list[Tool]:
    try:
        prepare_toolboxes([toolbox])
        return list(toolbox.tools())
    except LLMError:
        raise
    except Exception as error:
        said = reason_of(error)
        raise InvalidInput(f"The tools of {spec} cannot be found out: {said}") from error
