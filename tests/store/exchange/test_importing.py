"""Files into the history and out of it again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from llm import assistant, system, user
from llm.attachments import Attachment
from llm.errors import InvalidInput, NotInHistory
from llm.parts import Message
from llm.store.exchange.exporting import choose, export, export_to
from llm.store.exchange.importing import Imported, import_from
from llm.store.exchange.sources import source
from llm.store.opening import open_store
from llm.store.records import CallRecord, Selection
from llm.store.sqlite.backend import SQLiteStore
from tests.store.exchange import service_exports as made
from tests.store.exchange.service_exports import node, said


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    """A new history."""
    opened = open_store(tmp_path / "logs.db")
    yield opened
    opened.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[SQLiteStore]:
    """A history elsewhere."""
    opened = open_store(tmp_path / "other.db")
    yield opened
    opened.close()


def bring(store: SQLiteStore, path: Path) -> Imported:
    """Import the file."""
    return import_from(source(path), store)


def content(store: SQLiteStore) -> list[Any]:
    """Everything that can be read of a history."""
    calls = [store.call(call.id) for call in store.calls(Selection(), newest_first=False)]
    return [calls, store.conversations()]


def rows(store: SQLiteStore) -> list[str]:
    """Every row of the file."""
    return list(store.connection.iterdump())


def tip_text(store: SQLiteStore, title: str) -> str:
    """The last thing said where a conversation goes on."""
    [found] = [each for each in store.conversations() if each.name == title]
    return store.messages(found.tip)[-1].text()


def test_exports_of_services_are_imported(store, tmp_path):
    """Every branch, titles, and where each conversation goes on."""
    path = made.write(tmp_path / "c.json", made.pelicans(), made.investigation())
    assert bring(store, path) == Imported(conversations=2, calls=6, there=0)
    assert tip_text(store, "Pelican names") == "Pete, Paul"
    assert bring(store, made.write(path, made.linear_chat(), made.branched_chat())).calls == 4
    assert tip_text(store, "Notes on pelicans") == "Welcome"
    assert tip_text(store, "Name a pelican") == "Percy"


@pytest.mark.parametrize("name", ["pelicans", "investigation", "linear_chat", "branched_chat"])
def test_importing_again_changes_nothing(store, tmp_path, name):
    """Not a row."""
    path = made.write(tmp_path / "c.json", getattr(made, name)())
    first = bring(store, path)
    before = rows(store)
    assert bring(store, path) == Imported(0, 0, first.calls)
    assert rows(store) == before


def test_a_question_without_an_answer_is_asked_again_from_before_it(store, tmp_path):
    """A conversation that ended with one goes on from the last answer."""
    bring(store, made.write(tmp_path / "c.json", made.investigation()))
    [conversation] = store.conversations()
    assert store.messages(conversation.tip)[-1].text() == "A pixel."


def test_what_was_added_since_is_imported(store, tmp_path):
    """And the conversation goes on there, wherever the user went."""
    path = made.write(tmp_path / "c.json", made.pelicans())
    bring(store, path)
    grown = made.pelicans()
    grown["mapping"]["a5"] = node("a5", "q1", said("assistant", "Paco", 1736209900.0))
    grown["current_node"] = "a5"
    assert bring(store, made.write(path, grown)) == Imported(1, 1, 4)
    assert tip_text(store, "Pelican names") == "Paco"


def test_a_conversation_that_was_continued_here_stays_where_it_is(store, tmp_path):
    """With its new title, whatever a later export says."""
    path = made.write(tmp_path / "c.json", made.pelicans())
    bring(store, path)
    [conversation] = store.conversations()
    history = [*store.messages(conversation.tip), user("Shorter")]
    store.finish(CallRecord("z1", "m", history, [assistant("Pip")], conversation=conversation.id))
    renamed = store.conversation(conversation.id)
    renamed.name = "Mine"
    store.save_conversation(renamed)
    grown = made.pelicans()
    grown["mapping"]["a5"] = node("a5", "q1", said("assistant", "Paco", 1736209900.0))
    grown["current_node"] = "a5"
    assert bring(store, made.write(path, grown)).calls == 1
    assert tip_text(store, "Mine") == "Pip"


def test_a_damaged_file_changes_nothing(store, tmp_path):
    """However much of it could be read."""
    path = made.write(tmp_path / "c.json", made.pelicans(), made.investigation())
    path.write_text(path.read_text()[:-10])
    with pytest.raises(InvalidInput, match=r"c\.json cannot be imported"):
        bring(store, path)
    assert content(store) == [[], []]


def test_a_conversation_is_imported_whole_or_not_at_all(store, tmp_path):
    """After a failure in the middle, importing again completes what is missing."""
    path = made.write(tmp_path / "c.json", made.linear_chat(), made.pelicans())
    store.connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON calls WHEN (SELECT count(*) FROM calls) >= 4"
        " BEGIN SELECT raise(ABORT, 'full'); END"
    )
    with pytest.raises(Exception, match="full"):
        bring(store, path)
    assert [each.name for each in store.conversations()] == ["Notes on pelicans"]
    store.connection.execute("DROP TRIGGER full")
    assert bring(store, path) == Imported(conversations=1, calls=4, there=2)


def fill(store: SQLiteStore, tmp_path: Path) -> None:
    """A history of several kinds of calls."""
    (tmp_path / "a.png").write_bytes(made.PIXEL)
    bring(store, made.write(tmp_path / "c.json", made.pelicans(), made.linear_chat()))
    bring(store, made.write(tmp_path / "c.json", made.investigation()))
    picture = user("What is it?", Attachment("image/png", path=str(tmp_path / "a.png")))
    records = [
        CallRecord("01aaaaaaaa", "m", [system("Be brief."), picture], [assistant("A pixel.")]),
        CallRecord("01aaaaaaab", "m", [user("Hi")], [], status="error", error="no"),
    ]
    for record in records:
        store.finish(record)
    conversation = store.conversation(store.call("01aaaaaaaa").conversation or "")
    conversation.tags = ["one", "two"]
    store.save_conversation(conversation)
    (tmp_path / "a.png").unlink()


def test_an_export_of_ours_is_the_same_history_elsewhere(store, other, tmp_path):
    """Calls to the last field, conversations with tips and tags, copies of files that are gone."""
    fill(store, tmp_path)
    path = tmp_path / "export.jsonl"
    export_to(path, store, choose(store, Selection()), "jsonl")
    assert bring(other, path) == Imported(conversations=5, calls=10, there=0)
    assert content(other) == content(store)
    again = tmp_path / "again.jsonl"
    export_to(again, other, choose(other, Selection()), "jsonl")
    assert again.read_bytes() == path.read_bytes()
    before = rows(other)
    assert bring(other, path) == Imported(0, 0, 10)
    assert rows(other) == before


def test_calls_are_chosen_by_name_and_by_what_they_are(store, tmp_path):
    """Conversations, single calls, and both together with conditions; in the order of time."""
    fill(store, tmp_path)
    [pelicans] = [each.id for each in store.conversations() if each.name == "Pelican names"]
    assert list(choose(store, Selection(), [pelicans[:14]])) == [pelicans]
    assert len(choose(store, Selection(), [pelicans])[pelicans]) == 4
    assert len(choose(store, Selection(model=["gpt-4o-mini"]), [pelicans])[pelicans]) == 1
    assert choose(store, Selection(), ["01aaaaaaab"]).popitem()[1] == ["01aaaaaaab"]
    assert choose(store, Selection(model=["none"])) == {}
    everything = list(choose(store, Selection()).values())
    assert everything == sorted(everything)
    with pytest.raises(NotInHistory):
        choose(store, Selection(), ["zzzzzz"])
    tip = store.conversation(pelicans).tip or ""
    with pytest.raises(InvalidInput, match="is a message"):
        choose(store, Selection(), [tip])


def test_part_of_a_conversation_can_be_exported(store, other, tmp_path):
    """With all that the calls were sent; it goes on from what there is of it."""
    fill(store, tmp_path)
    last = store.find(max(call.id for call in store.calls(Selection(model=["claude"]))))
    export_to(tmp_path / "e.jsonl", store, choose(store, Selection(), [last.id]), "jsonl")
    assert bring(other, tmp_path / "e.jsonl").calls == 1
    assert other.call(last.id).messages == store.call(last.id).messages
    assert tip_text(other, "Notes on pelicans") == "Welcome"


def test_progress_is_told(store, other, tmp_path):
    """How many calls of an export, and how many conversations of an import."""
    fill(store, tmp_path)
    told: list[tuple[int, int]] = []
    chosen = choose(store, Selection())
    with (tmp_path / "e.jsonl").open("wb") as file:
        export(store, chosen, "jsonl", file, lambda *done: told.append(done))
    assert told == [(done, 10) for done in range(1, 11)]
    told.clear()
    import_from(source(tmp_path / "e.jsonl"), other, lambda *done: told.append(done))
    assert told == [(done, 5) for done in range(1, 6)]


def test_a_file_is_replaced_whole_or_not_at_all(store, tmp_path, monkeypatch):
    """An export that fails leaves what was there, and nothing beside it."""
    fill(store, tmp_path)
    path = tmp_path / "e.html"
    path.write_text("before")
    chosen = {**choose(store, Selection()), "missing": ["missing"]}
    with pytest.raises(NotInHistory):
        export_to(path, store, chosen, "html")
    assert path.read_text() == "before"
    assert not list(tmp_path.glob("e.html?*"))


def long_history(turns: int) -> Iterator[CallRecord]:
    """A conversation of many turns."""
    history: list[Message] = []
    for turn in range(turns):
        history = [*history, user(f"question {turn} " + "word " * 60)]
        answer = assistant(f"answer {turn} " + "word " * 60)
        yield CallRecord(f"c{turn:04}", "m", history, [answer], conversation="c")
        history = [*history, answer]


@pytest.mark.parametrize("turns", [60, pytest.param(1000, marks=pytest.mark.full)])
def test_an_export_grows_with_what_was_said(store, other, tmp_path, turns):
    """Not with what was sent, which grows with the square of it."""
    with store.writing():
        for record in long_history(turns):
            store.finish(record)
    file = io.BytesIO()
    export(store, choose(store, Selection()), "jsonl", file)
    assert file.tell() < turns * 1200 + 1000
    assert file.getvalue().count(b'"type": "message"') == 2 * turns
    (tmp_path / "e.jsonl").write_bytes(file.getvalue())
    assert bring(other, tmp_path / "e.jsonl").calls == turns
    assert other.call(f"c{turns - 1:04}") == store.call(f"c{turns - 1:04}")


def test_a_title_made_from_a_prompt_is_still_one(store, other, tmp_path):
    """After an import it goes with the prompt, as before; one that somebody gave stays."""
    for conversation in ("01one", "01two"):
        for id_, text in (("a", "walrus"), ("b", "marmot")):
            store.finish(
                CallRecord(
                    f"{conversation}{id_}",
                    "m",
                    [user(f"{text} {conversation}")],
                    [assistant("ok")],
                    conversation=conversation,
                )
            )
    store.rename("01two", "Animals")
    path = tmp_path / "out.jsonl"
    export_to(path, store, choose(store, Selection()), "jsonl")
    bring(other, path)
    other.delete(["01onea", "01twoa"])
    assert {each.name for each in other.conversations()} == {"marmot 01one", "Animals"}
