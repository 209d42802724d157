"""Items by the words of their stored content, and rankings made one.

The words of a collection are in a file of their own in the cache, made when they are first asked
for, and made anew when the database has changed.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from llm.embeddings.search.files import words_path
from llm.embeddings.search.filters import Filter, rowids_of
from llm.embeddings.search.reading import Snapshot, reading
from llm.embeddings.search.writing import written_aside
from llm.store.matching import fts_expression, spaced, words_of

_MAKE = """
CREATE VIRTUAL TABLE words USING fts5(
  text, content = '', columnsize = 1, tokenize = 'unicode61 remove_diacritics 2');
CREATE TABLE made_from (token TEXT NOT NULL);
"""
_RANK_OFFSET = 60


def matching(
    connection: sqlite3.Connection,
    collection_id: int,
    text: str,
    number: int,
    allowed: Filter | None = None,
) -> list[str]:
    """The ids of at most *number* items of a collection that say words of *text*, best first.

    Only content that was stored is looked at. Any text will do; where it has no words, nothing is
    found.
    """
    from llm.store.records import Query

    words = words_of(Query(text))
    if not words or number <= 0:
        return []
    expression = " OR ".join(dict.fromkeys(fts_expression([word]) for word in words))
    with reading(connection) as snapshot:
        rowids = rowids_of(snapshot, collection_id, allowed) if allowed else None
        with closing(_index_of(snapshot, collection_id)) as index:
            found = [
                rowid
                for (rowid,) in index.execute(
                    "SELECT rowid FROM words WHERE words MATCH ?1"
                    " AND (?2 IS NULL OR rowid IN (SELECT value FROM json_each(?2)))"
                    " ORDER BY rank, rowid LIMIT ?3",
                    (expression, None if rowids is None else json.dumps(rowids), number),
                )
            ]
        ids = dict(
            snapshot.rows(
                "SELECT rowid, id FROM embeddings WHERE rowid IN (SELECT value FROM json_each(?))",
                (json.dumps(found),),
            )
        )
    return [ids[rowid] for rowid in found]


def fused(rankings: Iterable[Sequence[str]], number: int) -> list[str]:
    """The *number* best of several rankings: what is far up in one, or well up in several.

    Reciprocal rank fusion. Equal ones as the first ranking has them.
    """
    scores: dict[str, float] = defaultdict(float)
    for ranking in rankings:
        for place, name in enumerate(ranking, 1):
            scores[name] += 1 / (_RANK_OFFSET + place)
    return sorted(scores, key=lambda name: -scores[name])[:number]


def _index_of(snapshot: Snapshot, collection_id: int) -> sqlite3.Connection:
    """The words of a collection: from the file, which is made anew where it is not up to date."""
    if snapshot.path is not None and snapshot.token is not None:
        path = words_path(snapshot.path, collection_id)
        if index := _opened(path, snapshot.token):
            return index
        with suppress(OSError, sqlite3.Error):
            with written_aside(path) as aside:
                _fill(aside, snapshot, collection_id).close()
            if index := _opened(path, snapshot.token):
                return index
    return _fill(":memory:", snapshot, collection_id)


def _opened(path: Path, token: str) -> sqlite3.Connection | None:
    address = f"{path.as_uri()}?mode=ro&immutable=1"
    try:
        index = sqlite3.connect(address, uri=True, isolation_level=None)
    except sqlite3.Error:  # there is none, or not any more
        return None
    with suppress(sqlite3.Error):
        if index.execute("SELECT token FROM made_from").fetchone() == (token,):
            return index
    index.close()
    return None


def _fill(
    place: str | os.PathLike[str], snapshot: Snapshot, collection_id: int
) -> sqlite3.Connection:
    """An index of the words of a collection, in a new file at *place*."""
    index = sqlite3.connect(place, isolation_level=None)
    try:
        # Nobody sees the file before it is whole.
        index.execute("PRAGMA journal_mode = OFF")
        index.execute("PRAGMA synchronous = OFF")
        index.executescript(_MAKE)
        index.execute("BEGIN")
        rows = snapshot.rows(
            "SELECT rowid, content FROM embeddings WHERE collection_id = ? AND content IS NOT NULL",
            (collection_id,),
        )
        index.executemany(
            "INSERT INTO words (rowid, text) VALUES (?, ?)",
            ((rowid, spaced(str(content))) for rowid, content in rows),
        )
        index.execute("INSERT INTO made_from VALUES (?)", (snapshot.token or "",))
        index.execute("COMMIT")
    except BaseException:
        index.close()
        raise
    return index
