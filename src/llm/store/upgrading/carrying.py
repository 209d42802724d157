"""What an older release wrote -> a store, through the store's own verbs. Again changes nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING

from llm.errors import HistoryUnavailable, NotInHistory
from llm.fragments import Fragment
from llm.lazy_dataclass import dataclass
from llm.store.records import ConversationRecord
from llm.store.sqlite.calls import keep_schema
from llm.store.sqlite.fragments import keep_fragment

if TYPE_CHECKING:
    from llm.store.old.history import OldConversation, OldHistory
    from llm.store.sqlite.backend import SQLiteStore
    from llm.store.upkeep import Progress


@dataclass
class Carried:
    """What was carried over.

    Attributes:
        calls: how many calls.
        there: how many were there already.
        conversations: how many conversations, those without a call included.
        left_out: names of triggers and indexes that others had put on tables that are gone.

    """

    calls: int = 0
    there: int = 0
    conversations: int = 0
    left_out: list[str] = field(default_factory=list)


def carry(history: OldHistory, store: SQLiteStore, progress: Progress | None = None) -> Carried:
    """Keep in *store* everything that *history* holds, a conversation in a transaction.

    Raises `HistoryUnavailable` when it cannot be written, or not all of it is there at the end.
    """
    conversations = history.conversations()
    total = sum(len(each.ids()) for each in conversations)
    carried = Carried(conversations=len(conversations))
    with store.writing():
        _keep_fragments(history, store)
        for schema in history.schemas():
            keep_schema(store.connection, store.blobs, schema)
    for conversation in conversations:
        with store.writing():
            there = _there(conversation.ids(), store)
            ids = _keep(conversation, history, store, there)
            _check(ids, store)
        carried.calls += len(ids) - len(there)
        carried.there += len(there)
        if progress is not None:
            progress(carried.calls + carried.there, total)
    return carried


def _keep(
    conversation: OldConversation, history: OldHistory, store: SQLiteStore, there: set[str]
) -> list[str]:
    """Keep one conversation, but for the calls that are *there*; the ids of its calls."""
    known = _known(conversation, store)
    ids = []
    for record in history.records(conversation):
        if record.id not in there:
            store.finish(record)
        ids.append(record.id)
    if conversation.id is None or known is not None:
        # What is there already may have been changed since.
        return ids
    kept = _known(conversation, store) or ConversationRecord(conversation.id)
    kept.name = conversation.name or kept.name
    kept.model = conversation.model or kept.model
    kept.forked_from = conversation.forked_from
    if conversation.tip is not None:
        place = store.graph.put_history(history.tip_of(conversation), [], []).place
        kept.tip = place.hash.hex() if place.hash else None
    store.save_conversation(kept)
    return ids


def _there(ids: Iterable[str], store: SQLiteStore) -> set[str]:
    """Those of the calls called *ids* that the store has."""
    rows = store.connection.execute(
        "SELECT id FROM calls WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row[0] for row in rows}


def _known(conversation: OldConversation, store: SQLiteStore) -> ConversationRecord | None:
    try:
        return None if conversation.id is None else store.conversation(conversation.id)
    except NotInHistory:
        return None


def _keep_fragments(history: OldHistory, store: SQLiteStore) -> None:
    for fragment in history.fragments():
        keep_fragment(
            store.connection, store.blobs, fragment.content, fragment.source, fragment.added
        )
        for alias in fragment.aliases:
            if store.fragments.named(alias) is None:
                store.fragments.set_alias(alias, Fragment(fragment.content, fragment.source))


def _check(ids: list[str], store: SQLiteStore) -> None:
    if missing := set(ids) - _there(ids, store):
        raise incomplete(f"{len(missing)} calls")


def incomplete(what: str) -> HistoryUnavailable:
    """What is raised when *what* did not arrive."""
    return HistoryUnavailable(
        f"The history of an older release could not be taken over: {what} would be missing."
        " It is as it was before; please report this."
    )


@contextmanager
def unshown(_label: str) -> Iterator[Progress]:
    """What a program that shows no progress gets, for work of any name."""
    yield lambda _done, _total: None


def rows_of(connection: sqlite3.Connection, table: str) -> int | None:
    """How many rows *table*, an identifier of SQL, has; None when it cannot be read here."""
    try:
        (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - quoted by the caller
    except sqlite3.OperationalError:  # a virtual table of a module that is not loaded
        return None
    return int(count)
