"""`llm logs tree`, `conversations`, `rename` and `tag`."""

import json

import pytest

from llm import assistant, user
from llm.store.opening import open_store
from llm.store.records import CallRecord, ConversationRecord
from tests.store.sqlite.said import say, told


@pytest.fixture
def history(user_directory):
    """A conversation of four calls in two branches, and another one of one call."""
    store = open_store(user_directory / "logs.db")
    first = say(store, "01aaaaaaaa", "walrus", "pelican", conversation="01kkkkkkkk")
    into = {"conversation": "01kkkkkkkk"}
    second = say(store, "01baaaaaaa", "marmot", "lemur", after=told(first), **into)
    say(store, "01caaaaaaa", "otter", "", after=told(second), status="error", error="no", **into)
    say(store, "01daaaaaaa", "badger " * 40, "cobra", after=told(first), model="other", **into)
    say(store, "0100000000", "heron", "toucan", conversation="01llllllll")
    yield store
    store.close()


def test_a_tree(inside, history):
    """Branches are drawn; the call is marked from which the conversation goes on."""
    result = inside("logs", "tree", "01kk", env={"COLUMNS": "60"})
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "01kkkkkk  walrus  (4 calls)",
        "01aaaaaa  m  ok  walrus",
        "├─ 01baaaaa  m  ok  marmot  * goes on from here",
        "│  01caaaaa  m  error  otter",
        "└─ 01daaaaa  other  ok  badger badger badger badger badge...",
    ]


def test_the_tree_of_the_last_conversation(inside, history):
    """Without an id it is the conversation that was used last; a call names its own."""
    last = inside("logs", "tree").stdout
    assert last.startswith("01kkkkkk")
    assert inside("logs", "tree", "01daaaa").stdout == last
    assert inside("logs", "tree", "01000").stdout.startswith("01llllll  heron  (1 call)\n")


def test_a_tree_with_a_fork(inside, history):
    """A fork is named where it was forked, and says where it is from."""
    tip = history.conversation("01llllllll").tip
    history.save_conversation(
        ConversationRecord("01mmmmmmmm", "copy", tip=tip, forked_from="0100000000")
    )
    assert inside("logs", "tree", "01ll").stdout.splitlines()[1:] == [
        "01000000  m  ok  heron  * goes on from here; forked: 01mmmmmm"
    ]
    assert inside("logs", "tree", "01mm").stdout.splitlines() == [
        "01mmmmmm  copy  (0 calls)",
        "forked from 0100000000",
    ]


def test_a_long_conversation_is_not_moved_in(inside, user_directory):
    """A thousand calls one after the other stand under each other."""
    store = open_store(user_directory / "logs.db")
    history = []
    with store.writing():
        for number in range(1000):
            history.append(user(f"p{number}"))
            answer = assistant(f"a{number}")
            store.finish(CallRecord(f"01{number:08}", "m", history, [answer], conversation="01k"))
            history = [*history, answer]
    store.close()
    lines = inside("logs", "tree").stdout.splitlines()
    assert len(lines) == 1001
    assert lines[1000].startswith("0100000999  m  ok  p999  * goes on")


def test_conversations(inside, history):
    """A table, the conversation that was used last first."""
    history.tag("01kkkkkkkk", ["work", "animals"])
    result = inside("logs", "conversations", env={"TZ": "UTC"})
    lines = [line.split("    ") for line in result.stdout.splitlines()]
    assert [[cell.strip() for cell in line if cell.strip()] for line in lines] == [
        ["id", "last used", "calls", "model", "title", "tags"],
        ["01kkkkkk", "2026-11-22 12:00", "4", "m", "walrus", "animals, work"],
        ["01llllll", "2026-11-22 12:00", "1", "m", "heron"],
    ]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), ["01kkkkkkkk", "01llllllll"]),
        (("-n", "1"), ["01kkkkkkkk"]),
        (("-n", "0"), ["01kkkkkkkk", "01llllllll"]),
        (("--tag", "work"), ["01llllllll"]),
        (("-q", "WAL"), ["01kkkkkkkk"]),
        (("-q", "nothing"), []),
    ],
)
def test_conversations_as_json(inside, history, options, found):
    """With `--json` every field is there; options choose among them."""
    history.tag("01llllllll", ["work"])
    listed = json.loads(inside("logs", "conversations", "--json", *options).stdout)
    assert [each["id"] for each in listed] == found
    if found:
        assert set(listed[0]) == {
            "id", "name", "model", "tip", "forked_from", "tags", "calls", "started", "used",
        }  # fmt: skip
        assert listed[0]["used"] == "2026-11-22T12:00:00+00:00"


def test_renaming(inside, history):
    """A title may be several words, and is found by them; it stays when the first call goes."""
    assert inside("logs", "rename", "01bbb", "x").returncode == 1
    result = inside("logs", "rename", "01ba", "Of", " animals")
    assert (result.returncode, result.stdout) == (0, "")
    assert history.conversation("01kkkkkkkk").name == "Of animals"
    refused = inside("logs", "rename", "01ba", " ")
    assert (refused.returncode, refused.stderr) == (
        1,
        "Error: A title needs at least one character\n",
    )
    assert history.conversation("01kkkkkkkk").name == "Of animals"


def test_tagging(inside, history):
    """Tags are added and taken away, and those that are there are shown, in order."""
    assert inside("logs", "tag", "01aa", "work", "animals", "work").stdout == "animals\nwork\n"
    assert inside("logs", "tag", "01kk").stdout == "animals\nwork\n"
    assert inside("logs", "tag", "01kk", "work", "none", "--remove").stdout == "animals\n"
    refused = inside("logs", "tag", "01kk", " ")
    assert (refused.returncode, refused.stderr) == (
        1,
        "Error: A tag needs at least one character\n",
    )
    assert history.conversation("01kkkkkkkk").tags == ["animals"]


def test_a_message_is_no_conversation(inside, history):
    """The id of a message is refused with the reason, as it may be in several."""
    result = inside("logs", "tree", history.conversation("01kkkkkkkk").tip[:12])
    assert (result.returncode, result.stdout) == (1, "")
    assert "is a message" in result.stderr


@pytest.mark.parametrize(
    "command", ["tree", "conversations", "rename a b", "tag a b", "rm a", "gc", "verify"]
)
def test_without_a_history(inside, user_path, command):
    """Where there is no history, none is made, and that is said in a line."""
    result = inside("logs", *command.split())
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: There is no history at ")
    assert not (user_path / "logs.db").exists()


def test_nothing_more_than_needed_is_loaded(llm, history):
    """These commands load neither plugins nor pydantic nor an HTTP client."""
    import subprocess
    import sys

    code = (
        "import sys; from llm.cli import cli\n"
        "cli(['logs', 'conversations'], standalone_mode=False)\n"
        "print([name for name in ('pydantic', 'httpx2', 'sqlite_utils', 'pluggy', 'yaml')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
