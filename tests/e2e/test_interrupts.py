"""SIGINT and SIGTERM, whatever is going on: what has arrived is kept, and the status says so."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.e2e.slow_runs import Run, Runs, asked, text_of

SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143)]
both_signals = pytest.mark.parametrize(("sent", "status"), SIGNALS, ids=["SIGINT", "SIGTERM"])
both_worlds = pytest.mark.parametrize("world", [(), ("--async",)], ids=["sync", "async"])


def stopped(run: Run, sent: signal.Signals) -> tuple[int, str, str]:
    """How *run* ends on a signal, without a traceback."""
    run.process.send_signal(sent)
    ended = run.end()
    assert "Traceback" not in ended[2]
    return ended


@both_worlds
@both_signals
def test_in_the_middle_of_an_answer(
    runs: Runs, sent: signal.Signals, status: int, world: tuple[str, ...]
) -> None:
    """All that was shown is kept, to the last word, as interrupted."""
    run = runs.start("-m", "slow", "hello", *world, PAUSE="0.01", WORDS="1000")
    run.wait_for("gave word20")
    ended, out, _ = stopped(run, sent)
    assert ended == status
    call = runs.call()
    assert (call.status, asked(call)) == ("interrupted", "hello")
    assert text_of(call).strip() == out.strip()
    runs.check()


@both_worlds
@both_signals
def test_before_the_first_word(
    runs: Runs, sent: signal.Signals, status: int, world: tuple[str, ...]
) -> None:
    """The question is kept."""
    run = runs.start("-m", "silent", "hello", *world)
    run.wait_for("asked")
    assert stopped(run, sent)[0] == status
    call = runs.call()
    assert (call.status, asked(call), text_of(call)) == ("interrupted", "hello", "")


@both_worlds
@both_signals
def test_in_a_tool(runs: Runs, sent: signal.Signals, status: int, world: tuple[str, ...]) -> None:
    """The answer that asked for the tool was complete; the exit does not wait for the tool."""
    run = runs.start("-m", "busy", "-T", "nap", "60", *world)
    run.wait_for("napping")
    assert stopped(run, sent)[0] == status
    call = runs.call()
    assert (call.status, text_of(call)) == ("ok", "word0 word1 word2 ")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Nobody else can write to the database."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def has_open(run: Run, path: Path) -> bool:
    """Whether the process has the file open."""
    with suppress(OSError):  # it may close some meanwhile
        for each in Path(f"/proc/{run.process.pid}/fd").iterdir():
            if os.readlink(each) == str(path):
                return True
    return False


@both_signals
def test_while_the_question_is_being_written(runs: Runs, sent: signal.Signals, status: int) -> None:
    """A wait for the lock ends at once; the question is kept, and was not asked."""
    runs.run("-m", "slow", "before")
    with locked(runs.path):
        run = runs.start("-m", "slow", "hello")
        run.wait_for(lambda: has_open(run, runs.path))
        assert stopped(run, sent)[0] == status
        assert not run.told_of("asked")
    assert [(asked(call), call.status) for call in runs.calls()] == [
        ("before", "ok"),
        ("hello", "interrupted"),
    ]
    assert not runs.spooled()


@pytest.mark.parametrize(
    ("sent", "status"), [SIGNALS[0], pytest.param(*SIGNALS[1], marks=pytest.mark.full)]
)
def test_while_the_answer_is_being_written(runs: Runs, sent: signal.Signals, status: int) -> None:
    """A complete answer stays complete."""
    runs.run("-m", "slow", "before")
    run = runs.start("-m", "slow", "hello", PAUSE="0.01", WORDS="50")
    run.wait_for("gave word5")
    with locked(runs.path):
        run.wait_for("gave word49")
        assert stopped(run, sent)[0] in (status, 0)
    call = runs.calls()[-1]
    assert call.status in ("ok", "interrupted")
    assert text_of(call).split() == [f"word{number}" for number in range(50)]
    assert not runs.spooled()
    runs.check()


@both_signals
def test_while_it_leaves(runs: Runs, sent: signal.Signals, status: int) -> None:
    """All is said and kept: the process is gone at once, without a word."""
    run = runs.start("-m", "slow", "hello", PAUSE="0", STAYS="60")
    run.wait_for("leaving")
    ended, out, err = stopped(run, sent)
    assert (ended, out.strip(), err) == (-sent, "word0 word1 word2", "")
    assert (runs.call().status, text_of(runs.call()).strip()) == ("ok", out.strip())
    assert status == 128 + sent, "what a shell says of it"


@both_signals
@pytest.mark.parametrize("count", [4, pytest.param(75, marks=pytest.mark.full)])
@pytest.mark.timeout(1200)
def test_at_any_instant(runs: Runs, sent: signal.Signals, status: int, count: int) -> None:
    """However far a call was: what was asked is there, nothing stays in the spool."""
    for number in range(count):
        run = runs.start("-m", "slow", f"hello {number}", PAUSE="0.002", WORDS="10")
        run.wait_for("asked" if number % 2 else "gave word8")
        ended = stopped(run, sent)[0]
        assert ended in (status, 0, -sent)
        call = runs.calls()[-1]
        assert asked(call) == f"hello {number}"
        done = ended in (0, -sent)  # or it had only to leave: shells say that status all the same
        assert call.status in (("ok",) if done else ("ok", "interrupted"))
    assert not runs.spooled()
    runs.check()
