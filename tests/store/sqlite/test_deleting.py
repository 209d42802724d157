"""Deleting calls and conversations: what goes, what stays, and what is left in the files."""

from contextlib import closing
from pathlib import Path

import pytest

from llm import Attachment, assistant, system, user
from llm.fragments import Fragment
from llm.store.continuing import fork
from llm.store.copies import TYPED
from llm.store.opening import open_store
from llm.store.records import (
    CallRecord,
    ConversationRecord,
    FragmentUse,
    Selection,
    ToolDefinition,
)
from llm.store.spool import Spool
from llm.store.sqlite import deleting
from llm.store.sqlite.backend import SQLiteStore
from llm.store.sqlite.indexing import index_waiting
from tests.cli.logged import call
from tests.store.placing import place_messages
from tests.store.sqlite.said import bytes_with, counts, is_clean, say, told


def test_the_last_call_goes_and_the_conversation_goes_on_before_it(store):
    """The tip moves to the end of the last call that remains; what it said reads as before."""
    first = say(store, "01a", "walrus", "pelican")
    say(store, "01b", "marmot", "lemur", after=told(first))
    deleted = store.delete(["01b"])
    assert (deleted.calls, deleted.conversations, deleted.texts) == (1, 0, 2)
    assert store.call("01a") == first
    (conversation,) = store.conversations()
    assert store.messages(conversation.tip) == told(first)
    assert is_clean(store)


def test_a_call_in_the_middle_leaves_its_text_to_the_next_one(store):
    """What a later call was sent stays: it is part of that call."""
    first = say(store, "01a", "walrus", "pelican")
    second = say(store, "01b", "marmot", "lemur", after=told(first))
    third = say(store, "01c", "otter", "cobra", after=told(second))
    assert store.delete(["01b"]).texts == 0
    assert store.call("01c") == third
    assert is_clean(store)


def test_a_branch_goes_and_the_other_one_stays(store):
    """What two branches share stays with the one that remains, and the tip moves to it."""
    first = say(store, "01a", "walrus", "pelican")
    say(store, "01b", "marmot", "lemur", after=told(first))
    other = say(store, "01c", "otter", "cobra", after=told(first))
    store.delete(["01b"])
    assert [store.call("01a"), store.call("01c")] == [first, other]
    assert store.messages(store.conversation(first.conversation).tip) == told(other)
    assert is_clean(store)


def test_nothing_is_left_of_a_conversation(store):
    """With its last call a conversation goes, with tags and all; no row is left anywhere."""
    first = say(
        store,
        "01a",
        "walrus",
        "pelican",
        system="be brief",
        options={"temperature": 0.5},
        schema={"type": "object"},
        tools=[ToolDefinition("f", "what it does", {"type": "object"})],
        payload={"long": "x" * 100},
        error="no reason",
        fragments=[FragmentUse("walrus", "a file")],
    )
    store.tag(first.conversation, ["work"])
    deleted = store.delete(["01a"])
    assert (deleted.calls, deleted.conversations) == (1, 1)
    assert not any(counts(store).values())


def test_a_whole_conversation(store):
    """A conversation is deleted with all its calls, and also when it has none."""
    first = say(store, "01a", "walrus", "pelican")
    say(store, "01b", "marmot", "lemur", after=told(first))
    say(store, "01c", "otter", "cobra", conversation="01other")
    store.save_conversation(ConversationRecord("01empty"))
    deleted = store.delete([], [first.conversation, "01empty"])
    assert (deleted.calls, deleted.conversations) == (2, 2)
    assert [each.id for each in store.conversations()] == ["01other"]
    assert is_clean(store)


def test_a_fork_keeps_what_it_was_forked_from(store):
    """What the tip of another conversation leads to stays, though it has no call yet."""
    first = say(store, "01a", "walrus", "pelican")
    tip = store.conversation(first.conversation).tip
    store.save_conversation(ConversationRecord("01fork", tip=tip, forked_from="01a"))
    assert store.delete(["01a"]).texts == 0
    assert store.messages(store.conversation("01fork").tip) == told(first)
    store.delete([], ["01fork"])
    assert not any(counts(store).values())


def test_the_title_is_made_anew(store):
    """A title made of a prompt that is gone comes from the first one that remains."""
    say(store, "01a", "walrus", "pelican", conversation="01conversation")
    say(store, "01b", "marmot", "lemur", conversation="01conversation")
    store.delete(["01a"])
    assert store.conversation("01conversation").name == "marmot"


def test_a_title_that_was_given_stays(store):
    """Nothing but the prompts that a title was made of takes it away."""
    say(store, "01a", "walrus", "pelican", conversation="01conversation")
    say(store, "01b", "marmot", "lemur", conversation="01conversation")
    store.rename("01conversation", "Animals")
    store.delete(["01a"])
    assert store.conversation("01conversation").name == "Animals"


def test_the_tip_after_a_call_that_failed(store):
    """Where only a failed call remains, the conversation goes on from before that."""
    first = say(store, "01a", "walrus", "pelican")
    failed = say(store, "01b", "marmot", "", after=told(first), status="error", error="no")
    say(store, "01c", "otter", "cobra", after=told(first), conversation=first.conversation)
    store.delete(["01c"])
    conversation = store.conversation(first.conversation)
    assert store.messages(conversation.tip) == told(first)
    store.delete(["01a"])
    assert store.messages(store.conversation(first.conversation).tip) == told(first)
    assert store.call("01b") == failed
    assert is_clean(store)


def test_a_dry_run_changes_nothing(store):
    """It counts what a real run counts, and leaves every row and byte of text."""
    say(store, "01a", "walrus", "pelican")
    before = counts(store)
    would = store.delete(["01a"], dry_run=True)
    assert counts(store) == before
    assert would == store.delete(["01a"])


def test_ids_that_are_not_there(store):
    """Whoever is gone already is passed over."""
    say(store, "01a", "walrus", "pelican")
    assert store.delete(["01zz"], ["01yy"]).calls == 0
    assert store.call("01a")


def test_a_running_call_is_left(store):
    """A call whose process is at it would come back with its end: it is named and stays."""
    say(store, "01a", "walrus", "pelican", conversation="01conversation")
    store.begin(CallRecord("01b", "m", [user("marmot")], conversation="01conversation"))
    deleted = store.delete([], ["01conversation"])
    assert (deleted.calls, deleted.running, deleted.conversations) == (1, ["01b"], 0)
    assert store.call("01b").status == "running"
    assert is_clean(store)


def test_a_fragment_with_an_alias_stays(store):
    """The fragments of a deleted call go, unless they have an alias or another call uses them."""
    used = [FragmentUse(text, "") for text in ("walrus", "pelican", "marmot")]
    say(store, "01a", "walrus pelican marmot", "ok", fragments=used)
    say(store, "01b", "marmot", "ok", fragments=[FragmentUse("marmot", "")])
    store.fragments.set_alias("bird", Fragment("pelican"))
    store.delete(["01a"])
    assert {each.content for each in store.fragments.matching()} == {"pelican", "marmot"}
    assert is_clean(store)


def test_a_fragment_that_nobody_used_stays(store):
    """Deleting a call does not take what it had nothing to do with."""
    store.fragments.set_alias("bird", Fragment("pelican"))
    store.fragments.remove_alias("bird")
    say(store, "01a", "walrus", "ok")
    store.delete(["01a"])
    assert [each.content for each in store.fragments.matching()] == ["pelican"]
    store.collect()
    assert not any(counts(store).values())


def test_no_byte_is_left(store: SQLiteStore, tmp_path: Path):
    """Neither text, search terms, attachments, names nor pieces of an answer are in any file."""
    said = ["walrus", "pelican", "marmot", "lemur", "otter", "cobra", "badger", "gibbon", "heron"]
    first = CallRecord(
        "01a",
        "m",
        [
            system(said[0]),
            user(said[1], Attachment(content=said[2].encode(), type="text/plain")),
        ],
        [assistant(said[3] * 40)],
        payload={"data": said[4] * 20},
        options={"name": said[5]},
        conversation_name=said[6],
        client=said[7],
        fragments=[FragmentUse(said[1], said[8])],
    )
    store.finish(first)
    kept = say(store, "01c", "capybara", "axolotl")
    with store.writing():
        index_waiting(store.connection, at_least=1)
    assert store.connection.execute("SELECT count(*) FROM search('walrus')").fetchone() == (1,)
    spooled = Spool(store.path or "").keep(first)
    assert bytes_with(tmp_path / "history", *said) == said
    assert store.delete(["01a"]).remains is None
    assert not spooled.exists()
    assert bytes_with(tmp_path / "history", *said) == []
    assert bytes_with(tmp_path / "history", "capybara", "axolotl") == ["capybara", "axolotl"]
    assert store.call("01c") == kept
    assert store.connection.execute("SELECT count(*) FROM search('walrus')").fetchone() == (0,)


def test_no_byte_is_left_of_much(store, tmp_path):
    """The same where texts fill many pages, and the file becomes smaller."""
    for number in range(60):
        say(store, f"01a{number:02}", f"walrus {number} " + "pelican " * 900, f"marmot {number}")
    kept = say(store, "01b", "capybara", "axolotl")
    size = Path(store.path).stat().st_size
    store.delete([f"01a{number:02}" for number in range(60)])
    assert bytes_with(tmp_path / "history", "walrus", "pelican", "marmot") == []
    assert Path(store.path).stat().st_size < size / 2
    assert store.call("01b") == kept
    assert is_clean(store)


def test_the_backup_of_an_import_is_named(store):
    """What is in a file from before an import is not deleted: the file is named."""
    backup = Path(store.path).with_name("logs-before-import-2026.db")
    backup.write_bytes(b"walrus")
    say(store, "01a", "walrus", "pelican")
    assert store.delete(["01a"]).backups == [backup]
    assert backup.exists()


def test_a_failure_leaves_everything(store, monkeypatch):
    """What goes wrong before the end undoes all of it."""
    first = say(store, "01a", "walrus", "pelican")

    def fails(connection):
        raise RuntimeError

    monkeypatch.setattr(deleting, "note_erasure", fails)
    with pytest.raises(RuntimeError):
        store.delete(["01a"])
    assert store.call("01a") == first
    assert is_clean(store)


def test_deleting_by_what_calls_are(store):
    """Whatever a selection means can be deleted, and nothing else."""
    say(store, "01a", "walrus", "pelican", model="one")
    say(store, "01b", "marmot", "lemur", model="two")
    store.delete(store.call_ids(Selection(model=["one"])))
    assert store.call_ids(Selection()) == ["01b"]


def test_an_edited_answer_stays_where_another_call_goes(store):
    """What somebody placed at the end without a call stays while a call that it follows does."""
    first = say(store, "01a", "walrus", "pelican")
    say(store, "01b", "marmot", "", after=told(first), status="error", error="no")
    third = say(store, "01c", "otter", "cobra", after=told(first))
    edited = [*third.messages, assistant("badger")]
    place_messages(store, first.conversation or "", edited)
    store.delete(["01b"])
    assert store.messages(store.conversation(first.conversation).tip) == edited
    store.delete(["01c"])
    assert store.messages(store.conversation(first.conversation).tip) == edited
    assert is_clean(store)


def test_an_edited_answer_goes_with_the_calls_that_it_follows(store, tmp_path):
    """Where no call remains before it, the conversation goes on from one that does."""
    first = say(store, "01a", "walrus", "pelican", conversation="01conversation")
    other = say(store, "01b", "marmot", "lemur", conversation="01conversation")
    place_messages(store, "01conversation", [*first.messages, assistant("badger")])
    store.delete(["01a"])
    assert store.messages(store.conversation("01conversation").tip) == told(other)
    assert bytes_with(tmp_path / "history", "walrus", "badger") == []
    assert is_clean(store)


def test_backups_of_a_file_whose_name_has_signs_of_patterns(tmp_path):
    """The name is taken as it is written."""
    store = open_store(tmp_path / "logs[1]*.db")
    files = [tmp_path / f"logs[1]*-{when}-import-2026.db" for when in ("before", "after")]
    for file in [*files, tmp_path / "logs1-before-import-2026.db"]:
        file.write_bytes(b"walrus")
    say(store, "01a", "walrus", "pelican")
    assert store.delete(["01a"]).backups == files
    store.close()


@pytest.mark.parametrize("name", [None, "Animals"])
def test_the_title_of_a_fork(store, tmp_path, name):
    """One that it has from a prompt elsewhere goes with that; one that was given to it stays."""
    first = say(store, "01a", "walrus", "pelican")
    made = fork(store, "01a", name)
    say(store, "01b", "marmot", "lemur", conversation=made.id, takes_tip=True)
    store.delete([], [first.conversation])
    assert store.conversation(made.id).name == (name or "marmot")
    assert bytes_with(tmp_path / "history", "walrus") == []
    assert is_clean(store)


def test_what_was_typed_in_chats_goes_as_well(tmp_path):
    """The lines that a chat remembers are beside the history, and say what was deleted."""
    typed = tmp_path / TYPED
    typed.write_text("+my secret\n")
    with closing(open_store(tmp_path / "logs.db")) as store:
        record = call(1, "my secret", "answer")
        store.finish(record)
        store.delete(calls=[record.id], dry_run=True)
        assert typed.exists()
        store.delete(calls=[record.id])
    assert not typed.exists()
