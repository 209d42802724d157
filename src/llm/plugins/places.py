"""Where in a plugin's own code something failed."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import PurePath
from types import CodeType

from llm.plugins.index.owning import is_within
from llm.plugins.index.sources import is_worked_on

_CURE = ": llm "


def place_of(error: BaseException, top: str, others: Collection[str] = ()) -> str:
    """The last line of a plugin's own code on the way to *error*: `llm_weather.py, line 58`.

    Own is what is below the module *top*, and what is worked on, not installed, if it is not below
    one of *others*, those of other plugins. Empty for an error on whose way there is none, or that
    says itself in which file and line it is.
    """
    if isinstance(error, SyntaxError) and os.path.isfile(error.filename or ""):
        return ""
    found, trace = "", error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if _is_own(module, trace.tb_frame.f_code.co_filename, top, others):
            found = line_of(module, trace.tb_frame.f_code, trace.tb_lineno)
        trace = trace.tb_next
    return found


def line_of(module: str, code: CodeType, number: int | None = None) -> str:
    """A line of *code* of a *module*, in words: its first, or the one with this *number*."""
    parts = PurePath(code.co_filename).parts
    depth = module.count(".") + (2 if parts[-1:] == ("__init__.py",) else 1)
    return f"{'/'.join(parts[-depth:])}, line {number or code.co_firstlineno}"


def with_place(said: str, place: str) -> str:
    """What is *said* of a failure, with its *place*, if any, before the command that helps."""
    if not place:
        return said
    wrong, cure, command = said.partition(_CURE)
    return f"{wrong} ({place}){cure}{command}"


def _is_own(module: str, path: str, top: str, others: Collection[str]) -> bool:
    if path.startswith("<"):
        return False  # code that was made as it ran is in no file
    if is_within(module, top):
        return True
    is_foreign = any(is_within(module, other) for other in others)
    return not is_foreign and is_worked_on(os.path.abspath(path))
