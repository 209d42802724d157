"""Items that are similar, with what is stored of them; what is near is found by `search/`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from llm.embeddings.database import found, plainly
from llm.embeddings.entry import Entry, Item, metadata_in
from llm.embeddings.search import Condition, Filter, conditions_of, nearest
from llm.errors import InvalidInput
from llm.lazy_dataclass import dataclass

_PAGE = 500
_RANKED = 50
"""So many of each ranking are made one, at least."""


@dataclass(frozen=True)
class Wanted:
    """What may be found, and how it is looked for.

    Attributes:
        number: how many items at most.
        filter: which items.
        exact: look at every item, even where that takes long.
        index: the engine of a plugin that says where to look.
        skip_id: an item that is not to be found.
        words: a text whose words count as well.

    """

    number: int
    filter: Filter | None = None
    exact: bool = False
    index: str | None = None
    skip_id: str | None = None
    words: str | None = None


def filter_of(prefix: str | None, where: Iterable[str | Condition]) -> Filter | None:
    """The items whose ids begin with *prefix*, and of which all the conditions *where* hold.

    None where all are meant. Raises InvalidInput for what is no condition.
    """
    if isinstance(where, str):
        where = [where]
    conditions: list[Condition] = []
    for each in where:
        conditions += conditions_of([each]) if isinstance(each, str) else [each]
    wanted = Filter(prefix or None, tuple(conditions))
    return wanted or None


def similar_to(
    connection: sqlite3.Connection, collection_id: int, vector: Iterable[float], wanted: Wanted
) -> list[Entry]:
    """The items of a collection that are nearest to *vector*, best first."""
    numbers = tuple(vector)
    with plainly(connection):
        ranked = _ranked(connection, collection_id, numbers, wanted)
    said = _said(connection, collection_id, [name for name, _ in ranked])
    # What somebody deleted meanwhile is not found.
    return [Entry(name, score, *said[name]) for name, score in ranked if name in said]


def _ranked(
    connection: sqlite3.Connection, collection_id: int, vector: Sequence[float], wanted: Wanted
) -> list[tuple[str, float]]:
    by_words = wanted.words is not None
    near = nearest(
        connection,
        collection_id,
        vector,
        max(wanted.number, _RANKED) if by_words else wanted.number,
        exact=wanted.exact,
        allowed=wanted.filter,
        skip_id=wanted.skip_id,
        index=wanted.index,
    )
    if wanted.words is None:
        return near
    from llm.embeddings.search.words import fused, matching

    number = max(wanted.number, _RANKED) + 1
    said = matching(connection, collection_id, wanted.words, number, wanted.filter)
    said = [name for name in said if name != wanted.skip_id]
    best = fused([[name for name, _ in near], said], wanted.number)
    scores = dict(near)
    scores.update(_scores(connection, collection_id, vector, set(best) - scores.keys()))
    return [(name, scores[name]) for name in best if name in scores]


def _scores(
    connection: sqlite3.Connection, collection_id: int, vector: Sequence[float], ids: Iterable[str]
) -> dict[str, float]:
    """The cosines of items that were found by their words."""
    from llm.embeddings.search.scoring import NOWHERE, Sought

    sought = Sought(vector)
    sql = "SELECT embedding FROM embeddings WHERE collection_id = ? AND id = ?"
    rows = [(name, blob) for name in ids for (blob,) in found(connection, sql, collection_id, name)]
    return {
        name: sought.score(blob) or NOWHERE
        for name, blob in rows
        if blob and len(blob) == sought.blob_bytes
    }


def _said(
    connection: sqlite3.Connection, collection_id: int, ids: Sequence[str]
) -> dict[str, tuple[str | None, dict[str, object] | None]]:
    """The texts and the metadata of items."""
    said = {}
    for start in range(0, len(ids), _PAGE):
        some = ids[start : start + _PAGE]
        sql = (
            "SELECT id, content, metadata FROM embeddings"  # noqa: S608 - only marks
            f" WHERE collection_id = ? AND id IN ({', '.join('?' * len(some))})"
        )
        for name, content, metadata in found(connection, sql, collection_id, *some):
            said[name] = (content, metadata_in(metadata))
    return said


def items_of(
    connection: sqlite3.Connection, collection_id: int, wanted: Filter | None
) -> Iterable[Item]:
    """The items of a collection, by id. Nothing is locked while one is looked at."""
    condition, values = (wanted or Filter()).sql()
    after: list[str] = []
    while True:
        sql = (
            "SELECT id, coalesce(content_blob, content), metadata, updated FROM embeddings"  # noqa: S608 - our own SQL
            f" WHERE collection_id = ? AND {condition} {'AND id > ?' * bool(after)}"
            f" ORDER BY id LIMIT {_PAGE}"
        )
        rows = found(connection, sql, collection_id, *values, *after)
        for name, content, metadata, updated in rows:
            yield Item(name, content, metadata_in(metadata), updated)
        if len(rows) < _PAGE:
            return
        after = [rows[-1][0]]


def content_of(connection: sqlite3.Connection, collection_id: int, id: str) -> str | None:  # noqa: A002 - as in the table
    """The text of an item; raises InvalidInput where it was not stored."""
    sql = "SELECT content FROM embeddings WHERE collection_id = ? AND id = ?"
    rows = found(connection, sql, collection_id, id)
    if rows and rows[0][0] is None:
        raise InvalidInput(f"The text of {id} is not stored, so there are no words to look for")
    return rows[0][0] if rows else None
