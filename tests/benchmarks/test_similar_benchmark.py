"""The measurements of search still run. What they measure is read, not asserted."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import pytest

from benchmarks import similar
from benchmarks.environments import Environment

HERE = Environment("ours", Path(sys.prefix))


@pytest.mark.parametrize("make", [similar.clustered, similar.isotropic])
def test_searches_are_measured(make, tmp_path: Path, capsys) -> None:
    """A large collection is made, searched in one process and in several, and shown."""
    parts, queries = make(8_500, 128, at_once=5_000)
    collection = similar.stored(tmp_path, "small", parts, queries[:5], 10.0)
    measured = similar.warm(HERE, collection)
    assert len(measured["warm"]) == len(measured["exact"]) == 5
    assert similar.recall(measured["found"], measured["best"]) > 0.9
    assert similar.recall([[("a", 1), ("b", 0)]], [[("b", 1), ("c", 0)]]) == 0.5
    similar.show(collection, measured, similar.cold(HERE, collection, rounds=1))
    old = {"times": [1.0, 2.0], "found": measured["best"][:2]}
    similar.show_old(collection, measured, old)
    said = capsys.readouterr().out
    assert "recall@10" in said
    assert "to the last bit: holds" in said


def test_docstrings_are_found_and_some_are_asked_for() -> None:
    """Each is there once, whatever has it; those that are asked for are left out."""
    texts = similar.docstrings(Path(sysconfig.get_path("stdlib"), "importlib"))
    assert len(texts) == len(set(texts)) > 200

    class Lengths:
        def embed_multi(self, items):
            return [[float(len(text)), 1.0] for text in items]

    (rows,), queries = similar.embedded(Lengths(), texts[:200])
    assert rows.shape == (196, 2)
    assert queries.shape == (4 + len(similar.QUESTIONS), 2)
    assert queries[0, 0] == len(texts[0])
