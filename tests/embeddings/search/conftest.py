"""A database on disk, and both ways to search it."""

from __future__ import annotations

import itertools
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from llm.embeddings.search import building, caches, finding
from tests.embeddings.search.vectors import make_tables


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database is."""
    return tmp_path / "embeddings.db"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a database with two empty collections."""
    with closing(sqlite3.connect(path)) as opened:
        make_tables(opened, "first", "second")
        yield opened


@pytest.fixture(autouse=True)
def searched_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process have searched before, so that it takes to numpy, and have nothing open."""
    monkeypatch.setattr(finding, "_searches", itertools.count(1))
    caches._of_files.clear()


@pytest.fixture
def filed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Collections of any size get files, and codes where those are of use."""
    monkeypatch.setattr(caches, "SMALL", 0)
    monkeypatch.setattr(building, "WITH_CODES", 1)


@pytest.fixture(params=["numpy", "file", "standard library", "first search"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each of the ways in which something is found."""
    if request.param == "file":
        request.getfixturevalue("filed")
    elif request.param == "standard library":
        monkeypatch.setitem(sys.modules, "numpy", None)
    elif request.param == "first search":
        monkeypatch.setattr(finding, "_is_first_search", lambda: True)
    return str(request.param)
