"""The bytes of what was deleted: who may be in the way, and who finishes."""

import random
import sqlite3

import pytest

from llm.store.opening import open_store
from llm.store.records import Selection
from tests.store.sqlite.said import bytes_with, counts, is_clean, reopened, say


def reader(path):
    """Somebody who has begun to read the file."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM calls").fetchone()
    return connection


def test_a_reader_in_the_way(store, tmp_path, monkeypatch):
    """While another program reads what was there before, the bytes stay, and that is said."""
    monkeypatch.setattr("llm.store.sqlite.erasing.erase.__defaults__", (0.2,))
    say(store, "01a", "walrus", "pelican")
    other = reader(store.path)
    assert store.delete(["01a"]).remains == "another program is reading it"
    assert not any(counts(store).values())
    assert store.finish_erasing() == "another program is reading it"
    other.close()
    store.close()
    later = reopened(tmp_path / "history" / "logs.db")
    assert later.finish_erasing() is None
    assert bytes_with(tmp_path / "history", "walrus", "pelican") == []
    assert is_clean(later)
    later.close()


def test_what_is_left_to_do_is_not_done_twice(store, monkeypatch):
    """A run that finds a reader in the way again does not write the whole file again."""
    monkeypatch.setattr("llm.store.sqlite.erasing.erase.__defaults__", (0.1,))
    say(store, "01a", "walrus", "pelican")
    other = reader(store.path)
    store.delete(["01a"])
    statements: list[str] = []
    store.connection.set_trace_callback(statements.append)
    store.finish_erasing()
    other.close()
    store.finish_erasing()
    store.finish_erasing()
    store.connection.set_trace_callback(None)
    assert "VACUUM" not in statements
    assert [each for each in statements if each.startswith("SELECT value FROM state")] == [
        "SELECT value FROM state WHERE name = 'erasure'"
    ] * 3


def test_a_death_before_the_bytes_went(store, tmp_path, monkeypatch):
    """Who dies after the rows are gone leaves a note, and a later run takes the bytes."""
    say(store, "01a", "walrus", "pelican")
    monkeypatch.setattr("llm.store.sqlite.deleting.erase", lambda connection: None)
    store.delete(["01a"])
    store.close()
    later = reopened(tmp_path / "history" / "logs.db")  # which is enough
    assert bytes_with(tmp_path / "history", "walrus", "pelican") == []
    assert later.finish_erasing() is None
    later.close()


def test_a_later_deletion_is_not_forgotten(store, tmp_path, monkeypatch):
    """Whoever finishes one deletion leaves the note of another that came meanwhile."""
    say(store, "01a", "walrus", "pelican")
    say(store, "01b", "marmot", "lemur")
    other = open_store(store.path)
    path = "llm.store.sqlite.erasing._emptied"
    with monkeypatch.context() as patch:
        patch.setattr("llm.store.sqlite.deleting.erase", lambda connection: None)

        def meanwhile(connection, until):
            patch.undo()
            patch.setattr("llm.store.sqlite.deleting.erase", lambda connection: None)
            other.delete(["01b"])
            return True

        store.delete(["01a"])
        patch.setattr(path, meanwhile)
        store.finish_erasing()
    other.close()
    assert store.finish_erasing() is None
    assert bytes_with(tmp_path / "history", "walrus", "marmot") == []


def test_inside_a_transaction(store, tmp_path):
    """On a connection with an open transaction the rows go with it, the bytes later."""
    say(store, "01a", "walrus", "pelican")
    with store.writing():
        assert store.delete(["01a"]).remains == "a transaction is open"
    assert store.finish_erasing() is None
    assert bytes_with(tmp_path / "history", "walrus") == []


def test_in_memory():
    """A history in memory has no file, and deletes as any other."""
    store = open_store(":memory:")
    say(store, "01a", "walrus", "pelican")
    assert store.delete(["01a"]).remains is None
    assert not any(counts(store).values())
    store.close()


def test_collecting(store, tmp_path):
    """What nothing leads to goes, and the file is as small as it can be."""
    first = say(store, "01a", "walrus", "pelican " * 5000)
    with store.writing():
        store.connection.execute("DELETE FROM calls")
        store.connection.execute("UPDATE conversations SET tip = NULL")
    assert first
    found = store.collect()
    assert (found.texts, found.messages, found.remains) == (2, 2, None)
    assert found.bytes > 30_000
    assert bytes_with(tmp_path / "history", "pelican") == []
    assert store.collect().texts == 0


MINE = """
CREATE TABLE mine (x);
INSERT INTO mine VALUES ('otter'), ('cobra');
DELETE FROM mine WHERE x = 'otter';
CREATE VIRTUAL TABLE mine_search USING fts5 (x, content = 'mine');
INSERT INTO mine_search (mine_search) VALUES ('rebuild');
"""


def test_rows_of_others_keep_their_numbers(store, tmp_path):
    """A search index that somebody has of a table of his, by its row numbers, finds what it did."""
    store.connection.executescript(MINE)
    say(store, "01a", "walrus", "pelican")
    assert store.delete(["01a"]).remains is None
    found = store.connection.execute("SELECT rowid, x FROM mine_search('cobra')").fetchall()
    assert found == [(2, "cobra")]
    assert bytes_with(tmp_path / "history", "walrus", "pelican") == []
    assert is_clean(store)


def test_no_byte_is_left_beside_rows_of_others(store, tmp_path):
    """Nor between other texts on the same pages, where the file is not written as a whole."""
    store.connection.executescript(MINE)
    rows = random.Random(0)
    gone = []
    for number in range(200):
        word = "walrus" if number % 2 else "capybara"
        told = [f"{word} {number} " * rows.randrange(1, 150) for _ in range(2)]
        call = say(store, f"01{number:03}", *told)
        gone += [call.id] if number % 2 else []
    rows.shuffle(gone)
    for start in range(0, len(gone), 25):
        store.delete(gone[start : start + 25])
    assert bytes_with(tmp_path / "history", "walrus", "walr") == []
    assert len(store.call_ids(Selection())) == 100
    assert is_clean(store)


def test_triggers_of_others_are_left_alone(store):
    """What somebody does whenever a row goes is not done for rows that stay."""
    store.connection.executescript(
        MINE + "CREATE TRIGGER note AFTER DELETE ON blobs BEGIN"
        " INSERT INTO mine VALUES (old.content); END;"
    )
    say(store, "01a", "walrus", "pelican")
    say(store, "01b", "marmot", "lemur")
    store.delete(["01a"])
    rows = store.connection.execute("SELECT x FROM mine ORDER BY x").fetchall()
    assert rows == [("cobra",), ("pelican",), ("walrus",)]


@pytest.mark.parametrize(
    ("table", "whole"),
    [
        ("mine (id INTEGER PRIMARY KEY, x)", True),
        ("mine (x TEXT PRIMARY KEY) WITHOUT ROWID", True),
        ("mine (x TEXT PRIMARY KEY)", False),
        ("mine (id INT PRIMARY KEY, x)", False),
    ],
)
def test_which_tables_of_others_are_in_the_way(store, table, whole):
    """Only those whose rows have numbers that nobody wrote; else the file becomes smaller."""
    store.connection.execute(f"CREATE TABLE {table}")
    say(store, "01a", "walrus", "pelican")
    statements: list[str] = []
    store.connection.set_trace_callback(statements.append)
    store.delete(["01a"])
    store.connection.set_trace_callback(None)
    assert ("VACUUM" in statements) is whole
