"""Identifiers: ULIDs that never repeat and never go backwards within a process.

The format is that of the ULID specification: 48 bits of milliseconds since 1970 and 80 random
bits, written as 26 characters of Crockford's base 32, so that identifiers sort by time.
"""

from __future__ import annotations

import os
import threading
import time

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_BITS = 80
_LENGTH, _TIME_LENGTH = 26, 10


class _Clock:
    """The last identifier given out, as a number, and the lock that guards it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        fresh = (time.time_ns() // 1_000_000 << _RANDOM_BITS) | int.from_bytes(os.urandom(10))
        with self._lock:
            # The same millisecond, or a clock that was set back: count on from the last one.
            same_or_earlier = fresh >> _RANDOM_BITS <= self._last >> _RANDOM_BITS
            self._last = self._last + 1 if same_or_earlier else fresh
            return self._last

    def forget(self) -> None:
        """Start afresh: a forked child must not count on from its parent's identifier."""
        self.__init__()  # type: ignore[misc]  # the lock may have been held at the fork


_clock = _Clock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_clock.forget)


def monotonic_ulid() -> str:
    """A new ULID in upper case, greater than every one this process got before."""
    return _written(_clock.next())


def new_id() -> str:
    """A new identifier for a response, a conversation or a tool call: a ULID in lower case."""
    return monotonic_ulid().lower()


def id_at(milliseconds: int, name: str) -> str:
    """The identifier of what is called *name* and dates from *milliseconds* after 1970.

    A ULID in lower case, always the same for the same name and time.
    """
    import hashlib

    time_bits = min(max(milliseconds, 0), (1 << 48) - 1) << _RANDOM_BITS
    name_bits = int.from_bytes(hashlib.sha256(name.encode()).digest()[:10])
    return _written(time_bits | name_bits).lower()


def time_of(identifier: str) -> float | None:
    """When *identifier* was made, in seconds since 1970; None for what is no ULID."""
    digits = [_ALPHABET.find(sign) for sign in identifier.upper()]
    if len(digits) != _LENGTH or min(digits) < 0:
        return None
    milliseconds = 0
    for digit in digits[:_TIME_LENGTH]:
        milliseconds = milliseconds << 5 | digit
    return milliseconds / 1000


def _written(number: int) -> str:
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))
