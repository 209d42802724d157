"""Schemas that the history knows."""

import datetime as dt

import pytest

from llm.errors import InvalidInput
from llm.schemas import make_schema_id, schema_dsl
from llm.store.opening import open_store
from llm.store.records import CallRecord

DOG = schema_dsl("name, age int, bio: " + "one sentence that may be rather long " * 3)
CAT = schema_dsl("name, lives int")
DAY = dt.datetime(2026, 2, 3, 10, tzinfo=dt.UTC)


@pytest.fixture
def store():
    """A history in memory, in which a dog was asked for twice, and then a cat."""
    opened = open_store(":memory:")
    for number, schema in enumerate([DOG, DOG, CAT]):
        started = DAY + dt.timedelta(days=number)
        opened.finish(CallRecord(f"0{number}", "m", schema=schema, started=started))
    opened.finish(CallRecord("09", "m"))
    yield opened
    opened.close()


def test_every_schema_that_was_used(store):
    """Each is there once, with how often and when it was used; the last one at the end."""
    dog, cat = store.schemas.matching()
    assert (dog.id, dog.schema) == (make_schema_id(DOG)[0], DOG)
    assert (dog.times_used, dog.last_used) == (2, DAY + dt.timedelta(days=1))
    assert (cat.schema, cat.times_used) == (CAT, 1)


def test_queries(store):
    """Every term has to be in the JSON, in any case."""
    assert [each.schema for each in store.schemas.matching(["NAME", "lives"])] == [CAT]
    assert store.schemas.matching(["lives", "bio"]) == []


def test_ids(store):
    """A schema is found by its id, or by six digits or more with which one begins."""
    known = make_schema_id(CAT)[0]
    for digits in (known, known[:6], known.upper()):
        assert store.schemas.find(digits).schema == CAT
    for digits in (known[:5], known + "0", "0" * 8, "name", ""):
        assert store.schemas.find(digits) is None


def test_ambiguous_id(store):
    """Digits with which two ids begin are an error."""
    near = make_schema_id(DOG)[0][:30] + "zz"
    store.connection.execute(
        "UPDATE known_schemas SET id = ? WHERE id = ?", (near, make_schema_id(CAT)[0])
    )
    with pytest.raises(InvalidInput, match="Several schemas"):
        store.schemas.find(near[:12])


def test_schema_without_calls(store):
    """One whose calls are gone is still known."""
    store.connection.execute("DELETE FROM calls WHERE id = '02'")
    unused = store.schemas.matching()[0]
    assert (unused.schema, unused.times_used, unused.last_used) == (CAT, 0, None)
