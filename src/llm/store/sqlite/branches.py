"""The tree of a conversation: which of its calls goes on from which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.errors import NotInHistory
from llm.store.records import Reference, Selection
from llm.store.sqlite.finding import node_of
from llm.store.sqlite.graph import node_named
from llm.store.upkeep import Branch

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from llm.store.sqlite.backend import SQLiteStore

SHORTEST = 8
"""Characters that an id is not made shorter than."""


def branches(store: SQLiteStore, conversation: str) -> list[Branch]:
    """The calls of *conversation*, by its id, the oldest first; each after the one it goes on from.

    The call that the conversation goes on from is the last that led to its tip. Raises
    `NotInHistory`.
    """
    record = store.conversation(conversation)
    calls = list(store.calls(Selection(conversation=conversation), newest_first=False))
    with store.reading():
        number, tip = store.connection.execute(
            "SELECT number, tip FROM conversations WHERE id = ?", (record.id,)
        ).fetchone()
        after = _after(store.connection, number)
        last = None if tip is None else _last_before(store.connection, number, tip)
        forks: dict[str, list[str]] = {}
        for fork, origin in store.connection.execute(
            "SELECT id, forked_from FROM conversations WHERE forked_from IN"
            " (SELECT id FROM calls WHERE conversation = ?) ORDER BY id",
            (number,),
        ):
            forks.setdefault(origin, []).append(fork)
    return [
        Branch(call, after.get(call.id), call.id == last, forks.get(call.id, [])) for call in calls
    ]


def go_back(store: SQLiteStore, conversation: str, call: str, length: int) -> None:
    """Let *conversation* go on after the first *length* messages of those that led to *call*.

    Instructions are not counted; both are whole ids. Raises `NotInHistory`.
    """
    with store.writing():
        last, _ = node_of(store.connection, Reference("call", call))
        path = store.graph.path_to(node_named(store.connection, last).node) if last else []
        if length > len(path):
            raise NotInHistory(f"So much was not said before {call}")
        tip = path[length - 1][0] if length else None
        store.connection.execute(
            "UPDATE conversations SET tip = ? WHERE id = ?", (tip, conversation)
        )


def _after(connection: sqlite3.Connection, conversation: int) -> dict[str, str]:
    """For each call that goes on from another one of the conversation, the id of that.

    Of several that ended at the same node it is the last one before it: they said the same.
    """
    return dict(
        connection.execute(
            "WITH RECURSIVE up(call, node, parent) AS ("
            "  SELECT calls.id, nodes.id, nodes.parent FROM calls"
            "  JOIN nodes ON nodes.id = calls.input WHERE conversation = ?1"
            "  UNION ALL SELECT up.call, nodes.id, nodes.parent FROM up"
            "  JOIN nodes ON nodes.id = up.parent WHERE NOT EXISTS (SELECT 1 FROM calls"
            "    WHERE output = up.node AND conversation = ?1 AND id < up.call))"
            " SELECT up.call, max(calls.id) FROM up JOIN calls ON calls.output = up.node"
            " WHERE conversation = ?1 AND calls.id < up.call GROUP BY up.call",
            (conversation,),
        ).fetchall()
    )


def _last_before(connection: sqlite3.Connection, conversation: int, tip: int) -> str | None:
    """The call of the conversation that ended at *tip*, or nearest before it."""
    row = connection.execute(
        "WITH RECURSIVE up(id, parent, depth) AS ("
        "  SELECT id, parent, 0 FROM nodes WHERE id = ?1"
        "  UNION ALL SELECT nodes.id, nodes.parent, depth + 1 FROM up"
        "  JOIN nodes ON nodes.id = up.parent)"
        " SELECT calls.id FROM up JOIN calls ON calls.output = up.id"
        " WHERE conversation = ?2 ORDER BY depth, calls.id DESC LIMIT 1",
        (tip, conversation),
    ).fetchone()
    return None if row is None else str(row[0])


def short_ids(store: SQLiteStore, ids: Iterable[str]) -> dict[str, str]:
    """Each of *ids*, of calls and conversations, and a beginning of it that no other one has."""
    with store.reading():
        return {id_: id_[: _telling(store.connection, id_)] for id_ in ids}


def _telling(connection: sqlite3.Connection, id_: str) -> int:
    """How many characters tell *id_* from every other id: one more than its neighbours share."""
    neighbours = connection.execute(
        "SELECT (SELECT max(id) FROM calls WHERE id < ?1),"
        " (SELECT min(id) FROM calls WHERE id > ?1),"
        " (SELECT max(id) FROM conversations WHERE id < ?1),"
        " (SELECT min(id) FROM conversations WHERE id > ?1)",
        (id_,),
    ).fetchone()
    return max(SHORTEST, *(1 + _shared(id_, each) for each in neighbours if each is not None), 0)


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next(
        (place for place, pair in enumerate(zip(one, other, strict=False)) if len({*pair}) > 1),
        min(len(one), len(other)),
    )
