"""A history that another program keeps locked: nobody waits for their answer, nothing is lost."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.e2e.slow_runs import Runs, asked, text_of

GENEROUS = 20.0
"""Far less than a wait for the lock would take, far more than a busy machine needs."""
LOCKS = [("WAL", "BEGIN IMMEDIATE"), ("DELETE", "BEGIN EXCLUSIVE")]
MORE_LOCKS = [("WAL", "BEGIN EXCLUSIVE"), ("DELETE", "BEGIN IMMEDIATE")]
MORE = [pytest.param(*each, marks=pytest.mark.full) for each in MORE_LOCKS]
locks = pytest.mark.parametrize(("mode", "begin"), [*LOCKS, *MORE])


@contextmanager
def locked(runs: Runs, mode: str, begin: str) -> Iterator[None]:
    """Hold the lock of the database, which is in this journal mode."""
    with closing(sqlite3.connect(runs.path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute(begin)
        yield
        connection.execute("ROLLBACK")


@pytest.fixture
def used(runs: Runs) -> Runs:
    """A history with one call in it."""
    assert runs.run("-m", "slow", "before") == (0, "word0 word1 word2 \n", "")
    return runs


@locks
def test_the_answer_is_shown_all_the_same(used: Runs, mode: str, begin: str) -> None:
    """It is asked for soon, and costs one warning, which names the file; the status is 0."""
    with locked(used, mode, begin):
        started = time.time()
        status, out, err = used.run("-m", "slow", "hello")
        assert time.time() - started < GENEROUS
        assert (status, out) == (0, "word0 word1 word2 \n")
        (warning,) = err.splitlines()
        assert warning.startswith(f"Warning: The history {used.path} is locked by another program")
        assert f"{used.path}-spool" in warning
        (file,) = used.spooled()
        assert file.parent == used.path.with_name("logs.db-spool")
        assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert used.run("logs", "list", "-q", "hello")[0] == 0
    assert not used.spooled()
    assert not file.parent.exists()
    assert [(asked(call), call.status) for call in used.calls()] == [
        ("before", "ok"),
        ("hello", "ok"),
    ]


def test_text_appears_as_it_streams(used: Runs) -> None:
    """While it is locked the answer comes word by word, and follows in the spool."""
    with locked(used, "WAL", "BEGIN IMMEDIATE"):
        run = used.start("-m", "slow", "hello", PAUSE="0.02", WORDS="1000")
        run.wait_for("gave word60")
        assert run.process.stdout is not None
        assert os.read(run.process.stdout.fileno(), 100).startswith(b"word0 word1")
        (file,) = used.spooled()
        run.wait_for(lambda: "word50 " in file.read_text())
        run.process.kill()
        run.end()
    call = used.calls()[-1]
    assert (asked(call), call.status) == ("hello", "interrupted")
    assert "word50 " in text_of(call)
    assert not used.spooled()


def test_locked_in_the_middle_of_an_answer(used: Runs) -> None:
    """What was written before stays, the rest is kept in the spool."""
    run = used.start("-m", "slow", "hello", PAUSE="0.02", WORDS="1000")
    run.wait_for("gave word40")
    with locked(used, "WAL", "BEGIN IMMEDIATE"):
        run.wait_for(lambda: bool(used.spooled()))
        run.process.send_signal(signal.SIGINT)
        status, out, err = run.end()
    assert status == 130
    assert [line for line in err.splitlines() if "Warning" in line] == err.splitlines()[:1]
    call = used.calls()[-1]
    assert (asked(call), call.status) == ("hello", "interrupted")
    assert text_of(call).strip() == out.strip()


@pytest.mark.full
def test_all_rounds_of_a_chain(used: Runs) -> None:
    """Each is kept, with one warning for them all, and they are one conversation."""
    with locked(used, "WAL", "BEGIN IMMEDIATE"):
        status, _, err = used.run("-m", "busy", "-T", "nap", "0.1")
        assert (status, len(err.splitlines())) == (0, 1)
        assert len(used.spooled()) == 2
    first, second = used.calls()[1:]
    assert (first.status, second.status) == ("ok", "ok")
    assert first.conversation == second.conversation


def test_gone_on_from_the_spool(used: Runs) -> None:
    """`llm -c` goes on from a call that was still waiting."""
    with locked(used, "WAL", "BEGIN IMMEDIATE"):
        used.run("-m", "slow", "hello")
    assert used.run("-c", "and now")[2] == ""
    assert [message.text() for message in used.calls()[-1].messages] == [
        "hello",
        "word0 word1 word2 ",
        "and now",
    ]


def test_gone_on_from_while_locked(used: Runs) -> None:
    """What is in the history can be read meanwhile; the answer is kept in the same conversation."""
    with locked(used, "WAL", "BEGIN IMMEDIATE"):
        status, out, err = used.run("-c", "and now")
        assert (status, out, len(err.splitlines())) == (0, "word0 word1 word2 \n", 1)
    first, second = used.calls()
    assert first.conversation == second.conversation


@pytest.mark.full
def test_locked_for_a_minute(used: Runs) -> None:
    """However many calls are made in that time, each is shown at once and recorded afterwards."""
    started = time.time()
    with locked(used, "WAL", "BEGIN EXCLUSIVE"):
        number = 0
        while time.time() - started < 60:
            number += 1
            before = time.time()
            status, out, err = used.run("-m", "slow", f"hello {number}")
            assert time.time() - before < GENEROUS
            assert (status, out, len(err.splitlines())) == (0, "word0 word1 word2 \n", 1)
    used.run("logs", "list")
    assert not used.spooled()
    assert len(used.calls()) == number + 1
