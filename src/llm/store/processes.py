"""Which process a running call belongs to, and whether that process is still there."""

from __future__ import annotations

import os
import sys
from functools import lru_cache

ABANDONED_SECONDS = 24 * 60 * 60.0
"""For how long a call of a process that nobody can ask after may still be running."""


def this_process() -> str:
    """The name of this process: its host, its number, and when it began, where that is known."""
    return _named(os.getpid())


def is_gone(process: str) -> bool:
    """Whether the process called *process* has ended. Of another machine nobody knows."""
    host, _, rest = process.rpartition("/")[0].rpartition("/")
    if host != _host() or not rest.isdigit():
        return False
    number, began = int(rest), process.rpartition("/")[2]
    if sys.platform == "win32":
        return _gone_from_windows(number)
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        pass  # somebody else's
    # The number may have been given to another process since.
    return bool(began) and began != _beginning(number)


def is_of_this_host(process: str) -> bool:
    """Whether *process* ran on this machine, as far as the name of the machine tells."""
    return process.rpartition("/")[0].rpartition("/")[0] == _host()


def is_abandoned(process: str | None, age: float) -> bool:
    """Whether *process* is no longer at a call of which the last sign is *age* seconds old.

    It is gone, or it ran on another machine - or on this one under another name - for so long that
    it will not come back. None stands for no process.
    """
    if process is None or is_gone(process):
        return True
    return age > ABANDONED_SECONDS and not is_of_this_host(process)


@lru_cache(maxsize=1)
def _host() -> str:
    if hasattr(os, "uname"):
        return os.uname().nodename
    import socket  # where nothing cheaper says it

    return socket.gethostname()


@lru_cache(maxsize=4)  # a forked child has another number
def _named(number: int) -> str:
    return f"{_host()}/{number}/{_beginning(number)}"


def _beginning(number: int) -> str:
    """When a process began, in ticks since the machine did.

    `""` where nobody says, and for one that has ended and only waits for its parent to notice.
    """
    try:
        with open(f"/proc/{number}/stat", "rb") as stat:
            # The second field is a name in parentheses, which may hold anything.
            fields = stat.read().rpartition(b")")[2].split()
            return "" if fields[0] in (b"Z", b"X") else fields[19].decode()
    except (OSError, IndexError):
        return ""


def _gone_from_windows(number: int) -> bool:
    """Whether no process has this *number*. To send it a signal, as elsewhere, would stop it."""
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]  # on Windows only
    handle = kernel.OpenProcess(0x1000, False, number)  # to ask after it, no more
    if not handle:
        return bool(kernel.GetLastError() != 5)  # 5: it is there, and somebody else's
    status = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(status))
    kernel.CloseHandle(handle)
    return status.value != 259  # still active
