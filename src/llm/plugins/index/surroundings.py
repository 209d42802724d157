"""What a plugin changes outside this package as it is loaded: variables, and modules of others.

Whatever runs in the process may depend on them, and so the plugin is loaded for it. Only names that
were there are compared: what a module defines later is nobody's change. What a library that the
plugin imports sets for itself, as numeric ones do, is of use where that library is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping
from contextlib import suppress
from importlib import import_module
from operator import is_
from types import FunctionType, ModuleType
from typing import Any

from llm.plugins.index.owning import is_within, owner

# What plugins may change in the process that uses them, where it is loaded for some other reason.
_SHARED = ("http.client", "logging", "socket", "ssl", "urllib.request", "warnings")
_CONSTANTS = (str, bytes, int, float, bool, tuple, type(None))


class Surroundings:
    """Variables and modules, as they are when this is made or last looked at.

    The modules are those that are there when it is made, and those of plugins: what only one of
    these imports is little to the others, and there may be thousands.
    """

    def __init__(self) -> None:
        for name in _SHARED:
            with suppress(ImportError):
                import_module(name)
        self._variables = dict(os.environ)
        self._modules = {
            name: (module, dict(vars(module)))
            for name, module in [*sys.modules.items()]
            if _is_module(module) and not is_within(name, "llm")
        }
        self._plugins: set[str] = set()

    def is_touched(self, top: str, written: Collection[str]) -> bool:
        """Whether the plugin whose modules are below *top* has changed any since the last look.

        *written* are the variables that it has set itself.
        """
        variables, self._variables = self._variables, dict(os.environ)
        touched = any(variables.get(name) != self._variables.get(name) for name in written)
        for name, (module, before) in [*self._modules.items()]:
            if sys.modules.get(name, module) is not module:
                touched = True
                del self._modules[name]
                continue
            now = dict(vars(module))
            if len(before) != len(now) or not all(map(is_, before.values(), now.values())):
                touched = touched or _differs(name, before, now, top)
                self._modules[name] = module, now
        self._take_in(top)
        return touched

    def _take_in(self, top: str) -> None:
        """Take note of the modules of the plugin *top*, and what others have loaded since."""
        self._plugins.add(top)
        for name, module in [*sys.modules.items()]:
            is_plugins = name.partition(".")[0] in self._plugins
            if is_plugins and name not in self._modules and _is_module(module):
                self._modules[name] = module, dict(vars(module))


def _is_module(value: Any) -> bool:
    # Something else may stand for a module that is imported when it is touched.
    return issubclass(type(value), ModuleType)


def _differs(name: str, before: Mapping[str, Any], now: Mapping[str, Any], top: str) -> bool:
    if is_within(name, top):
        return False
    home = name.partition(".")[0]
    return any(
        _is_change(home, attribute, old, now[attribute], top)
        for attribute, old in before.items()
        if attribute in now and now[attribute] is not old
    )


def _is_change(home: str, name: str, old: Any, new: Any, top: str) -> bool:
    """Whether *new*, in the place of what a module below *home* had, is another's doing."""
    kind = type(new)
    if name.startswith("__") or issubclass(kind, ModuleType):
        return False
    if kind in _CONSTANTS:
        # The standard library counts, and notes what it has done.
        is_own = name.startswith("_") or home in sys.stdlib_module_names
        return type(old) in _CONSTANTS and not is_own and bool(new != old)
    if kind is FunctionType and type(old) is FunctionType:
        return True
    with suppress(Exception):  # it may be imported when it is touched, and fail
        place = owner(new)
        return is_within(place, top) or (callable(old) and not is_within(place, home))
    return False
