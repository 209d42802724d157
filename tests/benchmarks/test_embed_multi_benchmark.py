"""The measurement of storing vectors still runs. What it measures is read, not asserted."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import embed_multi
from benchmarks.environments import Environment


def test_both_sides_are_measured(monkeypatch, capsys) -> None:
    """The program that both run prints how many items it stored in a second."""
    sides = (Environment("ours", Path(sys.prefix)), Environment("0.36", Path(sys.prefix)))
    monkeypatch.setattr(embed_multi, "both", lambda: sides)
    embed_multi.main(1, items=200)
    assert "ours / 0.36" in capsys.readouterr().out
