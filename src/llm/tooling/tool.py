"""Tool: a function that a model may ask for, with the description that the model is given."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import field
from typing import Any

from llm.lazy_dataclass import dataclass
from llm.tooling.signatures import input_schema_of


@dataclass
class Tool:
    """A function that a model may ask for.

    Attributes:
        name: what the model calls it.
        description: what it does, for the model.
        input_schema: JSON schema of its keyword arguments.
        implementation: the function; `async def` where it waits. `None` for a tool that somebody
            else runs.
        plugin: the plugin that registered it.

    """

    name: str
    description: str | None = None
    input_schema: dict[str, Any] = field(default_factory=dict)
    implementation: Callable[..., Any] | None = None
    plugin: str | None = None

    @classmethod
    def function(
        cls,
        function: Callable[..., Any],
        name: str | None = None,
        description: str | None = None,
    ) -> Tool:
        """A tool that calls *function*.

        Its name, docstring and annotations are what the model is told, unless *name* and
        *description* say otherwise; a parameter without an annotation is a string. A parameter
        called `llm_tool_call` is given the `ToolCall`, and the model does not see it.

        Raises `ValueError` for a lambda without a *name*.
        """
        own_name = getattr(function, "__name__", None) or type(function).__name__
        if not name and own_name == "<lambda>":
            raise ValueError("Cannot create a Tool from a lambda function without providing name=")
        return cls(
            name=name or own_name,
            description=description or inspect.getdoc(function) or None,
            input_schema=input_schema_of(function),
            implementation=function,
        )

    def hash(self) -> str:
        """SHA-256 of the name, the description, the schema and the plugin, in hexadecimal."""
        import hashlib
        import json

        described: dict[str, Any] = {
            "name": self.name,
            "description": self.description,
            "input_schema": self.input_schema,
        }
        if self.plugin:
            described["plugin"] = self.plugin
        return hashlib.sha256(json.dumps(described).encode()).hexdigest()
