"""SQL that plugins bring for the tables of older releases, word for word as they have it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from llm.cli import logs_db_path
from llm.migrations import migrate
from llm.store.opening import open_store
from llm.testing import ScriptedModel
from llm.utils import monotonic_ulid
from tests.compat.conftest import Host
from tests.store.sqlite.viewing import STARTED, tell

# llm-webchat 2.7.2
CONVERSATIONS = (
    "SELECT c.id, c.name, c.model, (SELECT MAX(r.datetime_utc) FROM responses r WHERE"
    " r.conversation_id = c.id) AS latest_response_datetime_utc"
    " FROM conversations c ORDER BY c.rowid DESC LIMIT ?"
)
RESPONSES = (
    "SELECT id, model, prompt, system, response, conversation_id, datetime_utc,"
    " duration_ms, input_tokens, output_tokens"
    " FROM responses WHERE conversation_id = ? ORDER BY datetime_utc ASC"
)
CALLS = (
    "SELECT response_id, name, arguments, tool_call_id FROM tool_calls"
    " WHERE response_id IN (?,?) ORDER BY id ASC"
)
RESULTS = (
    "SELECT response_id, name, output, tool_call_id FROM tool_results"
    " WHERE response_id IN (?,?) ORDER BY id ASC"
)
INSERT = "INSERT INTO conversations (id, name, model) VALUES (?, ?, ?)"
EXISTS = "SELECT 1 FROM conversations WHERE id = ? LIMIT 1"
SEARCH = """
        SELECT
            r.id AS response_id,
            r.conversation_id,
            r.prompt,
            r.response,
            c.name AS conversation_name,
            c.model
        FROM responses r
        JOIN conversations c ON c.id = r.conversation_id
        WHERE r.prompt LIKE ? COLLATE NOCASE
           OR r.response LIKE ? COLLATE NOCASE
        ORDER BY r.datetime_utc DESC
        LIMIT ?
        """

# llm-consortium 0.8.0
MEMBERS_TABLE = """
                CREATE TABLE IF NOT EXISTS consortium_members (
                    run_id TEXT,
                    response_id TEXT,
                    role TEXT,
                    iteration INTEGER,
                    member_index INTEGER,
                    PRIMARY KEY (run_id, response_id),
                    FOREIGN KEY (run_id) REFERENCES consortium_runs(id),
                    FOREIGN KEY (response_id) REFERENCES responses(id)
                )
            """
MEMBERS = (
    "SELECT cm.*, r.model, r.response FROM consortium_members cm "
    "JOIN responses r ON cm.response_id = r.id "
    "WHERE cm.run_id = ? ORDER BY cm.iteration, cm.member_index"
)
DECISIONS = (
    "SELECT ad.*, r.response as full_response FROM arbiter_decisions ad "
    "JOIN responses r ON ad.response_id = r.id "
    "WHERE ad.run_id = ? ORDER BY ad.iteration"
)


@pytest.fixture
def database(user_path: Path) -> Iterator[sqlite_utils.Database]:
    """The user's history, opened as llm-webchat opens it."""
    user_path.mkdir(exist_ok=True)
    connection = sqlite3.connect(str(logs_db_path()), check_same_thread=False)
    connection.row_factory = sqlite3.Row
    opened = sqlite_utils.Database(connection)
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def told(database: sqlite_utils.Database) -> str:
    """The id of a conversation with a round of tools, in that history."""
    store = open_store()
    conversation = tell(store)
    store.close()
    return conversation


def listed(database: Any, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows that *sql* gives."""
    return [tuple(row) for row in database.execute(sql, values).fetchall()]


def test_tables_that_are_views_are_there_when_asked_for(
    database: sqlite_utils.Database, told: str
) -> None:
    """Plugins look whether a table is there before they read it; the list itself is of tables."""
    names = ["conversations", "responses", "tool_calls", "tool_results"]
    assert all(name in database.table_names() for name in names)
    assert "nothing" not in database.table_names()
    assert "responses" not in list(database.table_names())
    assert "responses" in database.view_names()
    assert database["responses"].count == 3
    assert [table.name for table in database.tables] == list(database.table_names())
    migrate(database)
    assert "responses" in database.table_names()


def test_conversations_are_listed(database: sqlite_utils.Database, told: str) -> None:
    """The newest first, each with the time of its last response."""
    (first, second) = listed(database, CONVERSATIONS, 10)
    assert first[1:3] == ("A poem A song What is it about?", "m")
    assert second == (told, "Hello world", "m", "2026-01-02T03:04:06+00:00")


def test_the_responses_of_a_conversation(database: sqlite_utils.Database, told: str) -> None:
    """In order, with what its tools were asked and gave."""
    first, second = listed(database, RESPONSES, told)
    assert first == (
        *("a1", "m", "Hello world", "Be brief", "Let me look.", told, STARTED.isoformat()),
        *(None, 3, 4),
    )
    assert (second[0], second[2], second[4]) == ("a2", "", "I see it.")
    ((asked, name, arguments, call_id),) = listed(database, CALLS, "a1", "a2")
    assert (asked, name, call_id) == ("a1", "look", "c1")
    assert arguments.startswith('{"at":null,"why":')
    assert listed(database, RESULTS, "a1", "a2") == [("a2", "look", "seen\n" * 30, "c1")]


def test_texts_are_searched(database: sqlite_utils.Database, told: str) -> None:
    """As the extension of llm-webchat that searches does it."""
    found = listed(database, SEARCH, "%HELLO%", "%HELLO%", 20)
    assert [row[:2] for row in found] == [("a1", told)]


def test_a_conversation_that_a_plugin_makes_goes_on(
    host: Host, database: sqlite_utils.Database
) -> None:
    """It is inserted, and continued with `llm --cid`: it keeps its name and shows the answer."""
    host.install("compat_old")
    conversation = str(monotonic_ulid()).lower()
    database.execute(INSERT, [conversation, "My chat", "old/plain"])
    database.conn.commit()
    assert listed(database, EXISTS, conversation) == [(1,)]
    command = ["-m", "old/plain", "--cid", conversation, "--td", "--cl", "5"]
    for said in ("Hello", "More"):
        done = host.llm(*command, said, OLD_API_KEY="k")
        assert (done.returncode, done.stderr) == (0, "")
    ((_, name, model, latest),) = listed(database, CONVERSATIONS, 10)
    assert (name, model) == ("My chat", "old/plain")
    first, second = listed(database, RESPONSES, conversation)
    assert (first[2], second[2], second[6]) == ("Hello", "More", latest)
    assert second[4].strip() == done.stdout.strip()


def test_a_plugin_keeps_its_tables_beside_the_responses(tmp_path: Path) -> None:
    """llm-consortium logs into a file of its own, and joins what it notes there to `responses`."""
    db = sqlite_utils.Database(sqlite3.connect(tmp_path / "consortium_logs.db", timeout=30))
    db.execute("CREATE TABLE IF NOT EXISTS consortium_runs (id TEXT PRIMARY KEY)")
    db.execute(MEMBERS_TABLE)
    db.execute(
        "CREATE TABLE arbiter_decisions (run_id TEXT, iteration INTEGER, response_id TEXT,"
        " PRIMARY KEY (run_id, iteration), FOREIGN KEY (response_id) REFERENCES responses(id))"
    )
    response = ScriptedModel([["Forty-two"]]).prompt("What is it?")
    response.log_to_db(db)
    db.conn.commit()
    db.table("consortium_members").insert(
        {"run_id": "r", "response_id": response.id, "iteration": 1, "member_index": 0}
    )
    db.table("arbiter_decisions").insert(
        {"run_id": "r", "iteration": 1, "response_id": response.id}
    )
    (member,) = db.query(MEMBERS, ["r"])
    assert (member["response_id"], member["model"]) == (response.id, "scripted")
    assert member["response"] == "Forty-two"
    (decision,) = db.query(DECISIONS, ["r"])
    assert decision["full_response"] == "Forty-two"
    db.close()
