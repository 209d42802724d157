"""`llm logs`: is the history kept, where, how much; backups; the group."""

import sqlite3
import subprocess
import sys

import click
import pytest

from llm.cli.commands.logs import command
from llm.cli.table import LOGS_COMMANDS
from llm.store.opening import open_store
from llm.store.records import Selection
from tests.cli.logged import call, follow, keep, kept


def test_path(inside, user_path):
    """`path` says where the history is, or would be."""
    assert inside("logs", "path").stdout == f"{user_path / 'logs.db'}\n"
    assert not (user_path / "logs.db").exists()


def test_off_and_on(inside, user_path):
    """`off` and `on` may be said twice, and leave an empty file or none."""
    for _ in range(2):
        assert inside("logs", "off").returncode == 0
        assert (user_path / "logs-off").read_bytes() == b""
        assert inside("logs", "status").stdout.startswith("Logging is OFF\n")
    for _ in range(2):
        assert inside("logs", "on").returncode == 0
        assert not (user_path / "logs-off").exists()


def test_status(inside, user_path):
    """State, place, counts and size, as older releases write them."""
    first = call(1, "One", "a")
    keep(first, follow(2, first, "Two", "b"), call(3, "Three", "c", "c2"))
    size = (user_path / "logs.db").stat().st_size / 1024
    assert inside("logs", "status").stdout == (
        "Logging is ON for all prompts\n"
        f"Found log database at {user_path / 'logs.db'}\n"
        "Number of threads logged:\t2\n"
        "Number of turns logged:\t\t3\n"
        f"Database file size: \t\t{size:.2f}KB\n"
    )


def test_status_without_a_history(inside, user_path):
    """That there is none yet is no error, and makes none."""
    result = inside("logs", "status")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == (
        f"Logging is ON for all prompts\nNo log database found at {user_path / 'logs.db'}\n"
    )
    assert not (user_path / "logs.db").exists()


@pytest.mark.parametrize("arguments", [[], ["list", "--json"], ["-c", "-s"], ["backup", "b.db"]])
def test_no_history(inside, user_path, tmp_path, arguments):
    """Where there is none, one line says so; neither a history nor a backup is made."""
    result = inside("logs", *arguments)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")
    assert str(user_path / "logs.db") in result.stderr
    assert result.stderr.count("\n") == 1
    assert not list(tmp_path.rglob("*.db"))


def test_a_backup_holds_everything(inside, tmp_path):
    """It is for its owner alone, and its size is printed."""
    keep(call(1, "One", "a"), call(2, "Two", "b", "c2"))
    target = tmp_path / "backup.db"
    result = inside("logs", "backup", str(target))
    size = target.stat().st_size / 1024
    assert result.stdout == f"Backed up {size:.2f}KB to {target}\n"
    assert target.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.glob("*.db*")) == ["backup.db"]
    store = open_store(target, must_exist=True)
    assert [each.id for each in store.calls(Selection(), newest_first=False)] == kept()
    store.close()


def test_a_backup_replaces_nothing(inside, tmp_path):
    """What is in the place of a backup stays, even a link to nothing."""
    keep(call(1, "One", "a"))
    there, link = tmp_path / "there.db", tmp_path / "link.db"
    there.write_text("precious")
    link.symlink_to(tmp_path / "nowhere")
    for target in (there, link, tmp_path / "none" / "b.db"):
        result = inside("logs", "backup", str(target))
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith("Error: ")
        assert result.stderr.count("\n") == 1
    assert there.read_text() == "precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.db", "there.db", "user"]


def test_a_backup_while_somebody_writes(inside, user_path, tmp_path):
    """An open transaction neither stops a backup nor gets into it."""
    keep(call(1, "One", "a"))
    writer = sqlite3.connect(user_path / "logs.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM calls")
    assert inside("logs", "backup", str(tmp_path / "b.db")).returncode == 0
    writer.execute("ROLLBACK")
    writer.close()
    copy = sqlite3.connect(tmp_path / "b.db")
    assert copy.execute("SELECT id FROM calls").fetchall() == [("call0001",)]
    copy.close()


def test_the_help_names_every_command(inside):
    """`list` is the default."""
    shown = " ".join(inside("logs", "--help").stdout.split())
    assert " list* Show logged prompts" in shown
    for row in LOGS_COMMANDS:
        assert f" {row.name}" in shown
        assert row.help in shown


@pytest.mark.parametrize("row", LOGS_COMMANDS, ids=lambda row: row.name)
def test_the_table_says_what_the_commands_say(row):
    """Each row has its command, under its name, with the help line that the command has."""
    assert isinstance(command, click.Group)
    found = command.commands[row.name]
    assert found.name == row.name
    assert found.get_short_help_str(100).removesuffix(".") == row.help


def test_unknown_word(inside):
    """A word that is no command is an error of usage, not a search."""
    result = inside("logs", "lost")
    assert result.returncode == 2
    assert "No such command 'lost'. Did you mean list?" in result.stderr


def test_a_reader_that_has_enough(environment, user_path):
    """`llm logs -n 0 | head -1` ends without a word."""
    keep(*(call(number, "word " * 2000, "x", f"c{number}") for number in range(20)))
    finished = subprocess.run(
        f"{sys.executable} -m llm logs -n 0 | head -1",
        shell=True,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout == "# 2026-11-22T12:00:00    conversation: c0 id: call0000\n"
