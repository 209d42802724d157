"""RunningCall: a model that is answering, whoever reads it, and however often."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from llm.core.compact_log import CompactLog
from llm.core.recorder import event_before, replayed
from llm.errors import ResponseInterrupted
from llm.server.asking.asked import Outcome
from llm.server.asking.failures import failure_of
from llm.server.asking.finishing import counted, finish_reason

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from llm.events import StreamEvent
    from llm.models.response import BaseResponse
    from llm.server.asking.asked import Asked, Failure
    from llm.server.asking.recollection import Told
    from llm.server.guarding.access import Client

_MOST_AT_ONCE = 1000
"""Events of one batch, so that who comes late to a long answer gets it in pieces."""


class RunningCall:
    """A call of a model, from when it is asked until a while after it has come to its end.

    It belongs to the event loop; only `noticed_in_thread` and `in_loop` may be called from
    elsewhere. Events are read out of the log of the recording: nothing is kept for a reader.

    Attributes:
        id: of the call in the history.
        model: the name that the client asked for.
        created: when the model was asked, in seconds since 1970.
        client: who asked.
        asked: what was asked.
        ignored: what the client asked for and the model cannot do.
        told: all that was said before it, the question included.
        conversation: the id of its conversation in the history, once that is known.
        background: it comes to its end whoever listens.
        over: the model has come to its end, however.
        log: what has arrived, and what readers are told from.

    """

    def __init__(
        self, asked: Asked, client: Client, response: BaseResponse, created: float
    ) -> None:
        self.id = response.id
        self.model = asked.model
        self.created = created
        self.client = client
        self.asked = asked
        self.ignored: list[str] = []
        self.told: Told | None = None
        self.conversation: str | None = None
        self.background = asked.background
        self.over = False
        self.response = response
        self.log = CompactLog()
        response.recording.record((), self.log)
        self._loop = asyncio.get_running_loop()
        self._stop: Callable[[], object] = _nothing
        self._error: BaseException | None = None
        self._ended: float | None = None
        self._failure: Failure | None = None
        self._waiting: list[asyncio.Future[None]] = []
        self._told = False
        self._readers = 0

    async def batches(
        self, after: int = 0, *, idle: float | None = None
    ) -> AsyncIterator[tuple[int, Sequence[StreamEvent]]]:
        """Every event from number *after* on, counted from 0; as many at a time as are there.

        Gives the number of the first with the events. With *idle*, an empty batch says that nothing
        has come for so many seconds. It ends when the model has ended, however; see `outcome`.
        """
        log = self.response.recording.log
        seen = after
        event: StreamEvent | None = None
        pauses = None if idle is None else _Pauses(self._loop, idle)
        try:
            while True:
                until = min(len(log), seen + _MOST_AT_ONCE)
                if seen < until:
                    first, events = seen, []
                    if event is None:  # only now is there what comes before it
                        event = event_before(log, seen)
                    for entry in log[seen:until]:
                        event = replayed(entry, event)
                        events.append(event)
                    seen = until
                    yield first, events
                elif self.over:
                    return
                else:
                    waiter: asyncio.Future[None] = self._loop.create_future()
                    self._waiting.append(waiter)
                    if pauses is not None:
                        pauses.begins(waiter)
                    await waiter
                    if waiter in self._waiting:  # nothing has come
                        self._waiting.remove(waiter)
                        yield seen, ()
        finally:
            if pauses is not None:
                pauses.close()

    async def outcome(self) -> Outcome:
        """How the call ended; waits for its end."""
        while not self.over:
            await self._news(None)
        return self.so_far()

    async def begins(self, seconds: float) -> bool:
        """Whether there is a first event, or the end; waits for it for so many *seconds*."""
        if not self.over and not self.response.recording.log:
            await self._news(seconds)
        return self.over or bool(self.response.recording.log)

    def so_far(self, *, said: bool = True) -> Outcome:
        """What there is now; what was *said*, too, which takes time while much has arrived."""
        recording = self.response.recording
        failure = self._failure
        status = "running"
        if self.over:
            status = "ok" if failure is None else "error"
            if isinstance(self._error, ResponseInterrupted):
                status = "interrupted"
        messages = recording.messages() if said or self.over else []
        named: object = recording.resolved_model
        return Outcome(
            id=self.id,
            model=self.model,
            created=self.created,
            status=status,
            messages=messages,
            usage=counted(self.response._usage()),
            finish_reason=finish_reason(recording.finish_reason, messages) if self.over else None,
            resolved_model=None if named is None else str(named),
            failure=failure,
            conversation=self.conversation,
            envelope=recording.response_json,
            ended=self._ended,
        )

    def cancel(self) -> None:
        """Stop the model; what has arrived is kept as the answer of an interrupted call."""
        if not self.over:
            self._stop()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """While somebody reads.

        When the last reader leaves a call before its end, it is cancelled, unless it is to go on in
        the background.
        """
        self._readers += 1
        try:
            yield
        finally:
            self._readers -= 1
            if not self._readers and not self.background:
                self.cancel()

    def stopped_by(self, stop: Callable[[], object]) -> None:
        """Let *stop* be what `cancel` calls."""
        self._stop = stop

    def noticed(self) -> None:
        """Wake the readers: something has arrived."""
        self._told = False
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            for each in waiting:
                if not each.done():
                    each.set_result(None)

    def noticed_in_thread(self) -> None:
        """As `noticed`, from another thread; a burst of events wakes them once."""
        if not self._told:
            self._told = True
            self.in_loop(self.noticed)

    def in_loop(self, do: Callable[[], object]) -> None:
        """Let the event loop *do* this; called from another thread."""
        with suppress(RuntimeError):  # the server has stopped meanwhile
            self._loop.call_soon_threadsafe(do)

    def ended(self, error: BaseException | None = None) -> None:
        """The model has come to its end, by *error* where it was no good one."""
        self._error = self.response.recording.failure or error
        self.over, self._ended = True, time.time()
        # What goes round in a circle is kept for long: whatever knows the call is let go of.
        self._stop = _nothing
        try:
            if self._error is not None:
                self._failure = failure_of(self._error, self.asked)
                _forget_frames(self._error)
        finally:
            self.noticed()

    async def _news(self, seconds: float | None) -> bool:
        """Wait for something to arrive, at most so many *seconds*; whether it has."""
        waiter: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append(waiter)
        if seconds is None:
            await waiter
            return True
        timer = self._loop.call_later(seconds, _let_go, waiter)
        try:
            await waiter
        finally:
            timer.cancel()
        return waiter not in self._waiting


class _Pauses:
    """Tells who waits for news of a call that none has come for so many *seconds*.

    It has one timer at a time: to set one for each event would cost much of what sending it does.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        self._loop, self._seconds = loop, seconds
        self._waiter: asyncio.Future[None] | None = None
        self._since = loop.time()
        self._timer = loop.call_later(seconds, self._look)

    def begins(self, waiter: asyncio.Future[None]) -> None:
        """Somebody waits, by this future."""
        self._waiter, self._since = waiter, self._loop.time()

    def close(self) -> None:
        """Nobody waits any more."""
        self._timer.cancel()

    def _look(self) -> None:
        due = self._since + self._seconds - self._loop.time()
        if due <= 0:
            if self._waiter is not None:
                _let_go(self._waiter)
            due = self._seconds
        self._timer = self._loop.call_later(due, self._look)


def _forget_frames(error: BaseException | None) -> None:
    """Let *error*, and what it came of, not keep all that was in use where it was raised."""
    while error is not None and error.__traceback__ is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__


def _nothing() -> None:
    """There is nothing to stop."""


def _let_go(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
