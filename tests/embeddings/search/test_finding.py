"""What is found, in which order, with which scores, whichever way it is looked for."""

from __future__ import annotations

import math
import sqlite3
import sys

import pytest

from llm.embeddings.search import Filter, caches, codes, conditions_of, files, nearest
from llm.embeddings.vectors import encode
from llm.errors import InvalidInput
from tests.embeddings.search.vectors import (
    clustered,
    isotropic,
    make_tables,
    put,
    put_blobs,
    slowly,
)


@pytest.mark.parametrize("make", [clustered, isotropic])
def test_scores_are_those_of_the_stored_vectors_to_the_last_bit(connection, way, make) -> None:
    """Ids, order and every bit of the scores are as `cosine_similarity` has them."""
    put(connection, make(400, 96))
    put(connection, make(50, 96, seed=2), collection=2)
    for _, vector in make(5, 96, seed=3):
        assert nearest(connection, 1, vector, 10) == slowly(connection, vector, 10)
        assert nearest(connection, 1, vector, 7, exact=True) == slowly(connection, vector, 7)
    assert nearest(connection, 2, vector, 10) == slowly(connection, vector, 10, collection=2)


def test_the_query_counts_in_double_precision(connection, way) -> None:
    """What a model said of the query is not cut to the precision of stored vectors."""
    put(connection, clustered(60, 8))
    vector = [1 / 3, 1e-9, 2 / 7, 0.1, 5, -0.2, 0.7, 0.3]
    assert nearest(connection, 1, vector, 5) == slowly(connection, vector, 5)


def test_vectors_that_are_equal_come_by_id(connection, way) -> None:
    """Of very many equal ones those whose ids come first are found."""
    put(connection, [(f"same-{number:04}", [3.0, 4.0, 0.0]) for number in reversed(range(3000))])
    put(connection, [("other", [0.0, 0.0, 1.0]), ("near", [3.0, 4.0, 0.001])])
    found = nearest(connection, 1, [3.0, 4.0, 0.0], 4)
    assert [name for name, _ in found] == [f"same-{number:04}" for number in range(4)]
    found = nearest(connection, 1, [0.0, 0.0, 1.0], 4)
    assert [name for name, _ in found] == ["other", "near", "same-0000", "same-0001"]


def test_scores_too_near_for_single_precision_are_in_order(connection, way) -> None:
    """Rows whose scores differ by less than single precision can tell are told apart."""
    put(connection, [(f"{number:03}", [1.0, number * 2e-5]) for number in range(500)])
    vector = [1.0, 0.0]
    assert nearest(connection, 1, vector, 20) == slowly(connection, vector, 20)


def test_vectors_that_point_nowhere_come_last(connection, way) -> None:
    """Zeros, and what is no number, have the score 0.0 after all others, by id."""
    put(connection, [("against", [-1.0, 0.0]), ("with", [1.0, 0.0]), ("zero", [0.0, 0.0])])
    put(connection, [("infinite", [math.inf, 0.0]), ("no number", [math.nan, 1.0])])
    found = nearest(connection, 1, [1.0, 0.0], 10)
    assert found == [
        ("with", 1.0), ("against", -1.0), ("infinite", 0.0), ("no number", 0.0), ("zero", 0.0),
    ]  # fmt: skip
    assert nearest(connection, 1, [1.0, 0.0], 3) == found[:3]
    only = Filter(prefix="z")
    assert nearest(connection, 1, [1.0, 0.0], 3, allowed=only) == [("zero", 0.0)]
    put(connection, [("nil", [0.0, 0.0]), ("zero", [0.0, 0.0])], collection=2)
    assert nearest(connection, 2, [1.0, 0.0], 3, allowed=only) == [("zero", 0.0)]


@pytest.mark.parametrize(
    ("vector", "said"),
    [
        ([0.0, 0.0], "all its numbers are zero"),
        ([math.nan, 0.0], "too large, too small, or none"),
        ([math.inf, 0.0], "too large, too small, or none"),
        ([1e-200, 0.0], "too large, too small, or none"),
        ([], "all its numbers are zero"),
    ],
)
def test_a_query_without_direction_is_an_error(connection, vector, said) -> None:
    """It would be as near to one as to any other."""
    with pytest.raises(InvalidInput, match=said):
        nearest(connection, 1, vector, 10)


def test_a_query_of_another_length_is_an_error(connection, way) -> None:
    """The error tells both lengths; in an empty collection nothing is found."""
    assert nearest(connection, 1, [1.0, 2.0, 3.0], 10) == []
    put(connection, [("a", [1.0, 2.0])])
    with pytest.raises(InvalidInput, match=r"has 3 numbers.*collection have 2"):
        nearest(connection, 1, [1.0, 2.0, 3.0], 10)
    with pytest.raises(InvalidInput, match=r"has 3 numbers.*collection have 2"):
        nearest(connection, 1, [1.0, 2.0, 3.0], 10, allowed=Filter(prefix="a"))
    assert nearest(connection, 1, [1.0, 2.0], 10, allowed=Filter(prefix="x")) == []


def test_vectors_of_several_lengths_are_found_by_their_own(connection, way) -> None:
    """In a collection whose model changed, each vector is found by queries as long as it."""
    put(connection, [("two", [1.0, 0.5]), ("three", [1.0, 0.0, 0.0])])
    put_blobs(connection, [(1, "broken", b"123"), (1, "empty", b""), (1, "none", None)])
    assert [name for name, _ in nearest(connection, 1, [1.0, 0.5], 5)] == ["two"]
    assert [name for name, _ in nearest(connection, 1, [1.0, 0.0, 0.0], 5)] == ["three"]


@pytest.mark.parametrize(("number", "names"), [(0, []), (-1, []), (1, ["b"]), (9, ["b", "c"])])
def test_as_many_are_found_as_there_are(connection, way, number, names) -> None:
    """At most the number that is wanted, without the item that is left out."""
    put(connection, [("a", [1.0, 0.0]), ("b", [1.0, 0.1]), ("c", [0.0, 1.0])])
    found = nearest(connection, 1, [1.0, 0.0], number, skip_id="a")
    assert [name for name, _ in found] == names


def test_only_what_a_filter_allows_is_found(connection, way) -> None:
    """The nearest of those whose ids and metadata are as wanted, however far away."""
    items = clustered(300, 32)
    put(connection, items)
    connection.execute("UPDATE embeddings SET metadata = json_object('n', rowid % 10)")
    connection.commit()
    wanted = Filter("item-1", conditions_of(["n<2"]))
    allowed = {
        name
        for name, number in connection.execute("SELECT id, rowid % 10 FROM embeddings")
        if name.startswith("item-1") and number < 2
    }
    vector = items[0][1]
    expected = [each for each in slowly(connection, vector, 300) if each[0] in allowed][:5]
    assert nearest(connection, 1, vector, 5, allowed=wanted) == expected
    assert nearest(connection, 1, vector, 5, allowed=Filter("no such")) == []
    assert nearest(connection, 1, vector, 5, allowed=Filter()) == slowly(connection, vector, 5)


def test_rows_of_any_kind_that_the_caller_wants_do_no_harm(connection, way) -> None:
    """A connection that makes dictionaries of rows is searched like any other, and left so."""
    put(connection, clustered(40, 16))
    vector = clustered(1, 16)[0][1]
    expected = slowly(connection, vector, 3)
    connection.row_factory = lambda cursor, row: {
        column[0]: value for column, value in zip(cursor.description, row, strict=True)
    }
    assert nearest(connection, 1, vector, 3) == expected
    assert connection.execute("SELECT 1 AS one").fetchone() == {"one": 1}
    assert not connection.in_transaction


def test_a_collection_in_memory_is_searched(way) -> None:
    """A database that goes with its connection has no file beside it."""
    with sqlite3.connect(":memory:") as connection:
        make_tables(connection, "first")
        put(connection, clustered(200, 32))
        vector = clustered(1, 32, seed=5)[0][1]
        for _ in range(2):
            assert nearest(connection, 1, vector, 10) == slowly(connection, vector, 10)
    connection.close()


def test_codes_find_what_is_nearest_in_clusters(connection, path, filed) -> None:
    """Codes are kept where they help, a few rows are looked at, and hardly any is missed."""
    items = clustered(6000, 64)
    put(connection, items)
    missed = 0
    for _, vector in items[:40]:
        moved = [each + 0.2 for each in vector]
        found = nearest(connection, 1, moved, 10)
        best = nearest(connection, 1, moved, 10, exact=True)
        missed += len(set(best) - set(found))
    assert missed <= 4
    (key,) = caches._of_files
    header = caches._of_files[key][1]._vectors.header
    assert 0 < header.candidates <= 6000 / 8
    assert header.recall >= 0.995
    # Whoever has no numpy uses them, too.
    caches._of_files.clear()
    sys.modules["numpy"], numpy = None, sys.modules["numpy"]  # type: ignore[assignment]  # hidden
    try:
        assert nearest(connection, 1, moved, 10) == found
        assert nearest(connection, 1, moved, 10, exact=True) == best
    finally:
        sys.modules["numpy"] = numpy
    many = nearest(connection, 1, moved, 500)
    assert many == nearest(connection, 1, moved, 500, exact=True)


def test_an_old_numpy_is_none(connection, filed, monkeypatch) -> None:
    """Before its second release it cannot count bits; the standard library searches then."""
    import numpy as np

    put(connection, clustered(100, 16))
    monkeypatch.delattr(np, "bitwise_count")
    assert nearest(connection, 1, [1.0] * 16, 5) == slowly(connection, [1.0] * 16, 5)
    assert not caches._of_files


def test_codes_are_not_kept_where_they_do_not_help(connection, path, filed) -> None:
    """In all directions alike, codes would have to look at a good part of all rows."""
    put(connection, isotropic(3000, 64))
    vector = isotropic(1, 64, seed=9)[0][1]
    assert nearest(connection, 1, vector, 10) == nearest(connection, 1, vector, 10, exact=True)
    header = files.Header.unpacked(files.vectors_path(str(path), 1, 64).read_bytes()[:4096])
    assert header is not None
    assert header.candidates == 0


def test_many_rows_with_the_same_code_are_all_looked_at(connection, filed) -> None:
    """Codes cannot tell copies apart; where too many are equally near, all is searched."""
    put(connection, clustered(2000, 64))
    put(connection, [(f"copy-{number}", [1.0] * 64) for number in range(1500)])
    put(connection, [(f"almost-{number}", [1.0] * 63 + [1.0 + number / 100]) for number in (1, 2)])
    vector = [1.0] * 63 + [1.02]
    found = nearest(connection, 1, vector, 4)
    assert found == slowly(connection, vector, 4)
    assert [name for name, _ in found[:2]] == ["almost-2", "almost-1"]


@pytest.mark.parametrize("dimension", [1, 63, 64, 65, 100])
def test_distances_between_codes_are_numbers_of_bits(dimension) -> None:
    """Counted by columns as by hand, at any length of vectors, and across chunks."""
    import numpy as np

    random = np.random.default_rng(0)
    rows = random.standard_normal((20_000, dimension), dtype=np.float32)
    mean = rows.mean(axis=0)
    encoded = codes.encode(rows, mean)
    (code,) = codes.encode(rows[:1], mean)
    counted = codes.distances(np.ascontiguousarray(encoded.T), code)
    by_hand = ((rows > mean) != (rows[0] > mean)).sum(axis=1)
    assert (counted == by_hand).all()


def test_the_nearest_by_codes_are_a_number_and_their_equals() -> None:
    """No row is left out that is as near as one that is there."""
    import numpy as np

    differences = np.array([5, 3, 3, 9, 3, 0], np.uint16)
    assert codes.nearest(differences, 1).tolist() == [5]
    assert codes.nearest(differences, 2).tolist() == [1, 2, 4, 5]
    assert codes.nearest(differences, 6).tolist() == [0, 1, 2, 3, 4, 5]


def test_a_vector_stored_as_bytes_is_not_changed_by_search(connection, filed) -> None:
    """Long and short vectors keep their length in the database."""
    put_blobs(connection, [(1, "long", encode([300.0, 400.0])), (1, "short", encode([1e-30, 0]))])
    assert nearest(connection, 1, [3.0, 4.0], 2) == slowly(connection, [3.0, 4.0], 2)
    stored = dict(connection.execute("SELECT id, embedding FROM embeddings"))
    assert stored["long"] == encode([300.0, 400.0])
