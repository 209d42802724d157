"""SIGKILL at random instants of `rm`, `redact` and `gc`: nothing is ever half done."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from llm.store.opening import open_store
from llm.store.records import CallRecord, Selection
from tests.store.sqlite.said import bytes_with, is_clean, reopened, say, told

CODE = Path(__file__).with_name("deleting_process.py")


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A history of several hundred calls, half of them of the model `gone`, and how they read."""
    path = tmp_path_factory.mktemp("filled") / "logs.db"
    store = open_store(path)
    with store.writing():
        for number in range(150):
            into: dict[str, Any] = {"conversation": f"01k{number // 10}"}
            kept = say(store, f"01a{number:04}", f"kept {number} " + "x " * 200, "pelican", **into)
            say(store, f"01b{number:04}", f"walrus {number} " + "marmot " * 400, "walrus",
                after=told(kept), model="gone", **into)  # fmt: skip
    calls = {call.id: call for call in store.calls(Selection())}
    store.close()
    return path, calls


def kill_once(
    filled, directory: Path, what: str, delay: float | None
) -> tuple[bool, dict[str, CallRecord]]:
    """Kill a process that does *what* so many seconds after it began, or let it end.

    Returns whether it was done, and the calls that are there then.
    """
    source, _ = filled
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    path = directory / "logs.db"
    shutil.copy(source, path)
    process = subprocess.Popen(
        [sys.executable, str(CODE), str(path), what], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    if delay is not None:
        time.sleep(delay)
        process.kill()
    said = process.stdout.read()
    process.wait()
    process.stdout.close()
    store = reopened(path)
    found = store.verify()
    assert found.failures == []
    calls = {call.id: call for call in store.calls(Selection())}
    assert store.finish_erasing() is None
    store.close()
    return "done" in said, calls


def check(filled, directory: Path, what: str, delay: float | None) -> None:
    """Nothing is half done after a kill, and what was done is done for good."""
    done, calls = kill_once(filled, directory, what, delay)
    before = filled[1]
    kept = {id_: call for id_, call in before.items() if call.model != "gone"}
    assert {id_: calls[id_] for id_ in kept} == kept
    says = bytes_with(directory, "walrus")
    if what == "gc":
        assert calls == before
    elif what == "rm":
        assert len(calls) in (len(kept), len(before))
        assert says == ([] if len(calls) == len(kept) else ["walrus"])
        assert not done or len(calls) == len(kept)
    else:
        redacted = [call for call in calls.values() if "[redacted: so]" in call.output[0].text()]
        assert len(redacted) in (0, len(before) - len(kept))
        assert says == ([] if redacted else ["walrus"])
        assert not done or redacted


def kills(filled, directory: Path, count: int) -> None:
    """Kill *count* processes, at instants from their beginning to a little after their end."""
    chance = random.Random(count)
    longest = {}
    for what in ("rm", "gc", "redact"):
        begun = time.monotonic()
        check(filled, directory, what, None)
        longest[what] = time.monotonic() - begun
    for number in range(count):
        what = ("rm", "rm", "gc", "redact")[number % 4]
        # Most of the time goes into starting it.
        check(filled, directory, what, chance.uniform(0, longest[what] / 4))
    store = reopened(directory / "logs.db")
    assert is_clean(store)
    store.close()


def test_kills(filled, tmp_path):
    """A few kills."""
    kills(filled, tmp_path / "history", 10)


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_many_kills(filled, tmp_path):
    """A hundred and fifty of them."""
    kills(filled, tmp_path / "history", 150)
