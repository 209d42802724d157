"""HistoryRecorder: follows every call while it happens, and is never in its way.

A call and its prompt are written before the request leaves; a thread writes what arrives at most
half a second behind; the end is written when it comes. How it is written is `keeping.py`'s.
"""

from __future__ import annotations

import atexit
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from llm import notices
from llm.store.describing import asked_record, ended_record
from llm.store.forking import tell_of_forks
from llm.store.keeping import Keeper, Live
from llm.store.sqlite.connection import MEMORY
from llm.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from llm.models.response import BaseResponse
    from llm.store.records import CallRecord
    from llm.store.sqlite.backend import SQLiteStore
    from llm.toolcalls import ToolResult

BEHIND = 0.4
"""Seconds between two looks at what has arrived."""
REMEMBERED = 100


class HistoryRecorder:
    """An observer of calls (`models/observing.py`) that keeps them in the history at *path*.

    1. It is told of calls as they begin and end, in whatever thread. An interrupt in the midst of
       writing loses nothing: what was not done is done the next time.
    2. `close` writes what is left, gives the spool to the history, and lets go of the file; the
       end of the program does, too. A call that ends later is written all the same.

    Args:
        path: the file of the history.
        store: the history, where it is open already.
        remembered: how many calls `calls` holds; None for all.

    Attributes:
        calls: the last calls that were recorded, in order, as far as they are known. Each holds
            all that its model was sent.

    """

    def __init__(
        self,
        path: str | Path,
        store: SQLiteStore | None = None,
        *,
        remembered: int | None = REMEMBERED,
    ) -> None:
        self.calls: deque[CallRecord] = deque(maxlen=remembered)
        self._keeper = Keeper(path, store)
        self._closed = False
        self._live: dict[str, Live] = {}
        self._jobs: deque[Callable[[], object]] = deque()
        self._busy = False
        self._lock = threading.RLock()
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None
        atexit.register(self.close)
        tell_of_forks(self)

    @property
    def store(self) -> SQLiteStore | None:
        """The history, while it is open."""
        return self._keeper.store

    def begun(self, response: BaseResponse) -> None:
        """Keep what is asked, before it leaves."""
        self._do(lambda: self._begin(response))

    def ended(self, response: BaseResponse) -> None:
        """Keep how it ended."""
        self._do(lambda: self._end(response))

    def paused(self, response: BaseResponse, results: Sequence[ToolResult]) -> None:  # noqa: ARG002 - the recording has them
        """Keep that a tool paused the chain, with the results that there are."""
        self._do(lambda: self._pause(response))

    def hold(self, response: BaseResponse) -> None:
        """Keep what is asked in the spool, until `begun`, which another thread is at, is done."""
        self._keeper.hold(asked_record(response))

    def conversation_of(self, response: BaseResponse) -> str | None:
        """The id of the conversation of a call that runs, where that is known."""
        live = self._live.get(response.id)
        return None if live is None else live.call.conversation

    def close(self) -> None:
        """Write what is left, and let go of the file."""
        self._closed = True
        try:
            self._do(self._leave)
        except BaseException:  # Ctrl-C
            self._run()
            raise
        finally:
            self._woken.set()

    def _begin(self, response: BaseResponse) -> None:
        other = self._other_at_it(response)
        if other is not None and (followed := other._live.get(response.id)) is not None:
            self.calls.append(followed.call)
            return
        live = self._live.get(response.id)
        if live is None:
            live = self._live[response.id] = Live(asked_record(response), response.recording.log)
            self.calls.append(live.call)
        self._keeper.begin(live)
        self._watch()

    def _end(self, response: BaseResponse) -> None:
        live = self._live.get(response.id)
        if live is None:
            return
        try:
            ended_record(response, live.call)
            self._keeper.finish(live)
        except Exception:
            self._live.pop(response.id, None)
            raise
        self._live.pop(response.id, None)

    def _pause(self, response: BaseResponse) -> None:
        if self._other_at_it(response) is not None:
            return
        call = next((each for each in self.calls if each.id == response.id), None)
        self._keeper.finish(Live(ended_record(response, call), []))

    def _leave(self) -> None:
        self._follow_all()
        self._keeper.tidy()
        atexit.unregister(self.close)

    def _other_at_it(self, response: BaseResponse) -> HistoryRecorder | None:
        """Another recorder that keeps the same call in the same file, and was told first."""
        for other in response._observers:
            if other is self:
                break
            if isinstance(other, HistoryRecorder) and other._file == self._file != MEMORY:
                return other
        return None

    @property
    def _file(self) -> str:
        return self._keeper.file

    def _do(self, job: Callable[[], object]) -> None:
        if sys.is_finalizing():  # what was known is written; from now on nothing can be imported
            return
        self._jobs.append(job)  # first: an interrupt may end the wait for another thread
        with self._lock:
            if not self._busy:  # else a response was collected as garbage in the midst of a job
                self._run()

    def _run(self) -> None:
        """Do what is to be done; a job that is interrupted is done again the next time."""
        with self._lock:
            self._busy = True
            try:
                while self._jobs:
                    self._attempt(self._jobs[0])
                    self._jobs.popleft()
                if self._closed:
                    self._keeper.let_go()
            except BaseException:
                self._keeper.hurry()
                raise
            finally:
                self._busy = False

    def _attempt(self, job: Callable[[], object]) -> None:
        """Do *job*. A bug costs the history something, but nobody their answer."""
        try:
            job()
        except Exception as error:
            if notices.raises_errors():
                self._jobs.popleft()
                raise
            said = one_line(f"{type(error).__name__}: {error}")
            self._keeper.warn(
                "bug",
                f"A call was not recorded as it should be ({said}), for a bug in llm or in one of"
                " its plugins; LLM_RAISE_ERRORS=1 shows where",
            )

    def _watch(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._woken.clear()
            self._thread = threading.Thread(target=self._follow, name="llm history", daemon=True)
            with suppress(RuntimeError):  # no more threads: the end is written all the same
                self._thread.start()

    def _follow(self) -> None:
        """Write what arrives, as long as a call is running."""
        while True:
            self._woken.wait(BEHIND)
            with self._lock:
                self._woken.clear()
                if not self._live:
                    self._thread = None
                    return
                self._do(self._follow_all)

    def _follow_all(self) -> None:
        for live in list(self._live.values()):
            self._keeper.follow(live)

    def before_fork(self) -> None:
        """Let go of the file, and keep other threads from it."""
        self._lock.acquire()
        if self._file != MEMORY:
            self._keeper.let_go()

    def after_fork(self, *, in_child: bool) -> None:
        """The calls that are running are the parent's."""
        if in_child:
            self._keeper.forget_calls()
            self._live.clear()
            self._jobs.clear()
            self._woken, self._thread = threading.Event(), None
        self._lock.release()
