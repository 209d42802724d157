"""The measurements of search still run. What they measure is read, not asserted."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import pytest

from benchmarks import similar, vectors
from benchmarks.environments import Environment
from benchmarks.rows import at_most

HERE = Environment("ours", Path(sys.prefix))


@pytest.mark.parametrize("make", [vectors.clustered, vectors.isotropic])
def test_searches_are_measured(make, tmp_path: Path) -> None:
    """A large collection is made, searched in one process and in several, and judged."""
    parts, queries = make(8_500, 128, at_once=5_000)
    collection = vectors.stored(tmp_path, "small", parts, queries[:5], at_most(10))
    measured = similar.warm(HERE, collection)
    assert len(measured["warm"]) == len(measured["exact"]) == 5
    assert similar.recall(measured["found"], measured["best"]) > 0.9
    assert similar.recall([[("a", 1), ("b", 0)]], [[("b", 1), ("c", 0)]]) == 0.5
    rows = list(similar.judged(collection, measured, similar.cold(HERE, collection, rounds=1)))
    old = {"times": [1.0, 2.0], "found": measured["best"][:2]}
    rows += similar.beside_old(collection, measured, old)
    assert "searching small: recall@10" in [row.what for row in rows]
    assert rows[-1].verdict == "the same to the last bit: holds"
    old["found"] = [[("row-0", 0.5)], *old["found"][1:]]
    *_, last = similar.beside_old(collection, measured, old)
    assert last.verdict.endswith("MISSED")


def test_docstrings_are_found_and_some_are_asked_for() -> None:
    """Each is there once, whatever has it; those that are asked for are left out."""
    texts = vectors.docstrings(Path(sysconfig.get_path("stdlib"), "importlib"))
    assert len(texts) == len(set(texts)) > 200

    class Lengths:
        def embed_multi(self, items):
            return [[float(len(text)), 1.0] for text in items]

    (rows,), queries = vectors.embedded(Lengths(), texts[:200])
    assert rows.shape == (196, 2)
    assert queries.shape == (4 + len(vectors.QUESTIONS), 2)
    assert queries[0, 0] == len(texts[0])
