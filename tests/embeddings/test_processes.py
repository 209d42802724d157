"""Killed at any instant, and several at once: nothing is lost, nothing stored is embedded again."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from llm import decode
from tests.embeddings.embedding_run import items
from tests.embeddings.models import vector_of

COUNT = 500
KILLS = [5, pytest.param(50, marks=pytest.mark.full)]


def start(path: Path, first: int = 0, count: int = COUNT) -> subprocess.Popen[bytes]:
    """A process that embeds items into the file at *path*."""
    arguments = [path, path.with_suffix(".asked"), first, count]
    module = "tests.embeddings.embedding_run"
    return subprocess.Popen([sys.executable, "-m", module, *map(str, arguments)])


def finish(process: subprocess.Popen[bytes]) -> None:
    """Wait until *process* has done all that it was to do."""
    assert process.wait(60) == 0


def table(path: Path) -> list[Any]:
    """What is in the file at *path*, but for where and when it was written."""
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            return []
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute(
            "SELECT name, e.id, embedding, content, content_hash, metadata FROM embeddings e"
            " JOIN collections c ON c.id = collection_id ORDER BY e.id"
        ).fetchall()


def asked(path: Path) -> list[str]:
    """What the model was asked for."""
    noted = path.with_suffix(".asked")
    return noted.read_text().splitlines() if noted.exists() else []


@pytest.mark.parametrize("count", KILLS)
@pytest.mark.timeout(600)
def test_killed_at_any_instant(tmp_path, count):
    """After *count* kills the table is that of an undisturbed run.

    Nothing that a killed run had stored was embedded by the next.
    """
    undisturbed, path = tmp_path / "undisturbed.db", tmp_path / "killed.db"
    finish(start(undisturbed))
    instants = random.Random(1)
    began = time.monotonic()
    finish(start(tmp_path / "timed.db"))
    longest = time.monotonic() - began
    for _ in range(count):
        if len(table(path)) == len(table(undisturbed)):
            path.unlink()
        # What follows on another content of its id is not known to have been there.
        stored = {row[3] for row in table(path)} - {f"text {n}" for n in range(0, COUNT, 50)}
        before = len(asked(path))
        process = start(path)
        time.sleep(instants.uniform(0, longest))
        process.kill()
        process.wait()
        assert not stored.intersection(asked(path)[before:])
    finish(start(path))
    assert table(path) == table(undisturbed)


def test_two_processes_embed_into_one_collection(tmp_path):
    """Nothing of either is lost, whatever both store, and the file is begun by both."""
    path = tmp_path / "e.db"
    running = [start(path, first, 300) for first in (0, 200, 200)]
    for process in running:
        finish(process)
    wanted = {name: (content, metadata) for name, content, metadata in items(0, 500)}
    found = table(path)
    assert [name for _, name, *_ in found] == sorted(wanted)
    for _, name, vector, content, *_ in found:
        assert content == wanted[name][0]
        assert decode(vector) == tuple(vector_of(content))
