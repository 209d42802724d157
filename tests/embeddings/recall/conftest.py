"""A history of a few calls, and a model that knows what they mean."""

from __future__ import annotations

import pytest

from llm.store.opening import open_store
from tests.embeddings.recall.meaning import Meaning
from tests.store.sqlite.said import say


@pytest.fixture
def store(tmp_path):
    """A history in a directory of its own."""
    (tmp_path / "history").mkdir()
    opened = open_store(tmp_path / "history" / "logs.db")
    yield opened
    opened.close()


@pytest.fixture
def model():
    """The model."""
    return Meaning()


@pytest.fixture
def history(store):
    """Four calls in four conversations."""
    said = [
        ("what does a pelican eat", "mostly fish, which it scoops up"),
        ("my engine makes noises", "it may be the gearbox"),
        ("an onion soup please", "slice them thin"),
        ("tell me of the heron", "it stands still for hours"),
    ]
    for number, (prompt, answer) in enumerate(said):
        say(store, f"01{'abcd'[number]}", prompt, answer, conversation=f"01conversation{number}")
    return store
