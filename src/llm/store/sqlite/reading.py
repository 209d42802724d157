"""Rows of calls -> `CallRecord`s: whole, or one turn each."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from llm.errors import NotInHistory
from llm.store.processes import is_abandoned
from llm.store.records import Answer, CallRecord, FragmentUse, ToolDefinition, ToolInstance
from llm.store.sqlite.blobs import as_value
from llm.store.sqlite.given import as_given
from llm.store.sqlite.streams import output_of_stream
from llm.store.sqlite.times import when_of
from llm.usage import Usage

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from llm.parts import Message
    from llm.store.sqlite.blobs import Blobs
    from llm.store.sqlite.given import Origins
    from llm.store.sqlite.graph import Graph

COLUMNS = (
    "number", "id", "conversation", "input", "output", "instructions", "system", "model",
    "resolved_model", "options", "schema", "tools", "payload", "status", "finish_reason", "error",
    "started", "duration_ms", "input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens",
    "token_details", "cost", "client", "origins", "process",
)  # fmt: skip
BLOB_COLUMNS = ("system", "options", "schema", "tools", "payload", "error")
"""Those of these columns that are blobs."""


class CallReader:
    """Reads the table `calls` and what hangs on it."""

    def __init__(self, connection: sqlite3.Connection, blobs: Blobs, graph: Graph) -> None:
        self._connection = connection
        self._blobs = blobs
        self._graph = graph

    def whole(self, call_id: str) -> CallRecord:
        """The call with everything it was sent. Raises `NotInHistory`."""
        found = self.records([call_id], whole=True)
        if not found:
            raise NotInHistory(
                f"The history has no call {call_id}: llm logs list shows those it has"
            )
        return found[0]

    def records(self, ids: Sequence[str], *, whole: bool) -> list[CallRecord]:
        """The calls called *ids*, in that order; not *whole*, without what came before the turn.

        They share the messages that they have in common.
        """
        return list(self._records(self._rows(ids), whole=whole))

    def origins(self, call_id: str) -> Origins:
        """How the call was given attachments, where that is not as they are stored."""
        row = self._connection.execute(
            "SELECT origins FROM calls WHERE id = ?", (call_id,)
        ).fetchone()
        return list(json.loads(row[0])) if row is not None and row[0] else []

    def last_call(self, conversation_id: str, node: str | None) -> CallRecord | None:
        """See `SQLiteStore.last_call`; the record is of one turn."""
        row = None
        if node is not None:
            row = self._connection.execute(
                "WITH RECURSIVE up(id, parent, depth) AS ("
                "  SELECT id, parent, 0 FROM nodes WHERE id = ?"
                "  UNION ALL SELECT nodes.id, nodes.parent, depth + 1 FROM up"
                "  JOIN nodes ON nodes.id = up.parent"
                "  WHERE NOT EXISTS (SELECT 1 FROM calls WHERE calls.output = up.id))"
                " SELECT calls.id FROM up JOIN calls ON calls.output = up.id"
                " JOIN conversations ON conversations.number = calls.conversation"
                " ORDER BY depth, conversations.id = ? DESC, calls.id DESC LIMIT 1",
                (self._graph.named(node).node, conversation_id),
            ).fetchone()
        row = (
            row
            or self._connection.execute(
                "SELECT calls.id FROM calls JOIN conversations"
                " ON conversations.number = calls.conversation WHERE conversations.id = ?"
                " ORDER BY calls.id DESC LIMIT 1",
                (conversation_id,),
            ).fetchone()
        )
        return None if row is None else self.records([row[0]], whole=False)[0]

    def answers_on_the_way(self, node: str | None) -> list[Answer]:
        """See `SQLiteStore.answers_on_the_way`."""
        if node is None:
            return []
        path = self._graph.path_to(self._graph.named(node).node)
        places = {each: place for place, (each, _) in enumerate(path, start=1)}
        rows = self._connection.execute(
            "SELECT model, client, input, output FROM calls"
            " WHERE output IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(places)),),
        )
        return [
            Answer(model, client, places.get(asked, 0), places[answered])
            for model, client, asked, answered in rows
            if asked in places or not asked
        ]

    def _rows(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        named = ", ".join(f"calls.{column}" for column in COLUMNS)
        rows = self._connection.execute(
            f"SELECT {named}, conversations.id, conversations.name FROM json_each(?) AS wanted"  # noqa: S608 - our own columns
            " JOIN calls ON calls.id = wanted.value"
            " JOIN conversations ON conversations.number = calls.conversation ORDER BY wanted.key",
            (json.dumps(list(ids)),),
        )
        columns = (*COLUMNS, "conversation_id", "conversation_name")
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def _records(self, rows: list[dict[str, Any]], *, whole: bool) -> Iterator[CallRecord]:
        paths = {row["number"]: self._paths(row, whole=whole) for row in rows}
        stored = self._graph.stored(
            message for three in paths.values() for path in three for _, message in path
        )
        contents = self._blobs.contents(
            row[column] for row in rows for column in BLOB_COLUMNS if row[column] is not None
        )
        fragments = self._fragments(paths)
        for row in rows:
            origins = json.loads(row["origins"] or "[]")
            leading, asked, answered = (
                [as_given(stored[message], node, origins) for node, message in path]
                for path in paths[row["number"]]
            )
            values = {
                column: None if row[column] is None else contents[row[column]]
                for column in BLOB_COLUMNS
            }
            yield CallRecord(
                id=row["id"],
                model=row["model"],
                messages=[*leading, *asked],
                output=answered if row["output"] is not None else self._arrived(row["number"]),
                status=_status(row),
                conversation=row["conversation_id"],
                conversation_name=row["conversation_name"],
                resolved_model=row["resolved_model"],
                system=values["system"],
                options=_object(as_value(values["options"] or "{}")),
                schema=None if values["schema"] is None else _object(as_value(values["schema"])),
                tools=_tools(as_value(values["tools"] or "[]")),
                fragments=fragments.get(row["number"], []),
                payload=None if values["payload"] is None else as_value(values["payload"]),
                usage=_usage(row),
                cost=row["cost"],
                finish_reason=row["finish_reason"],
                error=values["error"],
                started=when_of(row["started"]),
                duration_ms=row["duration_ms"],
                client=row["client"],
            )

    def _paths(self, row: dict[str, Any], *, whole: bool) -> list[list[tuple[int, int]]]:
        """The nodes of the instructions, of what was asked and of what was answered."""
        leading = self._graph.path_to(row["instructions"]) if row["instructions"] else []
        read = self._graph.path_to if whole else self._graph.turn_to
        answered = row["output"] or row["input"]
        return [leading, read(row["input"]), self._graph.path_to(answered, after=row["input"])]

    def _arrived(self, number: int) -> list[Message]:
        """What has arrived so far of a call that has not ended."""
        rows = self._connection.execute(
            "SELECT events FROM streams WHERE call = ? ORDER BY number", (number,)
        )
        return output_of_stream(json.loads(events) for (events,) in rows)

    def _fragments(self, numbers: Iterable[int]) -> dict[int, list[FragmentUse]]:
        rows = self._connection.execute(
            "SELECT call, kind, call_fragments.blob, source FROM call_fragments"
            " LEFT JOIN known_fragments ON known_fragments.blob = call_fragments.blob"
            " WHERE call IN (SELECT value FROM json_each(?)) ORDER BY call, number",
            (json.dumps(list(numbers)),),
        ).fetchall()
        contents = self._blobs.contents(row[2] for row in rows)
        used: dict[int, list[FragmentUse]] = {}
        for call, kind, blob, source in rows:
            used.setdefault(call, []).append(FragmentUse(contents[blob], source or "", kind))
        return used


def is_left(process: str | None, started: int | None) -> bool:
    """Whether nobody is at a running call any more, by what is in its row."""
    return is_abandoned(process, time.time() - (started or 0) / 1e6)


def _status(row: dict[str, Any]) -> Any:
    left = row["status"] == "running" and is_left(row["process"], row["started"])
    return "interrupted" if left else row["status"]


def _usage(row: dict[str, Any]) -> Usage:
    details = row["token_details"]
    return Usage(
        row["input_tokens"],
        row["output_tokens"],
        json.loads(details) if details else None,
        row["cached_tokens"],
        row["reasoning_tokens"],
    )


def _object(stored: Any) -> dict[str, Any]:
    return stored if isinstance(stored, dict) else {"redacted": stored}


def _tools(stored: Any) -> list[ToolDefinition]:
    return [_tool(each) for each in (stored if isinstance(stored, list) else [stored])]


def _tool(stored: Any) -> ToolDefinition:
    if not isinstance(stored, dict):
        return ToolDefinition(str(stored))
    instance, name = stored.pop("instance", None), stored.pop("name", "")
    return ToolDefinition(name, **stored, instance=ToolInstance(**instance) if instance else None)
