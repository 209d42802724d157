"""Making the views; texts are whole in them, and they are read by way of indexes."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm.store.opening import open_store
from llm.store.sqlite.backend import SQLiteStore
from llm.store.sqlite.views import VERSION, VIEWS, drop_views, make_views
from llm.store.upkeep import ToRedact
from tests.store.sqlite.said import say
from tests.store.sqlite.viewing import column, rows, tell

# By version, what the views of it are: who changes one takes the next version.
DIGESTS = {1: "f8132ee0eed78e37"}


@pytest.fixture
def viewed(store: SQLiteStore) -> SQLiteStore:
    """A history with its views."""
    make_views(store.connection)
    return store


def names_of_views(store: SQLiteStore) -> set[str]:
    """The views in the file."""
    return set(column(store, "SELECT name FROM sqlite_master WHERE type = 'view'"))


def plan(store: SQLiteStore, sql: str, *values: Any) -> list[str]:
    """How SQLite goes about *sql*, on the outside: what is done for each row of it is left out."""
    steps = store.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
    return [said for _, parent, _, said in steps if parent == 0 and "SUBQUERY" not in said]


def test_the_views_that_a_version_has_do_not_change() -> None:
    """A file has the views of a version: a change that keeps the number would not reach it."""
    digest = hashlib.sha256(repr(sorted(VIEWS.items())).encode()).hexdigest()
    assert DIGESTS[VERSION] == digest[:16], "Raise VERSION in views.py and note the digest here"


def test_every_view_can_be_read(viewed: SQLiteStore) -> None:
    """With and without anything in the history."""
    for name in VIEWS:
        assert rows(viewed, f"SELECT * FROM {name}") == []
    tell(viewed)
    for name in VIEWS:
        assert rows(viewed, f"SELECT * FROM {name}"), name


def test_views_are_made_once(viewed: SQLiteStore) -> None:
    """Whoever finds them as they should be writes nothing."""
    before = column(viewed, "PRAGMA schema_version")
    make_views(viewed.connection)
    assert column(viewed, "PRAGMA schema_version") == before
    assert names_of_views(viewed) >= set(VIEWS)


def test_views_of_an_older_version_are_made_anew(viewed: SQLiteStore) -> None:
    """One that is gone since is dropped, and one that was changed is as it is now."""
    db = viewed.connection
    drop_views(db)
    assert not names_of_views(viewed).intersection(VIEWS)
    db.execute("CREATE VIEW history AS SELECT 'old' AS time")
    db.execute("CREATE VIEW gone AS SELECT 1")
    db.execute("CREATE VIEW users_own AS SELECT 1")
    db.execute(
        """INSERT INTO state VALUES ('views', '{"version": 0, "names": ["history", "gone"]}')"""
    )
    make_views(db)
    assert names_of_views(viewed) >= {*VIEWS, "users_own"}
    assert "gone" not in names_of_views(viewed)
    assert rows(viewed, "SELECT * FROM history") == []


def test_what_somebody_else_has_made_stays(store: SQLiteStore) -> None:
    """A table of the user's has the name of a view of ours: it is theirs, now and later."""
    make_views(store.connection)
    drop_views(store.connection)
    store.connection.execute("CREATE TABLE History (note)")
    store.connection.execute("INSERT INTO history VALUES ('mine')")
    make_views(store.connection)
    drop_views(store.connection)
    make_views(store.connection)
    assert column(store, "SELECT note FROM history") == ["mine"]
    assert names_of_views(store) >= set(VIEWS) - {"history"}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_text_of_every_blob_is_whole(data: st.DataObject) -> None:
    """However blobs are made of one another, the view reads what the store reads."""
    short = st.text(max_size=6) | st.sampled_from(
        ['{"$blob":1}', '\\"', '"}', "}{", "\0", "é🥊\x1f"]
    )
    long = st.builds(lambda some, times: (some or "x") * times, short, st.integers(20, 70))
    value = st.recursive(
        st.none() | st.floats(allow_nan=False, allow_infinity=False) | short | long,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(short, inner, max_size=3),
        max_leaves=6,
    )
    pieces = data.draw(st.lists(long, min_size=2, max_size=4))
    store = open_store(":memory:")
    make_views(store.connection)
    blobs, text = store.blobs, store.blobs.text
    with store.writing():
        one = blobs.put_json(data.draw(value))
        joined = blobs.put_joined(pieces, [0] * len(pieces))
        inner = blobs.put_json({"args": text(one), "again": text(joined)})
        blobs.put_json({"deep": text(inner), "all": [text(one)]})
        blobs.put_list([*data.draw(st.lists(value, min_size=1, max_size=3)), {"in": text(inner)}])
        blobs.put_joined([text(joined), "-", text(inner)], [0] * 3)
    shown = dict(store.connection.execute("SELECT id, text FROM blob_texts").fetchall())
    kept = blobs.contents(shown)
    store.close()
    assert len(shown) > 5
    assert shown == {blob: str(kept[blob]) for blob in shown}


def test_a_redacted_text_is_a_note_wherever_it_stands(viewed: SQLiteStore) -> None:
    """Also in the middle of a text that is made of it."""
    tell(viewed)
    viewed.redact(ToRedact(exact="A poem", reason="mine"))
    assert column(viewed, "SELECT content FROM fragments WHERE source = 'poem.txt'") == [
        "[redacted: mine]"
    ]
    (said,) = column(viewed, "SELECT text FROM transcript WHERE call_id = 'b1' AND role = 'user'")
    assert said == viewed.call("b1").messages[0].text()
    assert "poem" not in said


def test_the_views_of_our_own_read_well(viewed: SQLiteStore) -> None:
    """One row for a call, and one for a message of its turn."""
    conversation = tell(viewed)
    (first, *_) = rows(viewed, "SELECT * FROM history ORDER BY id")
    assert first == {
        "time": "2026-01-02 03:04:05",
        "conversation": "Hello world",
        "model": "m",
        "status": "ok",
        "prompt": "Hello world",
        "response": "Let me look.",
        "reasoning": "Hm. ",
        "instructions": "Be brief",
        "input_tokens": 3,
        "output_tokens": 4,
        "cost": None,
        "seconds": None,
        "error": None,
        "id": "a1",
        "conversation_id": conversation,
    }
    said = rows(
        viewed,
        "SELECT kind, role, text FROM transcript WHERE conversation_id = ? ORDER BY call_id, place",
        conversation,
    )
    assert [tuple(row.values()) for row in said] == [
        ("instructions", "system", "Be brief"),
        ("asked", "user", "Hello world"),
        ("answered", "assistant", "Let me look."),
        ("instructions", "system", "Be brief"),
        ("asked", "tool", ""),
        ("answered", "assistant", "I see "),
        ("answered", "assistant", "it."),
    ]


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("SELECT * FROM responses WHERE id = ?", ["a1"]),
        ("SELECT * FROM responses WHERE conversation_id = ?", ["c"]),
        ("SELECT * FROM history WHERE conversation_id = ?", ["c"]),
        ("SELECT * FROM transcript WHERE conversation_id = ? ORDER BY place", ["c"]),
        ("SELECT * FROM tool_calls WHERE response_id IN (?, ?) ORDER BY id", ["a1", "a2"]),
        ("SELECT * FROM prompt_attachments WHERE response_id = ?", ["a1"]),
        (
            "SELECT prompt FROM threads t JOIN responses ON t.id = conversation_id WHERE t.id = ?",
            ["c"],
        ),
    ],
)
def test_what_is_asked_for_is_found_by_an_index(
    viewed: SQLiteStore, sql: str, values: list[str]
) -> None:
    """No call is looked at that is not asked for."""
    tell(viewed)
    steps = plan(viewed, sql, *values)
    looked_at = [step for step in steps if "calls" in step or "conversations" in step]
    assert looked_at
    assert all(step.startswith("SEARCH") for step in looked_at), steps


@pytest.mark.parametrize("view", ["responses", "turns", "history"])
def test_the_newest_are_found_without_the_others(viewed: SQLiteStore, view: str) -> None:
    """Ids are in the order of time: there is nothing to sort, and nothing to read but these."""
    tell(viewed)
    steps = plan(viewed, f"SELECT * FROM {view} ORDER BY id DESC LIMIT 3")
    assert any(step.startswith("SCAN calls USING INDEX") for step in steps), steps
    assert not any("ORDER BY" in step for step in steps), steps


def test_messages_are_joined_by_an_index_that_is_made_for_it(viewed: SQLiteStore) -> None:
    """Hashes are digits in the views alone: without it, each would be compared with every other."""
    steps = plan(
        viewed,
        "SELECT parts.text FROM turns JOIN messages ON messages.hash = turns.tip_message_hash"
        " JOIN parts ON parts.message_hash = messages.hash WHERE turns.thread_id = 'c'",
    )
    assert sum("named USING AUTOMATIC" in step for step in steps) == 2, steps


def test_only_what_a_plain_sqlite_knows_is_used(viewed: SQLiteStore, tmp_path: Any) -> None:
    """Another program, without a function of ours, that may not write."""
    tell(viewed)
    path = tmp_path / "history" / "logs.db"
    other = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    assert other.execute("SELECT count(*) FROM history WHERE response <> ''").fetchone() == (3,)
    other.close()


def test_a_hundred_conversations_are_told_apart(viewed: SQLiteStore) -> None:
    """Each call has its own texts, whatever it shares with others."""
    for number in range(100):
        say(viewed, f"c{number:03}", f"Question {number % 7}", f"Answer {number}")
    assert column(viewed, "SELECT response FROM responses ORDER BY id") == [
        f"Answer {number}" for number in range(100)
    ]
    assert column(viewed, "SELECT count(*) FROM responses WHERE prompt = 'Question 3'") == [14]
