"""Recording everything that a program does: threads, tasks, forks, and how the program ends."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import textwrap
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import llm
from llm.store.keeping import Keeper
from llm.store.opening import open_store
from llm.store.recording import HistoryRecorder
from llm.store.records import CallRecord, Selection
from llm.testing import AsyncScriptedModel, ScriptedModel
from tests.e2e.slow_runs import asked, text_of


def recorded(path: Path) -> list[CallRecord]:
    """Every call in the history, whole, the oldest first."""
    with closing(open_store(path)) as store:
        ids = [call.id for call in store.calls(Selection(), newest_first=False)]
        return [store.call(each) for each in ids]


def followed(path: Path, call: str, arrived: str) -> str:
    """What is written of *call* while it runs, when it is what *arrived*, or after 20 s."""
    until = time.monotonic() + 20
    while True:
        with closing(open_store(path)) as store:
            written = text_of(store.call(call))
        if written == arrived or time.monotonic() > until:
            return written
        time.sleep(0.05)


def run(program: str, path: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run *program*, in which `path` is a path and there is a `model` that says yes."""
    head = f"""
        import contextlib, llm, os, sys, threading, time
        from llm.store.opening import open_store
        from llm.testing import ScriptedModel
        path = {str(path)!r}
        model = ScriptedModel([["y", "es"] for _ in range(50)])
    """
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(head) + textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **more,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the history is."""
    return tmp_path / "logs.db"


def test_threads(path: Path) -> None:
    """Fifty at once: each call is there once, and the record tells of each."""
    model = ScriptedModel([[f"answer {number}"] for number in range(50)])
    with llm.record(path) as recorder, ThreadPoolExecutor(50) as pool:
        said = list(pool.map(lambda number: model.prompt(f"{number}").text(), range(50)))
    calls = recorded(path)
    assert sorted(text_of(call) for call in calls) == sorted(said)
    assert sorted(asked(call) for call in calls) == sorted(map(str, range(50)))
    assert {call.status for call in calls} == {"ok"}
    assert sorted(call.id for call in recorder.calls) == [call.id for call in calls]


def test_tasks(path: Path) -> None:
    """Two hundred at once in one event loop."""
    model = AsyncScriptedModel([["a", "b"] for _ in range(200)])

    async def ask(number: int) -> str:
        return await model.prompt(f"{number}").text()

    async def main() -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(200):
                group.create_task(ask(number))

    with llm.record(path):
        asyncio.run(main())
    assert Counter(asked(call) for call in recorded(path)) == Counter(map(str, range(200)))


def test_blocks_within_one_another(path: Path, tmp_path: Path) -> None:
    """Each history gets the call once, with what arrives of it once; each record tells of it."""
    other = tmp_path / "other.db"
    seen = []

    def look(_prompt: Any, response: Any) -> None:
        seen.append(followed(path, response.id, "half"))

    model = ScriptedModel([["half", look, "whole"]])
    with llm.record(path) as outer, llm.record(other), llm.record(path) as inner:
        model.prompt("hi").text()
    assert seen == ["half"]
    assert [text_of(call) for call in recorded(path)] == ["halfwhole"]
    assert [text_of(call) for call in recorded(other)] == ["halfwhole"]
    for recorder in (outer, inner):
        assert [(call.status, text_of(call)) for call in recorder.calls] == [("ok", "halfwhole")]


def test_read_after_the_block(path: Path) -> None:
    """A call that was begun in it is written to its end, and the file is let go of."""
    with llm.record(path):
        response = ScriptedModel([["a", "b", "c"]]).prompt("hi")
        assert next(iter(response)) == "a"
    assert [call.status for call in recorded(path)] == ["running"]
    assert response.text() == "abc"
    (call,) = recorded(path)
    assert (call.status, text_of(call)) == ("ok", "abc")
    assert not path.with_name("logs.db-wal").exists()


def test_left_alone(path: Path) -> None:
    """A response that nobody reads to its end is interrupted when it goes."""
    with llm.record(path):
        response = ScriptedModel([["a", "b"]]).prompt("hi")
        next(iter(response))
        del response
        gc.collect()
    (call,) = recorded(path)
    assert (call.status, text_of(call)) == ("interrupted", "a")


def test_collected_in_the_midst_of_writing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Garbage may be collected at any time, also while another call is written."""
    with llm.record(path):
        model = ScriptedModel([["a", "b"], ["c"]])
        left = [model.prompt("left")]
        next(iter(left[0]))
        begin = Keeper.begin

        def collecting(keeper: Keeper, live: Any) -> None:
            left.clear()
            gc.collect()
            begin(keeper, live)

        monkeypatch.setattr(Keeper, "begin", collecting)
        assert model.prompt("next").text() == "c"
    said = [(asked(call), call.status, text_of(call)) for call in recorded(path)]
    assert said == [("left", "interrupted", "a"), ("next", "ok", "c")]


def test_a_fork(path: Path) -> None:
    """Parent and child go on, each with a file of its own; a call is its maker's alone."""
    program = """
        with llm.record(path):
            model.prompt("before").text()
            response = model.prompt("parent")
            next(iter(response))
            child = os.fork()
            if not child:
                model.prompt("child").text()
                sys.exit()
            os.waitpid(child, 0)
            response.text()
            model.prompt("after").text()
    """
    ended = run(program, path)
    assert (ended.returncode, ended.stderr) == (0, "")
    said = {(asked(call), call.status, text_of(call)) for call in recorded(path)}
    assert said == {(name, "ok", "yes") for name in ("before", "parent", "child", "after")}
    with closing(open_store(path)) as store:
        assert not store.verify().failures


def test_many_forks_while_threads_write(path: Path) -> None:
    """No lock and no file is carried over half-way."""
    program = """
        def ask(name, count):
            for number in range(count):
                model.prompt(f"{name} {number}").text()

        with llm.record(path):
            threads = [threading.Thread(target=ask, args=(name, 8)) for name in ("a", "b")]
            for thread in threads:
                thread.start()
            children = []
            for number in range(6):
                child = os.fork()
                if not child:
                    model.prompt(f"child {number}").text()
                    os._exit(0)
                children.append(child)
                time.sleep(0.02)
            assert [os.waitpid(child, 0)[1] for child in children] == [0] * 6
            for thread in threads:
                thread.join()
    """
    ended = run(program, path)
    assert (ended.returncode, ended.stderr) == (0, "")
    names = [f"{name} {number}" for name, count in (("a", 8), ("b", 8), ("child", 6))
             for number in range(count)]  # fmt: skip
    assert sorted(asked(call) for call in recorded(path)) == sorted(names)
    assert {call.status for call in recorded(path)} == {"ok"}


@pytest.mark.parametrize(
    ("ending", "status"), [("", 0), ("sys.exit(3)", 3), ("os._exit(4)", 4), ("1 / 0", 1)]
)
def test_a_program_that_ends_without_closing(path: Path, ending: str, status: int) -> None:
    """What had been said until then is there; the exit does not wait, and says nothing of us."""
    program = f"""
        recording = llm.record(path)
        recording.__enter__()
        model.prompt("whole").text()
        response = model.prompt("half")
        next(iter(response))
        written = ""
        while written != "y":
            time.sleep(0.05)
            with contextlib.closing(open_store(path)) as store:
                written = "".join(said.text() for said in store.call(response.id).output)
        {ending}
    """
    ended = run(program, path)
    assert ended.returncode == status
    assert "history" not in ended.stderr
    assert ended.stderr == "" or "ZeroDivisionError" in ended.stderr
    said = [(asked(call), call.status, text_of(call)) for call in recorded(path)]
    assert said == [("whole", "ok", "yes"), ("half", "interrupted", "y")]


def test_a_program_that_ends_at_once(path: Path) -> None:
    """Even what came in the last moment is there."""
    program = """
        recording = llm.record(path)
        recording.__enter__()
        response = model.prompt("half")
        next(iter(response))
    """
    assert run(program, path).stderr == ""
    assert [text_of(call) for call in recorded(path)] == ["y"]


def test_threads_come_and_go(path: Path) -> None:
    """One follows what arrives, however many calls there are, and none stays behind."""
    others = set(threading.enumerate())

    def followers() -> int:
        mine = set(threading.enumerate()) - others
        return sum(thread.name == "llm history" for thread in mine)

    def await_at_most(number: int) -> None:
        until = time.monotonic() + 30
        while followers() > number:
            assert time.monotonic() < until
            time.sleep(0.01)

    with llm.record(path):
        model = ScriptedModel([["a"], ["b"], ["c"]])
        for _ in range(3):
            model.prompt("hi").text()
            await_at_most(1)  # one that is done with the call before may still be ending
    await_at_most(0)


def test_only_so_many_calls_are_remembered(path: Path) -> None:
    """A long program does not keep every history that it ever sent."""
    model = ScriptedModel([["a"] for _ in range(150)])
    with llm.record(path) as recorder:
        for number in range(150):
            model.prompt(f"{number}").text()
    assert [asked(call) for call in recorder.calls] == [f"{number}" for number in range(50, 150)]
    assert len(recorded(path)) == 150


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug of ours, in whatever describes calls."""

    def describe(_response: object) -> None:
        raise KeyError("what")

    monkeypatch.setattr("llm.store.recording.asked_record", describe)


@pytest.mark.usefixtures("broken")
def test_a_bug_is_said_once(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The answers come all the same."""
    model = ScriptedModel([["a"], ["b"]])
    with llm.record(path):
        assert [model.prompt("hi").text() for _ in range(2)] == ["a", "b"]
    (line,) = capsys.readouterr().err.splitlines()
    assert "KeyError: 'what'" in line
    assert "LLM_RAISE_ERRORS=1" in line


@pytest.mark.usefixtures("broken")
def test_a_bug_can_be_seen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With LLM_RAISE_ERRORS it is raised."""
    monkeypatch.setenv("LLM_RAISE_ERRORS", "1")
    with llm.record(path), pytest.raises(KeyError):
        ScriptedModel([["a"]]).prompt("hi").text()


def test_a_bug_in_the_store_loses_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The call is in the spool, and recorded when the bug is mended."""

    def fail(*_given: object) -> None:
        raise RuntimeError("bug")

    with monkeypatch.context() as patched:
        patched.setattr("llm.store.sqlite.backend.SQLiteStore.begin", fail)
        patched.setattr("llm.store.sqlite.backend.SQLiteStore.finish", fail)
        patched.setattr("llm.store.spool.Spool.replay", lambda *_given: 0)
        with llm.record(path):
            assert ScriptedModel([["a"]]).prompt("hi").text() == "a"
    assert "RuntimeError: bug" in capsys.readouterr().err
    assert [(asked(call), text_of(call)) for call in recorded(path)] == [("hi", "a")]


def test_half_of_a_letter(path: Path) -> None:
    """A pair of surrogates may be split over pieces; what arrived is written meanwhile."""
    seen = []
    arrived = "so \N{REPLACEMENT CHARACTER}"

    def look(_prompt: Any, response: Any) -> None:
        seen.append(followed(path, response.id, arrived))

    with llm.record(path):
        text = ScriptedModel([["so \ud83d", look, " end"]]).prompt("hi").text()
    assert seen == [arrived]
    assert [text_of(call) for call in recorded(path)] == [text]


def test_several_recorders_of_one_process(path: Path, tmp_path: Path) -> None:
    """They lock each other as processes do, and closing one takes no lock from another."""
    first, second = HistoryRecorder(path), HistoryRecorder(tmp_path / "." / "logs.db")
    for recorder in (first, second, first, second):
        with llm.models.observing.observed_by(recorder):
            ScriptedModel([["a"]]).prompt("hi").text()
        recorder.close()
    assert len(recorded(path)) == 4
    assert os.listdir(tmp_path) == ["logs.db"]
