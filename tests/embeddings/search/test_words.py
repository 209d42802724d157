"""Items by the words of their content, and two rankings made one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from llm.embeddings.search import Filter, conditions_of, forget
from llm.embeddings.search.words import fused, matching

TEXTS = {
    "pipe": "How the pipeline is built, and how it is built again",
    "c": "What c++ is for: it's a language",
    "built": "built",
    "café": "Ein Café in Köln",
    "tokyo": "東京都の天気",
    "number": "12.5 percent",
}


@pytest.fixture(autouse=True)
def texts(connection):
    """Items with content, one without, and one in another collection."""
    connection.executemany(
        "INSERT INTO embeddings (collection_id, id, content, metadata) VALUES (1, ?, ?, ?)",
        [(name, text, f'{{"length": {len(text)}}}') for name, text in TEXTS.items()],
    )
    connection.execute("INSERT INTO embeddings (collection_id, id) VALUES (1, 'without')")
    connection.execute("INSERT INTO embeddings VALUES (2, 'x', x'', 'built', 0, 0, '{}', 0)")
    connection.commit()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("built", ["built", "pipe"]),
        ("How is the PIPELINE built?", ["pipe", "built", "c"]),
        ("c++", ["c"]),
        ("cafe", ["café"]),
        ("京", ["tokyo"]),
        ("it's", ["c"]),
        ("pipe", ["pipe"]),
        ("zebra", []),
        ('"', []),
        ("?!", []),
        ("", []),
        ("NOT AND OR ( * : ^", ["pipe"]),
        ("12.5", ["number"]),
        ("\0built\0", ["built", "pipe"]),
    ],
)
def test_any_text_is_looked_for_by_its_words(connection, text, ids) -> None:
    """Any of its words will do, those that say more of them or say them more come first."""
    found = matching(connection, 1, text, 10)
    assert found == ids
    assert matching(connection, 1, text, 1) == found[:1]
    assert matching(connection, 1, text, 0) == []


def test_only_what_a_filter_allows_is_found(connection) -> None:
    """By the beginning of its id, or its metadata."""
    assert matching(connection, 1, "built", 5, Filter(prefix="p")) == ["pipe"]
    long = Filter(conditions=conditions_of(["length>10"]))
    assert matching(connection, 1, "built", 5, long) == ["pipe"]
    assert matching(connection, 1, "built", 5, Filter(prefix="none")) == []


def test_the_words_are_kept_in_a_file_until_they_change(connection, path) -> None:
    """It is for its owner alone, is made once, made anew after a change, and can be forgotten."""
    file = Path(f"{path}-index") / "1.words"
    matching(connection, 1, "built", 5)
    made = file.stat()
    assert made.st_mode & 0o777 == 0o600
    assert matching(connection, 1, "café", 5) == ["café"]
    assert file.stat().st_ino == made.st_ino
    connection.execute("UPDATE embeddings SET content = 'zebra' WHERE id = 'built'")
    assert matching(connection, 1, "zebra", 5) == ["built"], "within the transaction"
    connection.commit()
    assert matching(connection, 1, "zebra", 5) == ["built"]
    assert matching(connection, 1, "built", 5) == ["pipe"]
    assert file.stat().st_ino != made.st_ino
    forget(path, 1)
    assert not file.exists()
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.parametrize("damage", [b"", b"no database", bytes(5000)])
def test_a_damaged_file_is_made_again(connection, path, damage) -> None:
    """Whatever is in its place."""
    matching(connection, 1, "built", 5)
    (Path(f"{path}-index") / "1.words").write_bytes(damage)
    assert matching(connection, 1, "built", 5) == ["built", "pipe"]


def test_words_are_found_where_nothing_can_be_written(connection, path) -> None:
    """They are looked up in memory then."""
    Path(f"{path}-index").write_text("in the way")
    assert matching(connection, 1, "built", 5) == ["built", "pipe"]


@pytest.mark.parametrize(
    ("rankings", "names"),
    [
        ([["a", "b", "c"], ["c", "a"]], ["a", "c", "b"]),
        ([["a", "b"], ["c", "d"]], ["a", "c", "b", "d"]),
        ([["a"], []], ["a"]),
        ([[], []], []),
    ],
)
def test_two_rankings_become_one(rankings, names) -> None:
    """What is in both comes before what is as far up in one; equal ones as the first has them."""
    assert fused(rankings, 10) == names
    assert fused(rankings, 1) == names[:1]
