"""A clock that goes on when it is told to, in the place of the one that calls are timed by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from llm.clock import Clock, set_clock

NOON = "2026-01-01T12:00:00+00:00"


class FakeClock(Clock):
    """A clock that stands still but for `advance`, and for waits, which take no time at all.

    Args:
        at: the time it shows, in ISO 8601; UTC where it names no zone.

    Attributes:
        slept: the waits there were, in seconds.

    """

    def __init__(self, at: str = NOON) -> None:
        start = dt.datetime.fromisoformat(at)
        self._start = start.replace(tzinfo=start.tzinfo or dt.UTC).astimezone(dt.UTC)
        self._passed = 0.0
        self.slept: list[float] = []

    def now(self) -> dt.datetime:
        """The time of day, in UTC."""
        return self._start + dt.timedelta(seconds=self._passed)

    def seconds(self) -> float:
        """Seconds that went by since it was made."""
        return self._passed

    def advance(self, seconds: float) -> None:
        """Let so many *seconds* go by."""
        if seconds < 0:
            raise ValueError(f"A clock does not go back: {seconds} seconds")
        self._passed += seconds

    def sleep(self, seconds: float) -> None:
        """Note a wait, and let it be over."""
        if seconds > 0:
            self.slept.append(seconds)
            self.advance(seconds)

    async def asleep(self, seconds: float) -> None:
        """Note a wait, and let it be over."""
        self.sleep(seconds)


@contextmanager
def fake_clock(at: str = NOON) -> Iterator[FakeClock]:
    """Within the block calls of models go by a `FakeClock`, which it gives.

    So do `datetime_utc`, `duration_ms` and what is recorded of calls; the waits before requests are
    tried again, which are over at once; `llm_time`. Identifiers are not affected.

        with fake_clock("2026-07-01T09:00:00") as clock:
            response = model.prompt("Hi")
            response.text()
            assert response.datetime_utc() == "2026-07-01T09:00:00+00:00"
    """
    clock = FakeClock(at)
    before = set_clock(clock)
    try:
        yield clock
    finally:
        set_clock(before)
