"""Which variables of the environment are read or set for a plugin, by itself or by what it uses.

What reads them is replaced, which cannot be undone: see `tracing.py`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

from llm.plugins.index.freshness import ALL, is_of_session, variable

if TYPE_CHECKING:
    from llm.plugins.index.tracing import Trace

_BULK = {"copy", "items", "keys", "values", "__iter__", "__or__", "__ror__", "__repr__"}
_ENVIRONMENT = ("os", "collections.abc", "_collections_abc", "typing")
_IMPORTING = ("importlib._bootstrap", "_frozen_importlib")
_PYTHON = sys.stdlib_module_names
# What differs from one directory to the next, and is dealt with elsewhere.
_OWN = {"LLM_PLUGIN_INDEX", "PWD"}


def watch_variables(now: Callable[[], Trace | None]) -> None:
    """Note in the trace that *now* gives what is read or set, from now on, with what it is now."""
    kind: Any = type(os.environ)
    read, keys, names = kind.__getitem__, kind.keys, kind.__iter__
    given = dict(os.environ)
    # Where all keys were asked for last, as dict(os.environ) does before it reads them all.
    all_of: tuple[FrameType, int] | None = None

    def note(frame: FrameType, key: str) -> None:
        trace, reader = now(), _reader(frame, key)
        if trace is not None and reader is not None and _is_for(trace.top, reader, key):
            # What it sets itself before it reads that is not what it found.
            trace.variables.setdefault(key, variable(key, given))

    def noted_keys(environ: Any) -> Any:
        nonlocal all_of
        frame = sys._getframe(1)
        all_of = (frame, frame.f_lasti) if now() is not None else None
        return keys(environ)

    def noted_names(environ: Any) -> Any:
        if now() is not None:
            note(sys._getframe(1), ALL)
        return names(environ)

    def noted(environ: Any, key: Any) -> Any:
        if now() is not None and isinstance(key, str) and key not in _OWN:
            frame = sys._getframe(1)
            if all_of is None or all_of[0] is not frame or all_of[1] != frame.f_lasti:
                note(frame, key)
        return read(environ, key)

    kind.keys, kind.__iter__, kind.__getitem__ = noted_keys, noted_names, noted
    _watch_setting(kind, now)


def _watch_setting(kind: Any, now: Callable[[], Trace | None]) -> None:
    put, remove = kind.__setitem__, kind.__delitem__

    def note(key: Any) -> None:
        trace = now()
        if trace is not None and isinstance(key, str) and _is_set_by(trace.top, sys._getframe(2)):
            trace.set_variables.add(key)

    def noted_put(environ: Any, key: Any, value: Any) -> None:
        note(key)
        put(environ, key, value)

    def noted_removal(environ: Any, key: Any) -> None:
        note(key)
        remove(environ, key)

    kind.__setitem__, kind.__delitem__ = noted_put, noted_removal


def _is_set_by(top: str, frame: FrameType | None) -> bool:
    """Whether what happens in *frame* is the doing of the plugin, and of no import of its."""
    while frame is not None and _top_of(frame) != top:
        if _module_of(frame) in _IMPORTING:
            return False
        frame = frame.f_back
    return frame is not None


def _reader(frame: FrameType | None, key: str) -> FrameType | None:
    """The code that reads a variable; None where that is read with all of them."""
    while frame is not None:
        if frame.f_globals.get("__name__") not in _ENVIRONMENT:
            return frame
        if key != ALL and frame.f_code.co_name in _BULK:
            return None
        frame = frame.f_back
    return None


def _is_for(top: str, reader: FrameType, key: str) -> bool:
    """Whether *reader* reads a variable for the plugin whose modules are below *top*."""
    module = _module_of(reader)
    frame: FrameType | None = reader
    while frame is not None and _top_of(frame) not in (top, "llm"):
        frame = frame.f_back
    if frame is None or _top_of(frame) == "llm" != top:
        # We read keys of the plugin for it, whose variables may be called LLM_… as ours are.
        is_own = key.startswith(("LLM_", "XDG_")) and module != "llm.config.keys"
        return _top_of(reader) == "llm" and key != ALL and not is_own
    if _top_of(reader) == top:
        return True
    # Python itself looks for proxies among all, say; and who draws asks for the terminal.
    return not is_of_session(key) and not (key == ALL and _top_of(reader) in _PYTHON)


def _module_of(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _top_of(frame: FrameType) -> str:
    return _module_of(frame).partition(".")[0]
