"""Which process a running call belongs to, and whether that process is still there."""

from __future__ import annotations

import os
import socket
from functools import lru_cache


def this_process() -> str:
    """The name of this process: its host, its number, and when it began, where that is known."""
    return _named(os.getpid())


def is_gone(process: str) -> bool:
    """Whether the process called *process* has ended. Of another machine nobody knows."""
    host, number, began = process.rsplit("/", 2)
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError):
        pass
    # The number may have been given to another process since.
    return bool(began) and began != _beginning(int(number))


@lru_cache(maxsize=4)  # a forked child has another number
def _named(number: int) -> str:
    return f"{socket.gethostname()}/{number}/{_beginning(number)}"


def _beginning(number: int) -> str:
    """When a process began, in ticks since the machine did; `""` where nobody says."""
    try:
        with open(f"/proc/{number}/stat", "rb") as stat:
            # The second field is a name in parentheses, which may hold anything.
            return stat.read().rpartition(b")")[2].split()[19].decode()
    except (OSError, IndexError):
        return ""
