"""Keeper: what is written of a call, to the history or, where that cannot be, to the spool.

It waits for the history at most once, and says once that something is wrong. When what is written
is the recorder's (`recording.py`).
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from llm import notices
from llm.errors import InvalidInput, LLMError
from llm.lazy_dataclass import dataclass
from llm.store.describing import plain, plain_messages, write_plainly
from llm.store.opening import open_store, tidy
from llm.store.spool import Spool
from llm.store.sqlite.connection import MEMORY, WRITING_PATIENCE
from llm.store.sqlite.streams import entries_to_json

if TYPE_CHECKING:
    from pathlib import Path

    from llm.core.recorder import Log
    from llm.store.records import CallRecord
    from llm.store.sqlite.backend import SQLiteStore

_AT_ONCE = 2048
RETRY_SECONDS = 1.0
"""For how long a history that could not be written is left alone."""
_TROUBLE = (LLMError, OSError, sqlite3.Error)


@dataclass
class Live:
    """A call that is running, or whose end is not written yet.

    Attributes:
        call: what is known of it.
        log: what arrives, as its recorder logs it.
        seen: how much of that is written.

    """

    call: CallRecord
    log: Log
    seen: int = 0


class Keeper:
    """Writes calls to the history at *path*, and what it does not take to the spool beside it.

    Args:
        path: the file of the history.
        store: the history, where it is open already.

    Attributes:
        file: the file, by its real name; `:memory:` for a history that has none.

    """

    def __init__(self, path: str | Path, store: SQLiteStore | None = None) -> None:
        self.file = MEMORY if str(path) == MEMORY else os.path.realpath(path)
        self._path = path
        self.store = store
        self._spool = Spool(path)
        self._spooled: set[str] = set()
        self._trouble: str | None = None
        self._retry_at = 0.0
        self._said: set[str] = set()

    def begin(self, live: Live) -> None:
        """Write what is asked."""
        call = live.call

        def write(store: SQLiteStore) -> None:
            call.conversation = store.begin(call)

        self._put(live, write)

    def hold(self, call: CallRecord) -> None:
        """Keep *call*, which is about to be made, in the spool: the history is taken up.

        What `begin` and `finish` write afterwards takes its place.
        """
        with suppress(*_TROUBLE):
            self._spool.keep(_plainly(call))
            self._spooled.add(call.id)

    def follow(self, live: Live) -> None:
        """Write what has arrived since the last time."""
        call_id, until = live.call.id, len(live.log)
        if until == live.seen:
            return
        events = _events(live.log, live.seen, until)
        if call_id not in self._spooled:
            written = self._put(live, lambda store: store.progress(call_id, events))
        elif not (written := self._spool.add(call_id, events)):
            self._keep_in_spool(live, self._trouble or "")
        if written:
            live.seen = until

    def finish(self, live: Live) -> None:
        """Write how the call ended."""
        call = live.call
        if self._put(live, lambda store: store.finish(call)) and call.id in self._spooled:
            self._spool.drop(call.id)
            self._spooled.discard(call.id)

    def tidy(self) -> None:
        """Give the spool to the history, where there is one and the history takes it now."""
        self._retry_at = 0.0
        if self.store is not None or self._spool.files():
            with suppress(*_TROUBLE):
                if (store := self._ready()) is not None:
                    tidy(store)

    def hurry(self) -> None:
        """From now on nobody is waited for."""
        self._trouble = self._trouble or "The history was not waited for"

    def let_go(self) -> None:
        """Close the file; it is opened again when there is something to write."""
        if self.store is not None:
            store, self.store = self.store, None
            with suppress(sqlite3.Error):
                store.close()

    def forget_calls(self) -> None:
        """Leave the calls that were kept in the spool to whoever made them."""
        self._spooled = set()

    def warn(self, kind: str, line: str) -> None:
        """Say *line*, unless something of this *kind* was said before."""
        if kind not in self._said:
            self._said.add(kind)
            notices.say(f"Warning: {line}")

    def _put(self, live: Live, write: Callable[[SQLiteStore], None]) -> bool:
        """Let *write* put *live* into the history, and else into the spool; whether it was.

        What is not said on purpose is raised, once the call is safe.
        """
        try:
            store = self._ready()
            if store is not None:
                write_plainly(live.call, partial(write, store))
                self._trouble = None
                return True
        except InvalidInput as error:  # of this call alone
            self._keep_in_spool(live, str(error))
            return False
        except _TROUBLE as error:
            self._trouble, self._retry_at = str(error), time.monotonic() + RETRY_SECONDS
        except Exception:
            self._keep_in_spool(live, "")
            raise
        self._keep_in_spool(live, self._trouble or "")
        return False

    def _keep_in_spool(self, live: Live, reason: str) -> None:
        """Keep all that is known of *live*; *reason* says why the history has not taken it."""
        until = len(live.log)
        running = live.call.status == "running"
        events = _events(live.log, 0, until) if running else []
        try:
            file = self._spool.keep(_plainly(live.call), events)
        except LLMError as failure:
            self.warn("lost", f"{reason or 'A call was not recorded'}. It is lost: {failure}")
            return
        live.seen = until
        self._spooled.add(live.call.id)
        if reason:
            kept = f"It is kept in {file.parent}, and a later run records it"
            self.warn("kept", f"{reason}. {kept}")

    def _ready(self) -> SQLiteStore | None:
        """The history, open; None while it is left alone as it could not be written just now.

        Whoever has waited once does not wait again, until it can be written.
        """
        if self._trouble is not None and time.monotonic() < self._retry_at:
            return None
        patience = 0.0 if self._trouble is not None else WRITING_PATIENCE
        until = time.monotonic() + patience
        if self.store is None:
            self.store = open_store(self._path, patience=patience, tidied=False)
        # To take over an old file may have taken longer than anybody would have waited.
        self.store.patience = max(patience / 4, until - time.monotonic())
        return self.store


def _events(log: Log, start: int, until: int) -> list[Any]:
    """The entries of *log* from *start* to *until* as JSON-like data.

    Some at a time: what a long stream has brought would be in memory several times.
    """
    events: list[Any] = []
    for place in range(start, until, _AT_ONCE):
        events += entries_to_json(log[place : min(until, place + _AT_ONCE)])
    return plain(events)  # type: ignore[no-any-return]  # a list stays one


def _plainly(call: CallRecord) -> CallRecord:
    """*call* with nothing in its messages that JSON cannot say."""
    return replace(call, messages=plain_messages(call.messages), output=plain_messages(call.output))
