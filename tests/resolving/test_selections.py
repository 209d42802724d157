"""What a user says of calls -> a selection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from llm import assistant, user
from llm.errors import InvalidInput, NotInHistory
from llm.models import registry
from llm.plugins import pm
from llm.resolving.selections import (
    Wanted,
    conversation_named,
    fragment_hashes,
    model_named,
    selection_of,
)
from llm.store.opening import open_store
from llm.store.records import CallRecord, Selection
from llm.store.sqlite.backend import SQLiteStore


@pytest.fixture
def store() -> Iterator[SQLiteStore]:
    """A history with two calls of two conversations."""
    made = open_store(":memory:")
    for number, model in enumerate(["m1", "m2"]):
        made.finish(
            CallRecord(
                f"call000{number}", model, [user("x")], [assistant(str(number))],
                conversation=f"talk000{number}", resolved_model=f"{model}-2024",
            )
        )  # fmt: skip
    yield made
    made.close()


def test_nothing_wanted(store):
    """Without a condition it is every call."""
    assert selection_of(Wanted(), store) == Selection(fragments=[])


def test_the_current_conversation(store):
    """That of the newest call, unless another is named; none in an empty history."""
    newest = selection_of(Wanted(current=True), store)
    named = selection_of(Wanted(current=True, conversation="talk0000"), store)
    assert newest is not None
    assert named is not None
    assert (newest.conversation, named.conversation) == ("talk0001", "talk0000")
    empty = open_store(":memory:")
    assert selection_of(Wanted(current=True), empty) is None
    empty.close()


def test_a_conversation_by_name(store):
    """By its id or that of a call; a message is in no conversation of its own."""
    assert conversation_named("talk0001", store) == conversation_named("call0001", store)
    node = store.conversation("talk0000").tip
    with pytest.raises(InvalidInput, match="is a message"):
        conversation_named(node, store)
    with pytest.raises(NotInHistory):
        conversation_named("lost", store)


def test_models_need_no_plugins(store, user_path, monkeypatch):
    """An alias of the user's or a name in the history is known without asking any plugin."""
    user_path.mkdir()
    (user_path / "aliases.json").write_text('{"mine": "m1", "m2": "another"}')

    def forbidden(*_args: object) -> None:
        raise AssertionError("plugins were asked")

    monkeypatch.setattr(registry, "get_model", forbidden)
    for name, model in {"mine": "m1", "m1": "m1", "m2-2024": "m2-2024", "m2": "another"}.items():
        assert model_named(name, store) == model


def test_models_of_plugins(store):
    """Their aliases are known; what nobody knows stays as it is."""
    assert model_named("4o", store) == "gpt-4o"
    assert model_named("nobody", store) == "nobody"


def test_fragments(tmp_path):
    """By the hash of their text; an attachment is none."""
    import llm

    (tmp_path / "a.txt").write_text("Words")

    class Plugin:
        @llm.hookimpl
        def register_fragment_loaders(self, register):
            register("picture", lambda _: llm.Attachment(content=b"abc", type="image/png"))

    assert fragment_hashes([str(tmp_path / "a.txt")]) == [llm.Fragment("Words").id()]
    llm.load_plugins()
    pm.register(Plugin(), name="pictures")
    try:
        with pytest.raises(InvalidInput, match="picture:x is an attachment"):
            fragment_hashes(["picture:x"])
    finally:
        pm.unregister(name="pictures")
