"""Sides: answers of several models that arrive at the same time, each read as if it were alone.

Blocking models run in threads here, async ones in a loop in `loop_sides.py`. How the answers are
shown is `side_by_side.py`'s.
"""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections import deque
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from llm.cli.asking import time_limits
from llm.cli.asking.reading import Reader
from llm.errors import ResponseInterrupted
from llm.models.observing import observed_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llm.events import StreamEvent
    from llm.models.response import BaseResponse
    from llm.toolcalls import ToolResult

FIRST_PATIENCE = 1.0
"""Seconds for which the others wait for the first model to be asked: it leads the history."""
_LOOK = 1.0
"""Seconds after which the clock is looked at again; some platforms wait deafly for longer."""


class Arrival(NamedTuple):
    """Something that came for one of the answers.

    Attributes:
        side: the number of the answer.
        kind: a `response` begins, an `event` of it, it is `done`; the answer has `failed`, or has
            come to its `end`.
        value: the response, the event, or the error.

    """

    side: int
    kind: str
    value: Any = None


class Sides:
    """Several answers of blocking models, each of which a thread reads.

    What has arrived for one is kept while another one is looked at. A thread cannot be stopped: it
    is told to when its model gives its next piece, and the end of the program does not wait for it.

    Args:
        answers: the answers, responses or chains; the error for one that there cannot be.

    """

    def __init__(self, answers: Sequence[Any]) -> None:
        self._answers = answers
        self._kept: list[deque[Arrival]] = [deque() for _ in answers]
        self._running: dict[int, Any] = {}
        self._deadlines: dict[int, float] = {}
        self._stopped: set[int] = set()
        self._seconds = time_limits.seconds_for_an_answer()
        self._arrivals: queue.SimpleQueue[Arrival] = queue.SimpleQueue()

    def start(self) -> None:
        """Let all models begin."""
        first = _FirstAsked()
        with observed_by(first):
            for side, answer in enumerate(self._answers):
                if isinstance(answer, Exception):
                    self._put(Arrival(side, "failed", answer))
                    continue
                read = partial(contextvars.copy_context().run, self._read, side, answer)
                threading.Thread(target=read, name=f"llm answer {side}", daemon=True).start()
                first.wait()

    def reader(self, side: int) -> Reader:
        """Reads one of the answers."""
        return SideReader(self, side)

    def next_of(self, side: int) -> Arrival:
        """What arrives next for one of the answers; waits for it."""
        while not self._kept[side]:
            arrival = self._next(_LOOK)
            if arrival is not None:
                self._kept[arrival.side].append(arrival)
        return self._kept[side].popleft()

    def arrivals(self, pause: float) -> Iterator[Arrival | None]:
        """What arrives for all of them, to their ends; None after a *pause* of so many seconds."""
        running = len(self._answers)
        while running:
            arrival = self._next(pause)
            if arrival is not None and arrival.kind in ("end", "failed"):
                running -= 1
            yield arrival

    def stop(self, side: int) -> None:
        """Let one of the answers end here, with what has arrived."""
        self._stopped.add(side)
        if (response := self._running.pop(side, None)) is not None:
            response.give_up(ResponseInterrupted())

    def close(self) -> None:
        """Stop all of them."""
        for side in range(len(self._answers)):
            self.stop(side)

    def _next(self, seconds: float) -> Arrival | None:
        """What arrives within so many *seconds*, if anything; what takes too long fails."""
        arrival = self._wait(self._patience(seconds)) or self._overdue()
        if arrival is None or arrival.side in self._stopped:
            return None
        if arrival.kind != "event":
            self._deadlines.pop(arrival.side, None)
        if arrival.kind == "failed":
            self._stopped.add(arrival.side)
        elif arrival.kind == "response" and self._seconds is not None:
            self._deadlines[arrival.side] = time.monotonic() + self._seconds + time_limits.GRACE
        return arrival

    def _patience(self, seconds: float) -> float:
        """For how long something may be waited for before a deadline, at most *seconds*."""
        first = min(self._deadlines.values(), default=None)
        return seconds if first is None else min(seconds, max(0.0, first - time.monotonic()))

    def _overdue(self) -> Arrival | None:
        """The failure of an answer whose time is over, if there is one."""
        for side, deadline in self._deadlines.items():
            response = self._running.get(side)
            if deadline <= time.monotonic() and response is not None:
                del self._deadlines[side]
                response.give_up(time_limits.out_of_time(response.model, self._seconds or 0.0))
                return Arrival(side, "failed", response.recording.failure)
        return None

    def _put(self, arrival: Arrival) -> None:
        self._arrivals.put(arrival)

    def _wait(self, seconds: float) -> Arrival | None:
        try:
            return self._arrivals.get(timeout=seconds)
        except queue.Empty:
            return None

    def _read(self, side: int, answer: Any) -> None:
        """Read *answer* to its end, in a thread of its own."""
        with self._ending(side):
            for response in Reader().rounds(answer):
                self._begin(side, response)
                for event in response.stream_events():
                    self._put(Arrival(side, "event", event))
                self._finish(side)

    @contextmanager
    def _ending(self, side: int) -> Iterator[None]:
        """Let the reader of *side* know how the block, which reads its answer, has ended."""
        try:
            yield
        except Stopped:
            return
        except BaseException as error:  # noqa: BLE001 - raised where it is read
            self._put(Arrival(side, "failed", error))
        else:
            self._put(Arrival(side, "end"))

    def _begin(self, side: int, response: Any) -> None:
        """A response of an answer begins. Raises `Stopped` when it is not to."""
        self._running[side] = response
        if side in self._stopped:
            raise Stopped
        self._put(Arrival(side, "response", response))

    def _finish(self, side: int) -> None:
        """A response has come to its end. Raises `Stopped` when there is to be no other."""
        self._running.pop(side, None)
        if side in self._stopped:
            raise Stopped
        self._put(Arrival(side, "done"))


class SideReader(Reader):
    """Reads one of several answers."""

    def __init__(self, sides: Sides, side: int) -> None:
        self._sides = sides
        self._side = side

    def rounds(self, answer: Any) -> Iterator[Any]:  # noqa: ARG002 - it is known by its number
        """As `Reader.rounds`."""
        while (arrival := self._next()).kind != "end":
            yield arrival.value

    def events(self, response: Any) -> Iterator[StreamEvent]:  # noqa: ARG002 - the one that is next
        """As `Reader.events`."""
        while (arrival := self._next()).kind == "event":
            yield arrival.value

    def close(self, answer: Any) -> None:  # noqa: ARG002 - it is known by its number
        """As `Reader.close`."""
        self._sides.stop(self._side)

    def _next(self) -> Arrival:
        arrival = self._sides.next_of(self._side)
        if arrival.kind == "failed":
            raise arrival.value
        return arrival


class Stopped(Exception):  # noqa: N818 - reads as what happened
    """Raised where an answer is read that nobody waits for any more."""


class _FirstAsked:
    """An observer that waits until a model is asked, after the history has noted it."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def wait(self) -> None:
        """Wait for it, but not for long: the model may have to load something first."""
        self._asked.wait(FIRST_PATIENCE)
        self._asked.set()

    def begun(self, response: BaseResponse) -> None:  # noqa: ARG002 - an observer
        """A model is about to be asked."""
        self._asked.set()

    def ended(self, response: BaseResponse) -> None:
        """An answer has ended."""

    def paused(self, response: BaseResponse, results: Sequence[ToolResult]) -> None:
        """A chain was paused."""
