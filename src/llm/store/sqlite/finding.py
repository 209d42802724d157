"""The beginning of an id -> what it names: a call, a conversation, a message at a place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llm.errors import InvalidInput, NotInHistory
from llm.store.records import Reference

if TYPE_CHECKING:
    import sqlite3

_SHORTEST = 4
# A tool runs right after the call that asks for it; others may have been made meanwhile.
_RECENT_CALLS = 200
_NEXT = "\uffff"


def find(connection: sqlite3.Connection, prefix: str) -> Reference:
    """See `Store.find`. A whole id goes before ids that begin with it."""
    prefix = prefix.strip()
    whole = [each for each in _found(connection, prefix) if each.id == prefix]
    if whole:
        return whole[0]
    written = prefix.lower()
    found = _found(connection, written)
    exact = [each for each in found if each.id == written]
    found = exact or found
    if len(found) > 1:
        raise _several(prefix, [f"{each.kind} {each.id}" for each in found])
    if not found or len(prefix) < min(_SHORTEST, len(found[0].id)):
        raise _none(prefix)
    return found[0]


def find_conversation(connection: sqlite3.Connection, prefix: str) -> str:
    """See `Store.find_conversation`."""
    prefix = prefix.strip()
    for written in (prefix, prefix.lower()):
        between = (written, written + _NEXT) if len(written) >= _SHORTEST else (written, written)
        found = [
            row[0]
            for row in connection.execute(
                "SELECT id FROM conversations WHERE id = ?1 UNION SELECT conversations.id"
                " FROM calls JOIN conversations ON conversations.number = conversation"
                " WHERE calls.id = ?1",
                (written,),
            )
        ] or [
            row[0]
            for row in connection.execute(
                "SELECT id FROM conversations WHERE id >= ?1 AND id < ?2 UNION"
                " SELECT conversations.id FROM calls JOIN conversations"
                " ON conversations.number = conversation"
                " WHERE calls.id >= ?1 AND calls.id < ?2 LIMIT 4",
                between,
            )
        ]
        if len(found) > 1:
            raise _several(prefix, [f"conversation {each}" for each in found])
        if found:
            return str(found[0])
    raise _none(prefix)


def _several(prefix: str, named: list[str]) -> InvalidInput:
    more = ", …" if len(named) > 3 else ""
    return InvalidInput(
        f"'{prefix}' begins several ids ({', '.join(named[:3])}{more}): type more of the one meant"
    )


def _none(prefix: str) -> NotInHistory:
    return NotInHistory(
        f"The history has no call, conversation or message whose id begins with '{prefix}':"
        " llm logs list shows those it has"
    )


def _found(connection: sqlite3.Connection, prefix: str) -> list[Reference]:
    if not prefix:
        return []
    between = (prefix, prefix + _NEXT)
    found = [
        Reference("call", row[0])
        for row in connection.execute(
            "SELECT id FROM calls WHERE id >= ? AND id < ? LIMIT 4", between
        )
    ]
    found += [
        Reference("conversation", row[0])
        for row in connection.execute(
            "SELECT id FROM conversations WHERE id >= ? AND id < ? LIMIT 4", between
        )
    ]
    if re.fullmatch(r"[0-9a-f]{4,64}", prefix):
        low = bytes.fromhex(prefix[:8].ljust(8, "0"))
        high = bytes.fromhex(prefix[:8].ljust(8, "f"))
        found += [
            Reference("node", row[0].lower())
            for row in connection.execute(
                "SELECT hex(hash) FROM nodes WHERE substr(hash, 1, 4) BETWEEN ? AND ?"
                " AND lower(hex(hash)) >= ? AND lower(hex(hash)) < ? LIMIT 4",
                (low, high, *between),
            )
        ]
    return found


def node_of(
    connection: sqlite3.Connection, reference: Reference, *, asked: bool = False
) -> tuple[str | None, str]:
    """The node that a call came to, or that a message is at, and the id of its conversation.

    With *asked* it is the node from which the call was made. A message that several conversations
    share is in the one that was used last. Raises `NotInHistory` for what is in no conversation.
    """
    if reference.kind == "call":
        row = connection.execute(
            "SELECT lower(hex(nodes.hash)), conversations.id FROM calls"
            " JOIN conversations ON conversations.number = calls.conversation"
            " LEFT JOIN nodes ON nodes.id ="
            " CASE WHEN ? THEN calls.input ELSE coalesce(calls.output, calls.input) END"
            " WHERE calls.id = ?",
            (asked, reference.id),
        ).fetchone()
        if row is None:
            raise NotInHistory(f"The history has no call {reference.id}")
        return row[0] or None, row[1]
    row = connection.execute(
        "WITH RECURSIVE down(id) AS ("
        "  SELECT id FROM nodes WHERE substr(hash, 1, 4) = ?1 AND hash = ?2"
        "  UNION SELECT nodes.id FROM down JOIN nodes ON nodes.parent = down.id)"
        " SELECT conversations.id FROM down"
        " JOIN calls ON calls.output = down.id OR calls.input = down.id"
        " JOIN conversations ON conversations.number = calls.conversation"
        " ORDER BY calls.id DESC LIMIT 1",
        (bytes.fromhex(reference.id)[:4], bytes.fromhex(reference.id)),
    ).fetchone()
    if row is None:
        raise NotInHistory(f"No conversation of the history holds the message {reference.id}")
    return reference.id, row[0]


def clients_at(connection: sqlite3.Connection, hexadecimal: str) -> set[str | None]:
    """Whose calls ended or began at the node with this hash: they know all that was said there."""
    hashed = bytes.fromhex(hexadecimal)
    rows = connection.execute(
        "WITH here(id) AS (SELECT id FROM nodes WHERE substr(hash, 1, 4) = ?1 AND hash = ?2)"
        " SELECT client FROM here JOIN calls ON output = here.id UNION"
        " SELECT client FROM here JOIN calls ON input = here.id",
        (hashed[:4], hashed),
    )
    return {client for (client,) in rows}


def conversation_asking(connection: sqlite3.Connection, tool_call: str) -> str | None:
    """The id of the conversation in which a model asked for the *tool_call* with this id lately."""
    row = connection.execute(
        "SELECT conversations.id FROM"
        " (SELECT output, conversation FROM calls ORDER BY number DESC LIMIT ?) AS recent"
        " JOIN conversations ON conversations.number = recent.conversation"
        " JOIN nodes ON nodes.id = recent.output"
        " JOIN stored_messages ON stored_messages.id = nodes.message,"
        " json_each(CASE WHEN json_type(body) = 'array' THEN body ELSE body -> '$.parts' END)"
        " AS part WHERE part.value ->> '$.tool_call_id' = ? LIMIT 1",
        (_RECENT_CALLS, tool_call),
    ).fetchone()
    return None if row is None else str(row[0])
