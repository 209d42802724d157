"""Watching a cache directory while weights are fetched into it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path


def until(condition: Callable[[], object], seconds: float = 30) -> None:
    """Wait until *condition* holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.02)


def arrived(cache: Path) -> int:
    """Bytes of an unfinished download."""
    stages = list(cache.glob("*fetching-*"))
    return sum(path.stat().st_size for each in stages for path in each.rglob("*.whl"))


def names(cache: Path) -> list[str]:
    """What is in the cache."""
    return sorted(path.name for path in cache.iterdir())
