"""`llm logs rm` and `llm logs redact`: what was said goes, out of the file as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from llm.cli import confirming, params
from llm.cli.choosing import choosing_calls
from llm.cli.output.counts import counted, joined
from llm.cli.showing.progress import working
from llm.cli.standard_input import text_there
from llm.cli.terminal import remark
from llm.store.opening import open_store

if TYPE_CHECKING:
    from llm.resolving.selections import Wanted
    from llm.store.sqlite.backend import SQLiteStore
    from llm.store.upkeep import Deletion, Redaction

_dry_run = click.option("--dry-run", is_flag=True, help="Only say what would go")


@click.command("rm")
@click.argument("names", nargs=-1, metavar="[ID]...")
@click.option(
    "conversations", "--cid", "--conversation", multiple=True, help="A whole conversation"
)
@choosing_calls("--older-than")
@click.option("--backup", is_flag=True, help="Also the files from before an import")
@_dry_run
@confirming.yes
@params.existing_database
def rm(
    names: Sequence[str],
    conversations: Sequence[str],
    backup: bool,
    dry_run: bool,
    yes: bool,
    database: str | None,
    **conditions: Any,
) -> None:
    """Delete calls and conversations.

    Each ID is that of a call or of a conversation, or the beginning of one. With several
    conditions, what they all mean. What other calls share with those that are deleted stays. The
    bytes and the words of the search go out of the file, too.

    Examples:

        llm logs rm --older-than 90d --dry-run

        llm logs rm 01m8277zq2 -y
    """
    wanted = _wanted(conditions)
    if not (names or conversations or wanted or backup):
        raise click.UsageError("Say what to delete: an ID, or an option such as --older-than 90d")
    with _writable(database) as store:
        if names or conversations or wanted:
            _delete(store, names, conversations, wanted, database, dry_run=dry_run, yes=yes)
        if backup:
            _delete_backups(store, dry_run=dry_run, yes=yes)


@click.command("redact")
@click.argument("names", nargs=-1, metavar="[ID]...")
@click.option("--text", help="All that contains this text; - reads it from standard input")
@click.option("--exact", is_flag=True, help="Only what is exactly that text")
@click.option("--reason", default="", help="What is shown in its place")
@click.option(
    "--forget",
    is_flag=True,
    help="Keep no hash either, from which a short text could be guessed",
)
@_dry_run
@confirming.yes
@params.existing_database
def redact(
    names: Sequence[str],
    text: str | None,
    exact: bool,
    reason: str,
    forget: bool,
    dry_run: bool,
    yes: bool,
    database: str | None,
) -> None:
    """Put a note in the place of every prompt, answer or other text that says something.

    The whole of each text that contains --text goes, and the conversation around it stays. An ID
    is that of a message; of a call, whose prompt, answer and data of the provider go; or of a
    conversation with all its calls. A text is stored once: it goes from all calls that say the
    same. Said again, it stays redacted, unless --forget is given.

    Examples:

        llm logs redact --text - --reason 'a password' -y < secret.txt

        llm logs redact 01m8277zq2 -y
    """
    from llm.resolving.deletions import named
    from llm.store.upkeep import ToRedact

    if not names and text is None:
        raise click.UsageError("Say what to redact: an ID, or --text")
    if text == "-":
        text = text_there().strip("\r\n")
    if text is not None and not text:
        raise click.UsageError("The text to redact is empty")
    with _writable(database) as store:
        what = ToRedact(
            text=None if exact else text,
            exact=text if exact else None,
            references=named(store, names),
            reason=reason,
            forget=forget,
        )
        if dry_run or not yes:
            found = _amount(store.redact(what, dry_run=True))
            if dry_run:
                click.echo(f"Would redact {found}.")
                return
            confirming.confirm(f"Redact {found}?")
        with working("Redacting"):
            done = store.redact(what)
        click.echo(f"Redacted {_amount(done)}.")
        _say_what_remains(done)
        for file in done.left:
            remark(f"{file} still says it.")


def _wanted(conditions: dict[str, Any]) -> Wanted | None:
    """The conditions, if there are any; an empty one is a mistake, and not to mean all."""
    from llm.resolving.selections import Wanted

    if any(isinstance(each, str) and not each.strip() for each in conditions.values()):
        raise click.UsageError("An option that says what to delete is empty")
    given = {name: each for name, each in conditions.items() if each not in (None, False, ())}
    return Wanted(**given) if given else None


@contextmanager
def _writable(database: str | None) -> Iterator[SQLiteStore]:
    """The history, with what waited to be written to it."""
    from llm.store.spool import Spool

    with closing(open_store(database, must_exist=True)) as store:
        Spool(store.path or "").replay(store)
        yield store


def _delete(
    store: SQLiteStore,
    names: Sequence[str],
    conversations: Sequence[str],
    wanted: Wanted | None,
    database: str | None,
    *,
    dry_run: bool,
    yes: bool,
) -> None:
    from llm.resolving.deletions import to_delete

    chosen = to_delete(store, names, conversations, wanted, database)
    if dry_run or not yes:
        found = store.delete(*chosen, dry_run=True)
        if dry_run:
            click.echo(f"Would delete {_extent(found)}.")
            return
        if found.calls or found.conversations:
            confirming.confirm(f"Delete {_extent(found)}?")
    with working("Deleting"):
        done = store.delete(*chosen)
    click.echo(f"Deleted {_extent(done)}.")
    if done.running:
        remark(f"{counted(len(done.running), 'call')} still running: {', '.join(done.running)}")
    _say_what_remains(done)
    for file in done.backups:
        remark(f"{file} has what was in it when it was the history: llm logs rm --backup")


def _delete_backups(store: SQLiteStore, *, dry_run: bool, yes: bool) -> None:
    from llm.store.copies import delete_backup, other_files

    found = other_files(Path(store.path or ""))
    if not found:
        click.echo("There is no file from before an import.")
        return
    listed = joined(*map(str, found))
    if dry_run:
        click.echo(f"Would delete {listed}.")
        return
    if not yes:
        confirming.confirm(f"Delete {listed}?")
    for file in found:
        delete_backup(file)
    click.echo(f"Deleted {listed}.")


def _extent(found: Deletion) -> str:
    gone = [counted(found.calls, "call")]
    if found.conversations:
        gone.append(counted(found.conversations, "conversation"))
    texts, size = counted(found.texts, "text"), counted(found.bytes, "byte")
    return f"{joined(*gone)}, with {texts} ({size}) that nothing else says"


def _amount(found: Redaction) -> str:
    said = [f"{counted(found.texts, 'text')} in {counted(found.messages, 'message')}"]
    if found.passages:
        said.append(counted(found.passages, "other place"))
    return joined(*said)


def _say_what_remains(done: Deletion | Redaction) -> None:
    if done.remains is not None:
        remark(
            f"The bytes are still in the file, as {done.remains}; the next run that writes to it,"
            " or llm logs gc, removes them."
        )
