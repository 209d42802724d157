"""Search: a query -> the calls in whose turn it was said. What a query means is `matching.py`'s.

A text is found once, however often it was said, and leads to every call in whose turn it was. The
best text comes first: by BM25, and what was asked counts ten times as much as anything else. Of
texts that are equally good, and with `latest` always, the newest call comes first.

Nobody waits for the thousandth hit: hits are taken in windows, from the newest text to the oldest,
and within a window the best are looked up first, until there are enough calls. So where a word is
in more texts than a window has, the best of the newest come first.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from llm.errors import InvalidInput
from llm.lazy_dataclass import dataclass
from llm.store.matching import fts_expression, spaced, words_of
from llm.store.sqlite.connection import writing
from llm.store.sqlite.indexing import (
    MAKE_INDEX,
    PLACE_BITS,
    PLACE_MASK,
    PLACES,
    TEXT,
    add_entries,
    index_waiting,
    waiting,
)
from llm.store.sqlite.saying_calls import Hit, SayingCalls
from llm.store.sqlite.selecting import selected_ids

if TYPE_CHECKING:
    from llm.store.records import Query, Selection

_ASKED_COUNTS = 10
_PATIENCE = 0.25
_PROMPT = PLACES.index("prompt")

# How many texts are ranked at once, and are put in order by time.
_RANKED = 5_000
_ORDERED = 2_000
# So many words with signs are looked for as they were typed.
_COMPARED = 20
_FIRST_LOOKED_UP = 20
_MORE_EACH_TIME = 10

_MATCHES = """
SELECT rowid, {score} FROM search
WHERE search MATCH ? AND rowid < ? AND rowid & {mask} IN (SELECT value FROM json_each(?))
AND {condition} ORDER BY rowid DESC LIMIT ?
"""
_EXACTLY = "coalesce((SELECT {said} FROM blobs WHERE id = search.rowid >> {bits}), 0)"


def take_in_what_waits(connection: sqlite3.Connection) -> None:
    """Let the index have the texts that wait for it, unless the file cannot be written now."""
    if not connection.in_transaction and waiting(connection):
        with suppress(sqlite3.OperationalError), writing(connection, patience=_PATIENCE):
            index_waiting(connection, at_least=1)


def found_ids(
    connection: sqlite3.Connection, selection: Selection, *, limit: int | None
) -> list[str]:
    """The ids of the calls that *selection* means, which has a query: each once, best first.

    Without anything to look for, those that the rest of *selection* means, the newest first.
    Raises `InvalidInput` for a place that there is not, and for bad full-text syntax.
    """
    query = selection.query
    if query is None or not query.text.strip():
        return selected_ids(connection, replace(selection, query=None), limit=limit)
    places = _numbers(query)
    calls = SayingCalls(connection, selection)
    ids: dict[str, None] = {}
    for hits in _windows(connection, query, places):
        for some in _portions(hits, by_time=query.latest):
            for found in calls.of(some):
                if limit is not None and len(ids) >= limit:
                    return list(ids)
                ids.setdefault(found)
    return list(ids)


def _numbers(query: Query) -> list[int]:
    for place in query.places:
        if place not in PLACES:
            raise InvalidInput(f"'{place}' is no place to search in; there are {', '.join(PLACES)}")
    return [PLACES.index(place) for place in query.places]


@dataclass(frozen=True)
class _Sought:
    """What the index is asked for: an expression, and conditions that it cannot judge itself."""

    expression: str
    places: list[int]
    by_time: bool
    condition: str = "true"
    values: Sequence[str] = ()


def _windows(
    connection: sqlite3.Connection, query: Query, places: list[int]
) -> Iterator[list[Hit]]:
    """What says *query*, from the newest to the oldest, many at once; the best first in each."""
    words = words_of(query)
    if not words and not query.fts:
        yield from _with_signs(connection, query.text.strip(), places)
        return
    expression = spaced(query.text.replace("\0", " ")) if query.fts else fts_expression(words)
    sought = _Sought(expression, places, query.latest)
    signed = [] if query.fts else [word.text for word in words if word.has_signs][:_COMPARED]
    for each in _exact_first(sought, signed) if signed else [sought]:
        for index in indexes(connection):
            yield from _ranked(index, each)


def _exact_first(sought: _Sought, signed: Sequence[str]) -> Iterator[_Sought]:
    """The texts that have each word with signs just as it was typed, and then the others."""
    said = " AND ".join([f"instr(lower({TEXT}), lower(?))"] * len(signed))
    exactly = _EXACTLY.format(said=said, bits=PLACE_BITS)
    yield replace(sought, condition=exactly, values=signed)
    yield replace(sought, condition=f"NOT {exactly}", values=signed)


def indexes(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """The databases that have an index of texts: the history, after what it has not taken in yet.

    What still waits gets an index of its own.
    """
    if waits := waiting(connection):
        with closing(sqlite3.connect(":memory:")) as aside:
            aside.execute(MAKE_INDEX)
            aside.execute("CREATE TABLE blobs (id INTEGER PRIMARY KEY, content, form)")
            aside.executemany(
                "INSERT INTO blobs (id, content) VALUES (?, ?)",
                [(blob, text) for blob, _, text in waits],
            )
            add_entries(aside, waits)
            yield aside
    yield connection


def _ranked(index: sqlite3.Connection, sought: _Sought) -> Iterator[list[Hit]]:
    before = 1 << 62
    size = _ORDERED if sought.by_time else _RANKED
    score = "0" if sought.by_time else "rank"
    statement = _MATCHES.format(score=score, mask=PLACE_MASK, condition=sought.condition)
    while True:
        values = [sought.expression, before, json.dumps(sought.places), *sought.values, size]
        try:
            rows = index.execute(statement, values).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                raise
            raise InvalidInput(
                f"This is not full-text syntax: {error}. Leave --fts out to look for it as it is,"
                " or see https://www.sqlite.org/fts5.html#full_text_query_syntax"
            ) from error
        if rows:
            before = rows[-1][0]
            yield sorted(map(_weighted, rows), key=lambda hit: (hit[1], -hit[0]))
        if len(rows) < size:
            return


def _weighted(hit: Hit) -> Hit:
    number, score = hit
    return number, score * _ASKED_COUNTS if number & PLACE_MASK == _PROMPT else score


def _with_signs(
    connection: sqlite3.Connection, signs: str, places: list[int]
) -> Iterator[list[Hit]]:
    """The texts that have *signs*, which no index knows, in them."""
    rows = connection.execute(
        "SELECT id, searched FROM blobs WHERE searched & ? AND redacted IS NULL"  # noqa: S608 - our own SQL
        f" AND instr({TEXT}, ?) ORDER BY id DESC",
        (sum(1 << place for place in places), signs),
    )
    while some := rows.fetchmany(_ORDERED):
        yield [
            (blob << PLACE_BITS | place, 0.0)
            for blob, searched in some
            for place in places
            if searched >> place & 1
        ]


def _portions(hits: list[Hit], *, by_time: bool) -> Iterator[list[Hit]]:
    """*hits* a few at first, then more: mostly a few lead to enough calls."""
    size = len(hits) if by_time else _FIRST_LOOKED_UP
    while hits:
        yield hits[:size]
        hits = hits[size:]
        size *= _MORE_EACH_TIME
