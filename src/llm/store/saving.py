"""What callers ask for in Python: a response written to a history, or read; a block recorded."""

from __future__ import annotations

from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from llm.models.observing import observed_by
from llm.store.describing import ended_record, write_plainly
from llm.store.opening import history_path, store_on
from llm.store.records import Reference

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Iterable, Iterator

    from llm.models.response import BaseResponse
    from llm.store.interface import Store
    from llm.store.recording import HistoryRecorder
    from llm.store.records import CallRecord


def save_responses(database: Any, responses: Iterable[BaseResponse]) -> None:
    """Write *responses*, which have ended, to the history in *database*.

    *database* is a path, a `sqlite3.Connection` or a `sqlite_utils.Database`. Raises
    `HistoryUnavailable` when it cannot be written.
    """
    with closing(store_on(database)) as store, store.writing(), _all_or_nothing(store.connection):
        # A program that writes its responses one by one makes a store for each.
        store.graph.remember_with_others()
        for response in responses:
            save_response(store, response)


def save_response(store: Store, response: BaseResponse, conversation: str | None = None) -> None:
    """Write *response*, which has ended, to *store*; into this *conversation*, where it is given.

    What JSON cannot say is written as Python shows it. Raises `HistoryUnavailable`.
    """
    record = ended_record(response)
    record.conversation = conversation or record.conversation
    write_plainly(record, partial(store.finish, record))


def stored_call(database: Any, call_id: str) -> CallRecord:
    """The call with this id in the history in *database*, with everything it was sent.

    *database* is as for `save_responses`. Each earlier answer knows where it was made, for which
    plugins may be imported. Raises `NotInHistory`.
    """
    from llm.models.scopes import scope_of
    from llm.store.continuing import said_until

    with closing(store_on(database)) as store, store.reading():
        call = store.call(call_id)
        node, _ = store.node_of(Reference("call", call_id), asked=True)
        call.messages = [*call.instructions(), *said_until(store, node, call_id, scope_of)]
    return call


@contextmanager
def _all_or_nothing(connection: sqlite3.Connection) -> Iterator[None]:
    """Undo what was written in the block if it fails, also in a transaction of the caller's."""
    connection.execute("SAVEPOINT llm_responses")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # else SQLite has undone all of it
            connection.execute("ROLLBACK TO llm_responses")
            connection.execute("RELEASE llm_responses")
        raise
    connection.execute("RELEASE llm_responses")


@contextmanager
def record(path: str | os.PathLike[str] | None = None) -> Iterator[HistoryRecorder]:
    """Keep every call that this program makes in the block in the history at *path*.

    By default that is the user's own, which `llm logs` shows. Each call is written while it
    happens: its prompt before the request leaves, what arrives half a second later at most, and
    how it ended. What cannot be written costs a warning and never an answer; it is kept in a file
    beside the history, and written by a later run.

        with llm.record("experiments.db"):
            model.prompt("Capital of France?").text()

    It holds for all threads and tasks of the program. Gives the recorder, whose `calls` are what
    was recorded.
    """
    from llm.store.recording import HistoryRecorder

    recorder = HistoryRecorder(history_path() if path is None else str(path))
    try:
        with observed_by(recorder):
            yield recorder
    finally:
        recorder.close()
