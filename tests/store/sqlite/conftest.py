"""A history in a file of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from llm.store.opening import open_store
from llm.store.sqlite.backend import SQLiteStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    """A new history in the directory `history`, in which there is nothing else."""
    opened = open_store(tmp_path / "history" / "logs.db")
    yield opened
    opened.close()
