"""`llm.logs.LogStore`: its signatures and its behaviour are those of release 0.36."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from llm import assistant, system, tool_message, user
from llm.errors import InvalidInput
from llm.logs import LogStore
from llm.parts import ToolCallPart, ToolResultPart
from llm.store.canonical import message_hash, node_hash
from llm.testing import ScriptedModel

PARAMETERS = {
    "append": "thread_id messages",
    "create_thread": "name=None tip=None forked_from=None id=None",
    "ensure_chain": "messages parent=None fragments=None",
    "ensure_thread": "thread_id name=None",
    "fork": "message_hash_ name=None forked_from=None",
    "load_chain": "tip",
    "log": "response thread_id=None",
    "pending_tool_calls": "tip",
    "thread_messages": "thread_id",
    "thread_tip": "thread_id",
    "turn_response_json": "turn_id",
    "verify": "",
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite_utils.Database]:
    """A database with nothing in it."""
    opened = sqlite_utils.Database(tmp_path / "logs.db")
    yield opened
    opened.close()


@pytest.fixture
def store(database: sqlite_utils.Database) -> LogStore:
    """A store on it."""
    return LogStore(database)


def written(method: Any) -> str:
    """The parameters of a *method*."""
    given = list(inspect.signature(method).parameters.values())[1:]
    return " ".join(
        each.name if each.default is each.empty else f"{each.name}={each.default}" for each in given
    )


def test_the_methods_take_what_they_took() -> None:
    """By the names and with the defaults of 0.36."""
    assert {name: written(getattr(LogStore, name)) for name in PARAMETERS} == PARAMETERS
    assert list(inspect.signature(LogStore).parameters) == ["db"]


def test_a_chain_is_stored_once(store: LogStore) -> None:
    """A message is known by the hash of its node, which anybody can derive; more is added to it."""
    said = [user("Hello"), assistant("Hi")]
    tip = store.ensure_chain(said)
    root = node_hash(None, message_hash(said[0]))
    assert tip == node_hash(root, message_hash(said[1])).hex()
    assert store.ensure_chain(iter(said)) == tip
    further = store.ensure_chain([user("More")], parent=tip)
    assert store.load_chain(further) == [*said, user("More")]
    assert store.ensure_chain([]) is None
    assert store.ensure_chain([], parent=tip) == tip
    assert store.load_chain(None) == []


def test_a_thread_is_appended_to_and_forked(
    store: LogStore, database: sqlite_utils.Database
) -> None:
    """The fork shares what was said before it, and each goes on by itself."""
    thread = store.create_thread(name="A chat")
    assert store.thread_tip(thread) is None
    assert store.append(thread, []) is None
    first = store.append(thread, [user("Hello"), assistant("Hi")])
    assert first is not None
    fork = store.fork(first, name="A fork", forked_from=thread)
    store.append(thread, [user("On")])
    store.append(fork, [user("Else")])
    assert [said.text() for said in store.thread_messages(thread)] == ["Hello", "Hi", "On"]
    assert [said.text() for said in store.thread_messages(fork)] == ["Hello", "Hi", "Else"]
    rows = database.query("SELECT id, name, tip_message_hash, forked_from FROM threads ORDER BY id")
    assert list(rows) == [
        {
            "id": each,
            "name": name,
            "tip_message_hash": store.thread_tip(each),
            "forked_from": origin,
        }
        for each, name, origin in ((thread, "A chat", None), (fork, "A fork", thread))
    ]
    assert store.verify() == []


def test_a_thread_with_an_id_of_the_callers(store: LogStore) -> None:
    """It is made once; whoever wants it to be new is told when it is not."""
    assert store.ensure_thread("mine", name="First") == "mine"
    assert store.ensure_thread("mine", name="Second") == "mine"
    with pytest.raises(InvalidInput, match="mine already"):
        store.create_thread(id="mine")


@pytest.mark.parametrize("hashed", ["nothing", "ab" * 32])
def test_what_is_not_there(store: LogStore, hashed: str) -> None:
    """It is a `KeyError`, and nothing is written."""
    for attempt in (
        lambda: store.load_chain(hashed),
        lambda: store.pending_tool_calls(hashed),
        lambda: store.fork(hashed),
        lambda: store.ensure_chain([user("x")], parent=hashed),
        lambda: store.thread_tip("nobody"),
        lambda: store.thread_messages("nobody"),
        lambda: store.append("nobody", [user("x")]),
    ):
        with pytest.raises(KeyError):
            attempt()
    assert store.turn_response_json("nobody") is None
    assert store.db.execute("SELECT count(*) FROM threads").fetchone() == (0,)
    assert store.db.execute("SELECT count(*) FROM messages").fetchone() == (0,)


def test_a_response_is_logged(store: LogStore, database: sqlite_utils.Database) -> None:
    """In a thread of its own or in one that is named; with its instructions and its payload."""

    def answer(prompt: Any, stream: Any, response: Any, conversation: Any) -> Iterator[str]:
        response.response_json = {"from": "provider"}
        yield "Hi"

    model = ScriptedModel([["Hi"], ["Again"]])
    model.execute = answer  # type: ignore[method-assign]  # a plugin's model that keeps a payload
    first = model.prompt("Hello", system="Be brief")
    first.text()
    assert store.log(first) == first.id
    (turn,) = database.query("SELECT * FROM turns")
    assert (turn["id"], turn["model"]) == (first.id, "scripted")
    assert store.thread_messages(turn["thread_id"]) == [
        system("Be brief"),
        user("Hello"),
        assistant("Hi"),
    ]
    assert store.turn_response_json(first.id) == {"from": "provider"}
    second = model.prompt("More")
    second.text()
    thread = store.create_thread(name="Mine")
    assert store.log(second, thread_id=thread) == second.id
    assert [said.text() for said in store.thread_messages(thread)] == ["More", "Hi"]
    assert store.verify() == []


def test_tool_calls_that_wait(store: LogStore) -> None:
    """Those at the end of a chain that nobody has answered."""
    calls = [ToolCallPart("look", {"at": "x"}, f"c{number}") for number in range(3)]
    asked = store.ensure_chain([user("Look"), assistant(*calls)])
    assert store.pending_tool_calls(asked) == calls
    result = tool_message(ToolResultPart("look", "seen", "c1"))
    assert store.pending_tool_calls(store.ensure_chain([result], parent=asked)) == [
        calls[0],
        calls[2],
    ]
    assert store.pending_tool_calls(store.ensure_chain([user("Never mind")], parent=asked)) == []
    assert store.pending_tool_calls(None) == []


def test_a_store_on_a_path(tmp_path: Path) -> None:
    """It is opened, and can be closed."""
    store = LogStore(tmp_path / "new.db")
    tip = store.append(store.create_thread(), [user("Hello")])
    store.close()
    again = LogStore(str(tmp_path / "new.db"))
    assert again.load_chain(tip) == [user("Hello")]
    again.close()
