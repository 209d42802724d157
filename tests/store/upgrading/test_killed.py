"""Imports that are killed, and many at once: the path is always an old file or a new one."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from llm.store.old.tables import is_old
from llm.store.opening import open_store
from llm.store.records import Selection
from tests.compat.old_files.dump import dumped
from tests.compat.old_files.files import old_file
from tests.store.upgrading.conftest import CALLS

IMPORT = """
import sys
from llm.store.upgrading.importing import import_old_file_if_needed
print("ready", flush=True)
import_old_file_if_needed(sys.argv[1])
"""

KILLED_AT = """
import os, signal, sys
from llm.store.upgrading import swapping, importing
place, when = sys.argv[2:4]
known = getattr(swapping, place)

def killed(*args, **kwargs):
    if when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = known(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(swapping, place, killed)
importing.import_old_file_if_needed(sys.argv[1])
"""

RECORD = """
import sys
from llm.ids import new_id
from llm.parts import assistant, user
from llm.store.opening import open_store
from llm.store.records import CallRecord
print("ready", flush=True)
sys.stdin.readline()
store = open_store(sys.argv[1])
store.patience = 60
store.finish(CallRecord(new_id(), "m", [user("From " + sys.argv[2])], [assistant("Yes")]))
store.close()
"""


def started(program: str, *arguments: object, **more: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ended(process: subprocess.Popen[bytes]) -> bytes:
    """What a process that has been let go wrote to standard error."""
    return process.communicate(b"go\n", timeout=600)[1]


def is_old_or_whole(path: Path, before: str) -> bool:
    """Whether the path is the old file as it was; else it must be the new one, and whole."""
    with closing(sqlite3.connect(path)) as connection:
        old = is_old(connection)
    if old:
        assert dumped(path) == before
        return True
    with closing(open_store(path)) as store:
        assert len(list(store.calls(Selection()))) == CALLS
        assert not store.verify().failures
    backups = list(path.parent.glob("logs-before-import*.db"))
    assert [dumped(each) for each in backups] == [before]
    return False


def finish(path: Path, before: str) -> None:
    """Whatever was there, the next run has the whole history, and leaves nothing else behind."""
    open_store(path).close()
    assert not is_old_or_whole(path, before)
    assert not [each for each in path.parent.iterdir() if ".import" in each.name]


@pytest.mark.parametrize(
    ("place", "when"),
    [
        ("remove", "after"),
        ("keep_copy", "before"),
        ("keep_copy", "after"),
        ("replace", "before"),
        ("replace", "after"),
    ],
)
def test_a_kill_at_each_step_leaves_one_or_the_other(old: Path, place: str, when: str) -> None:
    """Between any two steps of the swap, the file is the old one or the new one."""
    before = dumped(old)
    process = started(KILLED_AT, old, place, when)
    ended(process)
    assert process.returncode == -signal.SIGKILL
    is_old_or_whole(old, before)
    finish(old, before)


def kill_at_random(directory: Path, times: int) -> int:
    """Kill imports at random instants; how many had not been done yet."""
    undone = 0
    for number in range(times):
        place = directory / str(number)
        place.mkdir()
        path = old_file("many", place).path
        before = dumped(path)
        process = started(IMPORT, path)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(random.uniform(0, 0.9))
        process.kill()
        process.communicate()
        undone += is_old_or_whole(path, before)
        finish(path, before)
    return undone


def test_a_kill_at_any_instant_leaves_one_or_the_other(tmp_path: Path) -> None:
    """SIGKILL at random instants of an import; the next run finishes it."""
    assert 0 <= kill_at_random(tmp_path, 5) <= 5


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_a_hundred_kills(tmp_path: Path) -> None:
    """The same, a hundred times; some hit before the swap, and some after."""
    assert 0 < kill_at_random(tmp_path, 100) < 100


def many_at_once(path: Path, count: int) -> None:
    """Let *count* processes open an old file at once, each to record a call."""
    processes = [started(RECORD, path, number) for number in range(count)]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=600)[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * count
    told = [text for text in said if text]
    assert len(told) == 1
    assert b"was taken over" in told[0]
    with closing(open_store(path)) as store:
        prompts = [call.said()[0].text() for call in store.calls(Selection()) if call.said()]
        assert {f"From {number}" for number in range(count)} <= set(prompts)
        assert len(list(store.calls(Selection()))) == CALLS + count
        assert not store.verify().failures
    assert len(list(path.parent.glob("logs-before-import*.db"))) == 1


def test_many_processes_at_once_all_find_the_new_file(old: Path) -> None:
    """One of them imports; each records its call, and exits with 0."""
    many_at_once(old, 12)


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_two_hundred_processes_at_once(old: Path) -> None:
    """The same with two hundred."""
    many_at_once(old, 200)


def test_an_interrupt_leaves_nothing_behind(old: Path) -> None:
    """Ctrl-C is an end like any other: the old file is as it was, or the new one is whole."""
    before = dumped(old)
    process = started(IMPORT, old)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.2)
    os.kill(process.pid, signal.SIGINT)
    process.communicate()
    is_old_or_whole(old, before)
    assert not [each for each in old.parent.iterdir() if ".import" in each.name]
    finish(old, before)
