"""Functions of a plugin that look like hooks of llm and are none: misspelt, or not marked."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from types import FunctionType
from typing import Any

from llm import hookspecs
from llm.plugins.index.owning import is_within, owner
from llm.plugins.places import line_of

_MARK = "@llm.hookimpl"
_NEAR = 0.83
"""How near to a hook the name of a function is that was meant to be one, though it has no mark."""


def hook_names() -> list[str]:
    """The names of the hooks of llm."""
    return [name for name in vars(hookspecs) if name.startswith("register_")]


def no_hook(name: str, where: str = "") -> str:
    """What to say of a function that is marked as the hook *name*, which there is not."""
    near = get_close_matches(name, hook_names(), n=1)
    cure = f"did you mean {near[0]}?" if near else f"there are {', '.join(hook_names())}"
    return f"llm has no hook {name}{f' ({where})' if where else ''}: {cure}"


def mistakes_in(
    plugin: Any,
    top: str,
    paths: Iterable[str],
    specified: Collection[str],
    implemented: Collection[str],
) -> Iterator[str]:
    """What is wrong with functions of *plugin*, a module or an object, each in one line.

    Args:
        plugin: what was registered in the host.
        top: the name above all modules of the plugin.
        paths: its source files: a function without a mark that these use is no hook.
        specified: the hooks that somebody has declared: llm, or another plugin.
        implemented: those of the plugin, of which no second one is meant.

    """
    for name in dir(plugin):
        value = inspect.getattr_static(plugin, name, None)
        value = getattr(value, "__func__", value)
        if not isinstance(value, FunctionType):
            continue
        options = getattr(value, "llm_impl", None)
        if isinstance(options, dict):
            hook = options.get("specname") or name
            if hook not in specified and not options.get("optionalhook"):
                yield no_hook(hook, _where(value))
        elif is_within(owner(value), top):
            near = get_close_matches(name, hook_names(), n=1, cutoff=_NEAR)
            if near and near[0] not in implemented and not _is_used(name, paths):
                yield _unmarked(name, near[0], _where(value))


def _unmarked(name: str, hook: str, where: str) -> str:
    if name == hook:
        return f"{name} ({where}) is never called, as it is not marked: put {_MARK} above it"
    return (
        f"{name} ({where}) is never called, as llm has no such hook:"
        f" call it {hook}, and put {_MARK} above it"
    )


def _where(function: FunctionType) -> str:
    return line_of(str(function.__globals__.get("__name__", "")), function.__code__)


def _is_used(name: str, paths: Iterable[str]) -> bool:
    """Whether the code in *paths* names the function for more than to define or to import it."""
    for path in paths:
        try:
            with open(path, "rb") as file:
                tree = ast.parse(file.read())
        except (OSError, SyntaxError, ValueError):
            continue  # what cannot be read is no source
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id == name:
                return True
            if isinstance(node, ast.Attribute) and node.attr == name:
                return True
    return False
