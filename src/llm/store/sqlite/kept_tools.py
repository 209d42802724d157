"""Definitions of tools as they are stored, and those that plugins keep outside of any call.

The latter have the numbers that the same tools have in the view `tools` when a call offers them. As
long as none does, the view does not show them, and `llm logs gc` removes them.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from llm.store.records import ToolDefinition


def as_stored(tool: ToolDefinition) -> dict[str, Any]:
    """What is stored of *tool*: what it leaves out is not said."""
    return {name: value for name, value in asdict(tool).items() if value or name == "name"}


def ensure_tool(db: Any, tool: Any) -> int:
    """Keep the definition of *tool* in the history *db*, and return the number of its row.

    *db* is a `sqlite_utils.Database`, a `sqlite3.Connection` or a path. The name and the arguments
    are those that plugins know.
    """
    from llm.store.describing import plain

    described = ToolDefinition(
        tool.name, plain(tool.description), plain(tool.input_schema), tool.plugin
    )
    return _kept(db, as_stored(described))


def ensure_tool_instance(db: Any, name: str, plugin: str | None, arguments: str | None) -> int:
    """Keep a configuration in the history *db*: the same number for the same three values.

    It is that of a toolbox, or of a tool that a provider runs. *arguments* is what its constructor
    was given, as JSON. *db* is as for `ensure_tool`.
    """
    return _kept(db, {"name": name, "plugin": plugin, "arguments": arguments})


def _kept(db: Any, value: dict[str, Any]) -> int:
    from llm.store.opening import store_on

    store = store_on(db)
    try:
        with store.writing():
            return store.blobs.put_json(value)
    finally:
        store.close()
