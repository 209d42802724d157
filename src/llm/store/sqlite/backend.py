"""SQLiteStore: the history in one SQLite file, or in memory."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from llm.errors import NotInHistory
from llm.store.records import ConversationRecord
from llm.store.sqlite.blobs import Blobs
from llm.store.sqlite.connection import WRITING_PATIENCE, writing
from llm.store.sqlite.faults import unavailable
from llm.store.sqlite.finding import find, find_conversation, node_of
from llm.store.sqlite.fragments import SQLiteFragments
from llm.store.sqlite.given import as_given
from llm.store.sqlite.graph import Graph
from llm.store.sqlite.indexing import index_waiting
from llm.store.sqlite.reading import CallReader
from llm.store.sqlite.remembered import History
from llm.store.sqlite.schemas import SQLiteSchemas
from llm.store.sqlite.selecting import selected_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from llm.parts import Message
    from llm.store.records import Answer, CallRecord, Reference, Selection
    from llm.store.sqlite.calls import CallWriter
    from llm.store.sqlite.conversations import Conversations
    from llm.store.upkeep import (
        Branch,
        Collection,
        Deletion,
        Progress,
        Redaction,
        ToRedact,
        Verification,
    )


_AT_ONCE = 100
"""Calls that are read together: they share messages and queries."""


class SQLiteStore:
    """The history in an SQLite database whose tables are up to date; see `Store`.

    Args:
        connection: the database; `connection.py` opens files.
        path: where its file is; None in memory, and for a connection that somebody handed in.
        owned: close the connection with the store.

    Attributes:
        patience: how long a write waits for others, in seconds; None for as long as is usual.

    """

    def __init__(
        self, connection: sqlite3.Connection, *, path: str | None = None, owned: bool = True
    ) -> None:
        self.connection = connection
        self.path = path
        self.blobs = Blobs(connection)
        self.graph = Graph(connection, self.blobs)
        self.fragments = SQLiteFragments(self)
        self.schemas = SQLiteSchemas(self)
        self.patience: float | None = None
        self._owned = owned
        self._lock = threading.RLock()
        self._reader = CallReader(connection, self.blobs, self.graph)

    @cached_property
    def _writer(self) -> CallWriter:
        from llm.store.sqlite.calls import CallWriter

        return CallWriter(self.connection, self.blobs, self.graph)

    @cached_property
    def _conversations(self) -> Conversations:
        from llm.store.sqlite.conversations import Conversations

        return Conversations(self.connection)

    def begin(self, call: CallRecord) -> str:
        """See `Store.begin`."""
        with self.writing():
            return self._writer.begin(call)

    def progress(self, call_id: str, events: Sequence[Any]) -> None:
        """See `Store.progress`."""
        with self.writing():
            self._writer.progress(call_id, events)

    def finish(self, call: CallRecord) -> None:
        """See `Store.finish`."""
        with self.writing():
            self._writer.finish(call)
            index_waiting(self.connection)

    def settle(self) -> None:
        """Write calls whose process is gone as what they are: interrupted, with what arrived."""
        from llm.store.sqlite.settling import settle

        settle(self)

    def save_conversation(self, conversation: ConversationRecord) -> None:
        """See `Store.save_conversation`."""
        with self.writing():
            self._conversations.save(conversation)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction; see `connection.writing`. Raises `HistoryUnavailable`."""
        patience = WRITING_PATIENCE if self.patience is None else self.patience
        with self._lock, self._plainly():
            try:
                with writing(self.connection, patience=patience):
                    yield
            except sqlite3.Error as error:
                self.graph.forget()
                raise unavailable(error, self.path) from error
            except BaseException:
                self.graph.forget()
                raise

    def rename(self, conversation_id: str, name: str) -> None:
        """See `Store.rename`."""
        with self.writing():
            conversation = self.conversation(conversation_id)
            conversation.name = name
            self._conversations.save(conversation)

    def tag(
        self, conversation_id: str, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> list[str]:
        """See `Store.tag`."""
        with self.writing():
            conversation = self.conversation(conversation_id)
            conversation.tags = sorted({*conversation.tags, *add} - {*remove})
            self._conversations.save(conversation)
            return conversation.tags

    def delete(
        self, calls: Iterable[str], conversations: Iterable[str] = (), *, dry_run: bool = False
    ) -> Deletion:
        """See `Store.delete`."""
        from llm.store.sqlite.deleting import delete

        return delete(self, calls, conversations, dry_run=dry_run)

    def redact(self, what: ToRedact, *, dry_run: bool = False) -> Redaction:
        """See `Store.redact`."""
        from llm.store.sqlite.redacting import redact

        return redact(self, what, dry_run=dry_run)

    def collect(self) -> Collection:
        """See `Store.collect`."""
        from llm.store.sqlite.sweeping import collect

        return collect(self)

    def verify(self, progress: Progress | None = None) -> Verification:
        """See `Store.verify`."""
        from llm.store.sqlite.verifying import verify

        return verify(self, progress)

    def finish_erasing(self) -> str | None:
        """Take bytes out of the file that an earlier deletion could not; asks nobody to wait.

        Returns why they are still there, in words; None when none are. Where there is nothing to
        do this is one look-up.
        """
        from llm.store.sqlite.erasing import erase

        with self.alone():
            return erase(self.connection, patience=0)

    def branches(self, conversation_id: str) -> list[Branch]:
        """See `Store.branches`."""
        from llm.store.sqlite.branches import branches

        return branches(self, conversation_id)

    def short_ids(self, ids: Iterable[str]) -> dict[str, str]:
        """See `Store.short_ids`."""
        from llm.store.sqlite.branches import short_ids

        return short_ids(self, ids)

    def call(self, call_id: str) -> CallRecord:
        """See `Store.call`."""
        with self.reading():
            return self._reader.whole(call_id)

    def calls(
        self, selection: Selection, *, limit: int | None = None, newest_first: bool = True
    ) -> Iterator[CallRecord]:
        """See `Store.calls`."""
        self._index_waiting(selection)
        with self.reading():
            ids = selected_ids(self.connection, selection, limit=limit, newest_first=newest_first)
        for start in range(0, len(ids), _AT_ONCE):
            with self.reading():
                found = self._reader.records(ids[start : start + _AT_ONCE], whole=False)
            yield from found

    def whole_calls(self, ids: Sequence[str]) -> Iterator[CallRecord]:
        """See `Store.whole_calls`."""
        for start in range(0, len(ids), _AT_ONCE):
            with self.reading():
                found = self._reader.records(ids[start : start + _AT_ONCE], whole=True)
            yield from found

    def call_ids(self, selection: Selection) -> list[str]:
        """See `Store.call_ids`."""
        self._index_waiting(selection)
        with self.reading():
            return selected_ids(self.connection, selection)

    def _index_waiting(self, selection: Selection) -> None:
        """Before a search: let the index take in what waits for it, where it can be written."""
        if selection.query is not None:
            from llm.store.sqlite.search import take_in_what_waits

            with self.alone():
                take_in_what_waits(self.connection)

    def find(self, prefix: str) -> Reference:
        """See `Store.find`."""
        with self.reading():
            return find(self.connection, prefix)

    def find_conversation(self, prefix: str) -> str:
        """See `Store.find_conversation`."""
        with self.reading():
            return find_conversation(self.connection, prefix)

    def conversation(self, conversation_id: str) -> ConversationRecord:
        """See `Store.conversation`."""
        with self.reading():
            found = self._conversations.records([conversation_id])
        if not found:
            raise NotInHistory(f"No conversation found with id={conversation_id}")
        return found[0]

    def conversations(
        self,
        *,
        limit: int | None = None,
        tag: str | None = None,
        query: str | None = None,
        client: str | None = None,
    ) -> list[ConversationRecord]:
        """See `Store.conversations`."""
        with self.reading():
            return self._conversations.recent(limit=limit, tag=tag, query=query, client=client)

    def last_conversation(self) -> ConversationRecord | None:
        """See `Store.last_conversation`."""
        found = self.conversations(limit=1)
        return found[0] if found else None

    def messages(self, node: str | None, *, call_id: str | None = None) -> list[Message]:
        """See `Store.messages`."""
        with self.reading():
            if node is None:
                return []
            place = self.graph.named(node)
            path = self.graph.path_to(place.node)
            origins = [] if call_id is None else self._reader.origins(call_id)
            found = [
                as_given(message, each, origins)
                for message, (each, _) in zip(self.graph.messages(path), path, strict=True)
            ]
            self.graph.remember(History().then(found, place, origins))
            return found

    def node_of(self, reference: Reference, *, asked: bool = False) -> tuple[str | None, str]:
        """The node that a call or a message is at, and the id of the conversation it is in.

        With *asked* it is the node from which the call was made.
        """
        with self.reading():
            return node_of(self.connection, reference, asked=asked)

    def last_call(self, conversation_id: str, node: str | None) -> CallRecord | None:
        """The call that came to *node*, or the last one before; else the conversation's last."""
        with self.reading():
            return self._reader.last_call(conversation_id, node)

    def answers_on_the_way(self, node: str | None) -> list[Answer]:
        """The calls that led to *node*."""
        with self.reading():
            return self._reader.answers_on_the_way(node)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One view of the file for the whole block, whatever others write or delete meanwhile.

        Nothing may be written in the block. What SQLite raises is raised as `HistoryUnavailable`.
        """
        with self.alone():
            apart = not self.connection.in_transaction
            if apart:
                self.connection.execute("BEGIN")
            try:
                yield
            finally:
                if apart and self.connection.in_transaction:
                    self.connection.execute("COMMIT")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One thread at a time; what SQLite raises is raised as `HistoryUnavailable`."""
        with self._lock, self._plainly():
            try:
                yield
            except sqlite3.Error as error:
                raise unavailable(error, self.path) from error

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        """Rows as tuples and text as `str`, whatever the owner of the connection has them be."""
        connection = self.connection
        rows, text = before = connection.row_factory, connection.text_factory
        if self._owned or (rows is None and text not in (bytes, bytearray)):
            yield
            return
        connection.row_factory = None
        connection.text_factory = str if text in (bytes, bytearray) else text
        try:
            yield
        finally:
            connection.row_factory, connection.text_factory = before

    def close(self) -> None:
        """See `Store.close`."""
        with self._lock:
            if self._owned:
                self.connection.close()
