"""What `-T` and `--functions` name -> tools.

A `-T` value is the name of a tool, or a class - a toolbox, or a tool that the model's provider
runs - that may be configured: `Name`, `Name(argument=1)`, `Name:{"argument": 1}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from llm.errors import InvalidInput, LLMError
from llm.plugins.called import names_of, offered_as
from llm.text import reason_of
from llm.tooling.server_side import ServerSideTool
from llm.tooling.specs import instantiate_from_spec
from llm.tooling.tool import Tool
from llm.tooling.toolbox import Toolbox

Resolved: TypeAlias = Tool | Toolbox | ServerSideTool


def resolve_tools(specs: Iterable[str], model: Any = None) -> list[Resolved]:
    """The tools that *specs* name; *model* adds those that its provider runs.

    A toolbox of a plugin goes before a provider's tool of the same name. Raises InvalidInput,
    which names all that cannot be found, or the one that cannot be configured as it says.
    """
    wanted = [(spec, _name_in(spec)) for spec in specs]
    if not wanted:
        return []
    of_provider = _server_side(model)
    available: dict[str, Any] = {
        **of_provider,
        **offered_as("tools", [name for _, name in wanted]),
    }
    if unknown := [name for _, name in wanted if name not in available]:
        raise InvalidInput(_not_found(unknown, sorted({*of_provider, *names_of("tools")})))
    return [_resolved(spec, name, available[name]) for spec, name in wanted]


def _not_found(unknown: Sequence[str], known: Sequence[str]) -> str:
    from difflib import get_close_matches

    from llm.plugins.left_out import with_absent_plugins

    small = {name.lower(): name for name in known}
    near = [get_close_matches(name.lower(), small, n=1) for name in unknown]
    meant = ", ".join(dict.fromkeys(small[name] for names in near for name in names))
    hint = f" Did you mean {meant}?" if meant else ""
    available = ", ".join(known) or "none"
    said = f"Tool(s) {', '.join(unknown)} not found.{hint} Available tools: {available}"
    return with_absent_plugins(said, ["tools"], unknown)


def _server_side(model: Any) -> dict[str, type[ServerSideTool]]:
    classes: Iterable[type[ServerSideTool]] = getattr(model, "supported_server_side_tools", ())
    return {each.__name__: each for each in classes}


def _name_in(spec: str) -> str:
    """What comes before the configuration in *spec*, if it has one."""
    name = spec.partition("(")[0].strip()
    before, _, after = name.partition(":")
    return before.strip() if after.lstrip().startswith("{") else name


def _resolved(spec: str, name: str, offered: Any) -> Resolved:
    if isinstance(offered, Tool):
        if spec.strip() != name:
            raise InvalidInput(f"The tool {name} takes no configuration: use -T {name}")
        return offered
    rest = spec.strip()[len(name) :].strip()
    configured = f"{name}({rest[1:]})" if rest.startswith(":") else spec
    try:
        instance: Resolved = instantiate_from_spec({name: offered}, configured)
    except LLMError:
        raise
    except Exception as error:
        said = reason_of(error)
        raise InvalidInput(f"The tool {spec} cannot be set up: {said}") from error
    return instance
