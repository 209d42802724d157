"""embeddings.db goes back and forth between release 0.36 and this one."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from llm.embeddings import Collection
from tests.compat import embeddings_program
from tests.compat.differential.record import install

WRITTEN = Path(__file__).parent / "embeddings-0.36.sql"
"""The file that 0.36 wrote when it ran `embeddings_program.py PATH store`, as SQL."""
PRINTED = Path(__file__).parent / "embeddings-0.36.json"
"""What it printed."""


def ran(python: Path | str, path: Path, what: str) -> Any:
    """What the program prints, run by *python*."""
    program = [str(python), embeddings_program.__file__, str(path), what]
    done = subprocess.run(program, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout or "null")


def dumped(path: Path) -> list[str]:
    """The file at *path* as SQL, but for when it was written."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE embeddings SET updated = 0")
        connection.execute("UPDATE _sqlite_migrations SET applied_at = ''")
        return sorted(connection.iterdump())


def written(path: Path) -> Path:
    """The file that 0.36 wrote, at *path*."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(WRITTEN.read_text())
    return path


def test_both_write_and_find_the_same(tmp_path):
    """The same program leaves the same tables, and prints the same scores to the last bit."""
    printed = json.loads(PRINTED.read_text())
    assert ran(sys.executable, tmp_path / "ours.db", "store") == printed
    assert ran(sys.executable, written(tmp_path / "theirs.db"), "read") == printed
    assert dumped(tmp_path / "ours.db") == dumped(tmp_path / "theirs.db")


def test_what_it_knows_is_not_embedded_again(tmp_path):
    """Its hashes are ours: what it stored is recognised."""
    asked = []

    class Asked(embeddings_program.Letters):
        def embed_batch(self, items, *, key=None):
            asked.extend(items)
            return super().embed_batch(items)

    with Collection("c", written(tmp_path / "e.db"), model=Asked()) as collection:
        collection.embed_multi([("one", "the first text"), ("more", "日本語"), ("six", "6")])
        assert (asked, collection.count()) == ([], 7)


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_with_the_release_itself(tmp_path):
    """What is recorded is what it does; it reads what we write, and what we made of older files."""
    theirs = install(tmp_path / "release")
    printed = json.loads(PRINTED.read_text())
    assert ran(theirs, tmp_path / "theirs.db", "store") == printed
    assert dumped(tmp_path / "theirs.db") == dumped(written(tmp_path / "recorded.db"))
    ran(sys.executable, tmp_path / "ours.db", "store")
    assert ran(theirs, tmp_path / "ours.db", "read") == printed
    ran(theirs, tmp_path / "old", "stages")
    for stage in embeddings_program.STAGES:
        path = tmp_path / f"old-{stage}"
        ours = ran(sys.executable, path, "read")
        assert ours["rows"][0]["h"] or stage == embeddings_program.STAGES[-1]
        assert ran(theirs, path, "read") == ours
        before = dumped(path)
        assert ran(theirs, path, "store")["count"] == 8
        assert len(dumped(path)) == len(before) + 6
