"""ServerHistory: the history of a server, written by one thread, so that no call waits in the loop.

What is written when is `store/recording.py`'s. A call's beginning is waited for, its end is not;
who reads afterwards through `read` sees both.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from llm.errors import HistoryUnavailable
from llm.models.observing import Observer, observed_by
from llm.server.asking.elsewhere import to_do
from llm.server.asking.failures import say_bug
from llm.store.opening import history_path, open_store
from llm.store.recording import HistoryRecorder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from llm.models.response import BaseResponse
    from llm.store.sqlite.backend import SQLiteStore
    from llm.toolcalls import ToolResult

_READERS = 8
PATIENCE = 1.0
"""Seconds for which a call that is to begin waits until what others said is written."""

T = TypeVar("T")
_Job = Callable[[], object]


class ServerHistory(Observer):
    """An observer of all calls of this process, and the way into what was said before.

    1. Within `observing()` it is told of calls.
    2. `begin` writes that a call begins, and comes back when that is done.
    3. `read` reads what is stored, everything that was said so far included.
    4. `close` writes what is left.

    Args:
        path: the file of the history; None for the user's own.

    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.path = str(path or history_path())
        # Nobody asks for the calls that ended; what their models were sent may be large.
        self._recorder = HistoryRecorder(self.path, remembered=0)
        self._store: SQLiteStore | None = None
        self._opening = threading.Lock()
        # Plugins may fill the threads that all else shares.
        self._readers = ThreadPoolExecutor(_READERS, "llm serve reading")
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._begun: set[str] = set()
        self._thread = threading.Thread(target=self._write, name="llm serve history", daemon=True)
        self._thread.start()

    def observing(self) -> AbstractContextManager[None]:
        """Be told of the calls of the block, also of those that models make by themselves."""
        return observed_by(self)

    async def begin(self, response: BaseResponse) -> str | None:
        """Write that *response* is about to be asked for; the id of its conversation.

        It waits for `PATIENCE` at most. Then the call is kept in the spool until its turn has come,
        and the conversation is only known where *response* names it.
        """
        self._begun.add(response.id)
        response.recording.begin()
        try:
            return await self._written(lambda: self._begin(response), PATIENCE)
        except TimeoutError:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._readers, self._recorder.hold, response)
            return None if response.conversation is None else response.conversation.id

    async def read(
        self, reading: Callable[[SQLiteStore], T], *, patience: float | None = None
    ) -> T:
        """What *reading* finds in the history, in a thread, once all is written that was said.

        With *patience* it finds, after so many seconds, what is there. Raises what it raises, and
        `HistoryUnavailable`.
        """
        with suppress(TimeoutError):
            await self._written(lambda: None, patience)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, lambda: reading(self.store()))

    async def has(self, call_id: str) -> bool:
        """Whether the history has this call; when that cannot be known it is believed."""

        def look() -> bool:
            from llm.store.records import Selection

            try:
                return bool(self.store().call_ids(Selection(ids=[call_id])))
            except HistoryUnavailable:
                return True

        try:
            return await self._written(look, PATIENCE)
        except TimeoutError:
            return True

    def store(self) -> SQLiteStore:
        """The history, to be read; opened once. Not for the event loop: it may wait."""
        with self._opening:
            if self._store is None:
                self._store = open_store(self.path, tidied=False)
            return self._store

    def close(self) -> None:
        """Write what is left, and let go of the file."""
        self._readers.shutdown(cancel_futures=True)
        self._jobs.put(None)
        self._thread.join()
        self._recorder.close()
        with self._opening:
            if self._store is not None:
                self._store.close()
                self._store = None

    def begun(self, response: BaseResponse) -> None:
        """Keep what is asked, unless that is done: a model may make calls of its own."""
        if response.client is None and response.id not in self._begun:
            self._begun.add(response.id)
            self._jobs.put(lambda: self._recorder.begun(response))

    def ended(self, response: BaseResponse) -> None:
        """Keep how it ended."""
        if response.id in self._begun:
            self._begun.discard(response.id)
            response.recording.messages()  # once: what is made up for it has to stay the same
            self._jobs.put(lambda: self._recorder.ended(response))

    def paused(self, response: BaseResponse, results: Sequence[ToolResult]) -> None:
        """Keep that a tool paused the chain."""
        self._jobs.put(lambda: self._recorder.paused(response, results))

    def _begin(self, response: BaseResponse) -> str | None:
        self._recorder.begun(response)
        return self._recorder.conversation_of(response)

    async def _written(self, work: Callable[[], T], patience: float | None = None) -> T:
        """What *work* comes to, done after all that was to be written before.

        Raises TimeoutError after *patience* seconds; *work* is done all the same.
        """
        job, done = to_do(work, unheard=True)
        self._jobs.put(job)
        async with asyncio.timeout(patience):
            return await done

    def _write(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except BaseException as error:  # noqa: BLE001 - every other call waits for the thread
                say_bug(error, "in writing the history")
            del job  # it knows a call, and the next one may be long in coming
