"""The files that a plugin's own code is in."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import PurePath
from types import ModuleType

from llm.plugins.discovery import Candidate
from llm.plugins.index.owning import is_within

LIBRARY = os.path.dirname(os.path.abspath(os.__file__))
"""Where Python's own modules are."""
OURS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
"""Where those of this package are."""
_FILES = 500
_INSTALLED = {"site-packages", "dist-packages"}


def own_files(
    candidate: Candidate, *, whole: bool = False, imported: Iterable[str] = ()
) -> list[str]:
    """The paths of the modules of a plugin: those that are loaded; with *whole*, all there are.

    Among them are the modules of the names *imported* that are where somebody works on them, and
    not where packages are installed.
    """
    top = candidate.top
    found = set(_paths_of(module for _, module in own_modules(top)))
    found.update(filter(is_worked_on, _paths_of(map(sys.modules.get, imported))))
    if whole:
        found.update(_all_files(top))
    return sorted(found)[:_FILES]


def _paths_of(modules: Iterable[ModuleType | None]) -> Iterator[str]:
    for module in modules:
        path = getattr(module, "__file__", None)
        if isinstance(path, str):
            yield os.path.abspath(path)


def is_worked_on(path: str) -> bool:
    """Whether a module is neither Python's, nor ours, nor one of an installed package."""
    if path.startswith((f"{LIBRARY}{os.sep}", f"{OURS}{os.sep}")):
        return False
    return _INSTALLED.isdisjoint(PurePath(path).parts)


def _all_files(top: str) -> Iterator[str]:
    """Every source file of the package or module *top*, and the directories that they are in."""
    try:
        spec = find_spec(top)
    except (ImportError, ValueError, AttributeError):
        return
    if spec is None:
        return
    if spec.origin and os.path.isabs(spec.origin):
        yield spec.origin
    for place in spec.submodule_search_locations or ():
        for directory, below, names in os.walk(place):
            below[:] = [name for name in below if name != "__pycache__" and name[0] != "."]
            yield f"{directory}/"
            yield from (os.path.join(directory, name) for name in names if name.endswith(".py"))


def own_modules(top: str) -> list[tuple[str, ModuleType]]:
    """The loaded modules that are *top* or below it, with their names."""
    return [
        (name, module)
        for name, module in [*sys.modules.items()]
        if is_within(name, top) and isinstance(module, ModuleType)
    ]
