"""HistoryRecorder: writes every call to the history while it happens, and never in its way.

A call and its prompt are written before the request leaves; a thread writes what arrives at most
half a second behind; the end is written when it comes. What the database does not take goes to
the spool, with one warning.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llm import notices
from llm.errors import HistoryUnavailable, InvalidInput, LLMError
from llm.store.describing import asked_record, ended_record
from llm.store.opening import MEMORY, open_store
from llm.store.spool import Spool
from llm.store.sqlite.connection import WRITING_PATIENCE
from llm.store.sqlite.streams import entries_to_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from llm.models.response import BaseResponse
    from llm.store.records import CallRecord
    from llm.store.sqlite.backend import SQLiteStore
    from llm.toolcalls import ToolResult

BEHIND = 0.4
"""Seconds between two looks at what has arrived."""
_SHORT_PATIENCE = 0.1


@dataclass
class _Live:
    """A call that is running."""

    call: CallRecord
    log: list[Any]
    seen: int = 0
    in_spool: bool = False


class HistoryRecorder:
    """An observer of calls (`models/observing.py`) that keeps them in the history at *path*.

    1. It is told of calls as they begin and end.
    2. `close` writes what is left, gives the spool to the history, and closes it.

    Args:
        path: the file of the history.
        store: the history, where it is open already.

    Attributes:
        calls: the calls that were recorded, in order, as far as they are known.

    """

    def __init__(self, path: str | Path, store: SQLiteStore | None = None) -> None:
        self.calls: list[CallRecord] = []
        self._path = path
        self._spool = Spool(path)
        self._store = store
        self._trouble = False
        self._live: dict[str, _Live] = {}
        self._lock = threading.RLock()
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None

    # --- what an observer is told

    def begun(self, response: BaseResponse) -> None:
        """Keep what is asked, before it leaves."""
        with self._lock, suppress(Exception):
            call = asked_record(response)
            self.calls.append(call)
            live = _Live(call, response.recording.log)
            self._live[response.id] = live
            self._begin(live)
            self._watch()

    def ended(self, response: BaseResponse) -> None:
        """Keep how it ended."""
        with self._lock, suppress(Exception):
            live = self._live.pop(response.id, None)
            if live is not None:
                self._end(live, ended_record(response, live.call))

    def paused(self, response: BaseResponse, results: Sequence[ToolResult]) -> None:
        """Keep that a tool paused the chain, with the results that there are."""
        with self._lock, suppress(Exception):
            call = next((each for each in self.calls if each.id == response.id), None)
            if call is None:
                return
            from llm.core.history import turn_messages

            call.status = "paused"
            call.output = [*response.recording.messages(), *turn_messages("", (), results)]
            self._end(_Live(call, []), call)

    def close(self) -> None:
        """Write what is left of calls that nobody reads to their end, and let go of the file."""
        with self._lock:
            for live in list(self._live.values()):
                with suppress(Exception):
                    self._flush(live)
            self._live.clear()
            self._woken.set()
            self._replay()
            if self._store is not None:
                self._store.close()
                self._store = None

    # --- writing

    def _begin(self, live: _Live) -> None:
        try:
            store = self._opened()
            live.call.conversation = self._tried(store.begin, live.call)
        except (LLMError, OSError, sqlite3.Error) as error:
            self._keep_in_spool(live, error)

    def _end(self, live: _Live, call: CallRecord) -> None:
        try:
            self._tried(self._opened().finish, call)
        except (LLMError, OSError, sqlite3.Error) as error:
            self._keep_in_spool(live, error)
        else:
            if live.in_spool:
                self._spool.drop(call.id)

    def _tried(self, write: Any, call: CallRecord) -> Any:
        """What *write* gives; what JSON cannot say is written as Python shows it."""
        try:
            return write(call)
        except InvalidInput:
            from llm.store.describing import plain_messages

            call.messages, call.output = plain_messages(call.messages), plain_messages(call.output)
            return write(call)

    def _flush(self, live: _Live) -> None:
        """Write what has arrived since the last time."""
        until = len(live.log)
        if until == live.seen:
            return
        events = entries_to_json(live.log[live.seen : until])
        if live.in_spool:
            self._spool.add(live.call.id, events)
        elif self._store is not None:
            self._store.progress(live.call.id, events)
        live.seen = until

    def _opened(self) -> SQLiteStore:
        if self._store is None:
            self._store = open_store(self._path, patience=self._patience())
        self._store.patience = _SHORT_PATIENCE if self._trouble else None
        return self._store

    def _patience(self) -> float | None:
        """How long the file is waited for: a new one, until those who make it are done."""
        if self._trouble:  # who has waited once does not wait again
            return _SHORT_PATIENCE
        try:
            return WRITING_PATIENCE if os.path.getsize(self._path) else None
        except OSError:
            return None

    def _keep_in_spool(self, live: _Live, error: Exception) -> None:
        said = str(error)
        try:
            file = self._spool.keep(live.call)
        except HistoryUnavailable as failure:
            self._warn(f"{said}. This call is lost. {failure}")
        else:
            live.in_spool = True
            self._warn(f"{said}. The call is kept in {file}; a later run of llm records it.")
        self._trouble = True

    def _warn(self, line: str) -> None:
        if not self._trouble:
            notices.say(f"Warning: {line}")

    def _replay(self) -> None:
        """Give the history what earlier runs, or this one, could not."""
        if self._path == MEMORY or not self._spool.files():
            return
        with suppress(LLMError, OSError, sqlite3.Error):
            self._spool.replay(self._opened())

    # --- the thread that follows what arrives

    def _watch(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._woken.clear()
            self._thread = threading.Thread(target=self._follow, name="llm history", daemon=True)
            self._thread.start()

    def _follow(self) -> None:
        while not self._woken.wait(BEHIND):
            with self._lock:
                for live in list(self._live.values()):
                    with suppress(Exception):
                        self._flush(live)
