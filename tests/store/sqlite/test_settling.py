"""Calls whose process is gone: they are settled for good, and keep nobody from the history."""

from __future__ import annotations

import datetime as dt
import socket
from contextlib import closing
from pathlib import Path

import pytest

from llm import user
from llm.store.opening import open_store
from llm.store.records import CallRecord
from llm.store.sqlite.backend import SQLiteStore
from tests.store.sqlite.said import is_clean

GONE = f"{socket.gethostname()}/4194304/1"
ELSEWHERE = "elsewhere/1/1"


def begin(store: SQLiteStore, id_: str, *events: object, process: str = GONE) -> None:
    """A call of *process*, of which *events* have arrived, and that has not ended."""
    store.begin(CallRecord(id_, "m", [user(id_)], started=dt.datetime.now(dt.UTC)))
    store.progress(id_, [{"type": "text", "chunk": ""}, *events])
    store.connection.execute("UPDATE calls SET process = ? WHERE id = ?", (process, id_))


def a_day_later(store: SQLiteStore) -> None:
    """Let every call have begun a day and a minute ago."""
    store.connection.execute("UPDATE calls SET started = started - 86460000000")


def ends(store: SQLiteStore) -> dict[str, tuple[str, str]]:
    """Of each call in the file: its status, and what has arrived."""
    rows = store.connection.execute("SELECT id, status FROM calls").fetchall()
    return {
        id_: (status, "".join(each.text() for each in store.call(id_).output))
        for id_, status in rows
    }


def test_one_that_is_deleted_meanwhile(store: SQLiteStore) -> None:
    """The others are settled."""
    begin(store, "01a", "one")
    begin(store, "01b", "two")
    deleted: list[int] = []

    def look(statement: str) -> None:
        if statement == "BEGIN IMMEDIATE" and not deleted:
            with closing(open_store(store.path, tidied=False)) as other:
                deleted.append(other.delete(["01a"]).calls)

    store.connection.set_trace_callback(look)
    store.settle()
    store.connection.set_trace_callback(None)
    assert deleted == [1]
    assert ends(store) == {"01b": ("interrupted", "two")}


def test_one_that_cannot_be_read(store: SQLiteStore) -> None:
    """It is interrupted, with as much as can be read; the others have all that arrived."""
    begin(store, "01a", "kept", {"chunk": "of no type"})
    begin(store, "01b", "two")
    with closing(open_store(store.path)) as opened:
        assert ends(opened) == {"01a": ("interrupted", "kept"), "01b": ("interrupted", "two")}
        assert opened.call("01a").messages == [user("01a")]
        assert opened.connection.execute("SELECT count(*) FROM streams").fetchone() == (0,)
        assert is_clean(opened)


def test_a_field_that_only_a_newer_version_knows(store: SQLiteStore) -> None:
    """It is passed over."""
    begin(store, "01a", {"type": "text", "chunk": "one", "mood": "good"})
    store.settle()
    assert ends(store) == {"01a": ("interrupted", "one")}


@pytest.mark.parametrize("deletes", [False, True])
def test_of_another_machine(tmp_path: Path, deletes: bool) -> None:
    """For a day it may be running; then it is interrupted, and can be deleted."""
    with closing(open_store(tmp_path / "logs.db")) as store:
        begin(store, "01a", "one", process=ELSEWHERE)
        store.settle()
        assert ends(store) == {"01a": ("running", "one")}
        assert store.delete(["01a"]).running == ["01a"]
        a_day_later(store)
        assert store.call("01a").status == "interrupted"
        if deletes:
            assert store.delete(["01a"]).calls == 1
        else:
            store.settle()
            assert ends(store) == {"01a": ("interrupted", "one")}
