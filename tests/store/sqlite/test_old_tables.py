"""The views named like tables of older releases: columns, order, and what is in them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from llm import Attachment, assistant, system, user
from llm.parts import TextPart
from llm.store.records import CallRecord, FragmentUse
from llm.store.sqlite.backend import SQLiteStore
from llm.store.sqlite.old_tables import OLD_TABLES
from llm.store.sqlite.views import make_views
from tests.store.sqlite.said import say
from tests.store.sqlite.viewing import ARGUMENTS, LONG, PAYLOAD, PNG, column, rows, tell

# What releases up to 0.36 made, in their order.
COLUMNS = {
    "responses": "id model prompt system prompt_json options_json response response_json"
    " conversation_id duration_ms datetime_utc input_tokens output_tokens token_details schema_id"
    " resolved_model reasoning",
    "turns": "id thread_id parent_message_hash tip_message_hash model resolved_model options_json"
    " schema_id input_tokens output_tokens token_details duration_ms datetime_utc response_json",
    "turn_search": "id turn_id prompt response",
    "threads": "id name tip_message_hash forked_from datetime_utc",
    "messages": "hash parent_hash role provider_metadata",
    "parts": "id message_hash position type tool_name text payload",
    "tool_calls": "id response_id tool_id name arguments tool_call_id",
    "tool_results": "id response_id tool_id name output tool_call_id instance_id exception",
    "tool_responses": "tool_id response_id",
    "tools": "id hash name description input_schema plugin",
    "fragments": "id hash content datetime_utc source",
    "prompt_fragments": "response_id fragment_id order",
    "system_fragments": "response_id fragment_id order",
    "attachments": "id type path url content",
    "prompt_attachments": "response_id attachment_id order",
    "tool_results_attachments": "tool_result_id attachment_id order",
    "schemas": "id content",
}


@pytest.fixture
def told(store: SQLiteStore) -> SQLiteStore:
    """A history with its views and something of everything."""
    make_views(store.connection)
    tell(store)
    return store


def one(store: SQLiteStore, sql: str, *values: Any) -> dict[str, Any]:
    """The only row that *sql* gives."""
    (row,) = rows(store, sql, *values)
    return row


def test_the_columns_are_those_of_old(told: SQLiteStore) -> None:
    """Whoever reads them by number finds them, too."""
    assert set(COLUMNS) == set(OLD_TABLES)
    for name, columns in COLUMNS.items():
        found = told.connection.execute(f"SELECT * FROM {name}").description
        assert [each[0] for each in found] == columns.split(), name


def test_a_response(told: SQLiteStore) -> None:
    """Everything in the words and forms that older releases wrote."""
    row = one(told, "SELECT * FROM responses WHERE id = 'a1'")
    assert json.loads(row.pop("response_json")) == PAYLOAD
    assert row.pop("conversation_id") == told.call("a1").conversation
    assert row == {
        "id": "a1",
        "model": "m",
        "prompt": "Hello world",
        "system": "Be brief",
        "prompt_json": None,
        "options_json": '{"heat":0.5}',
        "response": "Let me look.",
        "duration_ms": None,
        "datetime_utc": "2026-01-02T03:04:05.000678+00:00",
        "input_tokens": 3,
        "output_tokens": 4,
        "token_details": '{"cached": {"read": 1}}',
        "schema_id": None,
        "resolved_model": None,
        "reasoning": "Hm. ",
    }


def test_the_response_to_a_tool_result(told: SQLiteStore) -> None:
    """Nobody typed anything; several messages are one text."""
    row = one(told, "SELECT * FROM responses WHERE id = 'a2'")
    assert (row["prompt"], row["response"]) == ("", "I see it.")
    assert (row["options_json"], row["response_json"]) == ("{}", None)
    assert row["datetime_utc"] == "2026-01-02T03:04:06+00:00"
    assert (row["resolved_model"], row["duration_ms"]) == ("m-2", 12)


def test_a_prompt_with_fragments(told: SQLiteStore) -> None:
    """The prompt is what was typed; the fragments are in tables of their own."""
    row = one(told, "SELECT * FROM responses WHERE id = 'b1'")
    assert (row["prompt"], row["system"]) == ("What is it about?", None)
    assert column(told, "SELECT content FROM schemas WHERE id = ?", row["schema_id"]) == [
        '{"type":"object"}'
    ]
    used = """SELECT f.content, f.source, u."order" FROM {} u JOIN fragments f
              ON f.id = u.fragment_id WHERE u.response_id = 'b1' ORDER BY u."order" """
    assert [tuple(row.values()) for row in rows(told, used.format("prompt_fragments"))] == [
        ("A poem", "poem.txt", 0),
        ("A song", None, 1),
    ]
    assert [tuple(row.values()) for row in rows(told, used.format("system_fragments"))] == [
        ("A rule", None, 0)
    ]


@pytest.mark.parametrize(
    ("said", "fragments", "prompt"),
    [
        ("A poem", ["A poem"], ""),
        ("A poem\nA poem\nBoth?", ["A poem"], "A poem\nBoth?"),
        ("No poem here", ["A poem"], "No poem here"),
        ("\n two lines\n", [], "\n two lines\n"),
        ("", [], ""),
    ],
)
def test_prompts_and_what_is_left_of_them(
    told: SQLiteStore, said: str, fragments: list[str], prompt: str
) -> None:
    """What was typed is there, also what a fragment says, too; line ends of the user's stay."""
    say(told, "z", said, "Yes", fragments=[FragmentUse(each) for each in fragments])
    assert column(told, "SELECT prompt FROM responses WHERE id = 'z'") == [prompt]


def test_messages_that_begin_with_instructions(told: SQLiteStore) -> None:
    """They are the system prompt, where none was given as such; the rest is the prompt."""
    asked = [system("One"), system("Two"), user("First"), user("Second")]
    told.finish(CallRecord("z", "m", asked, [assistant(TextPart("So"))]))
    row = one(told, "SELECT system, prompt, datetime_utc FROM responses WHERE id = 'z'")
    assert row == {"system": "One\n\nTwo", "prompt": "First\nSecond", "datetime_utc": None}


def test_a_call_that_is_running(told: SQLiteStore) -> None:
    """What has arrived so far is its response."""
    told.begin(CallRecord("z", "m", [user("Go")]))
    told.progress("z", ["par", {"type": "reasoning", "chunk": "Hm"}])
    told.progress("z", [{"type": "text", "chunk": "ti"}, "al"])
    assert column(told, "SELECT response FROM responses WHERE id = 'z'") == ["partial"]


def test_tool_calls_and_their_results(told: SQLiteStore) -> None:
    """By the tool that was offered, in order, with what went wrong."""
    called = one(told, "SELECT * FROM tool_calls")
    assert json.loads(called["arguments"]) == ARGUMENTS
    assert (called["response_id"], called["name"], called["tool_call_id"]) == ("a1", "look", "c1")
    given = one(told, "SELECT * FROM tool_results")
    assert (given["response_id"], given["output"]) == ("a2", "seen\n" * 30)
    assert (given["tool_call_id"], given["exception"]) == ("c1", "E: no")
    assert called["id"] < given["id"]
    tool = one(told, "SELECT * FROM tools WHERE id = ?", called["tool_id"])
    assert given["tool_id"] == tool["id"]
    assert (tool["name"], tool["description"], tool["plugin"]) == ("look", LONG, "eyes")
    assert json.loads(tool["input_schema"]) == {"type": "object"}
    assert rows(
        told,
        "SELECT r.response_id, t.name FROM tool_responses r JOIN tools t ON t.id = r.tool_id"
        " ORDER BY 1, 2",
    ) == [
        {"response_id": "a1", "name": "hear"},
        {"response_id": "a1", "name": "look"},
        {"response_id": "a2", "name": "look"},
    ]


def test_attachments(told: SQLiteStore, tmp_path: Any) -> None:
    """By the hash of their bytes, which are there also when they were given by path."""
    (tmp_path / "x.png").write_bytes(PNG + b"file")
    given = [
        Attachment(type="image/png", path=str(tmp_path / "x.png")),
        Attachment(type="image/png", url="https://example.com/x.png"),
    ]
    told.finish(CallRecord("z", "m", [user("See", *given)], [assistant("Nice")]))
    found = rows(
        told,
        "SELECT a.* FROM prompt_attachments p JOIN attachments a ON a.id = p.attachment_id"
        " WHERE p.response_id = 'z' ORDER BY p.\"order\"",
    )
    assert [(row["path"], row["url"], row["content"]) for row in found] == [
        (str(tmp_path / "x.png"), None, PNG + b"file"),
        (None, "https://example.com/x.png", None),
    ]
    assert found[0]["id"] == given[0].id()
    drawn = one(
        told,
        "SELECT a.id, a.content FROM tool_results r JOIN tool_results_attachments x"
        " ON x.tool_result_id = r.id JOIN attachments a ON a.id = x.attachment_id",
    )
    assert drawn == {
        "id": Attachment(content=PNG + b"drawn").id(),
        "content": PNG + b"drawn",
    }


def test_the_chain_of_messages(told: SQLiteStore) -> None:
    """From the tip of a thread back to its beginning, by hashes, and each part of each message."""
    thread = one(told, "SELECT * FROM threads WHERE name = 'Hello world'")
    assert thread["datetime_utc"] == "2026-01-02 03:04:05.000678+00:00"
    chain = rows(
        told,
        "WITH RECURSIVE chain AS (SELECT m.*, 0 AS back FROM messages m WHERE hash = ? UNION ALL"
        " SELECT m.*, back + 1 FROM chain JOIN messages m ON m.hash = chain.parent_hash)"
        " SELECT chain.hash, role, type, tool_name, text FROM chain JOIN parts"
        " ON parts.message_hash = chain.hash ORDER BY back DESC, position",
        thread["tip_message_hash"],
    )
    assert [tuple(row.values())[1:] for row in chain] == [
        ("user", "text", None, "Hello "),
        ("user", "text", None, "world"),
        ("user", "attachment", None, None),
        ("assistant", "reasoning", None, "Hm. "),
        ("assistant", "text", None, "Let me "),
        ("assistant", "tool_call", "look", None),
        ("assistant", "text", None, "look."),
        ("tool", "tool_result", "look", None),
        ("assistant", "text", None, "I see "),
        ("assistant", "text", None, "it."),
    ]
    turns = rows(told, "SELECT * FROM turns WHERE thread_id = ? ORDER BY id", thread["id"])
    assert turns[-1]["tip_message_hash"] == chain[-1]["hash"] == thread["tip_message_hash"]
    assert turns[0]["tip_message_hash"] == chain[3]["hash"]


def test_what_parts_carry(told: SQLiteStore) -> None:
    """All but type and text, in JSON."""
    payload = {
        row["type"]: json.loads(row["payload"])
        for row in rows(told, "SELECT type, payload FROM parts WHERE payload IS NOT NULL")
    }
    assert payload["tool_call"] == {"name": "look", "arguments": ARGUMENTS, "tool_call_id": "c1"}
    assert payload["tool_result"]["output"] == "seen\n" * 30
    assert payload["tool_result"]["exception"] == "E: no"
