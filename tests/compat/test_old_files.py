"""Histories that releases 0.4.1, 0.13, 0.31 and 0.36 wrote, row by row as they printed them.

Where ours says something else, on purpose, it is said here:
- A conversation that an older release began and 0.36 went on with keeps the name it began with, and
  what was attached; 0.36 named it anew, and told the model of no attachment.
- Such a conversation goes on with the instructions that were given last, where 0.36 printed the
  first ones. They are of the call, and not repeated in its history.
- Requests (`prompt_json`) are not kept: what was sent is kept as messages.
- Tools are in the order in which they were offered.
- Attachments of a tool's result are not attachments of the prompt after it, too.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from llm.core.history import without_instructions
from llm.parts import AttachmentPart, ToolResultPart
from llm.store.opening import open_store
from llm.store.records import CallRecord, Selection
from tests.compat.old_files.comparing import as_held, as_printed
from tests.compat.old_files.files import NAMES, PNG, old_file
from tests.compat.old_files.generate import HISTORIES


@dataclass
class Imported:
    """A history that was imported, and the file that it was imported from."""

    store: Any
    old: sqlite3.Connection
    printed: dict[str, Any]

    def ids(self, table: str) -> set[str]:
        """The ids in a table of the old file."""
        there = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        if self.old.execute(there, [table]).fetchone() is None:
            return set()
        return {row[0] for row in self.old.execute(f'SELECT id FROM "{table}"')}

    def call(self, prompt: str) -> CallRecord:
        """The last call with a prompt."""
        found = [
            call
            for call in self.store.calls(Selection())
            if call.said() and _prompt(call) == prompt
        ]
        call: CallRecord = self.store.call(found[0].id)
        return call


def _prompt(call: CallRecord) -> str:
    return "".join(message.text() for message in call.said() if message.role == "user")


def imported(path: Path, printed: dict[str, Any]) -> Iterator[Imported]:
    """The history at *path*, opened as anybody opens it."""
    with closing(open_store(path)) as store:
        backup = path.with_name("logs-before-import.db")
        with closing(sqlite3.connect(backup)) as old:
            yield Imported(store, old, printed)


@pytest.fixture(params=NAMES)
def history(request, tmp_path) -> Iterator[Imported]:
    """Each of the histories."""
    file = old_file(request.param, tmp_path)
    yield from imported(file.path, file.printed)


@pytest.fixture
def newest(tmp_path) -> Iterator[Imported]:
    """What 0.36 wrote."""
    file = old_file("v0.36", tmp_path)
    yield from imported(file.path, file.printed)


@pytest.fixture
def many(tmp_path) -> Iterator[Imported]:
    """What four releases wrote into one file."""
    file = old_file("many", tmp_path)
    yield from imported(file.path, file.printed)


def differences(history: Imported) -> list[tuple[str, str, Any, Any]]:
    """Where a call is not held as it was printed: its id, what of it, and both."""
    turns = history.ids("turns")
    rows = {row["id"]: row for row in history.printed["rows"]}
    found = []
    for named, row in rows.items():
        turn = named in turns
        printed = as_printed(row, turn=turn)
        instances = history.printed["release"] != "0.31"
        held = as_held(history.store.call(named), turn=turn, instances=instances)
        for name, value in printed.items():
            if held[name] != value and not _meant(name, row, held[name]):
                found.append((named, name, value, held[name]))
    return found


def _meant(name: str, row: dict[str, Any], held: Any) -> bool:
    """Whether a difference is one that is meant."""
    if name == "system":
        return (row["system"], held) == ("First system", "Second system")
    if name == "tools":
        # 0.36 prints no instance of tools that were offered before 0.32.
        printed = sorted((each["name"], each["description"]) for each in row["tools"])
        return printed == sorted((tool[0], tool[1]) for tool in held)
    return False


def test_every_row_is_held_as_it_was_printed(history: Imported) -> None:
    """All that a release printed of a call is what the history has of it, field by field."""
    assert len(history.printed["rows"]) > 10
    assert not differences(history)


def test_every_call_is_there_once(history: Imported) -> None:
    """The calls are those of all generations of tables; one that two of them know is one call."""
    known = history.ids("responses") | history.ids("turns")
    calls = {call.id for call in history.store.calls(Selection())}
    assert known <= calls
    assert len(calls - known) == len(history.ids("logs"))


def test_payloads_are_whole(history: Imported) -> None:
    """What releases left out of payloads is in its place again; dollar signs of theirs stay."""
    for row in history.printed["rows"]:
        payload = history.store.call(row["id"]).payload
        words = (as_printed(row, turn=False)["prompt"] or "").split()
        if words[:1] in (["quiet"], ["wrapped"]) or row["id"] not in history.ids("responses"):
            if words[:1] != ["wrapped"]:
                assert payload == row["response_json"]
            continue
        expected = {"id": "r-1", "content": row["response"], "stop": "end", "words": words}
        if words[:1] == ["marked"]:
            expected = {"price": {"$": "100"}, "raw": {"$raw": 1}, "said": row["response"]}
        assert payload == expected


def test_what_only_a_plugin_could_resolve_stays_marked(newest: Imported) -> None:
    """The rest of such a payload is whole."""
    payload = newest.call("wrapped up").payload
    assert payload["inner"] == {"$": "m.envelope"}
    assert payload["close"]["$"]["u"] == {"more": "of this call"}
    assert payload["text"] == "You said: wrapped up"


def test_what_others_keep_in_the_file_is_unchanged(history: Imported) -> None:
    """Tables with their rows and row numbers, views, indexes and triggers of the user are there."""
    new, old = history.store.connection, history.old
    theirs = ("ratings", "seen", "counted", "best", "ratings_by_stars", "ratings_seen", "notes")
    for name in theirs:
        written = "SELECT sql FROM sqlite_master WHERE name = ?"
        assert new.execute(written, [name]).fetchone() == old.execute(written, [name]).fetchone()
    for table in ("rowid, * FROM ratings", "* FROM seen", "* FROM counted", "* FROM best",
                  "* FROM sqlite_sequence", "rowid, * FROM notes"):  # fmt: skip
        rows = old.execute(f"SELECT {table}").fetchall()
        assert rows
        assert new.execute(f"SELECT {table}").fetchall() == rows
    assert new.execute("SELECT title FROM notes WHERE notes MATCH 'pelicans'").fetchone()
    (before,) = old.execute("SELECT times FROM seen").fetchone()
    new.execute("INSERT INTO ratings (stars) VALUES (2)")
    assert new.execute("SELECT times FROM seen").fetchone() == (before + 1,)


def test_nothing_of_the_old_tables_is_left(history: Imported) -> None:
    """Their names are those of views now, or free; a word that was said is in its blobs only."""
    kinds = dict(history.store.connection.execute("SELECT name, type FROM sqlite_master"))
    assert "_llm_migrations" not in kinds
    assert "message_tree" not in kinds
    assert not [name for name in kinds if re.match(r"(responses|turn_search)_(fts|a)|_llm_", name)]
    assert {kinds.get(name, "view") for name in ("responses", "turns", "messages")} == {"view"}


def test_fragments_and_schemas_that_no_call_uses_are_there(history: Imported) -> None:
    """With their aliases, their sources and the time when they were first seen."""
    if history.printed["release"] == "0.13":
        assert not list(history.store.fragments.matching())
        return
    old = history.old.execute("SELECT hash, content, source, datetime_utc FROM fragments")
    held = {each.hash: each for each in history.store.fragments.matching()}
    for hashed, content, source, seen in old.fetchall():
        fragment = held.pop(hashed)
        assert (fragment.content, fragment.source) == (content, source)
        assert fragment.added is not None
        assert fragment.added.isoformat().startswith(seen.replace(" ", "T"))
    assert not held
    aliases = {
        each.source.rpartition("/")[2]: each.aliases for each in history.store.fragments.matching()
    }
    assert aliases == {"poem.txt": ["poem", "verse"], "rules.txt": [], "unused.txt": ["unused"]}
    assert {each.id for each in history.store.schemas.matching()} == history.ids("schemas")


def test_conversations_keep_names_models_and_origins(history: Imported) -> None:
    """Those without a call, too."""
    held = {each.id: each for each in history.store.conversations()}
    names = dict(history.old.execute("SELECT id, name FROM conversations"))
    models = dict(history.old.execute("SELECT id, model FROM conversations"))
    origins: dict[str, str] = {}
    if history.ids("threads"):
        threads = history.old.execute("SELECT id, name, forked_from FROM threads").fetchall()
        names = {named: name for named, name, _ in threads} | names
        origins = {named: origin for named, _, origin in threads}
        assert any(origins.values())
    for named, name in names.items():
        assert held[named].name == name or not name
        assert held[named].model == models.get(named, held[named].model)
        assert held[named].forked_from == origins.get(named)
    assert set(names) <= set(held)


def test_a_conversation_goes_on_from_where_it_went_on_from(newest: Imported) -> None:
    """The tip is that of the thread: of two branches the later, and messages put in by hand."""
    threads = newest.old.execute("SELECT id, name, tip_message_hash FROM threads").fetchall()
    ends = {name: newest.store.conversation(named) for named, name, _ in threads}
    assert [each.text() for each in newest.store.messages(ends["One"].tip)[-2:]] == [
        "Branch two",
        "You said: nothing",
    ]
    fork = newest.store.messages(ends["A fork"].tip)
    assert [each.text() for each in fork] == ["One", "You said: One", "Two", "An edit of mine"]
    assert ends["Nothing said yet"].tip is None
    count = newest.old.execute(
        "WITH RECURSIVE up(thread, hash) AS (SELECT id, tip_message_hash FROM threads UNION ALL"
        " SELECT thread, parent_hash FROM up JOIN messages USING (hash)"
        " WHERE parent_hash IS NOT NULL) SELECT thread, sum(role <> 'system') FROM up"
        " JOIN messages USING (hash) GROUP BY thread"
    )
    for named, messages in count.fetchall():
        assert len(newest.store.messages(newest.store.conversation(named).tip)) == messages


def test_a_conversation_that_0_36_went_on_with_is_one_line(many: Imported) -> None:
    """What the older release kept stands in it, attachments included; there is no second branch."""
    begun = [each for each in many.store.conversations() if each.name == "See this"]
    named = next(
        each.id
        for each in begun
        if each.calls == 4  # two of 0.31 and two of 0.36
    )
    calls = list(many.store.calls(Selection(conversation=named), newest_first=False))
    whole = many.store.messages(many.store.conversation(named).tip)
    assert [_prompt(call) for call in calls] == [
        "See this", "And this", "Continued by 0.36", "And again by 0.36"
    ]  # fmt: skip
    last = many.store.call(calls[-1].id)
    assert [*without_instructions(last.messages), *last.output] == whole
    assert len(whole) == 8
    assert sum(isinstance(part, AttachmentPart) for each in whole for part in each.parts) == 3


def test_messages_keep_what_a_provider_wants_back(newest: Imported) -> None:
    """Reasoning, metadata of parts and of messages, and what the provider ran itself."""
    thought = newest.call("think about pelicans").output[0].to_dict()["parts"]
    assert thought[0] == {
        "type": "reasoning",
        "text": "First I think. Then I think again.",
        "redacted": True,
        "provider_metadata": {"p": {"data": "xyz"}},
    }
    assert thought[1]["provider_metadata"] == {"p": {"cite": [1, 2]}}
    searched = newest.call("search for pelicans").output[0].parts
    assert [part.server_executed for part in searched[:2]] == [True, True]  # type: ignore[attr-defined]  # tool parts
    by_hand = newest.call("Go on").messages
    assert by_hand[2].provider_metadata == {"p": {"phase": "final"}}
    offered = next(
        call for call in newest.store.calls(Selection()) if "'look'" in str(call.messages)
    )
    assert [tool.server_side for tool in newest.store.call(offered.id).tools] == [True]
    result = newest.store.call(offered.id).messages[-1].parts[0]
    assert isinstance(result, ToolResultPart)
    assert result.attachments[0].content == PNG + b"seen"


@pytest.mark.parametrize("name", ["v0.31", "v0.36"])
def test_files_are_copied_in_while_they_are_what_was_attached(name: str, tmp_path: Path) -> None:
    """One that has changed since, or is gone, stays known by its path and by what it was."""
    file = old_file(name, tmp_path)
    for history in imported(file.path, file.printed):
        (tmp_path / "kept.png").unlink()
        seen = [
            part.attachment
            for prompt in ("See this", "And this", "This too")
            for part in history.call(prompt).said()[0].parts
            if isinstance(part, AttachmentPart) and part.attachment is not None
        ]
        assert [each.path and Path(each.path).name for each in seen] == [
            "kept.png", None, "changed.png", "gone.png", "kept.png"
        ]  # fmt: skip
        assert seen[0].content_bytes() == PNG + b"kept"
        printed = [each for row in file.printed["rows"] for each in row.get("attachments", [])]
        ids = {Path(each["path"]).name: each["id"] for each in printed if each["path"]}
        assert [seen[2].id(), seen[3].id()] == [ids["changed.png"], ids["gone.png"]]
        assert history.store.connection.execute(
            "SELECT count(*) FROM blobs WHERE content = ?", [PNG + b"something else"]
        ).fetchone() == (0,)


def test_results_with_attachments_that_the_release_failed_to_print(tmp_path: Path) -> None:
    """0.31 kept bytes in results of tools, and could not print them as JSON."""
    file = old_file("v0.31", tmp_path)
    (unprinted,) = file.printed["unprintable"]
    for history in imported(file.path, file.printed):
        calls = list(history.store.calls(Selection(conversation=unprinted), newest_first=False))
        asked, answered, thanked = calls
        assert asked.output[0].to_dict()["parts"][1]["name"] == "picture"
        (result,) = answered.said()
        part = result.parts[0]
        assert isinstance(part, ToolResultPart)
        assert part.output == "A picture"
        assert [each.content or each.url for each in part.attachments] == [
            PNG + b"drawn", "https://example.com/drawn.png"
        ]  # fmt: skip
        assert _prompt(thanked) == "Nice"


def test_the_first_releases_calls_are_conversations(many: Imported) -> None:
    """Rows of the table of releases before 0.6 are calls, gone on with where they were."""
    for row in many.printed["before"]:
        call = many.call(row["prompt"])
        assert call.output[0].text() == row["response"]
        assert (call.model, call.duration_ms) == (row["model"], row["duration_ms"])
        assert call.started is not None
        assert call.started.isoformat(" ").startswith(row["timestamp"])
    last = many.call("And on")
    assert [message.text() for message in last.messages] == [
        "Be old", "Another", "You said: Another", "Gone on with", "You said: Gone on with", "And on"
    ]  # fmt: skip
    assert last.conversation == many.call("Another").conversation


def test_an_imported_history_verifies(history: Imported) -> None:
    """Every hash can be derived again."""
    found = history.store.verify()
    assert not found.failures
    assert found.calls > 10


def test_texts_are_stored_once(many: Imported) -> None:
    """What four releases wrote again and again is one row in the new file."""
    ((count,),) = many.store.connection.execute(
        "SELECT count(*) FROM blobs WHERE content LIKE 'A long answer that is said%'"
    ).fetchall()
    assert count == 1


@pytest.mark.full
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", NAMES)
def test_what_the_releases_write_today_is_held_too(name: str, tmp_path_factory) -> None:
    """The same with files that the real releases make now, in environments of their own."""
    from tests.compat.old_files.generate import write

    environments = tmp_path_factory.getbasetemp() / "old-releases"
    directory = tmp_path_factory.mktemp("old")
    printed = write(HISTORIES[name], environments, directory)
    for history in imported(directory / "logs.db", json.loads(json.dumps(printed))):
        assert not differences(history)
        assert not history.store.verify().failures
        test_every_call_is_there_once(history)
        test_payloads_are_whole(history)
        test_what_others_keep_in_the_file_is_unchanged(history)
