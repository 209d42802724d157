"""Fragments that the history knows: their text, where they came from, and their aliases."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from llm.errors import InvalidInput
from llm.store.records import FragmentRecord
from llm.store.sqlite.indexing import FRAGMENTS
from llm.store.sqlite.times import microseconds, when_of
from llm.text import valid_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from llm.fragments import Fragment
    from llm.store.sqlite.backend import SQLiteStore
    from llm.store.sqlite.blobs import Blobs

_COLUMNS = """
    SELECT known_fragments.blob, hex(blobs.hash), known_fragments.source, known_fragments.added,
           blobs.redacted
    FROM known_fragments JOIN blobs ON blobs.id = known_fragments.blob
"""


class SQLiteFragments:
    """The tables `known_fragments` and `fragment_aliases` of *store*; see `StoredFragments`."""

    def __init__(self, store: SQLiteStore) -> None:
        self._store = store

    def matching(
        self, terms: Sequence[str] = (), *, with_alias: bool = False
    ) -> Iterator[FragmentRecord]:
        """See `StoredFragments.matching`."""
        only = " WHERE known_fragments.blob IN (SELECT blob FROM fragment_aliases)"
        query = f"{_COLUMNS}{only if with_alias else ''} ORDER BY added, known_fragments.blob"
        with self._store.reading():
            rows = self._store.connection.execute(query).fetchall()
        for row in rows:  # one after the other, as each may be a book
            with self._store.reading():
                record = self._record(row)
            if all(_says(record, term.casefold()) for term in terms):
                yield record

    def named(self, name: str) -> FragmentRecord | None:
        """See `StoredFragments.named`."""
        condition = (
            " WHERE known_fragments.blob = (SELECT blob FROM fragment_aliases WHERE alias = ?)"
        )
        with self._store.reading():
            execute = self._store.connection.execute
            row = execute(_COLUMNS + condition, (name,)).fetchone()
            if row is None and len(name) == 64 and is_beginning(name):
                condition = " WHERE substr(blobs.hash, 1, 8) = substr(?1, 1, 8) AND blobs.hash = ?1"
                row = execute(_COLUMNS + condition, (bytes.fromhex(name),)).fetchone()
            return None if row is None else self._record(row)

    def beginning(self, digits: str) -> FragmentRecord | None:
        """See `StoredFragments.beginning`."""
        if not is_beginning(digits):
            return None
        bounds = bytes.fromhex(digits.ljust(64, "0")), bytes.fromhex(digits.ljust(64, "f"))
        with self._store.reading():
            rows = self._store.connection.execute(
                _COLUMNS + " WHERE substr(blobs.hash, 1, 8)"
                " BETWEEN substr(?1, 1, 8) AND substr(?2, 1, 8)"
                " AND blobs.hash BETWEEN ?1 AND ?2 LIMIT 2",
                bounds,
            ).fetchall()
            if len(rows) > 1:
                raise InvalidInput(
                    f"Several fragments have a hash that begins with {digits}: give more of it"
                )
            return self._record(rows[0]) if rows else None

    def set_alias(self, alias: str, fragment: Fragment) -> None:
        """See `StoredFragments.set_alias`."""
        connection = self._store.connection
        with self._store.writing():
            blob = keep_fragment(
                connection, self._store.blobs, fragment, fragment.source, dt.datetime.now(dt.UTC)
            )
            connection.execute(
                "INSERT INTO fragment_aliases (alias, blob) VALUES (?, ?)"
                " ON CONFLICT (alias) DO UPDATE SET blob = excluded.blob",
                (alias, blob),
            )

    def remove_alias(self, alias: str) -> bool:
        """See `StoredFragments.remove_alias`."""
        with self._store.writing():
            removed = self._store.connection.execute(
                "DELETE FROM fragment_aliases WHERE alias = ?", (alias,)
            )
            return removed.rowcount > 0

    def _record(self, row: tuple[int, str, str | None, int | None, str | None]) -> FragmentRecord:
        blob, hashed, source, added, redacted = row
        aliases = self._store.connection.execute(
            "SELECT alias FROM fragment_aliases WHERE blob = ? ORDER BY alias", (blob,)
        )
        return FragmentRecord(
            hash=hashed.lower(),
            content=self._store.blobs.text(blob),
            source=source or "",
            aliases=[alias for (alias,) in aliases],
            added=when_of(added),
            redacted=redacted is not None,
        )


def keep_fragment(
    connection: sqlite3.Connection,
    blobs: Blobs,
    content: str,
    source: str,
    added: dt.datetime | None,
) -> int:
    """The blob of a fragment, which is known from now on. In the caller's transaction.

    A fragment that was known keeps its source and its time, unless it had none.
    """
    blob = blobs.put_text(content, places=FRAGMENTS)
    connection.execute(
        "INSERT INTO known_fragments (blob, source, added) VALUES (?, ?, ?)"
        " ON CONFLICT (blob) DO UPDATE SET source = coalesce(source, excluded.source),"
        " added = coalesce(added, excluded.added)"
        " WHERE source IS NULL OR added IS NULL",
        (blob, valid_text(source) or None, microseconds(added)),
    )
    return blob


def ensure_fragment(db: Any, content: str) -> int:
    """Keep *content*, a `Fragment` or any text, in the history *db*; the number of its row.

    *db* is a `sqlite_utils.Database`, a `sqlite3.Connection` or a path. The name and the arguments
    are those that plugins know.
    """
    from llm.store.opening import store_on

    store = store_on(db)
    try:
        with store.writing():
            source = getattr(content, "source", "")
            return keep_fragment(
                store.connection, store.blobs, content, source, dt.datetime.now(dt.UTC)
            )
    finally:
        store.close()


def is_beginning(digits: str) -> bool:
    """Whether *digits* are hexadecimal, and enough of them to stand for a hash or an id."""
    return re.fullmatch(r"[0-9a-fA-F]{6,64}", digits) is not None


def _says(record: FragmentRecord, term: str) -> bool:
    said = (record.content, record.source, *record.aliases)
    return record.hash == term or any(term in text.casefold() for text in said)
