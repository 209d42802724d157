"""The files that a plugin's own code is in."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from llm.plugins.discovery import Candidate
from llm.plugins.index.touching import is_within

_FILES = 500


def own_files(candidate: Candidate, *, whole: bool = False) -> list[str]:
    """The paths of the modules of a plugin: those that are loaded; with *whole*, all there are."""
    top = candidate.module.partition(".")[0]
    found = {
        os.path.abspath(path)
        for _, module in own_modules(top)
        if isinstance(path := getattr(module, "__file__", None), str)
    }
    if whole:
        found.update(_all_files(top))
    return sorted(found)[:_FILES]


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
        yield f"{place}{os.sep}"
        for path in Path(place).rglob("*.py"):
            yield str(path)


def own_modules(top: str) -> list[tuple[str, ModuleType]]:
    """The loaded modules that are *top* or below it, with their names."""
    return [
        (name, module)
        for name, module in [*sys.modules.items()]
        if is_within(name, top) and isinstance(module, ModuleType)
    ]
