"""The full-text index: what is in it, and under which number. `search.py` asks it.

A text is in the index once for each place in which it was said, under the number of its blob times
eight plus that of the place. The index holds no text itself. A blob notes two sets of places, as
bits: where it was said (`searched`), and where the index has it (`indexed`).

Every change of the index costs more than all else of a call. So texts wait until there are enough
of them, or until somebody searches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

PLACES = ("prompt", "response", "reasoning", "tools", "instructions", "fragments")
PROMPT, RESPONSE, REASONING, TOOLS, INSTRUCTIONS, FRAGMENTS = (1 << n for n in range(len(PLACES)))
"""Each place as a bit. Its number is that of the bit."""

MAKE_INDEX = """
CREATE VIRTUAL TABLE search USING fts5(
  text, content = '', tokenize = 'unicode61 remove_diacritics 2'
)
"""

# The long strings of a value are blobs of their own, and are searched as these.
TEXT = """CASE WHEN form IS NOT 'joined' THEN content ELSE (
  WITH RECURSIVE piece(place, blob) AS (
    SELECT '', blobs.id
    UNION ALL
    SELECT place || printf('.%07d', part.key), part.value
    FROM piece JOIN blobs AS whole ON whole.id = blob, json_each(whole.content) AS part
    WHERE whole.form = 'joined')
  SELECT group_concat(content, '') FROM (
    SELECT leaf.content FROM piece JOIN blobs AS leaf ON leaf.id = blob
    WHERE leaf.form IS NOT 'joined' ORDER BY place)) END"""
"""The text of a row of `blobs` for the search, in SQL."""

PLACE_BITS = 3
PLACE_MASK = (1 << PLACE_BITS) - 1
_ENOUGH = 64
_AT_ONCE = 1000


def index_waiting(connection: sqlite3.Connection, *, at_least: int = _ENOUGH) -> None:
    """Put the texts that wait into the index, if they are *at_least* so many.

    In the caller's transaction.
    """
    enough = connection.execute(
        "SELECT 1 FROM blobs WHERE searched <> indexed LIMIT 1 OFFSET ?", (at_least - 1,)
    ).fetchone()
    if enough is None:
        return
    add_entries(connection, waiting(connection))
    connection.execute("UPDATE blobs SET indexed = searched WHERE searched <> indexed")


def waiting(connection: sqlite3.Connection) -> list[tuple[int, int, str]]:
    """The texts that the index lacks: blob, the places it lacks it in, text."""
    return connection.execute(
        f"SELECT id, searched & ~indexed, {TEXT} FROM blobs WHERE searched <> indexed"  # noqa: S608 - our own SQL
        " AND redacted IS NULL"
    ).fetchall()


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the index anew from the blobs; nothing of what was deleted is left in it.

    In the caller's transaction.
    """
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    texts = connection.execute(
        f"SELECT id, searched, {TEXT} FROM blobs WHERE searched <> 0 AND redacted IS NULL"  # noqa: S608 - our own SQL
    )
    while some := texts.fetchmany(_AT_ONCE):
        add_entries(connection, some)
    connection.execute("UPDATE blobs SET indexed = searched WHERE searched <> indexed")


def add_entries(index: sqlite3.Connection, texts: Iterable[tuple[int, int, str]]) -> None:
    """Put *texts*, each with its blob and its places, into the *index* of a database."""
    index.executemany("INSERT INTO search (rowid, text) VALUES (?, ?)", _entries(texts))


def _entries(texts: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, str]]:
    from llm.store.matching import spaced

    for blob, places, text in texts:
        words = spaced(text)
        for number in range(len(PLACES)):
            if places >> number & 1:
                yield blob << PLACE_BITS | number, words
