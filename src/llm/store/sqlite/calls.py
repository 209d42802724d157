"""Calls as rows: what is written when one begins, while it runs, and when it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llm.schemas import make_schema_id
from llm.store.processes import this_process
from llm.store.sqlite.fragments import keep_fragment
from llm.store.sqlite.kept_tools import as_stored
from llm.store.sqlite.kinds import kinds_of
from llm.store.sqlite.remembered import Place
from llm.store.sqlite.times import microseconds
from llm.text import valid_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from llm.store.records import CallRecord, ToolDefinition
    from llm.store.sqlite.blobs import Blobs
    from llm.store.sqlite.given import Origins
    from llm.store.sqlite.graph import Graph
    from llm.store.sqlite.remembered import History

TITLE_LENGTH = 32
# Of calls that began here and end elsewhere - a spool, another process - so many are remembered.
_BEGUN = 64
# A tip is looked for among so many nodes before the end of the call that moves it.
_REACH = 10_000


class CallWriter:
    """Writes the table `calls` and what hangs on it, in the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection, blobs: Blobs, graph: Graph) -> None:
        self._connection = connection
        self._blobs = blobs
        self._graph = graph
        self._begun: dict[str, History] = {}

    def begin(self, call: CallRecord) -> str:
        """Write the row of *call*, unless it is there; returns the id of its conversation."""
        row = self._connection.execute(
            "SELECT conversations.id FROM calls JOIN conversations"
            " ON conversations.number = calls.conversation WHERE calls.id = ?",
            (call.id,),
        ).fetchone()
        return self._begin(call) if row is None else str(row[0])

    def _begin(self, call: CallRecord) -> str:
        origins: Origins = []
        fragments = [each.content for each in call.fragments]
        instructions = call.instructions()
        history = call.messages[len(instructions) :] if instructions else call.messages
        begun = self._graph.put_history(history, fragments, origins, call.owners())
        before = begun.place
        self._begun[call.id] = begun
        while len(self._begun) > _BEGUN:
            del self._begun[next(iter(self._begun))]
        leading = self._graph.put_after(self._graph.place(0), instructions, fragments, origins)
        number, conversation = self._conversation(call, before.node)
        self._connection.execute(
            "INSERT INTO calls (id, conversation, input, instructions, system, model, options,"
            " schema, tools, status, started, client, origins, kinds, process)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', ?, ?, ?, ?, ?)",
            (
                call.id,
                number,
                before.node,
                leading.node or None,
                None if call.system is None else self._blobs.put_text(call.system),
                call.model,
                self._blobs.put_json(call.options) if call.options else None,
                self._schema(call.schema),
                self._tools(call.tools),
                microseconds(call.started),
                call.client,
                json.dumps(origins) if origins else None,
                kinds_of(call),
                this_process(),
            ),
        )
        self._put_fragments(call)
        return conversation

    def finish(self, call: CallRecord) -> None:
        """Write how *call* ended; its row, too, unless it is there."""
        row = self._row(call.id)
        if row is None:
            self._begin(call)
            row = self._row(call.id)
        number, conversation, before = row
        origins: Origins = []
        after = self._graph.put_after(before, call.output, (), origins)
        self._connection.execute(
            "UPDATE calls SET output = ?, resolved_model = ?, payload = ?, status = ?,"
            " finish_reason = ?, error = ?, duration_ms = ?, input_tokens = ?, output_tokens = ?,"
            " cached_tokens = ?, reasoning_tokens = ?, token_details = ?, cost = ?,"
            " started = coalesce(?, started), origins = coalesce(?, origins), kinds = ?,"
            " process = NULL"
            " WHERE number = ?",
            (
                after.node,
                call.resolved_model,
                None if call.payload is None else self._blobs.put_json(call.payload),
                call.status,
                call.finish_reason,
                None if call.error is None else self._blobs.put_text(call.error),
                call.duration_ms,
                call.usage.input,
                call.usage.output,
                call.usage.cached,
                call.usage.reasoning,
                None if call.usage.details is None else json.dumps(call.usage.details),
                call.cost,
                microseconds(call.started),
                self._with_origins(number, origins),
                kinds_of(call),
                number,
            ),
        )
        self._connection.execute("DELETE FROM streams WHERE call = ?", (number,))
        if goes_on_from(call):
            self._move_tip(conversation, after.node, force=call.takes_tip)
        begun = self._begun.pop(call.id, None)
        if begun is not None:
            self._graph.remember(begun.then(call.output, after, origins))

    def _row(self, call_id: str) -> Any:
        """The call's number, its conversation's, and the place where its input ends."""
        row = self._connection.execute(
            "SELECT number, conversation, input, nodes.hash, nodes.path FROM calls"
            " LEFT JOIN nodes ON nodes.id = input WHERE calls.id = ?",
            (call_id,),
        ).fetchone()
        return None if row is None else (*row[:2], Place(row[2], row[3], row[4] or b""))

    def progress(self, call_id: str, events: Sequence[Any]) -> None:
        """Write further *events*, as JSON-like data, of a call that is running."""
        self._connection.execute(
            "INSERT INTO streams (call, number, events)"
            " SELECT number, (SELECT count(*) FROM streams WHERE call = calls.number), ?"
            " FROM calls WHERE id = ? AND status = 'running'",
            (json.dumps(list(events)), call_id),
        )

    def _conversation(self, call: CallRecord, before: int) -> tuple[int, str]:
        """The conversation of *call*, whose input ends at *before*: its number and its id."""
        if call.conversation is None:
            found = self._conversation_at(call, before)
            if found is not None:
                return found
        # Conversations and calls are known by ids of one kind, and never by the same one.
        from llm.ids import new_id

        conversation = call.conversation or new_id()
        row = self._connection.execute(
            "SELECT number, name, model FROM conversations WHERE id = ?", (conversation,)
        ).fetchone()
        if row is None:
            given, made_title = call.conversation_name, title_of(call)
            made = self._connection.execute(
                "INSERT INTO conversations (id, name, model, named) VALUES (?, ?, ?, ?)",
                # An import gives titles, too, that were made like this.
                (
                    conversation,
                    given or made_title,
                    call.model,
                    bool(given) and given != made_title,
                ),
            )
            return made.lastrowid or 0, conversation
        if row[1] is None or row[2] is None:
            self._connection.execute(
                "UPDATE conversations SET name = coalesce(name, ?), model = coalesce(model, ?)"
                " WHERE number = ?",
                (call.conversation_name or title_of(call), call.model, row[0]),
            )
        return row[0], conversation

    def _conversation_at(self, call: CallRecord, before: int) -> tuple[int, str] | None:
        """The conversation whose answers *call* goes on from: that of the last such call.

        It is one that *call* is allowed to go on from, by who asked.
        """
        history = call.messages[: len(call.messages) - len(call.said())]
        if not any(message.role == "assistant" for message in history):
            return None
        owners = call.owners()
        there = " UNION ALL ".join(
            "SELECT calls.id, conversation FROM up CROSS JOIN calls"  # noqa: S608 - our own names
            f" ON {column} = up.id AND client IS ?{number}"
            for column in ("output", "input")
            for number, _ in enumerate(owners, start=2)
        )
        row: tuple[int, str] | None = self._connection.execute(
            "WITH RECURSIVE up(id, parent, answers) AS ("  # noqa: S608 - our own names
            "  SELECT nodes.id, parent, role = 'assistant' FROM nodes"
            "  JOIN stored_messages AS said ON said.id = message WHERE nodes.id = ?1"
            "  UNION ALL SELECT nodes.id, nodes.parent, role = 'assistant' FROM up"
            "  JOIN nodes ON nodes.id = up.parent"
            "  JOIN stored_messages AS said ON said.id = nodes.message WHERE NOT answers)"
            " SELECT number, id FROM conversations WHERE number ="
            f" (SELECT conversation FROM ({there} ORDER BY 1 DESC LIMIT 1))",
            (before, *owners),
        ).fetchone()
        return row

    def _move_tip(self, conversation: int, node: int, *, force: bool) -> None:
        """Let the conversation go on from *node*, unless another branch took it on meanwhile."""
        (tip,) = self._connection.execute(
            "SELECT tip FROM conversations WHERE number = ?", (conversation,)
        ).fetchone()
        if tip is None or force or self._follows(node, tip):
            self._connection.execute(
                "UPDATE conversations SET tip = ? WHERE number = ?", (node or None, conversation)
            )

    def _follows(self, node: int, tip: int) -> bool:
        row = self._connection.execute(
            "WITH RECURSIVE up(id, parent, depth) AS ("
            "  SELECT id, parent, 0 FROM nodes WHERE id = ?"
            "  UNION ALL SELECT nodes.id, nodes.parent, depth + 1 FROM up"
            # A node is younger than those before it.
            "  JOIN nodes ON nodes.id = up.parent WHERE depth < ? AND up.id > ?)"
            " SELECT 1 FROM up WHERE id = ?",
            (node, _REACH, tip, tip),
        ).fetchone()
        return row is not None

    def _schema(self, schema: dict[str, Any] | None) -> int | None:
        if schema is None:
            return None
        return keep_schema(self._connection, self._blobs, schema)

    def _tools(self, tools: Sequence[ToolDefinition]) -> int | None:
        """The blob of a list of tools, each of which is a blob."""
        if not tools:
            return None
        return self._blobs.put_list([as_stored(tool) for tool in tools])

    def _put_fragments(self, call: CallRecord) -> None:
        if not call.fragments:
            return
        (number,) = self._connection.execute(
            "SELECT number FROM calls WHERE id = ?", (call.id,)
        ).fetchone()
        for place, fragment in enumerate(call.fragments):
            blob = keep_fragment(
                self._connection, self._blobs, fragment.content, fragment.source, call.started
            )
            self._connection.execute(
                "INSERT INTO call_fragments (call, number, kind, blob) VALUES (?, ?, ?, ?)",
                (number, place, fragment.kind, blob),
            )

    def _with_origins(self, number: int, origins: Origins) -> str | None:
        if not origins:
            return None
        (kept,) = self._connection.execute(
            "SELECT origins FROM calls WHERE number = ?", (number,)
        ).fetchone()
        known = json.loads(kept or "[]")
        return json.dumps([*known, *(each for each in origins if each not in known)])


def keep_schema(connection: sqlite3.Connection, blobs: Blobs, schema: dict[str, Any]) -> int:
    """The blob of a schema, which is known from now on. In the caller's transaction."""
    blob = blobs.put_json(schema)
    connection.execute(
        "INSERT OR IGNORE INTO known_schemas (id, blob) VALUES (?, ?)",
        (make_schema_id(schema)[0], blob),
    )
    return blob


def goes_on_from(call: CallRecord) -> bool:
    """Whether a conversation goes on from how *call* ended, and not from where it began."""
    if call.status in {"ok", "paused"}:
        return True
    return call.status == "interrupted" and any(message.text() for message in call.output)


def title_of(call: CallRecord) -> str | None:
    """A title for a conversation that begins with *call*."""
    from llm.core.history import without_instructions

    said = [message.text() for message in without_instructions(call.messages)]
    leading = [message.text() for message in call.instructions()]
    text = next((text for text in [*said, *leading] if text.strip()), None)
    if text is None:
        return None
    title = " ".join(valid_text(text).split())
    return title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1]}…"
