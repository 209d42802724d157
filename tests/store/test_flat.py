"""A turn costs the same however long the conversation is, whoever sends it: `benchmarks.turns`.

Statements, rows and bytes are counted; `benchmarks.history` measures time.
"""

from __future__ import annotations

import sqlite3
import statistics
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from benchmarks.history import statements_of
from benchmarks.turns import KINDS, SHAPES, Sender
from llm.parts import Message
from llm.store.canonical import wire_path
from llm.store.opening import open_store
from llm.store.sqlite.backend import SQLiteStore
from llm.testing import ScriptedModel


@dataclass
class Costs:
    """What each turn cost: statements, rows in all tables but the index, bytes in all of them."""

    statements: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)


def totals(store: SQLiteStore) -> tuple[int, int]:
    """Rows and bytes in *store*; the bytes without what pages leave empty."""
    tables = store.connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'"
    ).fetchall()
    counted = (f"SELECT count(*) AS many FROM {name}" for (name,) in tables)
    statement = f"SELECT sum(many) FROM ({' UNION ALL '.join(counted)})"
    (rows,) = store.connection.execute(statement).fetchone()
    (size,) = store.connection.execute("SELECT sum(payload) FROM dbstat").fetchone()
    return rows, size


def costs_of(store: SQLiteStore, sender: Sender, turns: int) -> Costs:
    """What the next *turns* cost."""
    found = Costs()
    before = totals(store)
    for _ in range(turns):
        found.statements.append(len(statements_of(store.connection, lambda: sender.keep(store))))
        after = totals(store)
        found.rows.append(after[0] - before[0])
        found.bytes.append(after[1] - before[1])
        before = after
    return found


@pytest.fixture(params=[f"{shape} {kind}" for shape in SHAPES for kind in KINDS])
def measured(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Costs, Costs]]:
    """What turns 10 to 73 and turns 237 to 300 cost: in 64 turns the index is as full again."""
    shape, kind = request.param.split()
    sender = Sender(shape, kind)
    with closing(open_store(tmp_path / "logs.db")) as store:
        for _ in range(10):
            sender.keep(store)
        early = costs_of(store, sender, 64)
        for _ in range(300 - 74 - 64):
            sender.keep(store)
        yield early, costs_of(store, sender, 64)


def test_a_turn_costs_the_same_at_any_length(measured: tuple[Costs, Costs]) -> None:
    """Turn 300 takes the statements, rows and bytes of turn 10."""
    early, late = measured
    assert statistics.median(late.statements) == statistics.median(early.statements)
    assert set(late.rows) == set(early.rows)
    assert len(set(late.rows)) == 1
    # The index is written now and then, and merges what it has.
    assert sum(late.bytes) <= 1.1 * sum(early.bytes)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_bytes_for_a_byte_of_text(shape: str, kind: str, tmp_path: Path) -> None:
    """A file takes at most four bytes for each that was said, and three without its index."""
    sender = Sender(shape, kind)
    with closing(open_store(tmp_path / "logs.db")) as store:
        empty = totals(store)[1]
        for _ in range(150):
            sender.keep(store)
        size = totals(store)[1] - empty
        (index,) = store.connection.execute(
            "SELECT sum(payload) FROM dbstat WHERE name LIKE 'search%'"
        ).fetchone()
    said = sender.speaker.bytes_said() + sum(map(len, sender.speaker.metadata))
    assert 1.5 < size / said < 3.4
    assert index / said < 1
    assert (size - index) / said < 2.5


def test_responses_that_are_written_one_by_one(tmp_path: Path, monkeypatch) -> None:
    """What one `log_to_db` stored the next one knows again, without a look at its messages."""
    looked_at: list[object] = []

    def counting(before: bytes, message: Message) -> bytes:
        looked_at.append(message)
        return wire_path(before, message)

    monkeypatch.setattr("llm.store.sqlite.graph.wire_path", counting)
    conversation = ScriptedModel([["an answer"]] * 40).conversation()
    counts = []
    with closing(sqlite3.connect(tmp_path / "logs.db")) as connection:
        for number in range(40):
            looked_at.clear()
            conversation.prompt(f"turn {number}").log_to_db(connection)
            counts.append(len(looked_at))
    assert counts[1:] == [counts[1]] * 39
    assert counts[1] <= 4
