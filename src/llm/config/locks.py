"""One writer at a time for a file of the user directory, whatever process it is in."""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from llm.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAIT_SECONDS = 10.0
POLL_SECONDS = 0.01


@contextmanager
def locked(path: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Keep other writers of *path* out for the length of a `with` block.

    The lock is an empty file beside it, which stays: removing it would let a third writer in
    beside one that still waits. A process that dies lets go. Raises ConfigError when another
    one has not let go after *wait* seconds, or when the directory takes no file.
    """
    name = path.with_name(f".{path.name}.lock")
    try:
        descriptor = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written: {error.strerror or error}. It is as it was before."
        ) from error
    try:
        deadline = time.monotonic() + wait
        while not try_lock(descriptor):
            if time.monotonic() >= deadline:
                raise ConfigError(
                    f"{path} was not changed: another process has been changing it for"
                    f" {wait:g} seconds. Try again when it has ended."
                )
            time.sleep(POLL_SECONDS)
        yield
    finally:
        # Closing lets go.
        os.close(descriptor)


if sys.platform == "win32":

    def try_lock(descriptor: int) -> bool:
        """Lock an open file if nobody else holds it; closing the file lets go."""
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def try_lock(descriptor: int) -> bool:
        """Lock an open file if nobody else holds it; closing the file lets go."""
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            # Any other error is a file system without locks; a write is still in one step.
            return error.errno not in (errno.EWOULDBLOCK, errno.EACCES)
        return True
