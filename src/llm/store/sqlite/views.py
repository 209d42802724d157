"""The views of the history's file: what people and programs that bring their own SQL read.

Those named like tables of older releases are `old_tables.py`'s; `docs/history.md` describes all.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llm.store.sqlite.connection import OPENING_PATIENCE, writing
from llm.store.sqlite.expressions import hexadecimal, seconds, text_of
from llm.store.sqlite.old_tables import OLD_TABLES

if TYPE_CHECKING:
    import sqlite3

VERSION = 1
"""Goes up with every change of a view: who finds a lower number in a file makes them anew."""

# A blob that is made of others is cut where they stand: a piece is a literal text or another blob,
# at a place that sorts. Where it stands in a JSON string, or in one within another (`depth`), it is
# written as JSON has it. To cut, references are made the ends of strings in a list of strings.
_REFERENCE = '{"$blob":'
_NUMBERS = "substr(replace(content, ' ', ''), 2, length(replace(content, ' ', '')) - 2)"
_LAID_OUT = f"""CASE whole.form
        WHEN 'json' THEN replace(content, '{_REFERENCE}', '"{_REFERENCE}')
        WHEN 'list' THEN '[{_REFERENCE}' || replace({_NUMBERS}, ',', '}},{_REFERENCE}') || '}}]'
        ELSE '{_REFERENCE}' || replace({_NUMBERS}, ',', '}}{_REFERENCE}') || '}}' END"""
_LITERAL = """CASE whole.form
          WHEN 'json' THEN CASE WHEN cut.key THEN '"' ELSE '' END
            || replace(substr(cut.value, 1 + (cut.key > 0) * instr(cut.value, '}')),
              '$$blob":', '$blob":')
          ELSE substr(cut.value, 1 + (cut.key > 0) * instr(cut.value, '}')) END"""
_NOTE = "'[redacted' || CASE redacted WHEN '' THEN '' ELSE ': ' || redacted END || ']'"
_QUOTED = "substr(json_quote(said), 2, length(json_quote(said)) - 2)"
_TWICE = f"replace(replace({_QUOTED}, '\\', '\\\\'), '\"', '\\\"')"
_THRICE = f"replace(replace({_TWICE}, '\\', '\\\\'), '\"', '\\\"')"
_IN_STRING = _REFERENCE.replace('"', '\\"')
_BLOB_TEXTS = f"""
SELECT id, CASE
  WHEN redacted IS NOT NULL THEN {_NOTE}
  WHEN form IS NULL THEN content
  ELSE (WITH RECURSIVE piece(place, blob, literal, depth, inside) AS (
      SELECT '', blobs.id, NULL, 0, NULL
      UNION ALL
      SELECT piece.place || printf('.%07d', cut.key * 2 + side.value),
        CASE side.value WHEN 0 THEN CAST(cut.value AS INTEGER) END,
        CASE side.value WHEN 1 THEN {_LITERAL} END,
        piece.depth + (whole.form = 'json' AND side.value = 0), whole.form
      FROM piece JOIN blobs AS whole ON whole.id = piece.blob,
        json_each('[' || replace(json_quote({_LAID_OUT}), '{_IN_STRING}', '","') || ']') AS cut,
        json_each('[0,1]') AS side
      WHERE whole.form IS NOT NULL AND whole.redacted IS NULL AND (cut.key > 0 OR side.value))
    SELECT group_concat(
      CASE depth WHEN 0 THEN said WHEN 1 THEN {_QUOTED} WHEN 2 THEN {_TWICE} ELSE {_THRICE} END, '')
    FROM (SELECT depth, CASE WHEN literal IS NOT NULL THEN literal
        WHEN redacted IS NULL THEN CAST(content AS TEXT)
        WHEN inside = 'list' THEN json_quote({_NOTE}) ELSE {_NOTE} END AS said
      FROM piece LEFT JOIN blobs AS leaf ON leaf.id = piece.blob
      WHERE literal IS NOT NULL OR form IS NULL OR redacted IS NOT NULL ORDER BY place))
  END AS text
FROM blobs
"""  # noqa: S608 - our own SQL

_MESSAGE_PARTS = """
SELECT stored_messages.id AS message, role AS role, part.key AS position,
  part.value ->> '$.type' AS type, part.value AS part
FROM stored_messages,
  json_each(CASE json_type(body) WHEN 'array' THEN body ELSE body -> '$.parts' END) AS part
"""


def _joined(kind: str) -> str:
    return f"""(SELECT group_concat(text, '') FROM
    (SELECT {text_of("part ->> '$.text'")} AS text FROM message_parts
     WHERE message = stored_messages.id AND type = '{kind}' ORDER BY position))"""  # noqa: S608 - our own SQL


_MESSAGE_TEXTS = f"""
SELECT id AS message, {hexadecimal("hash")} AS hash, role AS role,
  coalesce({_joined("text")}, '') AS text, {_joined("reasoning")} AS reasoning
FROM stored_messages
"""  # noqa: S608 - our own SQL

# The turn of each call: its instructions, what was said since the last answer, and the answer.
_CALL_MESSAGES = """
SELECT calls.number AS call, said.key AS place,
  CASE said.value ->> 0 WHEN 0 THEN 'instructions' WHEN 1 THEN 'asked' ELSE 'answered' END AS kind,
  said.value ->> 1 AS node, said.value ->> 2 AS message
FROM calls, json_each((
  WITH RECURSIVE up(kind, id, parent, message) AS (
    SELECT 2, id, parent, message FROM nodes WHERE id = calls.output AND id <> calls.input
    UNION ALL
    SELECT 1, nodes.id, parent, message FROM nodes JOIN stored_messages AS said ON said.id = message
    WHERE nodes.id = calls.input AND role <> 'assistant'
    UNION ALL
    SELECT 0, id, parent, message FROM nodes WHERE id = calls.instructions
    UNION ALL
    SELECT up.kind, nodes.id, nodes.parent, nodes.message FROM up
    JOIN nodes ON nodes.id = up.parent JOIN stored_messages AS said ON said.id = nodes.message
    WHERE CASE up.kind WHEN 2 THEN nodes.id <> calls.input WHEN 1 THEN role <> 'assistant'
      ELSE 1 END)
  SELECT json_group_array(json_array(kind, id, message)) FROM
    (SELECT kind, id, message FROM up ORDER BY kind, id))) AS said
"""

_CALL_PARTS = """
SELECT said.call AS call, said.place AS place, said.kind AS kind, said.node AS node,
  said.message AS message, part.role AS role, part.position AS position, part.type AS type,
  part.part AS part
FROM call_messages AS said JOIN message_parts AS part ON part.message = said.message
"""

_HISTORY = f"""
SELECT {seconds("calls.started")} AS time, conversations.name AS conversation,
  coalesce(calls.resolved_model, calls.model) AS model, calls.status AS status,
  said.prompt AS prompt, said.response AS response, said.reasoning AS reasoning,
  (SELECT group_concat(text, char(10, 10)) FROM
    (SELECT text FROM call_messages JOIN message_texts USING (message)
     WHERE call = calls.number AND kind = 'instructions' ORDER BY place)) AS instructions,
  calls.input_tokens AS input_tokens, calls.output_tokens AS output_tokens, calls.cost AS cost,
  calls.duration_ms / 1000.0 AS seconds, {text_of("calls.error")} AS error,
  calls.id AS id, conversations.id AS conversation_id
FROM calls JOIN conversations ON conversations.number = calls.conversation
JOIN responses AS said ON said.id = calls.id
"""  # noqa: S608 - our own SQL

_TRANSCRIPT = f"""
SELECT {seconds("calls.started")} AS time, conversations.name AS conversation, said.kind AS kind,
  texts.role AS role, texts.text AS text, texts.reasoning AS reasoning,
  (SELECT {hexadecimal("hash")} FROM nodes WHERE id = said.node) AS node, said.place AS place,
  calls.id AS call_id, conversations.id AS conversation_id
FROM calls JOIN conversations ON conversations.number = calls.conversation
JOIN call_messages AS said ON said.call = calls.number
JOIN message_texts AS texts ON texts.message = said.message
"""  # noqa: S608 - our own SQL

VIEWS = {
    "blob_texts": _BLOB_TEXTS,
    "message_parts": _MESSAGE_PARTS,
    "message_texts": _MESSAGE_TEXTS,
    "call_messages": _CALL_MESSAGES,
    "call_parts": _CALL_PARTS,
    "transcript": _TRANSCRIPT,
    **OLD_TABLES,
    "history": _HISTORY,
}
"""Name and SELECT of every view, each after those that it reads."""

_STATE = "views"


def make_views(connection: sqlite3.Connection) -> None:
    """Make the views, or make them anew where an older version made them.

    A table or a view of somebody else that has the name of one of ours stays, and ours is left out.
    """
    if _version(connection) >= VERSION:
        return
    with writing(connection, patience=OPENING_PATIENCE):
        if _version(connection) < VERSION:  # nobody was faster
            _make(connection)


def drop_views(connection: sqlite3.Connection) -> None:
    """Remove the views that `make_views` made: no table that they read can be changed before."""
    with writing(connection):
        for name in _made(connection):
            connection.execute(f'DROP VIEW IF EXISTS "{name}"')
        connection.execute("DELETE FROM state WHERE name = ?", (_STATE,))


def _make(connection: sqlite3.Connection) -> None:
    drop_views(connection)
    taken = {name for (name,) in connection.execute("SELECT lower(name) FROM sqlite_master")}
    ours = [name for name in VIEWS if name not in taken]
    for name in ours:
        connection.execute(f'CREATE VIEW "{name}" AS {VIEWS[name]}')
    connection.execute(
        "INSERT INTO state (name, value) VALUES (?, ?)",
        (_STATE, json.dumps({"version": VERSION, "names": ours})),
    )


def _version(connection: sqlite3.Connection) -> int:
    return int(_kept(connection).get("version", 0))


def _made(connection: sqlite3.Connection) -> list[str]:
    names: list[str] = _kept(connection).get("names", [])
    views = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")
    return sorted({name for (name,) in views}.intersection(names))


def _kept(connection: sqlite3.Connection) -> dict[str, Any]:
    row = connection.execute("SELECT value FROM state WHERE name = ?", (_STATE,)).fetchone()
    kept: dict[str, Any] = {} if row is None else json.loads(row[0])
    return kept
