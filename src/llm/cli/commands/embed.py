"""`llm embed`: the vector of one content, printed or stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from llm.cli import completing, embedding, params
from llm.errors import InvalidInput

_FORMATS = ("json", "blob", "base64", "hex")


@click.command("embed")
@click.argument("collection", required=False, shell_complete=completing.collections)
@click.argument("item_id", metavar="[ID]", required=False)
@embedding.content
@embedding.model
@params.key
@click.option("--store", is_flag=True, help="Store the content beside its vector")
@embedding.database
@click.option(
    "--metadata", callback=embedding.metadata, help="What is said of the item, a JSON object"
)
@click.option(
    "form", "-f", "--format", type=click.Choice(_FORMATS), help="How the vector is printed"
)
def command(
    collection: str | None,
    item_id: str | None,
    input_path: Path | None,
    content: str | None,
    binary: bool,
    **options: Any,
) -> None:
    """Print the vector of a text, or store it.

    The text is -c, a file (-i), or standard input. Without COLLECTION and ID the vector is
    printed, as JSON. With them it is stored, with the model that made the collection; nothing is
    embedded where the same content is there under this ID. With --metadata and no content,
    only the metadata of an item are replaced.

    Examples:

        llm embed -c 'A pelican on a bicycle'

        llm embed notes first -c 'A pelican on a bicycle' --store

        llm embed notes first --metadata '{"year": 2026}'
    """
    value = embedding.content_given(content, input_path, binary=binary, piped=True)
    if collection is not None and item_id is None:
        raise InvalidInput("Must provide both collection and id; a text to embed is given with -c")
    if collection is None or item_id is None:
        _print(value, options)
    else:
        _store(collection, item_id, value, options)


def _print(value: str | bytes | None, options: dict[str, Any]) -> None:
    """Embed *value* and print its vector."""
    if value is None:
        raise InvalidInput("No content provided")
    from llm.embeddings.choosing import chosen_model

    model = chosen_model(options["model_id"] or None)
    with embedding.asking_model():
        vector = [float(number) for number in model.embed(value, key=options["key"])]
    _echo(vector, options["form"] or "json")


def _store(name: str, item_id: str, value: str | bytes | None, options: dict[str, Any]) -> None:
    """Store the vector of *value*, or what is said of it where there is no content."""
    said, form = options["metadata"], options["form"]
    if form not in (None, "json"):
        raise click.UsageError(f"What is stored is not printed: leave out -f {form}")
    if value is None:
        if said is None:
            raise InvalidInput("No content provided")
        with (
            embedding.existing_database(options["database"]) as connection,
            embedding.existing_collection(connection, name) as collection,
        ):
            collection.update(item_id, metadata=said)
        return
    with (
        embedding.writable_database(options["database"]) as connection,
        embedding.collection_to_fill(connection, name, options["model_id"]) as collection,
        embedding.asking_model(),
    ):
        collection.embed(item_id, value, said, options["store"], key=options["key"])
    if form is not None:
        click.echo("null")  # as ever: scripts that ask for JSON get some


def _echo(vector: Sequence[float], form: str) -> None:
    from llm.embeddings import encode

    if form == "json":
        click.echo(json.dumps(vector))
        return
    data = encode(vector)
    if form == "blob":
        click.echo(data)
    elif form == "hex":
        click.echo(data.hex())
    else:
        from base64 import b64encode

        click.echo(b64encode(data).decode())
