"""Texts that say any words of a question, the best first, where a search asks for all of them.

Words that a good part of all texts say tell nothing about any of them, and are left out while there
are others.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from llm.store.matching import Word, fts_expression, words_of
from llm.store.records import Query
from llm.store.sqlite.indexing import PLACE_BITS, PLACE_MASK
from llm.store.sqlite.said_texts import SPEAKERS
from llm.store.sqlite.search import indexes, take_in_what_waits

if TYPE_CHECKING:
    import sqlite3

    from llm.store.sqlite.backend import SQLiteStore

_COMMON = 0.1
_FEW = 100

_MATCHES = f"""
SELECT rowid >> {PLACE_BITS} FROM search WHERE search MATCH ?
AND rowid & {PLACE_MASK} IN (SELECT value FROM json_each(?)) ORDER BY rank, rowid DESC LIMIT ?
"""  # noqa: S608 - our own numbers


def blobs_saying_any(store: SQLiteStore, question: str, number: int) -> list[int]:
    """The blobs of at most *number* texts that say words of *question*, best first.

    Any text will do for a question; where it has no words, nothing is found.
    """
    words = words_of(Query(question))
    if not words or number <= 0:
        return []
    with store.alone():
        take_in_what_waits(store.connection)
    with store.reading():
        telling = _telling(store.connection, words)
        expression = " OR ".join(dict.fromkeys(fts_expression([word]) for word in telling))
        # A text may be there twice: typed by one and said by the other.
        values = (expression, json.dumps([*SPEAKERS]), number * len(SPEAKERS))
        found = [index.execute(_MATCHES, values).fetchall() for index in indexes(store.connection)]
    return list(dict.fromkeys(blob for (blob,) in chain(*found)))[:number]


def _telling(connection: sqlite3.Connection, words: Sequence[Word]) -> Sequence[Word]:
    """Those of *words* that are not in a good part of all texts; all of them where none is left."""
    (texts,) = connection.execute("SELECT count(*) FROM search").fetchone()
    if texts < _FEW:
        return words
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.indexed_words USING fts5vocab(main, search, row)"
    )
    tokens = [token for word in words for token in word.tokens if len(word.tokens) == 1]
    common = {
        token
        for (token,) in connection.execute(
            "SELECT term FROM temp.indexed_words WHERE term IN (SELECT value FROM json_each(?))"
            " AND doc > ?",
            (json.dumps(tokens), texts * _COMMON),
        )
    }
    rare = [word for word in words if len(word.tokens) > 1 or not common.intersection(word.tokens)]
    return rare or words
