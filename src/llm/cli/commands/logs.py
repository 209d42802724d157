"""`llm logs`: the history - is it kept, where, how much - and the group of all that reads it."""

from __future__ import annotations

import click

from llm.cli.default_group import DefaultGroup
from llm.cli.lazy_commands import LazyCommands
from llm.cli.logs_location import keep_logs, logs_db_path, logs_on
from llm.cli.table import LOGS_COMMANDS


@click.group("logs", cls=DefaultGroup, default="list", commands=LazyCommands(LOGS_COMMANDS))
def command() -> None:
    """Tools for exploring logged prompts and responses.

    Examples:

        llm logs

        llm logs -n 0 --short
    """


@command.command()
def path() -> None:
    """Output the path to the logs.db file.

    Examples:

        llm logs path

        sqlite3 "$(llm logs path)" .tables
    """
    click.echo(logs_db_path())


@command.command()
def status() -> None:
    """Show current status of database logging.

    Examples:

        llm logs status

        llm logs status | head -1
    """
    click.echo(f"Logging is {'ON for all prompts' if logs_on() else 'OFF'}")
    file = logs_db_path()
    if not file.exists():
        click.echo(f"No log database found at {file}")
        return
    from llm.store.opening import open_store
    from llm.store.sqlite.backups import extent

    store = open_store(file, must_exist=True)
    try:
        found = extent(store)
    finally:
        store.close()
    click.echo(f"Found log database at {file}")
    click.echo(f"Number of threads logged:\t{found.conversations}")
    click.echo(f"Number of turns logged:\t\t{found.calls}")
    click.echo(f"Database file size: \t\t{_size(found.size)}")


@command.command()
def on() -> None:
    """Turn on logging for all prompts.

    Examples:

        llm logs on

        llm logs status
    """
    keep_logs(True)
    _tell_of_precedence()


@command.command()
def off() -> None:
    """Turn off logging for all prompts.

    Examples:

        llm logs off

        llm logs status
    """
    keep_logs(False)
    _tell_of_precedence()


def _tell_of_precedence() -> None:
    from llm.cli.configured import tell_of_precedence
    from llm.config.layers import LOGS_OFF
    from llm.config.paths import user_file

    tell_of_precedence("log", user_file(LOGS_OFF))


@command.command()
@click.argument("target", metavar="PATH", type=click.Path())
def backup(target: str) -> None:
    """Backup your logs database to this file.

    It may not exist yet. Prompts may go on meanwhile.

    Examples:

        llm logs backup ~/logs-backup.db

        llm logs -d ~/logs-backup.db
    """
    from pathlib import Path

    from llm.cli.showing.progress import working
    from llm.store.opening import open_store
    from llm.store.sqlite.backups import back_up

    store = open_store(must_exist=True)
    try:
        with working("Copying"):
            size = back_up(store, Path(target))
    finally:
        store.close()
    click.echo(f"Backed up {_size(size)} to {target}")


def _size(number: int) -> str:
    """A number of bytes, such as `308.00KB`."""
    size = float(number)
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024:
            return f"{number}B" if unit == "B" else f"{size:.2f}{unit}"
        size /= 1024
    return f"{size:.2f}TB"
