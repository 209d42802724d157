"""Calls that tests write to a history, and what is in the bytes of its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from llm import Message, assistant, user
from llm.store.opening import open_store
from llm.store.records import CallRecord
from llm.store.sqlite.backend import SQLiteStore

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def say(
    store: SQLiteStore,
    id_: str,
    prompt: str,
    answer: str,
    *,
    after: Sequence[Message] = (),
    **more: Any,
) -> CallRecord:
    """Record a call that asked *prompt* after the messages *after*; returns it as it is stored."""
    store.finish(
        CallRecord(
            id_,
            more.pop("model", "m"),
            [*after, user(prompt)],
            [assistant(answer)] if answer else [],
            **{"started": NOON, **more},
        )
    )
    return store.call(id_)


def told(record: CallRecord) -> list[Message]:
    """All that was said up to the end of a call."""
    return [*record.messages, *record.output]


def files_of(directory: Path) -> list[Path]:
    """Every file in *directory*, those of directories in it included."""
    return [file for file in directory.rglob("*") if file.is_file()]


def bytes_with(directory: Path, *words: str) -> list[str]:
    """Those of *words*, in whatever case, that stand in the bytes of any file in *directory*."""
    contents = b"\n".join(file.read_bytes() for file in files_of(directory)).lower()
    return [word for word in words if word.lower().encode() in contents]


def counts(store: SQLiteStore) -> dict[str, int]:
    """How many rows each table has, but for those of the search and the state."""
    tables = store.connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'"
        " AND name <> 'state'"
    ).fetchall()
    return {
        name: store.connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        for (name,) in tables
    }


def is_clean(store: SQLiteStore) -> bool:
    """Whether everything in *store* verifies, and a sweep finds nothing to take away."""
    found = store.verify()
    assert found.failures == []
    before = counts(store)
    store.collect()
    assert counts(store) == before
    return True


def reopened(path: Path) -> SQLiteStore:
    """The history at *path*."""
    return open_store(path, must_exist=True)


def texts(messages: Iterable[Message]) -> list[str]:
    """The text of each message."""
    return [message.text() for message in messages]
