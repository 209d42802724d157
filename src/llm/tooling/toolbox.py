"""Toolbox: a class whose public methods are tools that share a configuration and a state."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, ClassVar

from llm.tooling.tool import Tool


class Toolbox:
    """Subclass it; each public method becomes a tool called `Class_method`.

        class Memory(llm.Toolbox):
            def __init__(self, size: int = 10):
                self.items = {}

            def remember(self, key: str, value: str):
                "Keep a value under a key"
                self.items[key] = value

    What the constructor was given is kept for the history. A subclass need not call
    `super().__init__()`. A toolbox whose tools are known only later adds them in `prepare()` (or
    `prepare_async()`), which is called once, before the first prompt that offers the toolbox.

    Attributes:
        name: what users call the toolbox; the name of the class where it is `None`.
        plugin: the plugin that registered it.

    """

    name: str | None = None
    plugin: str | None = None
    instance_id: int | None = None

    _config: dict[str, Any] = {}  # noqa: RUF012 - replaced, never written to
    _prepared = False
    _async_prepared = False
    _added: list[Tool] | None = None
    _method_tools: ClassVar[list[Tool]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__init__" in vars(cls):
            cls.__init__ = _remembering(cls.__init__)  # type: ignore[method-assign]  # that is the point

    def tools(self) -> Iterable[Tool]:
        """The tools of this instance: its methods, then those that were added."""
        for tool in self._cached_method_tools():
            yield replace(
                tool,
                implementation=getattr(self, tool.name.removeprefix(f"{type(self).__name__}_")),
                plugin=self.plugin,
            )
        yield from self._added or []

    @classmethod
    def method_tools(cls) -> list[Tool]:
        """The tools that public methods make, not yet bound to an instance, by name."""
        tools = []
        for method_name in sorted(dir(cls)):
            method = inspect.getattr_static(cls, method_name)
            own = not method_name.startswith("_") and not hasattr(Toolbox, method_name)
            if own and isinstance(method, (staticmethod, classmethod)):
                method = getattr(cls, method_name)
            if own and inspect.isroutine(method):
                tools.append(Tool.function(method, name=f"{cls.__name__}_{method_name}"))
        return tools

    @classmethod
    def _cached_method_tools(cls) -> list[Tool]:
        # Every prompt asks for them, and schemas take time to make.
        if "_method_tools" not in vars(cls):
            cls._method_tools = cls.method_tools()
        return cls._method_tools

    def add_tool(
        self, tool_or_function: Tool | Callable[..., Any], pass_self: bool = False
    ) -> None:
        """Add a tool to this instance; with *pass_self* a function is given the toolbox first.

        A `Tool` is added as it is.
        """
        if self._added is None:
            self._added = []
        self._added.append(self._as_tool(tool_or_function, pass_self))

    def prepare(self) -> None:
        """Called once before the first blocking prompt; add tools here."""

    async def prepare_async(self) -> None:
        """Called once before the first async prompt; add tools here."""

    def _prepare_once(self) -> None:
        """Prepare, unless that was done; threads that come meanwhile wait for it."""
        import threading

        with self._only_one("_preparing", threading.Lock):
            if not self._prepared:
                self.prepare()
                self._prepared = True
        vars(self).pop("_preparing", None)

    async def _aprepare_once(self) -> None:
        """Prepare for async prompts, unless that was done; tasks that come meanwhile wait."""
        import asyncio

        async with self._only_one("_async_preparing", asyncio.Lock):
            if not self._async_prepared:
                await self.prepare_async()
                self._async_prepared = True
        vars(self).pop("_async_preparing", None)

    def _only_one(self, name: str, lock: Callable[[], Any]) -> Any:
        """The lock of a preparation; it goes when that has succeeded: toolboxes are copied."""
        return vars(self).setdefault(name, lock())

    def _as_tool(self, added: Tool | Callable[..., Any], pass_self: bool) -> Tool:
        if isinstance(added, Tool):
            return added
        if not pass_self:
            return Tool.function(added)
        bound = added.__get__(self) if hasattr(added, "__get__") else functools.partial(added, self)
        described = Tool.function(added)
        return replace(
            described, input_schema=Tool.function(bound).input_schema, implementation=bound
        )


def is_dynamic(toolbox: type[Toolbox]) -> bool:
    """Whether only an instance of *toolbox* knows all its tools."""
    names = ("tools", "prepare", "prepare_async")
    return any(getattr(toolbox, name) is not getattr(Toolbox, name) for name in names)


def _remembering(init: Callable[..., None]) -> Callable[..., None]:
    """*init*, which also keeps the arguments it was called with, defaults included."""
    signature = inspect.signature(init)
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)

    @functools.wraps(init)
    def wrapped(self: Toolbox, *args: Any, **kwargs: Any) -> None:
        if "_config" not in vars(self):  # the outermost class is the one that was configured
            bound = signature.bind(self, *args, **kwargs)
            bound.apply_defaults()
            itself = next(iter(signature.parameters))
            self._config = {
                name: value
                for name, value in bound.arguments.items()
                if name != itself and signature.parameters[name].kind not in variable
            }
        init(self, *args, **kwargs)

    return wrapped
