"""Collections in both worlds: what blocks and what is awaited does the same."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing, nullcontext

import pytest

from llm.embeddings import Collection
from tests.conftest import AwaitingWorld, World
from tests.embeddings.models import AwaitedLetters, Letters


class Run:
    """A collection in a file, and its methods in one of the worlds."""

    def __init__(self, api, path, awaited_model):
        self._api = api
        self.path = path
        self.new_model = AwaitedLetters if awaited_model else Letters
        self.model = self.new_model()
        self.collection = self.opened()
        self.failed = []

    def opened(self, **given):
        """The collection, opened once more."""
        return Collection("c", self.path, **({"model": self.model} | given))

    def do(self, name, *args, collection=None, **kwargs):
        """Call the method *name*, or that which is awaited."""
        method = getattr(collection or self.collection, "a" * self._api.awaits + name)
        return self._api.wait(method(*args, **kwargs))

    def note(self, name, error):
        """To be told of items that cannot be embedded."""
        self.failed.append((name, str(error)))

    def rows(self, columns="id, content"):
        """What others find in the file, by id."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(f"SELECT {columns} FROM embeddings ORDER BY id").fetchall()


@pytest.fixture(params=["blocking", "in a thread", "awaited"])
def run(request, tmp_path):
    """An empty collection: in code that blocks, and in a loop with a model that blocks or not."""
    with asyncio.Runner() if request.param != "blocking" else nullcontext() as runner:
        api = World() if runner is None else AwaitingWorld(runner)
        made = Run(api, tmp_path / "e.db", request.param == "awaited")
        yield made
        made.collection.close()
