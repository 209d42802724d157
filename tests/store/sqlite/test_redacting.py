"""Redacting: a note takes the place of a text, wherever it is said, and for good."""

from pathlib import Path

import pytest

from llm import Attachment, assistant, system, tool_message, user
from llm.errors import InvalidInput, NotInHistory
from llm.parts import ReasoningPart, ToolCallPart, ToolResultPart
from llm.store.records import CallRecord, FragmentUse, Reference
from llm.store.upkeep import ToRedact
from llm.usage import Usage
from tests.store.sqlite.said import bytes_with, is_clean, say, texts, told

NOTE = "[redacted: a password]"
SECRET = "hunter2-walrus"


def redact(store, **what):
    """Redact as a password."""
    return store.redact(ToRedact(reason="a password", **what))


def test_a_text_is_redacted_wherever_it_is_said(store, tmp_path):
    """Prompt, answer, reasoning, arguments, results, data, title: none says it any more."""
    store.finish(
        CallRecord(
            "01a",
            "m",
            [
                system(f"the {SECRET} is"),
                user(f"use {SECRET}", Attachment(content=SECRET.encode())),
            ],
            [
                assistant(
                    ReasoningPart(f"hm {SECRET}", provider_metadata={"sign": {"of": SECRET}}),
                    ToolCallPart("f", {"key": SECRET, "long": "x" * 100}, "t1"),
                ),
                tool_message(ToolResultPart("f", f"got {SECRET}", "t1", exception=f"{SECRET}!")),
            ],
            payload={"data": ["y" * 100, f"{SECRET} " * 20]},
            options={"user": SECRET},
            error=f"no {SECRET}",
            fragments=[FragmentUse(f"doc {SECRET}", f"https://example.com/?key={SECRET}")],
            client=f"for {SECRET}",
        )
    )
    found = redact(store, text=SECRET)
    assert (found.remains, found.left, found.messages) == (None, [], 4)
    assert bytes_with(tmp_path / "history", SECRET, "hunter2", "walrus") == []
    call = store.call("01a")
    assert texts(call.messages) == [NOTE, NOTE]
    assert call.output[0].parts[0].text == NOTE
    assert call.output[0].parts[1].arguments == {"redacted": NOTE}
    assert call.payload == {"data": ["y" * 100, NOTE]}
    assert (call.error, call.client) == (NOTE, f"for {NOTE}")
    assert [each.content for each in call.fragments] == [NOTE]
    assert store.conversations()[0].name == NOTE
    assert is_clean(store)
    assert store.verify().redacted > 0


def test_said_again_it_stays_redacted(store, tmp_path):
    """The same text is known by its hash, and is not stored a second time."""
    say(store, "01a", SECRET, "pelican")
    redact(store, text=SECRET)
    say(store, "01b", SECRET, "marmot", conversation="01other")
    assert texts(store.call("01b").messages) == [NOTE]
    store.delete(["01a", "01b"])
    say(store, "01c", SECRET, "lemur", conversation="01third")
    assert texts(store.call("01c").messages) == [NOTE]
    assert is_clean(store)


def test_a_history_goes_on_after_it(store):
    """A conversation with a redacted text is continued, and recognised when it is sent again."""
    first = say(store, "01a", SECRET, "pelican")
    redact(store, text=SECRET)
    tip = store.conversation(first.conversation).tip
    going_on = say(store, "01b", "marmot", "lemur", after=store.messages(tip))
    again = say(
        store, "01c", "otter", "cobra", after=[*told(first), user("marmot"), assistant("lemur")]
    )
    assert going_on.conversation == again.conversation == first.conversation
    assert [each.after for each in store.branches(first.conversation)] == [None, "01a", "01b"]
    assert is_clean(store)


@pytest.mark.parametrize("forget", [False, True])
def test_a_call(store, tmp_path, forget):
    """Of a call go the texts of its turn and what the provider sent; not those of other turns."""
    first = say(store, "01a", "walrus", "pelican", system="be brief", payload={"id": "badger"})
    second = say(store, "01b", "marmot", "lemur", after=told(first))
    redact(store, references=[Reference("call", "01a")], forget=forget)
    assert texts(told(store.call("01b"))) == [NOTE, NOTE, "marmot", "lemur"]
    assert (store.call("01a").payload, store.call("01a").system) == (NOTE, "be brief")
    assert second.output == store.call("01b").output
    assert bytes_with(tmp_path / "history", "walrus", "pelican", "badger") == []
    assert is_clean(store)


def test_a_message(store):
    """Of a message its own texts go; those without a letter or a digit hold others together."""
    first = say(
        store,
        "01a",
        "walrus\n\npelican",
        "marmot",
        fragments=[FragmentUse("walrus"), FragmentUse("pelican")],
    )
    node = store.find(store.conversation(first.conversation).tip)
    redact(store, references=[node])
    assert texts(told(store.call("01a"))) == ["walrus\n\npelican", NOTE]
    say(store, "01b", "lemur\n\npelican", "otter", fragments=[FragmentUse("lemur")])
    redact(store, references=[Reference("call", "01a")])
    assert texts(store.call("01b").messages) == ["lemur\n\npelican"]
    assert is_clean(store)


def test_exactly_a_text(store):
    """Only what is exactly the text goes, however short it is."""
    say(store, "01a", "123", "1234")
    redact(store, exact="123")
    assert texts(told(store.call("01a"))) == [NOTE, "1234"]


def test_a_text_that_goes_over_pieces(store, tmp_path):
    """A text that was put together of a fragment and more is redacted where it goes over both."""
    call = say(store, "01a", "my hunter2-walrus", "ok", fragments=[FragmentUse("my hunter2")])
    assert texts(call.messages) == ["my hunter2-walrus"]
    redact(store, text=SECRET)
    assert texts(store.call("01a").messages) == [NOTE]
    assert is_clean(store)


def test_addresses_names_and_aliases(store, tmp_path):
    """What is no text of a message - addresses, names of tools, tags, titles - goes as well."""
    store.finish(
        CallRecord(
            "01a",
            "m",
            [user("see", Attachment(url=f"https://example.com/?key={SECRET}", type="image/png"))],
            [assistant(ToolCallPart(f"find_{SECRET}", {}, "t1"))],
            conversation="01conversation",
        )
    )
    store.rename("01conversation", f"About {SECRET}")
    store.tag("01conversation", [SECRET])
    assert redact(store, text=SECRET).passages == 4
    assert bytes_with(tmp_path / "history", SECRET, "hunter2") == []
    conversation = store.conversation("01conversation")
    assert (conversation.name, conversation.tags) == (f"About {NOTE}", [NOTE])
    assert store.call("01a").messages[0].parts[1].attachment.url == NOTE
    assert is_clean(store)


def test_a_title_that_is_cut_within_the_text(store, tmp_path):
    """A title made of the text, and cut in it, is made anew."""
    say(store, "01a", f"my password is for ever: {SECRET}", "ok")
    assert store.conversations()[0].name == "my password is for ever: hunter…"
    redact(store, text=SECRET)
    assert store.conversations()[0].name == NOTE
    assert bytes_with(tmp_path / "history", "hunt") == []


def test_pieces_of_an_answer_that_was_cut_off(store, tmp_path):
    """What has arrived of a call is redacted, also where no piece alone says it."""
    store.begin(CallRecord("01a", "m", [user("walrus")]))
    store.progress("01a", [{"type": "text", "chunk": "it is hunter2"}, "-walrus, you know"])
    redact(store, text=SECRET)
    assert texts(store.call("01a").output) == [NOTE]
    store.connection.execute("UPDATE calls SET process = NULL")
    store.settle()
    assert texts(store.call("01a").output) == [NOTE]
    assert is_clean(store)


def test_text_in_json_is_found_as_it_is_written_there(store, tmp_path):
    """A text with quotes and line ends is found inside of data."""
    secret = 'a "key"\nof mine é'
    say(store, "01a", "x", "y", payload={"data": {"inner": secret}}, options={"o": secret})
    redact(store, text=secret)
    assert (store.call("01a").payload, store.call("01a").options) == (NOTE, {"redacted": NOTE})
    assert is_clean(store)


def test_forgetting_leaves_no_hash(store, tmp_path):
    """Of a text that is forgotten there is no hash that anybody could guess it from."""
    first = say(store, "01a", SECRET, "pelican")
    second = say(store, "01b", "marmot", "lemur", after=told(first))
    columns = (("blobs", "hash"), ("stored_messages", "hash"), ("nodes", "hash"), ("nodes", "path"))

    def hashes():
        return {
            row[0]
            for table, column in columns
            for row in store.connection.execute(f"SELECT {column} FROM {table}")
        }

    before = hashes()
    redact(store, text=SECRET, forget=True)
    # Of the three other texts and messages; no place is known by what led to it.
    assert len(before & hashes()) == 6
    assert texts(told(store.call("01b"))) == [NOTE, "pelican", "marmot", "lemur"]
    tip = store.conversation(second.conversation).tip
    third = say(store, "01c", "otter", "cobra", after=store.messages(tip))
    assert third.conversation == first.conversation
    assert [each.after for each in store.branches(first.conversation)] == [None, "01a", "01b"]
    assert store.find(store.conversation(first.conversation).tip).kind == "node"
    assert is_clean(store)


def test_forgotten_text_said_again(store):
    """What is forgotten is not known again: it is stored as any other text, in a branch."""
    first = say(store, "01a", SECRET, "pelican")
    redact(store, text=SECRET, forget=True)
    again = say(store, "01b", "marmot", "lemur", after=told(first))
    assert texts(again.messages) == [SECRET, "pelican", "marmot"]
    assert is_clean(store)


def test_forgetting_what_was_redacted_before(store):
    """A tombstone loses its hash later as well, named by its text or by its call."""
    for id_ in ("01a", "01b"):
        say(store, id_, f"{SECRET} {id_}", "pelican")
    redact(store, references=[Reference("call", "01a"), Reference("call", "01b")])
    redact(store, text=f"{SECRET} 01a", forget=True)
    redact(store, references=[Reference("call", "01b")], forget=True)
    (left,) = store.connection.execute(
        "SELECT count(*) FROM blobs WHERE redacted IS NOT NULL AND hash IS NOT NULL"
    ).fetchone()
    assert left == 0
    assert is_clean(store)


def test_two_forgotten_messages_stay_two(store):
    """Two branches whose prompts were forgotten are not taken for one."""
    first = say(store, "01a", "walrus", "pelican")
    for id_, prompt in (("01b", f"{SECRET} 1"), ("01c", f"{SECRET} 2")):
        say(store, id_, prompt, f"answer {id_}", after=told(first))
    redact(store, text=SECRET, forget=True)
    for id_ in ("01b", "01c"):
        assert texts(told(store.call(id_)))[2:] == [NOTE, f"answer {id_}"]
    hashes = store.connection.execute("SELECT count(*), count(DISTINCT hash) FROM nodes").fetchone()
    assert hashes[0] == hashes[1] == 6
    assert is_clean(store)


def test_a_dry_run_changes_nothing(store):
    """It counts what a real run counts."""
    first = say(store, "01a", f"use {SECRET}", "pelican")
    would = store.redact(ToRedact(text=SECRET), dry_run=True)
    assert store.call("01a") == first
    assert store.redact(ToRedact(text=SECRET)).texts == would.texts == 1
    assert texts(store.call("01a").messages) == ["[redacted]"]


def test_files_that_still_say_it(store):
    """A backup from before an import is named where its bytes hold the text."""
    backup = Path(store.path).with_name("logs-before-import.db")
    backup.write_bytes(b"x" * 2_000_000 + SECRET.encode())
    backup.with_name("logs-before-import-2.db").write_bytes(b"x")
    say(store, "01a", SECRET, "pelican")
    assert redact(store, text=SECRET).left == [backup]


def test_what_cannot_be_redacted(store):
    """A text that is too short to be meant, and one that nobody said, are refused."""
    first = say(store, "01a", "walrus", "pelican")
    with pytest.raises(InvalidInput, match="at least 4 characters"):
        redact(store, text="wal")
    with pytest.raises(NotInHistory, match="nothing was redacted"):
        redact(store, text="marmot")
    assert store.call("01a") == first


def test_names_in_the_details_of_a_count(store, tmp_path):
    """A provider's details of its tokens go by names, which may say it, too; none is lost."""
    details = {SECRET: {"type": SECRET}, NOTE: 2, f"a {SECRET}": [{SECRET: 1}]}
    say(store, "01a", "walrus", "pelican", usage=Usage(1, 1, details=details))
    redact(store, text=SECRET)
    assert store.call("01a").usage.details == {
        f"{NOTE} 2": {"type": NOTE},
        NOTE: 2,
        f"a {NOTE}": [{NOTE: 1}],
    }
    assert bytes_with(tmp_path / "history", SECRET) == []
