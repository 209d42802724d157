"""ServerSideTool: a tool that the provider runs, not this program."""

from __future__ import annotations

import inspect
from typing import Any


class ServerSideTool:
    """A tool inside the provider: web search, a code interpreter.

    An instance goes into `tools=[…]` beside other tools. It is described to the provider and never
    run here. A plugin subclasses it; an instance of the class itself carries the provider's own
    specification as it is:

        model.prompt("…", tools=[ServerSideTool(spec={"type": "web_search"})])

    A model names the classes it takes in `supported_server_side_tools`.

    Attributes:
        name: what users call it.
        plugin: the plugin that it belongs to.
        spec: the provider's specification, when that is all there is.

    """

    name: str = "server_side_tool"
    plugin: str | None = None
    input_schema: dict[str, Any] = {}  # noqa: RUF012 - shaped like Tool's, and never written to
    implementation: None = None
    spec: dict[str, Any] | None = None

    def __init__(self, spec: dict[str, Any] | None = None) -> None:
        self.spec = spec

    @property
    def description(self) -> str | None:
        """What the class's docstring says it does."""
        return inspect.getdoc(type(self))

    def tool_spec(self, model: Any) -> dict[str, Any]:  # noqa: ARG002 - subclasses look at it
        """What *model*'s provider is sent. Raises `TypeError` when there is nothing to send."""
        if self.spec is None:
            raise TypeError(f"{type(self).__name__} has no spec= and does not override tool_spec()")
        return self.spec

    def prepare_request(self, model: Any, kwargs: dict[str, Any]) -> None:
        """Change the rest of the request - *kwargs* - where the tool needs more than its spec."""

    def hash(self) -> str:
        """SHA-256 of the class, the name, the plugin and the configuration, in hexadecimal."""
        import hashlib
        import json

        described = {
            "class": type(self).__qualname__,
            "name": self.name,
            "plugin": self.plugin,
            "config": {k: v for k, v in sorted(vars(self).items()) if not k.startswith("_")},
        }
        return hashlib.sha256(json.dumps(described, default=repr).encode()).hexdigest()
