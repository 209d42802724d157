"""Opening the history's file, alone and among many."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from llm.errors import ConfigError
from llm.store.sqlite import connection as connections
from llm.store.sqlite.connection import connect, writing
from tests.store.sqlite.steps import STEPS

PROJECT = Path(__file__).parents[3]


STARTER = """
import sys
sys.path[:0] = [{sources!r}, {tests!r}]
from llm.store.sqlite.connection import connect, writing
from tests.store.sqlite.steps import STEPS
db = connect({path!r}, STEPS)
with writing(db, patience=60):
    db.execute("insert into said values (?, 'assistant')", [sys.argv[1]])
"""


def texts(db):
    """What was said, in order."""
    return [text for (text,) in db.execute("select text from said order by rowid")]


@pytest.mark.parametrize("count", [12, pytest.param(200, marks=pytest.mark.full)])
def test_many_processes_at_once_on_a_missing_file(tmp_path, count):
    """Each of them finds the file as it should be, and writes what it has to say."""
    path = tmp_path / "new" / "logs.db"
    program = STARTER.format(sources=str(PROJECT / "src"), tests=str(PROJECT), path=str(path))
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, f"from {number}"], stderr=subprocess.PIPE, text=True
        )
        for number in range(count)
    ]
    failures = [said for each in started if (said := each.communicate()[1])]
    assert not failures
    said = texts(connect(path, STEPS))
    assert said[0] == "hello"
    assert sorted(said[1:]) == sorted(f"from {number}" for number in range(count))


def test_a_new_file_is_private(tmp_path):
    """The file, what SQLite puts beside it, and a directory that is made are their owner's."""
    path = tmp_path / "new" / "logs.db"
    db = connect(path, STEPS)
    with writing(db):
        db.execute("insert into said values ('x', 'user')")
    modes = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
    assert modes == {"logs.db": 0o600, "logs.db-wal": 0o600, "logs.db-shm": 0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700
    db.close()


def test_steps_are_taken_once_and_together(tmp_path):
    """A file that has seen some gets the rest; one that fails leaves it as it was."""
    path = tmp_path / "logs.db"

    def fails(db):
        raise LookupError

    connect(path, STEPS[:1]).close()
    with pytest.raises(LookupError):
        connect(path, [*STEPS, fails])
    db = connect(path, STEPS[:1])
    assert texts(db) == []
    db.close()
    for _ in range(2):
        db = connect(path, STEPS)
        assert texts(db) == ["hello"]
        db.close()


def test_a_file_of_a_newer_version(tmp_path):
    """It is not touched, and the error says what to do."""
    path = tmp_path / "logs.db"
    connect(path, STEPS).close()
    with pytest.raises(ConfigError, match=r"newer version of llm .*: update llm"):
        connect(path, STEPS[:1])
    assert texts(connect(path, STEPS)) == ["hello"]


def test_what_is_raised_undoes_the_whole(tmp_path):
    """Blocks inside one another are one."""
    db = connect(tmp_path / "logs.db", STEPS)

    def fail():
        with writing(db):
            with writing(db):
                db.execute("delete from said")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert texts(db) == ["hello"]


@pytest.fixture
def held(tmp_path):
    """Hold the lock of a file for so many seconds, on another connection."""
    threads = []

    def hold(seconds):
        other, locked = connect(tmp_path / "logs.db", STEPS), threading.Event()

        def holding():
            with writing(other):
                locked.set()
                time.sleep(seconds)

        threads.append(threading.Thread(target=holding))
        threads[-1].start()
        locked.wait()

    yield hold
    for thread in threads:
        thread.join()


def test_a_lock_is_waited_for(tmp_path, held):
    """A writer waits for another one; readers need not."""
    db = connect(tmp_path / "logs.db", STEPS)
    held(0.4)
    assert texts(db) == ["hello"]
    with writing(db, patience=30):
        db.execute("insert into said values ('more', 'user')")
    assert texts(db) == ["hello", "more"]


def test_opening_waits_for_a_lock(tmp_path):
    """Longer than SQLite does by itself; not without patience."""
    path = tmp_path / "logs.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        connect(path, STEPS, patience=0)
    later = threading.Timer(connections.BUSY_MILLISECONDS / 1000 + 0.5, other.execute, ["COMMIT"])
    later.start()
    db = connect(path, STEPS, patience=30)
    assert texts(db) == ["hello"]
    later.join()
    for each in (db, other):
        each.close()


def test_a_lock_is_not_waited_for_for_ever(tmp_path, held):
    """After its patience a writer gives up, and the file is as it was."""
    db = connect(tmp_path / "logs.db", STEPS)
    held(1.5)
    with pytest.raises(sqlite3.OperationalError) as caught, writing(db, patience=0.1):
        db.execute("insert into said values ('more', 'user')")
    assert connections.is_locked(caught.value)
    assert texts(db) == ["hello"]


def test_nobody_is_waited_for_without_patience(tmp_path, held):
    """Not even SQLite waits, and it does again for the next one."""
    db = connect(tmp_path / "logs.db", STEPS)
    held(1)
    for _ in range(20):
        with pytest.raises(sqlite3.OperationalError), writing(db, patience=0):
            pass
    assert db.execute("PRAGMA busy_timeout").fetchone() == (connections.BUSY_MILLISECONDS,)
    assert not db.in_transaction
    db.close()


SHOW = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('select * from said'))"


def test_another_connection_of_ours_takes_no_locks_away(tmp_path):
    """Other processes see that the file is still open, and leave the log of the writes alone."""
    path = tmp_path / "logs.db"
    db = connect(path, STEPS)
    connect(path, STEPS).close()
    subprocess.run([sys.executable, "-c", SHOW, str(path)], check=True)
    assert path.with_name("logs.db-wal").exists()
    db.close()
    assert not path.with_name("logs.db-wal").exists()


def test_an_interrupt_in_the_midst_of_a_wait(tmp_path, monkeypatch):
    """A transaction that was begun is undone, at whatever point the interrupt comes."""
    db = connect(tmp_path / "logs.db", STEPS)
    patiently = connections.patiently

    def interrupted(attempt, until):
        patiently(attempt, until)
        raise KeyboardInterrupt

    monkeypatch.setattr(connections, "patiently", interrupted)
    with pytest.raises(KeyboardInterrupt), writing(db):
        pass
    assert not db.in_transaction
    db.close()


@pytest.mark.parametrize("text", ["dear diary, " * 500, "dear diary, ", "{"])
def test_what_is_no_database_is_not_touched(tmp_path, text):
    """Some other file of the user's is named in vain, be it ever so short."""
    path = tmp_path / "notes.txt"
    path.write_text(text)
    with pytest.raises(sqlite3.DatabaseError):
        connect(path, STEPS)
    assert path.read_text() == text


def test_a_history_in_memory():
    """It is one like any other."""
    db = connect(connections.MEMORY, STEPS)
    with writing(db):
        db.execute("insert into said values ('x', 'user')")
    assert texts(db) == ["hello", "x"]
