"""The lock under which plugins are found, indexed and loaded, and what has been loaded."""

from __future__ import annotations

import sys
import threading
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llm.plugins.host import PluginHost

_LOOK_AGAIN = 0.1
"""Seconds after which somebody who waits looks whether that can come to an end."""
_IMPORTING = ("importlib._bootstrap", "_frozen_importlib")


class LoadingLock:
    """What one thread at a time has, as often as it likes; a context manager.

    A thread that imports a module may ask in it for what plugins offer, while the one that has the
    lock waits for that very module: it goes on without, and gets what there is by then.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._holder: int | None = None
        self._depth = 0
        self._mine = threading.local()

    def __enter__(self) -> None:
        taken = self._lock.acquire(blocking=False)
        while not taken and not _waits_for_this_thread(self._holder):
            taken = self._lock.acquire(timeout=_LOOK_AGAIN)
        if taken:
            self._holder = threading.get_ident()
            self._depth += 1
        vars(self._mine).setdefault("taken", []).append(taken)

    def __exit__(self, *_: object) -> None:
        if self._mine.taken.pop():
            self._depth -= 1
            if not self._depth:
                self._holder = None
            self._lock.release()


def _waits_for_this_thread(thread: int | None) -> bool:
    """Whether *thread* cannot go on before this one has imported something."""
    frames = sys._current_frames()
    asked: set[int] = set()
    while thread is not None and thread not in asked:
        asked.add(thread)
        thread = _importer_awaited_in(frames.get(thread))
        if thread == threading.get_ident():
            return True
    return False


def _importer_awaited_in(frame: FrameType | None) -> int | None:
    """The thread that imports what is waited for where another one is; None for anything else.

    Only the interpreter knows, and where it keeps that elsewhere one day, nobody is waited for.
    """
    if frame is None or frame.f_globals.get("__name__") not in _IMPORTING:
        return None
    owner = getattr(frame.f_locals.get("self"), "owner", None)
    return owner if frame.f_code.co_name == "acquire" and isinstance(owner, int) else None


LOADING = LoadingLock()
"""Held by the one thread that finds, indexes or loads plugins."""


def host_in_use() -> PluginHost | None:
    """The host of this process; None while nobody has needed it."""
    # Another thread may be importing it just now.
    return getattr(sys.modules.get("llm.plugins.host"), "pm", None)
