"""A `Selection` -> the ids of the calls that it means."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llm.errors import InvalidInput
from llm.store.sqlite.kinds import GIVEN_RESULT, KINDS
from llm.store.sqlite.times import microseconds

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from llm.store.records import Selection

_HAS = {
    **dict.fromkeys(KINDS, "calls.kinds & ?"),
    "schema": "calls.schema IS NOT NULL",
    "fragment": "EXISTS (SELECT 1 FROM call_fragments WHERE call = calls.number)",
    "error": "calls.error IS NOT NULL",
}
_WITH_FRAGMENT = (
    "EXISTS (SELECT 1 FROM call_fragments WHERE call = calls.number"
    " AND blob = (SELECT id FROM blobs WHERE substr(hash, 1, 8) = ? AND hash = ?))"
)
# Of a call that was given results: among the messages after the last answer before it.
_GIVEN_RESULT_OF = """
 EXISTS (WITH RECURSIVE said(id, parent, message) AS (
   SELECT id, parent, message FROM nodes WHERE id = calls.input
   UNION SELECT nodes.id, nodes.parent, nodes.message FROM said
     JOIN nodes ON nodes.id = said.parent
     WHERE (SELECT role FROM stored_messages WHERE id = nodes.message) <> 'assistant')
   SELECT 1 FROM said JOIN stored_messages ON stored_messages.id = said.message,
     json_each(CASE WHEN json_type(body) = 'array' THEN body ELSE body -> '$.parts' END) AS part
   WHERE part.value ->> '$.type' = 'tool_result' AND part.value ->> '$.name' = ?)
"""


def selected_ids(
    connection: sqlite3.Connection,
    selection: Selection,
    *,
    limit: int | None = None,
    newest_first: bool = True,
) -> list[str]:
    """The ids of the calls that *selection* means; with a query, best first.

    *limit* takes the newest, or the best; without *newest_first* these are given oldest first.
    """
    if selection.query is not None:
        from llm.store.sqlite.search import found_ids

        return found_ids(connection, selection, limit=limit)
    conditions, values = conditions_of(selection)
    rows = connection.execute(
        f"SELECT id FROM calls WHERE {conditions} ORDER BY id DESC LIMIT ?",  # noqa: S608 - our own conditions
        [*values, -1 if limit is None else limit],
    )
    ids = [row[0] for row in rows]
    return ids if newest_first else ids[::-1]


def conditions_of(selection: Selection) -> tuple[str, list[Any]]:
    """All of *selection* but its query, as conditions on a row of `calls`, and their values.

    Raises `InvalidInput` for a kind of content that no turn can have.
    """
    conditions, values = ["true"], []
    for condition, given in [*_of_the_call(selection), *_of_the_turn(selection)]:
        conditions.append(condition)
        values += given
    return " AND ".join(conditions), values


def _of_the_call(selection: Selection) -> Iterator[tuple[str, list[Any]]]:
    """What can be told from the row, and from its conversation."""
    simple = {
        "calls.conversation = (SELECT number FROM conversations WHERE id = ?)": (
            selection.conversation
        ),
        "calls.started >= ?": microseconds(selection.since),
        "calls.started < ?": microseconds(selection.until),
        "calls.id > ?": selection.after,
        "calls.id >= ?": selection.from_id,
        "calls.schema = (SELECT blob FROM known_schemas WHERE id = ?)": selection.schema,
        "calls.client = ?": selection.client,
        "calls.conversation IN (SELECT conversation FROM conversation_tags WHERE tag = ?)": (
            selection.tag
        ),
    }
    for condition, value in simple.items():
        if value is not None:
            yield condition, [value]
    if selection.ids is not None:
        yield "calls.id IN (SELECT value FROM json_each(?))", [json.dumps(list(selection.ids))]
    if selection.model:
        among = "IN (SELECT value FROM json_each(?))"
        models = json.dumps(list(selection.model))
        yield f"(calls.model {among} OR calls.resolved_model {among})", [models, models]
    if selection.errors:
        yield "calls.status IN ('error', 'interrupted')", []


def _of_the_turn(selection: Selection) -> Iterator[tuple[str, list[Any]]]:
    """What must be looked for in what was said."""
    for fragment in selection.fragments:
        hashed = bytes.fromhex(fragment)
        yield _WITH_FRAGMENT, [hashed[:8], hashed]
    if selection.any_tool or selection.tools:
        yield _HAS["tool_result"], [GIVEN_RESULT]
    for tool in selection.tools:
        yield _GIVEN_RESULT_OF, [tool]
    for kind in selection.has:
        if kind not in _HAS:
            raise InvalidInput(f"'{kind}' is nothing a call has; it may have {', '.join(_HAS)}")
        yield _HAS[kind], [KINDS[kind]] if kind in KINDS else []
