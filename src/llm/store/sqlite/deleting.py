"""Deleting calls and conversations, with everything that nothing else says.

Choosing them is `selecting.py`'s; `sweeping.py` finds what nothing leads to any more, `erasing.py`
takes the bytes out of the file, and `copies.py` has what lies beside it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from llm.store.copies import delete_copies, other_files
from llm.store.records import Selection
from llm.store.sqlite.calls import goes_on_from, title_of
from llm.store.sqlite.erasing import deleting, erase, note_erasure
from llm.store.sqlite.reading import is_left
from llm.store.sqlite.sweeping import forget_unused, sweep
from llm.store.upkeep import Deletion

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    from llm.store.sqlite.backend import SQLiteStore


def delete(
    store: SQLiteStore,
    calls: Iterable[str],
    conversations: Iterable[str] = (),
    *,
    dry_run: bool = False,
) -> Deletion:
    """Delete *calls*, by their ids, and *conversations* with all of theirs.

    What remaining calls share with them stays. Calls that are still running are left. Ids that are
    not there are passed over. With *dry_run* nothing changes. Raises `HistoryUnavailable`.
    """
    connection = store.connection
    found = Deletion()
    with store.alone():
        with deleting(connection), store.writing():
            connection.execute("SAVEPOINT before")
            gone = _delete(store, list(calls), list(conversations), found)
            if dry_run:
                connection.execute("ROLLBACK TO before")
            else:
                note_erasure(connection)
                if store.path is not None:
                    # Before the commit: a spooled call that outlived its row would come back.
                    delete_copies(Path(store.path), gone)
        if not dry_run:
            store.graph.forget()
            found.remains = erase(connection)
    if store.path is not None:
        found.backups = other_files(Path(store.path))
    return found


def _delete(
    store: SQLiteStore, calls: list[str], conversations: list[str], found: Deletion
) -> set[str]:
    """Delete the rows, in a transaction; returns the ids of the calls that go."""
    connection = store.connection
    rows = _rows(connection, calls, conversations)
    found.running = [id_ for _, id_, _, runs in rows if runs]
    rows = [row for row in rows if not row[3]]
    numbers = json.dumps([number for number, *_ in rows])
    used = connection.execute(
        "SELECT blob FROM call_fragments WHERE call IN (SELECT value FROM json_each(?1))"
        " UNION SELECT schema FROM calls"
        " WHERE schema IS NOT NULL AND number IN (SELECT value FROM json_each(?1))",
        (numbers,),
    ).fetchall()
    named = connection.execute(
        "SELECT number FROM conversations WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(conversations),),
    )
    changed = {row[2] for row in rows} | {number for (number,) in named.fetchall()}
    titles = _made_titles(connection, changed)
    placed = {each for each in changed if not _tip_is_of_a_call(connection, each)}
    for table, column in (("streams", "call"), ("call_fragments", "call"), ("calls", "number")):
        connection.execute(
            f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))",  # noqa: S608 - our own names
            (numbers,),
        )
    for conversation in changed:
        remains = _tip_goes_on if conversation in placed else _tip_is_of_a_call
        found.conversations += not _settle(store, conversation, remains)
    _make_titles(store, titles)
    forget_unused(connection, [blob for (blob,) in used])
    swept = sweep(connection)
    found.calls, found.texts, found.bytes = len(rows), swept.texts, swept.bytes
    return ({*calls} | {id_ for _, id_, *_ in rows}) - {*found.running}


def _rows(
    connection: sqlite3.Connection, calls: Sequence[str], conversations: Sequence[str]
) -> list[tuple[int, str, int, bool]]:
    """Of each call: its number, its id, its conversation, and whether it is running."""
    rows = connection.execute(
        "SELECT number, id, conversation, status, process, started FROM calls"
        " WHERE id IN (SELECT value FROM json_each(?)) OR conversation IN (SELECT number"
        " FROM conversations WHERE id IN (SELECT value FROM json_each(?)))",
        (json.dumps(calls), json.dumps(conversations)),
    )
    return [
        (number, id_, conversation, status == "running" and not is_left(process, started))
        for number, id_, conversation, status, process, started in rows.fetchall()
    ]


def _settle(
    store: SQLiteStore, conversation: int, tip_remains: Callable[[sqlite3.Connection, int], bool]
) -> bool:
    """Let a conversation whose calls were deleted go on from what remains, in a transaction.

    False when nothing remains, and the conversation is gone, too.
    """
    connection = store.connection
    last = connection.execute(
        "SELECT id FROM calls WHERE conversation = ? ORDER BY id DESC LIMIT 1", (conversation,)
    ).fetchone()
    if last is None:
        for table, column in (("conversation_tags", "conversation"), ("conversations", "number")):
            connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (conversation,))  # noqa: S608 - our own names
        return False
    if not tip_remains(connection, conversation):
        connection.execute(
            "UPDATE conversations SET tip = ? WHERE number = ?",
            (_end_of(store, last[0]) or None, conversation),
        )
    return True


def _tip_is_of_a_call(connection: sqlite3.Connection, conversation: int) -> bool:
    """Whether the tip is on the way to a call that the conversation still has."""
    row = connection.execute(
        "WITH RECURSIVE up(id) AS ("
        "  SELECT input FROM calls WHERE conversation = ?1"
        "  UNION SELECT output FROM calls WHERE conversation = ?1 AND output IS NOT NULL"
        "  UNION SELECT nodes.parent FROM up JOIN nodes ON nodes.id = up.id)"
        " SELECT 1 FROM conversations WHERE number = ?1 AND tip IN (SELECT id FROM up)",
        (conversation,),
    ).fetchone()
    return row is not None


def _tip_goes_on(connection: sqlite3.Connection, conversation: int) -> bool:
    """Whether the tip, placed by somebody who asked for no answer, follows a call that is there."""
    row = connection.execute(
        "WITH RECURSIVE up(id, parent) AS ("
        "  SELECT nodes.id, parent FROM conversations JOIN nodes ON nodes.id = tip"
        "  WHERE number = ?1"
        "  UNION ALL SELECT nodes.id, nodes.parent FROM up JOIN nodes ON nodes.id = up.parent)"
        " SELECT 1 FROM calls WHERE conversation = ?1"
        " AND (input IN (SELECT id FROM up) OR output IN (SELECT id FROM up))",
        (conversation,),
    ).fetchone()
    return row is not None


def _end_of(store: SQLiteStore, call: str) -> int:
    """The node from which a conversation goes on whose last call is *call*."""
    output, given = store.connection.execute(
        "SELECT output, input FROM calls WHERE id = ?", (call,)
    ).fetchone()
    (record,) = store.calls(Selection(ids=[call]))
    if output is not None and goes_on_from(record):
        return int(output)
    turn = store.graph.turn_to(given)
    if not turn:
        return int(given)
    (before,) = store.connection.execute(
        "SELECT parent FROM nodes WHERE id = ?", (turn[0][0],)
    ).fetchone()
    return int(before)


def _made_titles(connection: sqlite3.Connection, conversations: Iterable[int]) -> list[str]:
    """The titles of *conversations* that were made from prompts."""
    rows = connection.execute(
        "SELECT name FROM conversations WHERE name IS NOT NULL AND NOT named"
        " AND number IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(conversations)),),
    )
    return [name for (name,) in rows]


def _make_titles(store: SQLiteStore, titles: Sequence[str]) -> None:
    """Make anew what reads as one of *titles*: a fork may have it, and not the prompt."""
    rows = store.connection.execute(
        "SELECT number FROM conversations WHERE NOT named"
        " AND name IN (SELECT value FROM json_each(?))",
        (json.dumps(titles),),
    )
    for (conversation,) in rows.fetchall():
        make_title(store, conversation)


def make_title(store: SQLiteStore, conversation: int) -> None:
    """Make the title of a conversation anew, unless somebody gave it one; in a transaction."""
    first = store.connection.execute(
        "SELECT calls.id FROM calls JOIN conversations ON conversations.number = conversation"
        " WHERE conversation = ? AND NOT named ORDER BY calls.number LIMIT 1",
        (conversation,),
    ).fetchone()
    if first is not None:
        store.connection.execute(
            "UPDATE conversations SET name = ? WHERE number = ?",
            (title_of(store.call(first[0])), conversation),
        )
