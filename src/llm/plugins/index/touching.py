"""What a plugin changes of this package as it is loaded: attributes of its modules and classes.

The state of all of them is compared before and after. What belongs to the plugin, or to neither it
nor this package, in the place of what was there, is a change; so is another value of something
public. Names that are loaded when they are touched are none.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import partial
from operator import is_
from types import ModuleType
from typing import Any

_NOTHING = object()
_DECORATORS = ("contextlib", "functools")
_PASSING = ("__pydantic", "__warningregistry__", "__annotate", "__doc__", "_abc_")


class Library:
    """The modules and classes of this package, as they are when this is made or last looked at."""

    def __init__(self) -> None:
        self._state = dict(_state())

    def is_touched(self, top: str) -> bool:
        """Whether the plugin whose modules are below *top* has changed any since the last look."""
        now = dict(_state())
        before, self._state = self._state, now
        return any(_differs(before.get(key), held, top) for key, held in now.items())


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


def _state() -> Iterator[tuple[Any, dict[str, Any]]]:
    """The attributes of each module and each class, by the name of the one and by the other."""
    for name, module in [*sys.modules.items()]:
        if not is_within(name, "llm") or not isinstance(module, ModuleType):
            continue
        held = dict(vars(module))
        yield name, held
        for value in held.values():
            if isinstance(value, type) and value.__module__ == name:
                yield value, dict(vars(value))


def _differs(before: Mapping[str, Any] | None, now: Mapping[str, Any], top: str) -> bool:
    if before is None:
        # Loaded just now: what it was is not known, but whose it is.
        return any(is_within(owner(value), top) for value in now.values())
    if len(before) == len(now) and all(map(is_, before.values(), now.values())):
        return False
    # A class whose methods are made later loses what stood for them.
    gone = before.keys() - now.keys()
    if any(callable(before[name]) and not name.startswith("_") for name in gone):
        return True
    return any(
        _is_change(name, before.get(name, _NOTHING), value, top)
        for name, value in now.items()
        if value is not before.get(name, _NOTHING)
    )


def _is_change(name: str, old: Any, new: Any, top: str) -> bool:
    place = owner(new)
    if is_within(place, top):
        return True
    if old is _NOTHING or name.startswith(_PASSING) or isinstance(new, ModuleType):
        return False
    if callable(new) or hasattr(type(new), "__get__"):
        return not is_within(place, "llm")
    # The fields of a dataclass are replaced by their defaults when its methods are made.
    return not name.startswith("_") and type(old).__module__ != "dataclasses"
