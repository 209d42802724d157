"""Conversations as rows: names for points in the graph, with titles and tags."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from llm.store.records import ConversationRecord
from llm.store.sqlite.graph import node_named
from llm.store.sqlite.times import when_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_ULID = "[0-7]" + "[0-9A-Za-z]" * 25


class Conversations:
    """Reads and writes the tables `conversations` and `conversation_tags`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def save(self, conversation: ConversationRecord) -> None:
        """Keep *conversation*, in the caller's transaction. Raises `NotInHistory` for its tip.

        The title of one that is new was given by somebody, unless a fork has it from its origin,
        where it was made from a prompt.
        """
        tip = (
            None
            if conversation.tip is None
            else node_named(self._connection, conversation.tip).node
        )
        self._connection.execute(
            "INSERT INTO conversations (id, name, model, named, tip, forked_from)"
            " VALUES (?1, ?2, ?3, ?4 AND NOT (?6 IS NOT NULL AND EXISTS (SELECT 1"
            " FROM conversations WHERE name = ?2 AND NOT named)), ?5, ?6)"
            " ON CONFLICT (id) DO UPDATE SET name = ?2,"
            " model = coalesce(?3, model), named = named OR (?2 IS NOT name), tip = ?5,"
            " forked_from = ?6",
            (
                conversation.id,
                conversation.name,
                conversation.model,
                conversation.name is not None,
                tip,
                conversation.forked_from,
            ),
        )
        (number,) = self._connection.execute(
            "SELECT number FROM conversations WHERE id = ?", (conversation.id,)
        ).fetchone()
        self._connection.execute("DELETE FROM conversation_tags WHERE conversation = ?", (number,))
        self._connection.executemany(
            "INSERT INTO conversation_tags (tag, conversation) VALUES (?, ?)",
            [(tag, number) for tag in sorted(set(conversation.tags))],
        )

    def recent(
        self,
        *,
        limit: int | None = None,
        tag: str | None = None,
        query: str | None = None,
        client: str | None = None,
    ) -> list[ConversationRecord]:
        """Conversations, the most recently used first; those that are *tag*ged, or named so.

        With *client*, those whose first call this client of a server made.

        To make one is to use it, which its id tells the time of. One without a call that a program
        gave an id of another kind was never used.
        """
        conditions: list[str] = ["true"]
        values: list[str] = []
        if tag is not None:
            conditions.append(
                "conversations.number IN (SELECT conversation FROM conversation_tags WHERE tag = ?)"
            )
            values.append(tag)
        if query is not None:
            conditions.append("instr(lower(name), lower(?))")
            values.append(query)
        if client is not None:
            conditions.append(
                "(SELECT client FROM calls WHERE conversation = conversations.number"
                " ORDER BY id LIMIT 1) = ?"
            )
            values.append(client)
        chosen = " AND ".join(conditions)
        # Two lists in order are merged, of which no more is read than is asked for.
        rows = self._connection.execute(
            "SELECT calls.id, conversations.id FROM calls CROSS JOIN conversations"  # noqa: S608 - our own conditions
            f" ON conversations.number = calls.conversation WHERE {chosen}"
            f" UNION ALL SELECT iif(id GLOB '{_ULID}', lower(id), ''), id FROM conversations"
            f" WHERE {chosen} AND NOT EXISTS (SELECT 1 FROM calls WHERE conversation"
            " = conversations.number) ORDER BY 1 DESC",
            [*values, *values],
        )
        found: dict[str, None] = {}
        for _, conversation in rows:
            if limit is not None and len(found) >= limit:
                break
            found.setdefault(conversation)
        return self.records(found)

    def records(self, ids: Iterable[str]) -> list[ConversationRecord]:
        """The conversations called *ids*, in that order; those that are not there are left out."""
        rows = self._connection.execute(
            "SELECT number, conversations.id, name, model, hex(nodes.hash), forked_from"
            " FROM json_each(?) AS wanted JOIN conversations ON conversations.id = wanted.value"
            " LEFT JOIN nodes ON nodes.id = tip ORDER BY wanted.key",
            (json.dumps(list(ids)),),
        ).fetchall()
        return [
            self._record(
                number, ConversationRecord(named, name, model, tip.lower() or None, origin)
            )
            for number, named, name, model, tip, origin in rows
        ]

    def _record(self, number: int, record: ConversationRecord) -> ConversationRecord:
        count, started, used = self._connection.execute(
            "SELECT count(*), min(started), max(started) FROM calls WHERE conversation = ?",
            (number,),
        ).fetchone()
        record.calls, record.started, record.used = count, when_of(started), when_of(used)
        record.tags = [
            tag
            for (tag,) in self._connection.execute(
                "SELECT tag FROM conversation_tags WHERE conversation = ? ORDER BY tag", (number,)
            )
        ]
        return record
