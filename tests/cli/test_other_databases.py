"""SQLite files of other programs: what reads the history leaves them alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

READING = [
    ["logs"],
    ["logs", "list", "--data", "-m", "a"],
    ["logs", "conversations"],
    ["logs", "tree"],
    ["logs", "export"],
    ["logs", "verify"],
    ["logs", "gc"],
    ["logs", "tag", "a", "b"],
    ["logs", "rm", "--older-than", "1d", "-y"],
    ["fork", "a"],
    ["retry"],
    ["retry", "a"],
    ["edit", "a", "b"],
    ["fragments"],
    ["fragments", "show", "a"],
    ["fragments", "remove", "a"],
    ["schemas"],
    ["schemas", "show", "a"],
    ["prompt", "a", "--from", "b"],
    ["prompt", "a", "--cid", "b"],
]


@pytest.fixture(params=["DELETE", "WAL"])
def theirs(request, tmp_path: Path) -> Path:
    """A database that has nothing of ours, in each mode of its log."""
    path = tmp_path / "theirs.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode = {request.param}")
        connection.execute("PRAGMA user_version = 2")
        connection.execute("CREATE TABLE notes (said)")
        connection.execute("INSERT INTO notes VALUES ('walrus')")
    return path


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_nothing_is_added_by_what_reads(inside, theirs, command):
    """One line says what it is, and every byte is as it was."""
    before = theirs.read_bytes()
    result = inside(*command, "-d", str(theirs))
    assert (result.returncode, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    assert "no history" in line or "No conversation found" in line
    assert theirs.read_bytes() == before
    assert [each.name for each in theirs.parent.glob("theirs.db*")] == ["theirs.db"]


def test_what_is_in_its_log_only_is_seen(inside, theirs):
    """Another program may have it open."""
    with closing(sqlite3.connect(theirs, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE more (said)")
        before = theirs.read_bytes()
        assert "of another program" in inside("logs", "-d", str(theirs)).stderr
        assert theirs.read_bytes() == before
        assert connection.execute("SELECT said FROM notes").fetchone() == ("walrus",)


def test_a_prompt_may_add_the_history(scripted, tmp_path):
    """To the tables that are there, as releases before did; from then on it is read."""
    path = tmp_path / "theirs.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE notes (said)")
        connection.execute("INSERT INTO notes VALUES ('walrus')")
        assert scripted("hi", "-m", "echo", "-c", "-d", str(path)).returncode == 0
        assert "said <hi>" in scripted("logs", "-d", str(path)).stdout
        assert connection.execute("SELECT said FROM notes").fetchone() == ("walrus",)


def test_an_empty_file_is_an_empty_history(inside, tmp_path):
    """Nobody has anything in it."""
    (tmp_path / "empty.db").touch()
    result = inside("logs", "-d", str(tmp_path / "empty.db"))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
