"""Where the weights are kept on this machine, and the lock that one writer at a time holds."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from threading import Event

POLL_SECONDS = 0.1


class FetchCancelled(Exception):  # noqa: N818 - reads as what happened
    """Whoever waited for the weights has gone."""


def weights_dir() -> Path:
    """The directory for the weights, which need not exist: `models` in the user's cache directory.

    `LLM_CACHE_PATH` names the cache directory outright; else it is the platform's own.
    """
    return _cache_dir() / "models"


def _cache_dir() -> Path:
    chosen = os.environ.get("LLM_CACHE_PATH")
    if chosen:
        return Path(chosen).expanduser()
    base = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG rule: a relative path is to be ignored.
    if os.path.isabs(base):
        return Path(base) / "llm"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
        return Path(local) / "llm" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "llm"
    return Path.home() / ".cache" / "llm"


@contextmanager
def lock(path: Path, cancel: Event, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock at *path*, waiting for whoever holds it; `on_wait` is called once if so.

    The system gives the lock up when its holder dies, however it dies. The file stays.

    Raises:
        FetchCancelled: *cancel* was set while waiting.

    """
    waiting = False
    # Not blocking in the system call, so that a cancelled wait ends at once on every platform.
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        while not _try_lock(file.fileno()):
            if not waiting:
                on_wait()
                waiting = True
            if cancel.wait(POLL_SECONDS):
                raise FetchCancelled
        yield


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
