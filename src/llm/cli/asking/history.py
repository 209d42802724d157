"""The history as a command uses it: whether it keeps what is asked, and what it goes on from."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from llm.errors import InvalidInput, NotInHistory
from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from llm.cli.asking.composing import Given
    from llm.store.continuing import Point
    from llm.store.recording import HistoryRecorder
    from llm.store.sqlite.backend import SQLiteStore

TERMINATED = 128 + signal.SIGTERM


@dataclass
class History:
    """The history of one command.

    Attributes:
        database: its file; None for the user's own.
        keeps: whether what is asked is written to it.

    """

    database: str | None = None
    keeps: bool = True
    _store: SQLiteStore | None = None

    @classmethod
    def chosen(cls, given: Given) -> History:
        """The history that the options of a command choose. Raises InvalidInput for both."""
        if given.no_log and given.log:
            raise InvalidInput("--log and --no-log contradict each other: give one of them")
        from llm.cli.logs_location import logs_on

        return cls(given.database, keeps=given.log or (not given.no_log and logs_on()))

    def path(self) -> Path | str:
        """Its file, which need not be there."""
        from llm.store.opening import history_path

        return self.database or history_path()

    def is_there(self) -> bool:
        """Whether there is a history in its file, which may also be another program's."""
        import os

        from llm.store.opening import is_of_others

        return os.path.exists(self.path()) and not is_of_others(self.path())

    def point_chosen(self, given: Given) -> Point | None:
        """Where the options of a command go on; see `point`."""
        return self.point(
            last=given._continue, conversation=given.conversation_id, start=given.start
        )

    def point(
        self, *, last: bool = False, conversation: str | None = None, start: str | None = None
    ) -> Point | None:
        """Where it is gone on from: the *last* conversation, this *conversation*, or at *start*.

        None when none of these is asked for, or when there is no last conversation. Raises
        `NotInHistory` and `InvalidInput` as `store/continuing.py` does.
        """
        if start is not None and (last or conversation is not None):
            raise InvalidInput("--from says where to go on: leave -c and --cid out")
        for given in (conversation, start):
            if given is not None and not given.strip():
                raise NotInHistory("The id to go on from is empty")
        if not (last or conversation or start):
            return None
        from llm.models.scopes import scope_of
        from llm.store import continuing

        if not self.is_there():
            if last and conversation is None:
                return None
            said = f"No conversation found with id={conversation}" if conversation else None
            raise NotInHistory(said or f"There is no history yet that could hold {start}")
        store = self.store()
        if start:
            return continuing.point_of(store, start, scope_of)
        if conversation:
            return continuing.conversation_point(store, conversation, scope_of)
        return continuing.last_point(store, scope_of)

    def store(self) -> SQLiteStore:
        """The store, opened once; `close` closes it, and so does the end of `recording`."""
        from llm.store.opening import open_store

        if self._store is None:
            self._store = open_store(self.path())
        return self._store

    def close(self) -> None:
        """Let go of the file."""
        if self._store is not None:
            self._store.close()
            self._store = None

    @contextmanager
    def recording(self, *, in_memory: bool = False) -> Iterator[HistoryRecorder | None]:
        """Keep every call of the block, when calls are kept; else note them *in_memory*, or not.

        Being asked to terminate ends the answer as Ctrl-C does, with another status.
        """
        if not self.keeps and not in_memory:
            try:
                yield None
            finally:
                self.close()
            return
        from llm.models.observing import observed_by
        from llm.store.recording import REMEMBERED, HistoryRecorder
        from llm.store.sqlite.connection import MEMORY

        path, store = (str(self.path()), self._store) if self.keeps else (MEMORY, None)
        remembered = None if in_memory else REMEMBERED
        with _terminated_in_order():
            recorder = HistoryRecorder(path, store, remembered=remembered)
            try:
                with observed_by(recorder):
                    yield recorder
            finally:
                recorder.close()  # and the store that it was given
                if not self.keeps:
                    self.close()


@contextmanager
def _terminated_in_order() -> Iterator[None]:
    """Let SIGTERM leave the block by an exception, so that what has arrived is written."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(_number: int, _frame: Any) -> None:
        raise SystemExit(TERMINATED)

    before = signal.getsignal(signal.SIGTERM)
    if before in (None, signal.SIG_IGN):  # who started us, or embeds us, wants it otherwise
        yield
        return
    signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
