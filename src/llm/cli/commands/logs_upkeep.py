"""`llm logs gc`, `verify` and `restore`: the file itself."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from llm.cli import params
from llm.cli.output.counts import counted
from llm.cli.showing.progress import progress_bar, working
from llm.cli.terminal import remark
from llm.store.opening import open_store

if TYPE_CHECKING:
    from llm.store.upkeep import Verification

_FAILED = 1


@click.command("gc")
@params.existing_database
def gc(database: str | None) -> None:
    """Remove what nothing uses any more, and make the file as small as it can be.

    That is what is left of calls that were deleted, and fragments and schemas that no call used
    and that have no alias.

    Examples:

        llm logs gc

        llm logs gc -d other.db
    """
    with closing(open_store(database, must_exist=True)) as store, working("Tidying up"):
        found = store.collect()
    texts, messages = counted(found.texts, "text"), counted(found.messages, "message")
    click.echo(
        f"Removed {texts} and {messages}; the file is {counted(found.bytes, 'byte')} smaller."
    )
    if found.remains is not None:
        remark(f"The file could not be made smaller yet, as {found.remains}.")


@click.command("verify")
@params.existing_database
def verify(database: str | None) -> None:
    """Check that nothing in the history was changed or lost.

    Every hash is derived again from what it stands for, every reference is followed. Each that
    fails is a line, and the exit status is 1 then. What was redacted cannot be derived again, and
    is counted apart.

    Examples:

        llm logs verify

        llm logs verify -d other.db
    """
    with (
        closing(open_store(database, must_exist=True)) as store,
        progress_bar("Verifying") as progress,
    ):
        found = store.verify(progress)
    for failure in found.failures:
        click.echo(f"{failure.kind} {failure.id}: {failure.reason}")
    remark(_summary(found))
    if found.failures:
        click.get_current_context().exit(_FAILED)


@click.command("restore")
@params.database
def restore(database: str | None) -> None:
    """Return to the file from before an import.

    The history of an older release is kept when it is imported. The present file stays beside it,
    under a name that is said. The next command of this release imports the older file anew.

    Examples:

        llm logs restore

        llm logs restore -d other.db
    """
    from llm.store.opening import history_path
    from llm.store.upgrading.restoring import restore as restored

    done = restored(database or history_path())
    click.echo(
        f"{done.path} is again the file from before the import, for the older release: the next"
        " command of this one takes it over anew."
    )
    since = f"; {counted(done.calls_since, 'call')} only there" if done.calls_since else ""
    click.echo(f"What was the history until now is {done.kept}{since}.")


def _summary(found: Verification) -> str:
    looked_at = ", ".join(
        counted(number, noun)
        for number, noun in (
            (found.blobs, "text"),
            (found.messages, "message"),
            (found.nodes, "place"),
            (found.calls, "call"),
        )
    )
    redacted = f"; {found.redacted:,} of these redacted" if found.redacted else ""
    said = counted(len(found.failures), "failure") if found.failures else "all as it should be"
    return f"Checked {looked_at}{redacted}: {said}."
