"""Where the weights are kept on this machine, and the lock that one writer at a time holds."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from llm.config.locks import try_lock
from llm.config.paths import cache_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from threading import Event

POLL_SECONDS = 0.1


class FetchCancelled(Exception):  # noqa: N818 - reads as what happened
    """Whoever waited for the weights has gone."""


def weights_dir() -> Path:
    """The directory for the weights, which need not exist: `models` in the cache directory."""
    return cache_dir() / "models"


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
        while not try_lock(file.fileno()):
            if not waiting:
                on_wait()
                waiting = True
            if cancel.wait(POLL_SECONDS):
                raise FetchCancelled
        yield
