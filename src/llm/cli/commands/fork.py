"""`llm fork`: a new conversation that goes on from any point of an earlier one."""

from __future__ import annotations

import click

from llm.cli import params


@click.command("fork")
@click.argument("id_", metavar="ID")
@click.option("--name", help="Title of the new conversation")
@params.existing_database
def command(*, id_: str, name: str | None, database: str | None) -> None:
    """Begin a conversation that goes on where ID says, and print its id.

    ID is a call, a message or a conversation; its first characters are enough. The conversation
    that it is from stays as it is. The next `llm -c` goes on with the new one.

    Examples:

        llm fork 01m8277zq2

        llm --cid "$(llm fork 01m8277zq2)" 'And in Spain?'
    """
    from contextlib import closing

    from llm.store.continuing import fork
    from llm.store.opening import open_store

    with closing(open_store(database, must_exist=True)) as store:
        click.echo(fork(store, id_, name).id)
