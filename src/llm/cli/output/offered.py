"""Tools as they were offered to a model: the hashes by which listings name them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llm.store.records import ToolDefinition, ToolInstance


def hash_of(tool: ToolDefinition) -> str:
    """The hash of *tool*; see `Tool.hash`."""
    from llm.tooling.tool import Tool

    offered = Tool(tool.name, tool.description, tool.input_schema, plugin=tool.plugin)
    return offered.hash()


def arguments_of(instance: ToolInstance) -> str:
    """What the constructor of *instance* was given, as JSON."""
    return json.dumps(instance.arguments)
