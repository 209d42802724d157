"""docs/history.md: its queries run, its hashes are ours, and it names every table and view."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from llm import assistant, user
from llm.store.canonical import message_hash, node_hash, wire_path
from llm.store.opening import open_store
from llm.store.sqlite.old_tables import OLD_TABLES
from llm.store.sqlite.views import VIEWS, make_views
from tests.docs.test_readme import PROJECT, blocks
from tests.store.sqlite.viewing import LONG, tell

TEXT = (PROJECT / "docs" / "history.md").read_text()
QUERIES = blocks("sql", TEXT)


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Another program that reads a history."""
    path = tmp_path / "logs.db"
    store = open_store(path)
    make_views(store.connection)
    tell(store)
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    yield connection
    connection.close()
    store.close()


def asked_for(reader: sqlite3.Connection, word: str) -> list[tuple[Any, ...]]:
    """What the only query gives that has *word* in it."""
    (query,) = [each for each in QUERIES if word in each]
    return reader.execute(query).fetchall()


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_gives_something(reader: sqlite3.Connection, query: str) -> None:
    """On a history that has something of everything."""
    assert reader.execute(query).fetchall()


def test_what_the_queries_give(reader: sqlite3.Connection) -> None:
    """It is what the text above each of them promises."""
    said = ["Hello world", "Let me look.", "", "I see ", "it."]
    assert [row[2] for row in asked_for(reader, "FROM transcript")] == said
    assert asked_for(reader, "AS month") == [
        ("2026-01", "m", 1, 3, 4, None),
        ("2026-01", "m-2", 1, None, None, None),
        ("2026-11", "m", 1, None, None, None),
    ]
    assert [row[:2] for row in asked_for(reader, "AS used\n")] == [
        ("A poem A song What is it about?", 1),
        ("Hello world", 2),
    ]
    assert asked_for(reader, "AS failed") == [("look", 1, 1)]
    assert [row[::2] for row in asked_for(reader, "tool_calls AS c")] == [("look", "seen\n" * 30)]
    assert asked_for(reader, "'poem.txt'") == [("poem.txt", "What is it about?")]
    back = asked_for(reader, "RECURSIVE back")
    assert [text for _, kind, text in back if kind == "text"] == [
        *("Hello ", "world", "Let me ", "look.", "I see ", "it.")
    ]
    assert asked_for(reader, "AS beginning")[0][1:] == (len(LONG), LONG[:60])
    assert [row[3] for row in asked_for(reader, "SELECT model, datetime_utc")] == ["Love"]


def test_the_hashes_are_those_of_the_history(capsys: pytest.CaptureFixture[str]) -> None:
    """The program prints what the document says, and we derive the same."""
    (program,) = blocks("python", TEXT)
    exec(program, {})
    (printed,) = blocks("text", TEXT)
    assert capsys.readouterr().out == printed
    question, answer = user("Suggest a name for a pet pelican"), assistant("Percy")
    first = node_hash(None, message_hash(question))
    derived = {
        "asked": message_hash(question),
        "told": message_hash(answer),
        "first": first,
        "second": node_hash(first, message_hash(answer)),
        "path": wire_path(wire_path(b"", question), answer),
    }
    assert dict(line.split() for line in printed.splitlines()) == {
        name: hashed.hex() for name, hashed in derived.items()
    }


def test_every_table_and_view_is_named(reader: sqlite3.Connection) -> None:
    """But for what the search index is made of."""
    names = {name for (name,) in reader.execute("SELECT tbl_name FROM sqlite_master")}
    named = set(re.findall(r"\w+", TEXT))
    assert {name for name in names if not name.startswith("search_")} <= named
    assert {*VIEWS, *OLD_TABLES} <= named


def test_the_columns_of_the_views_are_those_documented(reader: sqlite3.Connection) -> None:
    """In the order in which the document names them."""
    rows = re.findall(r"^\| `(history|transcript|message_\w+)` \|.*\| (.*) \|$", TEXT, re.MULTILINE)
    assert len(rows) == 4
    for name, columns in rows:
        documented = re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", columns))
        found = reader.execute(f"SELECT * FROM {name}").description
        assert [each[0] for each in found] == documented
