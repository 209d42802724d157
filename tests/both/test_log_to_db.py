"""`log_to_db`: a response, or the rounds of a chain, written to any history."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from llm import AsyncResponse, PauseChain, Response, ToolCall, Usage, assistant, user
from llm.errors import (
    HistoryUnavailable,
    InvalidInput,
    LLMError,
    ModelError,
    ResponseNotReady,
)
from llm.store.opening import open_store, store_on
from llm.store.records import CallRecord, Selection
from llm.testing import AsyncScriptedModel, ScriptedModel, offered


def calls_in(database: Any):
    """The calls in a history, the oldest first, each with everything it was sent."""
    with closing(store_on(database)) as store:
        found = list(store.calls(Selection(), newest_first=False))
        return [store.call(each.id) for each in found]


def finished(api, *answer, **arguments):
    """A finished response."""
    return api.finish(api.model([answer or ["b"]]).prompt("a", **arguments))


OPENED: dict[str, Callable[[Path], Any]] = {
    "path": lambda file: file,
    "text": str,
    "connection": sqlite3.connect,
    "autocommit": lambda file: sqlite3.connect(file, isolation_level=None),
    "immediate": lambda file: sqlite3.connect(file, isolation_level="IMMEDIATE"),
    "exclusive": lambda file: sqlite3.connect(file, isolation_level="EXCLUSIVE"),
    "sqlite_utils": sqlite_utils.Database,
    "memory": lambda file: sqlite3.connect(":memory:"),
    "memory sqlite_utils": lambda file: sqlite_utils.Database(memory=True),
}


def let_go(database):
    """Close what a test opened."""
    connection = getattr(database, "conn", database)
    if isinstance(connection, sqlite3.Connection):
        connection.close()


@pytest.mark.parametrize("kind", OPENED)
def test_any_kind_of_database(api, tmp_path, kind):
    """A path, a connection in any mode, a `sqlite_utils.Database`: made, and written to, twice."""
    database = OPENED[kind](tmp_path / "a.db")
    response = finished(api, "b", Usage(1, 2), system="s")
    for _ in range(2):
        api.wait(response.log_to_db(database))
        (call,) = calls_in(database)
        assert (call.id, call.status, call.model) == (response.id, "ok", "scripted")
        assert [message.text() for message in [*call.messages, *call.output]] == ["s", "a", "b"]
        assert call.usage == Usage(1, 2)
    other = finished(api)
    api.wait(other.log_to_db(database))
    assert [call.id for call in calls_in(database)] == [response.id, other.id]
    connection = getattr(database, "conn", database)
    if isinstance(connection, sqlite3.Connection):
        assert not connection.in_transaction
        assert connection.execute("SELECT 1").fetchone() == (1,)
    let_go(database)
    if "memory" not in kind:
        assert len(calls_in(tmp_path / "a.db")) == 2


FACTORIES = {
    "rows": sqlite3.Row,
    "dictionaries": lambda cursor, row: dict(
        zip([column[0] for column in cursor.description], row, strict=True)
    ),
}


@pytest.mark.parametrize("factory", FACTORIES)
@pytest.mark.parametrize("text", [str, bytes])
def test_whatever_rows_the_connection_gives(api, tmp_path, factory, text):
    """Its owner wants them so, and gets them so afterwards."""
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.row_factory, connection.text_factory = FACTORIES[factory], text
        response = finished(api)
        for _ in range(2):
            api.wait(response.log_to_db(connection))
        assert len(calls_in(connection)) == 1
        assert (connection.row_factory, connection.text_factory) == (FACTORIES[factory], text)


def test_inside_a_transaction_of_the_caller(api, tmp_path):
    """It is part of that one: the caller commits, or does not."""
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("CREATE TABLE mine (x)")
        connection.execute("INSERT INTO mine VALUES (1)")
        api.wait(finished(api).log_to_db(connection))
        assert connection.in_transaction
        assert len(calls_in(connection)) == 1
        connection.rollback()
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)
        api.wait(finished(api).log_to_db(connection))
        connection.execute("INSERT INTO mine VALUES (2)")
        api.wait(finished(api).log_to_db(connection))
        connection.commit()
    assert len(calls_in(tmp_path / "a.db")) == 2


def test_what_cannot_be_written_leaves_the_callers_transaction(api, tmp_path):
    """Of a response that is refused nothing stays; what the caller wrote does."""
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        api.wait(finished(api).log_to_db(connection))
        connection.execute("CREATE TABLE mine (x)")
        connection.execute("INSERT INTO mine VALUES (1)")
        (before,) = connection.execute("SELECT count(*) FROM blobs").fetchone()
        connection.execute(
            "CREATE TEMP TRIGGER refusing BEFORE UPDATE OF status ON calls"
            " BEGIN SELECT raise(ABORT, 'not this one'); END"
        )
        with pytest.raises(LLMError, match="not this one"):
            api.wait(finished(api, fragments=["new"]).log_to_db(connection))
        assert connection.in_transaction
        connection.commit()
        assert connection.execute("SELECT * FROM mine").fetchall() == [(1,)]
        assert len(calls_in(connection)) == 1
        assert connection.execute("SELECT count(*) FROM blobs").fetchone() == (before,)
        with closing(store_on(connection)) as store:
            assert store.verify().failures == []


@pytest.mark.parametrize("kind", ["closed", "read-only", "no database", "directory"])
def test_what_is_no_history(api, tmp_path, kind):
    """One line says so, and the response stays as it is."""
    response = finished(api)
    path = tmp_path / "a.db"
    database: Any = path
    if kind == "closed":
        database = sqlite3.connect(path)
        database.close()
    elif kind == "read-only":
        sqlite3.connect(path).close()
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    elif kind == "no database":
        path.write_text("this is no database, whatever its name says" * 99)
    else:
        path.mkdir()
    with pytest.raises(HistoryUnavailable) as raised:
        api.wait(response.log_to_db(database))
    assert "\n" not in str(raised.value)
    let_go(database)
    assert api.wait(response.text()) == "b"


def test_something_else(api):
    """What is no database at all is refused."""
    for each in (None, 5, object()):
        with pytest.raises(InvalidInput, match="A history is"):
            api.wait(finished(api).log_to_db(each))


def test_before_it_was_asked(api, tmp_path):
    """The model is asked first, in the world that waits; else the response has to be awaited."""
    model = api.model([["b"], [ValueError("no")]])
    if api.awaits:
        with pytest.raises(ResponseNotReady):
            api.wait(model.prompt("a").log_to_db(tmp_path / "a.db"))
        assert model.prompts == []
        return
    model.prompt("a").log_to_db(tmp_path / "a.db")
    with pytest.raises(ValueError, match="no"):
        model.prompt("c").log_to_db(tmp_path / "a.db")
    answered, failed = calls_in(tmp_path / "a.db")
    assert (answered.status, [each.text() for each in answered.output]) == ("ok", ["b"])
    assert (failed.status, list(failed.output)) == ("error", [])


def test_a_response_that_failed(api, tmp_path):
    """Is written with what had arrived; the model is not asked again."""
    model = api.model([["par", "tial", ValueError("out of\norder")]])
    response = model.prompt("a")
    with pytest.raises(ValueError, match="order"):
        api.finish(response)
    api.wait(response.log_to_db(tmp_path / "a.db"))
    (call,) = calls_in(tmp_path / "a.db")
    assert (call.status, call.error) == ("error", "ValueError: out of order")
    assert call.output[0].text() == "partial"
    assert len(model.prompts) == 1


def test_a_response_that_was_left(api, tmp_path):
    """Is written as interrupted."""
    response = api.model([["par", "tial"]]).prompt("a")
    assert len(api.take(api.stream(response), 1)) == 1
    api.close(response)
    api.wait(response.log_to_db(tmp_path / "a.db"))
    (call,) = calls_in(tmp_path / "a.db")
    assert (call.status, [each.text() for each in call.output]) == ("interrupted", ["par"])


def test_a_conversation(api, tmp_path):
    """Its turns are one conversation, in whatever order they are written."""
    conversation = api.model([["a1"], ["a2"], ["a3"]]).conversation()
    conversation.name = "Talk"
    responses = [api.finish(conversation.prompt(f"p{number}")) for number in (1, 2, 3)]
    for response in (responses[1], responses[2], responses[0]):
        api.wait(response.log_to_db(tmp_path / "a.db"))
    assert {call.conversation for call in calls_in(tmp_path / "a.db")} == {conversation.id}
    with closing(open_store(tmp_path / "a.db")) as store:
        (record,) = store.conversations()
        assert (record.id, record.name, record.calls) == (conversation.id, "Talk", 3)
        assert [each.text() for each in store.messages(record.tip)] == [
            "p1", "a1", "p2", "a2", "p3", "a3",
        ]  # fmt: skip


def test_replies_are_one_conversation(api, tmp_path):
    """Of which nobody made one: it is known by what was said."""
    model = api.model([["b"], ["d"]])
    first = api.finish(model.prompt("a"))
    second = api.finish(api.wait(first.reply("c")))
    for response in (first, second):
        api.wait(response.log_to_db(tmp_path / "a.db"))
    assert len({call.conversation for call in calls_in(tmp_path / "a.db")}) == 1


@pytest.mark.parametrize("ending", ["whole", "failed", "limit", "paused"])
def test_the_rounds_of_a_chain(api, tmp_path, ending):
    """Those that have ended, however the chain does; together in one conversation."""

    def tool():
        if ending == "paused":
            raise PauseChain("later")
        return "r"

    last: list[Any] = [ValueError("no")] if ending == "failed" else ["end"]
    model = api.model([["b", ToolCall("tool", {}, "1")], last])
    limit = 1 if ending == "limit" else None
    chain = model.chain("a", tools=[api.tool(tool)], chain_limit=limit)
    if ending == "whole":
        api.wait(chain.text())
    else:
        with pytest.raises((ValueError, LLMError, PauseChain)):
            api.wait(chain.text())
    for _ in range(2):
        api.wait(chain.log_to_db(tmp_path / "a.db"))
    found = calls_in(tmp_path / "a.db")
    assert len({call.conversation for call in found}) == 1
    assert [call.status for call in found] == {
        "whole": ["ok", "ok"], "failed": ["ok", "error"], "limit": ["ok"],
        "paused": ["paused"],
    }[ending]  # fmt: skip
    if len(found) == 2:
        assert [each.role for each in found[1].messages] == ["user", "assistant", "tool"]


def test_a_chain_that_paused_has_what_other_tools_gave(api, tmp_path):
    """The call is paused, with their results, whether the chain or its response is written."""

    def tell() -> str:
        return "told"

    def ask() -> str:
        raise PauseChain("who knows?")

    model = api.model([["b", ToolCall("tell", {}, "1"), ToolCall("ask", {}, "2")]])
    chain = model.chain("a", tools=[api.tool(tell), api.tool(ask)])
    with pytest.raises(PauseChain):
        api.wait(chain.text())
    (response,) = chain._responses
    for number, logged in enumerate([chain, response]):
        api.wait(logged.log_to_db(tmp_path / f"{number}.db"))
        (call,) = calls_in(tmp_path / f"{number}.db")
        assert (call.status, [each.role for each in call.output]) == (
            "paused",
            ["assistant", "tool"],
        )
    assert [each.role for each in response.recording.messages()] == ["assistant"]


def test_a_chain_that_was_not_begun(api, tmp_path):
    """Has nothing to be written."""
    chain = api.model().chain("a")
    api.wait(chain.log_to_db(tmp_path / "a.db"))
    assert calls_in(tmp_path / "a.db") == []


@pytest.mark.parametrize(
    ("status", "error"),
    [("error", "ModelError: no luck"), ("interrupted", None), ("running", None)],
)
def test_a_call_that_did_not_end_is_no_finished_response(api, tmp_path, status, error):
    """Read from the history, what was cut off does not look complete; its prompt is there."""
    record = CallRecord(
        "01m824rr9jebp1bx3njj1005g7", "scripted", [user("a")], [assistant("b")], status, error=error
    )
    with closing(store_on(tmp_path / "logs.db")) as store:
        store.finish(record)
    cls = AsyncResponse if api.awaits else Response
    with offered(ScriptedModel(), AsyncScriptedModel()):
        response = cls.from_row(tmp_path / "logs.db", {"id": record.id})
    assert response.prompt.messages == [user("a")]
    said = "no luck" if error else "interrupted before its end"
    with pytest.raises(ModelError, match=said):
        response.text_or_raise()
