"""Conditions on metadata and beginnings of ids: what can be written, and which items it means."""

from __future__ import annotations

import json

import pytest

from llm.embeddings.search import Filter, conditions_of
from llm.embeddings.search.filters import rowids_of
from llm.embeddings.search.reading import reading
from llm.errors import InvalidInput

METADATA = {
    "book": {"kind": "book", "year": 1999, "price": 9.5, "tags": ["red", "blue"], "read": True},
    "film": {"kind": "film", "year": 2010, "tags": [], "read": False, "by": {"name": "Ann"}},
    "text": {"kind": "book", "year": "2010", "note": None, "by": {"name": "Bob", "age": 40}},
    "numbers": {"tags": [1, 2.5], "a b": "x=y", "é": "ü", "big": 1e300, "kind": ""},
    "list": [1, 2],
    "none": None,
}


@pytest.fixture
def meant(connection):
    """The ids of the items that a filter means."""
    connection.executemany(
        "INSERT INTO embeddings (collection_id, id, metadata) VALUES (1, ?, ?)",
        [(name, None if data is None else json.dumps(data)) for name, data in METADATA.items()],
    )
    connection.execute(
        "INSERT INTO embeddings (collection_id, id, metadata) VALUES (1, 'bad', '{')"
    )
    connection.execute("INSERT INTO embeddings (collection_id, id) VALUES (2, 'book')")
    connection.commit()

    def ids(*conditions, prefix=None):
        with reading(connection) as snapshot:
            rowids = rowids_of(snapshot, 1, Filter(prefix, conditions_of(conditions)))
            found = snapshot.rows("SELECT rowid, id FROM embeddings").fetchall()
        assert rowids == sorted(rowids)
        return {name for rowid, name in found if rowid in rowids}

    return ids


ALL = {*METADATA, "bad"}


@pytest.mark.parametrize(
    ("condition", "ids"),
    [
        ("kind=book", {"book", "text"}),
        ("kind==book", {"book", "text"}),
        (" kind = book", {"book", "text"}),
        ("kind=", {"numbers"}),
        ("kind!=book", ALL - {"book", "text"}),
        ("kind=Book", set()),
        ("kind=bo%", set()),
        ("year=2010", {"film", "text"}),
        ("year=2010.0", {"film"}),
        ("year>1999", {"film"}),
        ("year>=1999", {"book", "film"}),
        ("year<2000", {"book"}),
        ("year<=1e4", {"book", "film"}),
        ("year>2009-12-31", {"text"}),
        ("price=9.5", {"book"}),
        ("big>1", {"numbers"}),
        ("big=1e300", {"numbers"}),
        ("year<99999999999999999999", {"book", "film"}),
        ("tags=red", {"book"}),
        ("tags=2.5", {"numbers"}),
        ("tags>=2", {"numbers"}),
        ("tags!=red", ALL - {"book"}),
        ("tags", {"book", "film", "numbers"}),
        ("read=true", {"book"}),
        ("read=false", {"film"}),
        ("read=1", set()),
        ("note=null", {"text"}),
        ("note", {"text"}),
        ("by.name=Ann", {"film"}),
        ("by.name>An", {"film", "text"}),
        ("by.age>=40", {"text"}),
        ("by=Ann", set()),
        ("by=object", set()),
        ("by", {"film", "text"}),
        ("a b=x=y", {"numbers"}),
        ("é=ü", {"numbers"}),
        ("kind='; DROP TABLE embeddings; --", set()),
    ],
)
def test_a_condition_means_items(meant, condition, ids) -> None:
    """By the kind of the value, in lists any member; what is no JSON has no keys."""
    assert meant(condition) == ids


def test_all_conditions_hold(meant) -> None:
    """Together with the beginning of the id."""
    assert meant("kind=book", "year<2000") == {"book"}
    assert meant("kind=book", prefix="t") == {"text"}
    assert meant() == ALL


@pytest.mark.parametrize(
    "text", ["", "=5", "!=", "<3", "  ", "a..b=1", ".a=1", 'a"b=1', "a=\0", "\udcff=1", "a=\udcff"]
)
def test_what_is_no_condition_is_an_error(text) -> None:
    """The error shows how conditions are written."""
    with pytest.raises(InvalidInput, match="is no condition on metadata: write KEY=VALUE"):
        conditions_of([text])


@pytest.mark.parametrize(
    ("prefix", "ids"),
    [
        ("a", {"a", "a%", "ab", "a\ud7ff", "a\U0010ffff", "a\U0010ffffb"}),
        ("A", {"A"}),
        ("a%", {"a%"}),
        ("a_", set()),
        ("a\ud7ff", {"a\ud7ff"}),
        ("a\U0010ffff", {"a\U0010ffff", "a\U0010ffffb"}),
        ("\U0010ffff", {"\U0010ffff"}),
        ("\udcff", set()),
        ("ab", {"ab"}),
        ("abc", set()),
    ],
)
def test_ids_begin_exactly_so(connection, prefix, ids) -> None:
    """In upper or lower case as it is, with no sign that means others."""
    there = ["a", "a%", "ab", "a\ud7ff", "a\U0010ffff", "a\U0010ffffb", "b", "A", "\U0010ffff", ""]
    connection.executemany(
        "INSERT INTO embeddings (collection_id, id) VALUES (1, ?)", [(name,) for name in there]
    )
    connection.commit()
    with reading(connection) as snapshot:
        rowids = rowids_of(snapshot, 1, Filter(prefix))
        names = dict(snapshot.rows("SELECT rowid, id FROM embeddings").fetchall())
    assert {names[rowid] for rowid in rowids} == ids


def test_keys_are_found_however_they_are_written(connection) -> None:
    """As escapes, as earlier releases write them, or as they are."""
    connection.executemany(
        "INSERT INTO embeddings (collection_id, id, metadata) VALUES (1, ?, ?)",
        [("escaped", '{"\\u00fc": {"k\\\\": 1}}'), ("plain", '{"ü": {"k\\\\": 1}}')],
    )
    connection.commit()
    with reading(connection) as snapshot:
        for condition in ("ü", "ü.k\\=1", "ü.k\\<2", "ü.k\\!=2"):
            assert len(rowids_of(snapshot, 1, Filter(None, conditions_of([condition])))) == 2
