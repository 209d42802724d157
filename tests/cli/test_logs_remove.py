"""`llm logs rm`, `redact`, `gc` and `verify`."""

import datetime as dt
import sqlite3

import pytest

from llm.store.opening import open_store
from llm.store.records import Selection
from llm.store.spool import Spool
from tests.store.sqlite.said import NOON, bytes_with, say, told


@pytest.fixture
def history(user_directory):
    """Two conversations, of three calls and of one, of several days and models."""
    store = open_store(user_directory / "logs.db")
    first = say(store, "01aaaaaaaa", "walrus", "pelican", conversation="01kkkkkkkk",
                started=NOON - dt.timedelta(days=40))  # fmt: skip
    into = {"conversation": "01kkkkkkkk"}
    say(store, "01baaaaaaa", "marmot", "lemur", after=told(first), **into)
    say(store, "01caaaaaaa", "otter", "cobra", after=told(first), model="other", **into)
    say(store, "01daaaaaaa", "heron", "toucan", conversation="01llllllll")
    yield store
    store.close()


def left(history):
    """The calls that are there, by the third character of their ids."""
    return "".join(sorted(id_[2] for id_ in history.call_ids(Selection())))


@pytest.mark.parametrize(
    ("arguments", "remain"),
    [
        (("01ba",), "acd"),
        (("01ba", "01ll"), "ac"),
        (("01kk",), "d"),
        (("--cid", "01ca"), "d"),
        (("-m", "other"), "abd"),
        (("--older-than", "2026-11-01"), "bcd"),
        (("--older-than", "2026-11-01", "-m", "other"), "abcd"),
        (("01kk", "-m", "m"), "cd"),
        (("01ba", "01ca", "-m", "other"), "abd"),
        (("--tag", "work"), "abc"),
        (("--errors",), "abcd"),
        (("--has", "error", "-m", "m"), "abcd"),
        (("--until", "2026-11-01"), "bcd"),
        (("--since", "2026-11-01"), "a"),
        (("-q", "marm*", "--fts", "--in", "prompt"), "acd"),
    ],
)
def test_what_is_deleted(inside, history, arguments, remain):
    """Ids, conversations and conditions choose; several conditions must all hold."""
    history.tag("01llllllll", ["work"])
    result = inside("logs", "rm", "-y", *arguments)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Deleted ")
    assert left(history) == remain


@pytest.mark.parametrize(
    "arguments",
    [
        ("-q", ""),
        ("01ba", "-m", " "),
        ("--tag", ""),
        ("--in", "prompt"),
        ("--fts",),
        ("01ba", "--fts"),
    ],
)
def test_what_means_nothing_deletes_nothing(inside, history, arguments):
    """An empty value, or how to search without what for, is refused."""
    result = inside("logs", "rm", "-y", *arguments)
    assert result.returncode in (1, 2)
    assert left(history) == "abcd"


def test_deleting_what_a_search_finds(inside, history, user_directory):
    """Calls that say something are deleted; what the others were sent stays."""
    assert inside("logs", "rm", "-y", "-q", "marmot").returncode == 0
    assert left(history) == "acd"
    assert bytes_with(user_directory, "marmot", "lemur") == []


def test_a_dry_run(inside, history):
    """It says what would go, and changes nothing."""
    result = inside("logs", "rm", "01kk", "--dry-run")
    assert result.stdout == (
        "Would delete 3 calls and 1 conversation, with 6 texts (34 bytes) that nothing else says.\n"
    )
    assert left(history) == "abcd"


def test_nothing_to_delete_is_said(inside, history):
    """Without anything to choose by nothing is deleted, nor by an id that is none."""
    assert inside("logs", "rm").returncode == 2
    missing = inside("logs", "rm", "01zzzz")
    assert (missing.returncode, missing.stdout) == (1, "")
    several = inside("logs", "rm", "01")
    assert (several.returncode, "begins several ids" in several.stderr) == (1, True)
    message = inside("logs", "rm", history.conversation("01kkkkkkkk").tip)
    assert (message.returncode, "A message cannot be deleted" in message.stderr) == (1, True)
    assert left(history) == "abcd"


@pytest.mark.parametrize(("answer", "remain"), [("n\n", "abcd"), ("y\n", "acd"), ("", "abcd")])
def test_asking(inside, history, monkeypatch, answer, remain):
    """On a terminal it is asked first, with what would go; anything but yes leaves it."""
    monkeypatch.setattr("llm.cli.confirming.is_terminal", lambda stream: True)
    result = inside("logs", "rm", "01ba", stdin=answer)
    assert "Delete 1 call, with 2 texts (11 bytes) that nothing else says? [y/N]" in result.stderr
    assert left(history) == remain
    assert (result.returncode == 0) == (remain == "acd")


@pytest.mark.parametrize("command", [("rm", "01ba"), ("redact", "--text", "walrus")])
def test_nobody_can_be_asked(inside, history, command):
    """Where there is no terminal, nothing is deleted without -y, whatever is piped in."""
    result = inside("logs", *command, stdin="y\n")
    assert (result.returncode, result.stdout) == (1, "")
    assert "Nobody can be asked here: give -y" in result.stderr
    assert left(history) == "abcd"
    assert history.call("01aaaaaaaa").messages[0].text() == "walrus"


def test_not_asking(inside, history, monkeypatch):
    """With -y nobody is asked."""
    monkeypatch.setattr("llm.cli.confirming.is_terminal", lambda stream: True)
    assert inside("logs", "rm", "-y", "01ba").returncode == 0
    assert left(history) == "acd"


def test_a_spooled_call_is_deleted(inside, history, user_directory):
    """A call that waits to be written is written first, and goes like any other."""
    call = history.call("01daaaaaaa")
    call.id, call.model = "01eaaaaaaa", "spooled"
    Spool(user_directory / "logs.db").keep(call)
    assert "Deleted 1 call" in inside("logs", "rm", "-y", "-m", "spooled").stdout
    assert left(history) == "abcd"
    assert Spool(user_directory / "logs.db").files() == []


def test_a_backup(inside, history, user_directory):
    """The file from before an import is named, and goes when that is asked for."""
    backup = user_directory / "logs-before-import.db"
    backup.write_text("walrus")
    assert str(backup) in inside("logs", "rm", "-y", "01ba").stderr
    assert inside("logs", "rm", "--backup", "--dry-run").stdout == f"Would delete {backup}.\n"
    assert backup.exists()
    assert inside("logs", "rm", "-y", "--backup").stdout == f"Deleted {backup}.\n"
    assert not backup.exists()
    assert inside("logs", "rm", "-y", "--backup").returncode == 0
    assert left(history) == "acd"


def test_a_reader_in_the_way(inside, history, user_directory, monkeypatch):
    """When another program reads the file it is said that bytes remain; gc takes them then."""
    monkeypatch.setattr("llm.store.sqlite.erasing.erase.__defaults__", (0.1,))
    other = sqlite3.connect(user_directory / "logs.db", isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM calls").fetchone()
    result = inside("logs", "rm", "-y", "01ll")
    assert (result.returncode, left(history)) == (0, "abc")
    assert "still in the file, as another program is reading it" in result.stderr
    other.close()
    assert inside("logs", "gc").stderr == ""
    assert bytes_with(user_directory, "heron", "toucan") == []


def test_redacting_a_text(inside, history, user_directory):
    """A text is replaced by the reason, wherever it is; what verify says of it is no failure."""
    result = inside("logs", "redact", "-y", "--text", "walrus", "--reason", "private")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "Redacted 1 text in 1 message and 1 other place.\n"
    assert history.call("01baaaaaaa").messages[0].text() == "[redacted: private]"
    assert bytes_with(user_directory, "walrus") == []
    verified = inside("logs", "verify")
    assert (verified.returncode, verified.stdout) == (0, "")
    assert verified.stderr == (
        "Checked 8 texts, 8 messages, 8 places, 4 calls; 2 of these redacted:"
        " all as it should be.\n"
    )


@pytest.mark.parametrize("options", [(), ("--forget",)])
def test_redacting_a_call(inside, history, options):
    """Of a call its prompt and its answer go."""
    assert inside("logs", "redact", "-y", "01da", *options).returncode == 0
    assert [each.text() for each in told(history.call("01daaaaaaa"))] == ["[redacted]"] * 2


def test_a_text_from_standard_input(inside, history, user_directory):
    """A secret need not stand on the command line."""
    assert inside("logs", "redact", "-y", "--text", "-", stdin="heron\n").returncode == 0
    assert bytes_with(user_directory, "heron") == []
    assert inside("logs", "redact", "-y", "--text", "-", stdin="\n").returncode == 2


def test_redacting_exactly_a_text(inside, history):
    """With --exact only what is exactly the text goes, whatever its length."""
    assert inside("logs", "redact", "-y", "--text", "mot").returncode == 1
    assert inside("logs", "redact", "-y", "--text", "mot", "--exact").returncode == 1
    assert inside("logs", "redact", "-y", "--text", "marmot", "--exact").returncode == 0
    assert history.call("01baaaaaaa").messages[-1].text() == "[redacted]"


def test_a_redaction_that_is_not_made(inside, history, monkeypatch):
    """A dry run, a no, and a mistake leave everything."""
    dry = inside("logs", "redact", "--text", "walrus", "--dry-run")
    assert dry.stdout == "Would redact 1 text in 1 message and 1 other place.\n"
    assert inside("logs", "redact").returncode == 2
    assert "nothing was redacted" in inside("logs", "redact", "-y", "--text", "nobody").stderr
    monkeypatch.setattr("llm.cli.confirming.is_terminal", lambda stream: True)
    refused = inside("logs", "redact", "--text", "walrus", stdin="n\n")
    assert "Redact 1 text in 1 message and 1 other place? [y/N]" in refused.stderr
    assert history.call("01aaaaaaaa").messages[0].text() == "walrus"


def test_a_backup_that_still_says_it(inside, history, user_directory):
    """A file beside the history that still holds the text is named."""
    backup = user_directory / "logs-before-import.db"
    backup.write_text("a walrus")
    result = inside("logs", "redact", "-y", "--text", "walrus")
    assert result.stderr == f"{backup} still says it.\n"


def test_collecting(inside, history):
    """It says what was removed, and the rest stays."""
    history.connection.execute("DELETE FROM calls WHERE id = '01daaaaaaa'")
    history.connection.execute("DELETE FROM conversations WHERE id = '01llllllll'")
    result = inside("logs", "gc")
    assert result.stdout.startswith("Removed 2 texts and 2 messages; the file is ")
    assert left(history) == "abc"


def test_verifying_what_is_damaged(inside, history):
    """Each failure is a line, and the exit status says so."""
    history.connection.execute("UPDATE blobs SET content = 'x' WHERE content = 'heron'")
    result = inside("logs", "verify")
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["blob", "message", "node"]
    assert result.stderr.endswith(": 3 failures.\n")
