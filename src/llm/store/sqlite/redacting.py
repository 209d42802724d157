"""Redacting: a blob gives way to a tombstone with a reason, wherever its text is said.

The hash stays, so that the same text said again stays redacted, unless that is to be forgotten as
well (`forgetting.py`). `saying.py` finds the blobs; what stands outside of them is `passages.py`'s.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from llm.errors import InvalidInput, NotInHistory
from llm.store.copies import files_saying
from llm.store.sqlite.blobs import note_on
from llm.store.sqlite.erasing import deleting, erase, note_erasure
from llm.store.sqlite.forgetting import forget_identities, wholes_of
from llm.store.sqlite.passages import Passages
from llm.store.sqlite.saying import blobs_containing, blobs_exactly, blobs_of, calls_of
from llm.store.sqlite.sweeping import sweep
from llm.store.upkeep import Redaction

if TYPE_CHECKING:
    import sqlite3

    from llm.store.sqlite.backend import SQLiteStore
    from llm.store.upkeep import ToRedact

SHORTEST = 4
"""Characters that a text must have so that everything that contains it may be redacted."""


def redact(store: SQLiteStore, what: ToRedact, *, dry_run: bool = False) -> Redaction:
    """Redact *what* is meant; with *dry_run* nothing changes.

    Raises `InvalidInput` for a text that is too short, `NotInHistory` when there is nothing to
    redact, and `HistoryUnavailable`.
    """
    if what.text is not None and len(what.text) < SHORTEST:
        raise InvalidInput(
            f"A text to redact has at least {SHORTEST} characters: name the call that says it"
        )
    connection = store.connection
    with store.alone():
        with deleting(connection), store.writing():
            connection.execute("SAVEPOINT before")
            found = _redact(store, what)
            if not found.texts and not found.passages:
                raise NotInHistory("Nothing in the history says that: nothing was redacted")
            if dry_run:
                connection.execute("ROLLBACK TO before")
            else:
                note_erasure(connection)
        if not dry_run:
            store.graph.forget()
            found.remains = erase(connection)
    if what.text is not None and store.path is not None:
        found.left = files_saying(Path(store.path), what.text)
    return found


def _redact(store: SQLiteStore, what: ToRedact) -> Redaction:
    """Redact in a transaction."""
    connection = store.connection
    passages = Passages(store, note_on(what.reason))
    blobs = blobs_of(store, what.references)
    if what.text is not None:
        # Before the texts go: an address may stand in a body as well as in a text.
        blobs |= passages.replace(what.text) | blobs_containing(store, what.text)
        blobs |= blobs_exactly(store, what.text)
    if what.exact is not None:
        blobs |= blobs_exactly(store, what.exact)
    wholes = wholes_of(connection, blobs)
    texts = _bury(connection, blobs, what.reason)
    passages.end_streams(_streaming(connection, what))
    passages.retitle(texts, what.text)
    (messages,) = connection.execute(
        "SELECT count(DISTINCT message) FROM message_blobs"
        " WHERE blob IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(wholes)),),
    ).fetchone()
    if what.forget:
        forget_identities(store, wholes)
    sweep(connection)
    count = len(blobs) if what.forget else len(texts)
    return Redaction(texts=count, messages=messages, passages=passages.changed)


def _bury(connection: sqlite3.Connection, blobs: set[int], reason: str) -> list[str]:
    """Put tombstones in place of *blobs*; returns the text of each, as far as it is one."""
    chosen = "(SELECT value FROM json_each(?)) AND redacted IS NULL"
    listed = json.dumps(sorted(blobs))
    rows = connection.execute(
        "SELECT CASE WHEN form IS NULL AND typeof(content) = 'text' THEN substr(content, 1, 200)"  # noqa: S608 - our own condition
        f" ELSE '' END FROM blobs WHERE id IN {chosen}",
        (listed,),
    ).fetchall()
    connection.execute(
        "DELETE FROM blob_parts WHERE whole IN (SELECT value FROM json_each(?))", (listed,)
    )
    connection.execute(
        f"UPDATE blobs SET content = NULL, form = NULL, redacted = ? WHERE id IN {chosen}",  # noqa: S608 - our own condition
        (reason, listed),
    )
    return [text for (text,) in rows]


def _streaming(connection: sqlite3.Connection, what: ToRedact) -> list[int]:
    """The calls that are meant and of whose answer there are only pieces, by their numbers."""
    rows = connection.execute(
        "SELECT number FROM calls WHERE number IN (SELECT call FROM streams)"
        " AND (id IN (SELECT value FROM json_each(?)) OR conversation IN (SELECT number"
        " FROM conversations WHERE id IN (SELECT value FROM json_each(?))))",
        calls_of(what.references),
    )
    return [number for (number,) in rows.fetchall()]
