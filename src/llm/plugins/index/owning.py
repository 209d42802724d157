"""Whose a function, a class or another value is: the module that it comes from."""

from __future__ import annotations

from functools import partial
from typing import Any

_DECORATORS = ("contextlib", "functools")


def owner(value: Any) -> str:
    """The name of the module that *value* comes from: of a function, where it is written."""
    while isinstance(value, (partial, staticmethod, classmethod, property)):
        if isinstance(value, partial):
            value = value.func
        else:
            value = value.fget if isinstance(value, property) else value.__func__
    value = getattr(value, "__func__", value)
    # The __module__ of a function may be that of what it wraps.
    names = getattr(value, "__globals__", None)
    while isinstance(names, dict) and names.get("__name__") in _DECORATORS:
        value = getattr(value, "__wrapped__", None)
        names = getattr(value, "__globals__", None)
    if isinstance(names, dict):
        return str(names.get("__name__", ""))
    module = getattr(value, "__module__", None)
    if isinstance(value, type) and isinstance(module, str):
        return module
    return str(getattr(type(value), "__module__", ""))


def is_within(module: str, top: str) -> bool:
    """Whether *module* is *top*, or below it."""
    return module == top or module.startswith(f"{top}.")
