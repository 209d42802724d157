"""Engines of plugins: they say where to look, and nothing else depends on them."""

from __future__ import annotations

from typing import Any

import pytest

import llm
from llm.embeddings.search import Filter, nearest
from llm.embeddings.vectors import decode
from llm.errors import InvalidInput
from tests.embeddings.search.vectors import clustered, put, slowly

ITEMS = clustered(200, 16)
VECTOR = clustered(1, 16, seed=2)[0][1]


class Told:
    """An engine that has read everything, and says what it was told to say."""

    answers: tuple[str, ...] = ()
    asked: list[tuple[Any, ...]] = []  # noqa: RUF012 - one for all instances, as the class is what is registered

    def nearest(self, vectors, vector, number, allowed):
        read = {name: decode(blob) for name, blob in vectors}
        Told.asked.append((self, len(read), vectors.token, vectors.directory, number, allowed))
        return Told.answers


@pytest.fixture(autouse=True)
def plugin():
    """A plugin with two engines of the same name."""

    class Plugin:
        @llm.hookimpl
        def register_vector_indexes(self, register):
            register("told", Told)
            register("told", Told)

    llm.pm.register(Plugin(), name="indexes")
    Told.asked = []
    yield
    llm.pm.unregister(name="indexes")


def test_what_an_engine_names_is_compared_as_always(connection, path) -> None:
    """Ids that are not there, or twice, do no harm; scores and order are those of the vectors."""
    put(connection, ITEMS)
    best = slowly(connection, VECTOR, 3)
    Told.answers = ("no such item", *(name for name, _ in reversed(best)), best[0][0])
    assert nearest(connection, 1, VECTOR, 5, index="told") == best
    assert nearest(connection, 1, VECTOR, 2, index="told_1", skip_id=best[0][0]) == best[1:3]
    (engine, read, token, directory, number, allowed), (again, *_) = Told.asked
    assert (read, number, allowed) == (200, 5, None)
    assert token
    assert str(directory) == f"{path}-index"
    assert again is engine, "there is one in a process"


def test_what_a_filter_leaves_out_is_not_found(connection) -> None:
    """The engine is told the ids that may be found, and need not keep to them."""
    put(connection, ITEMS)
    Told.answers = ("item-1", "item-2", "item-10")
    found = nearest(connection, 1, VECTOR, 5, index="told", allowed=Filter(prefix="item-1"))
    assert {name for name, _ in found} == {"item-1", "item-10"}
    assert "item-2" not in Told.asked[0][-1]
    assert "item-199" in Told.asked[0][-1]


def test_exact_search_asks_no_engine(connection) -> None:
    """It looks at everything."""
    put(connection, ITEMS)
    found = nearest(connection, 1, VECTOR, 4, index="told", exact=True)
    assert found == slowly(connection, VECTOR, 4)
    assert not Told.asked


def test_an_index_that_nobody_offers_is_an_error(connection) -> None:
    """The error names those that there are."""
    put(connection, ITEMS)
    with pytest.raises(InvalidInput, match="no index called 'fast'; there are: told, told_1"):
        nearest(connection, 1, VECTOR, 4, index="fast")
    llm.pm.unregister(name="indexes")
    with pytest.raises(InvalidInput, match="no plugin offers any"):
        nearest(connection, 1, VECTOR, 4, index="fast")
    llm.pm.register(object(), name="indexes")
