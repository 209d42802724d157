"""What a plugin changes as it is loaded: attributes of modules and classes of this package.

The state of all of them is compared before and after. What belongs to the plugin, or to neither it
nor this package, in the place of what was there, is a change; so is another value of something
public. Names that are loaded when they are touched are none. What it changes
elsewhere is the affair of `surroundings.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from operator import is_
from types import ModuleType
from typing import Any

from llm.plugins.index.owning import is_within, owner
from llm.plugins.index.surroundings import Surroundings

_NOTHING = object()
_PASSING = ("__pydantic", "__warningregistry__", "__annotate", "__doc__", "_abc_")


class Library:
    """Our package and what is around it, as they are when this is made or last looked at."""

    def __init__(self) -> None:
        self._around = Surroundings()
        self._state = dict(_state())

    def is_touched(self, top: str, written: Collection[str]) -> bool:
        """Whether the plugin whose modules are below *top* has changed any since the last look.

        *written* are the variables of the environment that it has set itself.
        """
        now = dict(_state())
        before, self._state = self._state, now
        is_touched = self._around.is_touched(top, written)
        return is_touched or any(_differs(before.get(key), held, top) for key, held in now.items())


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
