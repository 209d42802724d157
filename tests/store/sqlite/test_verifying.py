"""Verifying: whatever is changed, lost or left behind is reported, and nothing else."""

import json
import sqlite3

import pytest

from llm import Attachment, assistant, system, tool_message, user
from llm.parts import ReasoningPart, ToolCallPart, ToolResultPart
from llm.store.records import CallRecord, FragmentUse, ToolDefinition
from llm.store.sqlite.indexing import index_waiting
from tests.store.sqlite.said import reopened, say, told


@pytest.fixture
def full(store, tmp_path):
    """A history with every kind of row."""
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG of a walrus")
    store.finish(
        CallRecord(
            "01a",
            "m",
            [
                system("be brief"),
                user(
                    "a long fragment, and a question",
                    Attachment(path=str(file), type="image/png"),
                    Attachment(url="https://example.com/picture"),
                    Attachment(path="/missing", type="image/png"),
                ),
            ],
            [
                assistant(
                    ReasoningPart("hm", provider_metadata={"signature": "s" * 100}),
                    ToolCallPart("f", {"long": "x" * 100, "$blob": 1.5}, "t1"),
                )
            ],
            schema={"type": "object", "description": "d" * 100},
            tools=[ToolDefinition("f", "what it does", {"type": "object"})],
            payload=["y" * 100, {"$$blob": "z" * 100}],
            options={"temperature": 0.5},
            fragments=[FragmentUse("a long fragment")],
        )
    )
    first = store.call("01a")
    result = ToolResultPart("f", "pelican", "t1", attachments=[Attachment(content=b"\0\xff")])
    store.finish(CallRecord("01b", "m", [*told(first), tool_message(result)], [assistant("ok")]))
    with store.writing():
        index_waiting(store.connection, at_least=1)
    return store


def test_what_is_sound(full):
    """Everything is looked at, every kind of blob, attachment and part; nothing fails."""
    told_of = []
    found = full.verify(lambda done, of: told_of.append((done, of)))
    assert (found.failures, found.redacted) == ([], 0)
    assert (found.messages, found.nodes, found.calls) == (5, 5, 2)
    assert told_of[-1] == (found.blobs + found.messages,) * 2


BLOB = "UPDATE blobs SET content = {} WHERE id = (SELECT min(id) FROM blobs WHERE {})"
DAMAGE = {
    "text": (BLOB.format("'other'", "content = 'be brief'"), "blob"),
    "bytes": (BLOB.format("x'00'", "typeof(content) = 'blob'"), "blob"),
    "pieces": (BLOB.format("json_remove(content, '$[1]')", "form = 'joined'"), "blob"),
    "json": (BLOB.format("json_array('other')", "form = 'json'"), "blob"),
    "broken json": (BLOB.format("'{'", "form = 'json'"), "blob"),
    "missing piece": (BLOB.format("'[999]'", "form = 'joined'"), "blob"),
    "role": ("UPDATE stored_messages SET role = 'tool' WHERE id = 1", "message"),
    "body": ("UPDATE stored_messages SET body = '[{' WHERE id = 1", "message"),
    "swapped": ("UPDATE stored_messages SET body = '[]' WHERE id = 1", "message"),
    "uses": ("DELETE FROM message_blobs WHERE message = 1", "message"),
    "place": ("UPDATE nodes SET message = 1 WHERE id = 4", "node"),
    "parent": ("UPDATE nodes SET parent = 0 WHERE id = 4", "node"),
    "gone": ("UPDATE nodes SET parent = 3000 WHERE id = 4", "node"),
    "path": ("UPDATE nodes SET path = x'00' WHERE id = 2", "node"),
    "input": ("UPDATE calls SET input = 77 WHERE number = 1", "call"),
    "output": ("UPDATE calls SET output = 77 WHERE number = 1", "call"),
    "payload": ("UPDATE calls SET payload = 77 WHERE number = 1", "reference"),
    "tip": ("UPDATE conversations SET tip = 77", "reference"),
    "part": ("DELETE FROM blob_parts", "blob"),
    "schema": ("UPDATE known_schemas SET id = '0123'", "schema"),
    "search": ("INSERT INTO search (rowid, text) VALUES (7777, 'otter')", "search"),
    "search is empty": ("INSERT INTO search (search) VALUES ('delete-all')", "search"),
    "search is damaged": ("DELETE FROM search_data WHERE id > 10", "search"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged(full, damage):
    """Each kind of damage is reported with its place, and the rest is looked at all the same."""
    statement, kind = DAMAGE[damage]
    full.connection.execute("PRAGMA foreign_keys = OFF")
    changed = full.connection.execute(statement)
    assert changed.rowcount != 0
    found = full.verify()
    assert kind in {failure.kind for failure in found.failures}
    assert all(failure.reason for failure in found.failures)
    assert (found.messages, found.calls) == (5, 2)


def test_a_failure_names_its_row(full):
    """A failure has the hash by which the row is known."""
    (hashed,) = full.connection.execute("SELECT hash FROM blobs WHERE content = 'ok'").fetchone()
    full.connection.execute("UPDATE blobs SET content = 'no' WHERE content = 'ok'")
    failures = {(each.kind, each.id) for each in full.verify().failures}
    assert ("blob", hashed.hex()) in failures
    assert len(failures) == 3  # and the message that says it, at its place


def test_a_page_that_is_damaged(full, tmp_path):
    """What SQLite finds wrong with the file is reported, not raised."""
    for number in range(50):
        say(full, f"01c{number}", f"walrus {number}" * 100, "pelican", conversation="01other")
    full.close()
    path = tmp_path / "history" / "logs.db"
    content = bytearray(path.read_bytes())
    content[4096 * 12 : 4096 * 20] = b"\x07" * 4096 * 8
    path.write_bytes(content)
    damaged = reopened(path)
    found = damaged.verify()
    damaged.close()
    assert "file" in {failure.kind for failure in found.failures}


def test_while_somebody_writes(full, tmp_path):
    """What others write meanwhile makes nothing look wrong, and they are not kept waiting."""
    other = reopened(tmp_path / "history" / "logs.db")
    written: list[CallRecord] = []

    def meanwhile(done, of):
        number = len(written)
        written.append(say(other, f"01c{number}", f"prompt {number}", "ok", conversation="01c"))

    assert full.verify(meanwhile).failures == []
    assert written
    other.close()


def test_while_the_file_is_locked(full, tmp_path):
    """Where the search index cannot be looked at, that is said, and the rest is checked."""
    full.patience = 0.1
    other = sqlite3.connect(tmp_path / "history" / "logs.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    found = full.verify()
    other.close()
    (failure,) = found.failures
    assert (failure.kind, found.messages) == ("search", 5)
    assert "cannot be checked" in failure.reason


def test_many_rows_at_once(full):
    """More rows than are looked at together, one of which cannot be read."""
    for number in range(450):
        say(full, f"01c{number:03}", f"prompt {number}", "ok", conversation="01other")
    (row,) = full.connection.execute(
        "SELECT max(id) FROM stored_messages WHERE role = 'user'"
    ).fetchone()
    full.connection.execute(
        "UPDATE stored_messages SET body = ? WHERE id = ?",
        (json.dumps([{"type": "text", "text": 10**9}]), row),
    )
    found = full.verify()
    assert [each.kind for each in found.failures].count("message") == 1
    assert found.messages == 455
