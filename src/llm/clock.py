"""The clock by which calls of models are timed, and the waits between their tries.

`llm.testing.fake_clock` puts another in its place. Locks, time limits of tools and what is drawn
on a terminal go by the real one.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` takes longer to import than all of this
if TYPE_CHECKING:
    import datetime as dt


class Clock:
    """The clock of this machine."""

    def now(self) -> dt.datetime:
        """The time of day, in UTC."""
        import datetime as dt

        return dt.datetime.now(dt.UTC)

    def seconds(self) -> float:
        """Seconds that never go backwards, of no meaning but for their differences."""
        import time

        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait for so many *seconds*."""
        import time

        time.sleep(seconds)

    async def asleep(self, seconds: float) -> None:
        """Let others go on for so many *seconds*."""
        import asyncio

        await asyncio.sleep(seconds)


_clock = Clock()


def clock() -> Clock:
    """The clock that counts now."""
    return _clock


def set_clock(new: Clock) -> Clock:
    """Let *new* count from now on, in all threads; gives the one that counted before."""
    global _clock
    before, _clock = _clock, new
    return before
