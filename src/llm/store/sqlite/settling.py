"""Settling calls whose process is gone: each is written as interrupted, with what arrived of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.errors import HistoryUnavailable, NotInHistory
from llm.store.sqlite.faults import is_of_the_file
from llm.store.sqlite.reading import is_left

if TYPE_CHECKING:
    from llm.store.sqlite.backend import SQLiteStore


def settle(store: SQLiteStore) -> None:
    """Settle every such call of *store*, each in a transaction of its own.

    One of which cannot be read what arrived is interrupted without it: it is not to be tried, and
    to fail, for ever. Raises `HistoryUnavailable` when the file cannot be written.
    """
    with store.reading():
        rows = store.connection.execute(
            "SELECT id, process, started FROM calls WHERE status = 'running'"
        ).fetchall()
    for call, process, started in rows:
        if not is_left(process, started):
            continue
        try:
            _settle(store, call)
        except NotInHistory:  # somebody deleted it meanwhile
            continue
        except Exception as error:
            if isinstance(error, HistoryUnavailable) and is_of_the_file(error):
                raise
            _give_up(store, call)


def _settle(store: SQLiteStore, call: str) -> None:
    with store.writing():
        record = store.call(call)
        if record.status == "interrupted":
            store.finish(record)


def _give_up(store: SQLiteStore, call: str) -> None:
    with store.writing():
        store.connection.execute(
            "DELETE FROM streams WHERE call IN"
            " (SELECT number FROM calls WHERE id = ? AND status = 'running')",
            (call,),
        )
        store.connection.execute(
            "UPDATE calls SET status = 'interrupted', output = input, process = NULL"
            " WHERE id = ? AND status = 'running'",
            (call,),
        )
