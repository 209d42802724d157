"""`llm collections`: which there are, what lies in them, and how it is changed and deleted."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from llm.cli import completing, confirming, embedding
from llm.cli.default_group import DefaultGroup
from llm.cli.output.counts import counted
from llm.cli.output.names import shown
from llm.cli.terminal import is_terminal, remark, write_answer

_LENGTH = 100

_collection = click.argument("collection", shell_complete=completing.collections)


@click.group("collections", cls=DefaultGroup, default="list")
def command() -> None:
    """Manage collections of embeddings.

    Examples:

        llm collections

        llm collections items notes
    """


@command.command()
def path() -> None:
    """Show where your embeddings are.

    Examples:

        llm collections path

        sqlite3 "$(llm collections path)" 'SELECT id FROM embeddings'
    """
    from llm.embeddings.database import default_path

    click.echo(default_path())


@command.command("list")
@embedding.database
@click.option("json_", "--json", is_flag=True, help="Output as JSON")
def list_(database: Path | None, json_: bool) -> None:
    """List collections, with their models and how many items they have.

    Examples:

        llm collections list

        llm collections list --json
    """
    from llm.embeddings.database import CollectionInfo, collections_in, default_path

    found: list[CollectionInfo] = []
    # A first look, before anything was embedded, is no mistake.
    if database is not None or default_path().exists():
        with embedding.existing_database(database) as connection:
            found = collections_in(connection)
    if json_:
        rows = [{"name": c.name, "model": c.model, "num_embeddings": c.count} for c in found]
        click.echo(json.dumps(rows, indent=4))
        return
    for each in found:
        click.echo(f"{shown(each.name)}: {shown(str(each.model))}")
        click.echo(f"  {each.count} embedding{'' if each.count == 1 else 's'}")


@command.command()
@_collection
@embedding.prefix
@embedding.where
@click.option("json_", "--json", is_flag=True, help="Output as JSON")
@embedding.database
def items(
    collection: str,
    prefix: str | None,
    where: tuple[str, ...],
    json_: bool,
    database: Path | None,
) -> None:
    """Show the items of a collection: ids, metadata and the beginnings of stored texts.

    Examples:

        llm collections items notes --prefix 2026/

        llm collections items notes --where year=2026 --json
    """
    with (
        embedding.existing_database(database) as connection,
        embedding.existing_collection(connection, collection) as opened,
    ):
        found = opened.items(prefix, where)
        line = None
        for line in _as_json(found) if json_ else _for_people(found):
            write_answer(f"{line}\n")
    if line is None:
        remark(embedding.NOTHING_FOUND)


@command.command()
@_collection
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@embedding.database
def remove(collection: str, ids: tuple[str, ...], database: Path | None) -> None:
    """Delete single items of a collection.

    Examples:

        llm collections remove notes first

        llm collections remove notes old.md older.md
    """
    with (
        embedding.existing_database(database) as connection,
        embedding.existing_collection(connection, collection) as opened,
    ):
        removed = opened.remove(ids)
    click.echo(f"Removed {counted(removed, 'item')}.")
    if missing := len(set(ids)) - removed:
        remark(
            f"{counted(missing, 'id')} of those named {'is' if missing == 1 else 'are'} not there."
        )


@command.command()
@_collection
@click.argument("item_id", metavar="ID")
@click.option(
    "--metadata",
    required=True,
    callback=embedding.metadata,
    help="What is said of it from now on, a JSON object; {} removes what was said",
)
@embedding.database
def update(collection: str, item_id: str, metadata: dict[str, Any], database: Path | None) -> None:
    """Replace the metadata of an item.

    Examples:

        llm collections update notes first --metadata '{"year": 2026}'

        llm collections update notes first --metadata '{}'
    """
    with (
        embedding.existing_database(database) as connection,
        embedding.existing_collection(connection, collection) as opened,
    ):
        opened.update(item_id, metadata=metadata or None)


@command.command()
@_collection
@confirming.yes
@embedding.database
def delete(collection: str, yes: bool, database: Path | None) -> None:
    """Delete a collection with all its items; on a terminal you are asked first.

    Examples:

        llm collections delete notes

        llm collections delete older -y
    """
    with (
        embedding.existing_database(database) as connection,
        embedding.existing_collection(connection, collection) as opened,
    ):
        if not yes and is_terminal(sys.stdin):
            confirming.confirm(f"Delete {collection} with {counted(opened.count(), 'item')}?")
        opened.delete()


def _for_people(found: Any) -> Iterator[str]:
    from llm.text import truncate_string

    for item in found:
        yield shown(item.id)
        if item.metadata:
            yield f"  {json.dumps(item.metadata)}"
        if isinstance(item.content, bytes):
            yield f"  ({counted(len(item.content), 'byte')})"
        elif item.content:
            yield f"  {shown(truncate_string(item.content, _LENGTH, normalize_whitespace=True))}"


def _as_json(found: Any) -> Iterator[str]:
    from llm.cli.output.json_output import output_rows_as_json

    return output_rows_as_json(
        {
            "id": item.id,
            "content": None if isinstance(item.content, bytes) else item.content,
            "metadata": item.metadata,
            "updated": item.updated,
        }
        for item in found
    )
