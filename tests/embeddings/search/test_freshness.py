"""A search sees what is in the database now, whoever put it there, and disturbs nobody."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from llm.embeddings.search import nearest
from llm.embeddings.search.freshness import _descriptors, token_of
from llm.embeddings.vectors import encode
from tests.embeddings.search.vectors import clustered, make_tables, put, slowly

ITEMS = clustered(60, 16)
VECTOR = ITEMS[0][1]


@pytest.fixture(autouse=True)
def in_files(filed):
    """Every collection has a file."""


@pytest.fixture(params=["delete", "truncate", "persist", "wal"])
def other(request, path, connection):
    """Another connection; the database has each kind of journal."""
    assert connection.execute(f"PRAGMA journal_mode = {request.param}").fetchone()
    put(connection, ITEMS)
    with closing(sqlite3.connect(path)) as opened:
        yield opened


CHANGES = [
    ("INSERT INTO embeddings (collection_id, id, embedding) VALUES (1, 'new', ?)", True),
    ("UPDATE embeddings SET embedding = ? WHERE id = 'item-7'", True),
    ("UPDATE embeddings SET id = 'called anew' WHERE id = 'item-0'", False),
    ("DELETE FROM embeddings WHERE id = 'item-0'", False),
    ("DELETE FROM embeddings", False),
    ("UPDATE embeddings SET collection_id = 2 WHERE id = 'item-0'", False),
]


@pytest.mark.parametrize(("statement", "takes_vector"), CHANGES)
def test_what_others_change_is_seen_at_once(connection, other, statement, takes_vector) -> None:
    """Whether a row came, went, or was written over with as many bytes."""
    before = nearest(connection, 1, VECTOR, 5)
    assert before == slowly(connection, VECTOR, 5)
    other.execute(statement, (encode([10 * each for each in VECTOR]),) if takes_vector else ())
    assert nearest(connection, 1, VECTOR, 5) == before, "what is not committed is not seen"
    other.commit()
    after = nearest(connection, 1, VECTOR, 5)
    assert after == slowly(connection, VECTOR, 5)
    assert after != before


def test_random_changes_by_several_are_all_seen(connection, other) -> None:
    """Two connections write, checkpoint, roll back and vacuum; each search is as the slow one."""
    chance = random.Random(4)
    put(connection, ITEMS, collection=2)
    for step in range(60):
        writer = chance.choice([connection, other])
        name = f"item-{chance.randrange(80)}"
        vector = [chance.gauss(0, 1) for _ in range(16)]
        match chance.randrange(6):
            case 0:
                writer.execute("DELETE FROM embeddings WHERE id = ?", (name,))
                writer.commit()
            case 1:
                writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            case 2:
                writer.execute("UPDATE embeddings SET embedding = ?", (encode(vector),))
                writer.rollback()
            case 3 if step % 10 == 0:
                writer.execute("VACUUM")
            case _:
                put(writer, [(name, vector)], collection=chance.randrange(1, 3))
        reader = chance.choice([connection, other])
        assert nearest(reader, 1, VECTOR, 5) == slowly(reader, VECTOR, 5)


def test_what_a_transaction_changed_is_seen_in_it_alone(connection, other) -> None:
    """Before it is committed, and not after it was undone."""
    before = nearest(connection, 1, VECTOR, 3)
    connection.execute("DELETE FROM embeddings WHERE id = 'item-0'")
    assert connection.in_transaction
    inside = nearest(connection, 1, VECTOR, 3)
    assert inside == slowly(connection, VECTOR, 3)
    assert connection.in_transaction
    assert nearest(other, 1, VECTOR, 3) == before
    connection.rollback()
    assert nearest(connection, 1, VECTOR, 3) == before


def test_what_is_undone_in_memory_is_seen(path) -> None:
    """A rollback, other tables, another database of the same shape: none is taken for what was."""
    for turn in range(3):
        with closing(sqlite3.connect(":memory:")) as connection:
            make_tables(connection, "first")
            put(connection, clustered(30, 4, seed=turn))
            before = nearest(connection, 1, [1.0, 2.0, 3.0, 4.0], 3)
            assert before == slowly(connection, [1.0, 2.0, 3.0, 4.0], 3)
            connection.execute("UPDATE embeddings SET embedding = ?", (encode([1.0] * 4),))
            inside = nearest(connection, 1, [1.0, 2.0, 3.0, 4.0], 3)
            assert len({score for _, score in inside}) == 1
            connection.rollback()
            assert nearest(connection, 1, [1.0, 2.0, 3.0, 4.0], 3) == before
            connection.execute("DROP TABLE embeddings")
            make_tables(connection)
            assert nearest(connection, 1, [1.0, 2.0, 3.0, 4.0], 3) == []


@pytest.mark.parametrize("in_place", [False, True])
def test_another_database_in_its_place_is_seen(path, tmp_path, in_place) -> None:
    """A copy from elsewhere with as many bytes and as many changes is not taken for the old one."""
    paths = [path, tmp_path / "other.db"]
    for seed, each in enumerate(paths):
        with closing(sqlite3.connect(each)) as connection:
            make_tables(connection, "first")
            put(connection, clustered(20, 8, seed=seed))
            assert nearest(connection, 1, [1.0] * 8, 3)
    (shutil.copyfile if in_place else os.replace)(paths[1], paths[0])
    with closing(sqlite3.connect(path)) as connection:
        assert nearest(connection, 1, [1.0] * 8, 3) == slowly(connection, [1.0] * 8, 3)


TRY_TO_WRITE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0)
try:
    connection.execute("BEGIN IMMEDIATE")
except sqlite3.OperationalError as error:
    print(error)
"""


def test_looking_at_the_file_keeps_the_locks_of_this_process(connection, other, path) -> None:
    """Another process cannot write while a connection here does, however often we look."""
    put(connection, [("one more", VECTOR)])
    other.execute("BEGIN IMMEDIATE")
    assert token_of(str(path)) == token_of(str(path))
    assert nearest(connection, 1, VECTOR, 3)
    command = [sys.executable, "-c", TRY_TO_WRITE, str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "locked" in ran.stdout
    other.rollback()
    assert not subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_files_that_come_and_go_do_not_stay_open(path) -> None:
    """The shared memory of a log is made anew by each process that comes alone."""
    before = len(_descriptors)
    for turn in range(10):
        with closing(sqlite3.connect(path)) as connection:
            if turn == 0:
                connection.execute("PRAGMA journal_mode = WAL")
                make_tables(connection, "first")
            put(connection, [(f"item-{turn}", VECTOR)])
            assert len(nearest(connection, 1, VECTOR, 50)) == turn + 1
    assert len(_descriptors) <= before + 3


def test_what_is_no_database_has_no_token(tmp_path) -> None:
    """Neither what is not there nor what is too short is told apart by its state."""
    (tmp_path / "short").write_bytes(b"SQLite")
    assert token_of(str(tmp_path / "short")) is None
    assert token_of(str(tmp_path / "missing")) is None


def test_where_files_cannot_be_read_in_places(path, connection, monkeypatch) -> None:
    """On systems without `pread` nothing is kept from one search to the next, and all is found."""
    monkeypatch.delattr(os, "pread")
    put(connection, ITEMS)
    assert token_of(str(path)) is None
    assert nearest(connection, 1, VECTOR, 1)[0][0] == ITEMS[0][0]


def test_a_search_waits_for_nobody_in_a_log(connection, other) -> None:
    """While somebody holds the database for writing, what was committed is found."""
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM embeddings")
    assert nearest(connection, 1, VECTOR, 3) == slowly(connection, VECTOR, 3)
    other.rollback()
