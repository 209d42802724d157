import itertools
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing

import pytest

from llm.core.history import without_instructions
from llm.store.old.history import OldHistory
from llm.store.old.tables import TABLES, OldTables, is_old
from llm.store.opening import open_store
from llm.store.records import CallRecord
from tests.compat.old_files.files import NAMES, old_file


@pytest.fixture(params=NAMES)
def old(request, tmp_path) -> Iterator[sqlite3.Connection]:
    """Each of the histories of old releases."""
    with closing(sqlite3.connect(old_file(request.param, tmp_path).path)) as connection:
        yield connection


def old_records(
    connection: sqlite3.Connection, names: Mapping[str, str] | None = None
) -> Iterator[CallRecord]:
    """Every call that older releases wrote, conversation by conversation, the oldest first."""
    history = OldHistory(connection, names)
    for conversation in history.conversations():
        yield from history.records(conversation)


def test_messages_of_a_conversation_are_the_same_objects(old: sqlite3.Connection) -> None:
    """So that a long conversation takes memory for its messages once, not for each of its calls."""
    history = OldHistory(old)
    shared = 0
    for conversation in history.conversations():
        records = list(history.records(conversation))
        for before, after in itertools.pairwise(records):
            ended = [*without_instructions(before.messages), *before.output]
            again = without_instructions(after.messages)[: len(ended)]
            if again == ended:
                shared += 1
                assert [id(each) for each in again] == [id(each) for each in ended]
    assert shared >= 4


def test_calls_of_a_conversation_come_in_their_order(old: sqlite3.Connection) -> None:
    """The oldest first, and each once."""
    records = list(old_records(old))
    by_conversation: dict[str | None, list[str]] = {}
    for record in records:
        by_conversation.setdefault(record.conversation, []).append(record.id)
    assert all(ids == sorted(set(ids)) for ids in by_conversation.values())
    assert len({record.id for record in records}) == len(records)


def test_tables_that_were_renamed_are_read_all_the_same(old: sqlite3.Connection) -> None:
    """As they are while a database is migrated where it is."""
    before = list(old_records(old))
    names = {}
    for table in sorted(TABLES | {"logs"}):
        if OldTables(old).columns(table) and "_fts" not in table:
            names[table] = f"before {table}"
            old.execute("PRAGMA legacy_alter_table = ON")
            old.execute(f'ALTER TABLE "{table}" RENAME TO "before {table}"')
    assert not is_old(old)
    assert list(old_records(old, names)) == before


def test_a_turn_wins_over_a_response_of_the_same_id(tmp_path) -> None:
    """Both generations may know a call; the later one knows more of it."""
    with closing(sqlite3.connect(old_file("v0.36", tmp_path).path)) as connection:
        (named, thread) = connection.execute("SELECT id, thread_id FROM turns LIMIT 1").fetchone()
        connection.execute(
            "INSERT INTO responses (id, model, prompt, response, conversation_id)"
            " VALUES (?, 'old', 'old', 'old', ?)",
            (named, thread),
        )
        (record,) = [each for each in old_records(connection) if each.id == named]
        assert record.model == "scripted"


def test_rows_without_a_conversation_or_messages_are_calls_of_their_own(tmp_path) -> None:
    """Somebody may have written, or deleted, rows by hand; an attachment may have no row."""
    with closing(sqlite3.connect(old_file("v0.36", tmp_path).path)) as connection:
        connection.executemany(
            "INSERT INTO responses (id, model, prompt, response) VALUES (?, 'm', ?, 'yes')",
            [("a1", "one"), ("a2", "two"), (None, "three")],
        )
        connection.execute("DELETE FROM attachments")
        connection.execute("DELETE FROM messages WHERE rowid IN (SELECT max(rowid) FROM messages)")
        records = {record.id: record for record in old_records(connection)}
    assert [records[each].messages[0].text() for each in ("a1", "a2")] == ["one", "two"]
    assert [len(records[each].messages) for each in ("a1", "a2")] == [1, 1]
    assert records["a1"].conversation is None
    assert len(records) > 20


def test_a_file_of_ours_is_not_an_old_one(tmp_path) -> None:
    """Although it has views that are named like the tables of older releases."""
    with closing(open_store(tmp_path / "new.db")) as store:
        connection = store.connection
        connection.execute("CREATE VIEW IF NOT EXISTS turns AS SELECT 1 AS thread_id")
        assert not is_old(connection)
        assert not list(old_records(connection))
        connection.execute("CREATE TABLE theirs (prompt, conversation_id)")
        assert not is_old(connection)
