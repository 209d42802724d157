"""Rows of queries."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from llm.embeddings.reading.queries import query_source
from llm.errors import InvalidInput
from tests.embeddings.reading.reading_of import read, texts


@pytest.fixture
def blog(tmp_path):
    """A database with posts."""
    path = tmp_path / "blog #1.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE posts (id, title, body)")
        connection.executemany(
            "INSERT INTO posts VALUES (?, ?, ?)",
            [(1, "one", None), ("two", "second", 2), (3, "", ""), (None, "x", "y")],
        )
        connection.commit()
    return path


def test_rows_of_a_query(blog):
    """The first column is the id, the others are the content; numbers are written out."""
    items, refused = read(query_source("SELECT * FROM blog.posts", [("blog", blog)]))
    assert texts(items) == {"1": "one ", "two": "second 2"}
    assert refused == [
        ("row 3", "has no content"),
        ("row 4", "has no id, which is what comes first"),
    ]


def test_the_database_itself(blog):
    """The tables of the database need no name before them; one that is not there has none."""
    source = query_source("SELECT id, title FROM posts LIMIT 1", database=blog)
    assert texts(read(source)[0]) == {"1": "one"}
    missing = blog.with_name("missing.db")
    assert texts(read(query_source("SELECT 1, 'a'", database=missing))[0]) == {"1": "a"}
    assert not missing.exists()


def test_binary_columns(blog):
    """A single column may be bytes, and one beside others not."""
    assert texts(read(query_source("SELECT 1, X'ff00'"))[0]) == {"1": b"\xff\x00"}
    _, refused = read(query_source("SELECT 1, X'ff00', 'a'"))
    assert refused == [("row 1", "has binary content beside other columns: select one column only")]


def test_text_that_is_none():
    """A text that is no UTF-8 is named with its row, and the others are read."""
    sql = "SELECT 1, CAST(X'ff' AS TEXT) UNION ALL SELECT 2, 'b'"
    items, refused = read(query_source(sql))
    assert texts(items) == {"2": "b"}
    assert refused == [("row 1", "is no text: cast it, as CAST(name AS BLOB)")]


def test_nobody_waits_for_the_rows(blog):
    """The database may be written to while its rows are used, and nothing more is read of it."""
    source = query_source("SELECT id, title FROM posts", database=blog)
    with closing(sqlite3.connect(blog, timeout=0)) as connection:
        records = source.records()
        next(records)
        connection.execute("DELETE FROM posts")
        connection.commit()
        assert len(list(records)) == 3
    source.close()


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("selec 1", 'cannot be run: near "selec": syntax error'),
        ("SELECT * FROM elsewhere", "no such table: elsewhere"),
        ("DELETE FROM posts", "attempt to write a readonly database"),
        ("SELECT 1; SELECT 2", "You can only execute one statement at a time"),
        ("SELECT 1, :a", "cannot be run"),
        ("-- nothing", "gives no rows"),
        ("SELECT id FROM posts", "a single column"),
    ],
)
def test_sql_errors(blog, sql, said):
    """What is no query is an error that says why, and changes nothing."""
    before = blog.read_bytes()
    with pytest.raises(InvalidInput, match=said):
        query_source(sql, database=blog)
    assert blog.read_bytes() == before


def test_an_error_in_row_10000():
    """A query that fails later gives the rows before that."""
    sql = """
    WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 20000)
    SELECT n, json_extract(iif(n = 10000, 'bad', '{"a": "x"}'), '$.a') FROM c
    """
    given: list[object] = []
    with query_source(sql) as source, pytest.raises(InvalidInput, match="malformed JSON") as caught:
        given.extend(source.records())
    assert len(given) >= 9_998  # sqlite3 is a row ahead
    assert f"after row {len(given):,}" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "path", "said"),
    [
        ("b", "missing.db", "is not there"),
        ("b", "text.db", "file is not a database"),
        ("main", "blog #1.db", "main is already in use"),
    ],
)
def test_databases_that_cannot_be_attached(blog, name, path, said):
    """What is no database is an error with its name, and nothing is made."""
    (blog.parent / "text.db").write_text("no database, but text that is long enough" * 20)
    with pytest.raises(InvalidInput, match=said):
        query_source("SELECT 1, 2", [(name, blog.parent / path)])
    assert not (blog.parent / "missing.db").exists()


def test_a_database_that_is_none(tmp_path):
    """The database itself may be no database."""
    path = tmp_path / "text.db"
    path.write_text("no database, but text that is long enough" * 20)
    with pytest.raises(InvalidInput, match="file is not a database"):
        query_source("SELECT 1, 2 FROM a", database=path)
