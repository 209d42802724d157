"""The measurement of storing vectors still runs. What it measures is read, not asserted."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import embed_multi
from benchmarks.environments import Environment


def test_both_sides_are_measured(monkeypatch) -> None:
    """The program that both run prints how many items it stored in a second."""
    sides = (Environment("ours", Path(sys.prefix)), Environment("0.36", Path(sys.prefix)))
    monkeypatch.setattr(embed_multi, "both", lambda: sides)
    [row] = embed_multi.rows(1, items=200)
    assert (row.who, row.wanted) == ("0.36", "at least 4")
    assert row.ours.replace(",", "").isdigit()
