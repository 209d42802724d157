"""`llm similar`: what of a collection is near to a text, a file or another item."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any

import click

from llm.cli import completing, embedding, params
from llm.cli.terminal import is_terminal, remark, visible, write_answer
from llm.errors import InvalidInput

if TYPE_CHECKING:
    from llm.embeddings import Collection, Entry

_SLOW = 2.0
_FASTER = "llm install 'llm[vectors]' makes this search faster: it brings numpy"


@click.command("similar")
@click.argument("collection", shell_complete=completing.collections)
@click.argument("item_id", metavar="[ID]", required=False)
@embedding.content
@click.option(
    "-n", "--number", type=click.IntRange(min=0), default=10, help="How many items, default 10"
)
@click.option("plain", "-p", "--plain", is_flag=True, help="For people, and not as JSON")
@embedding.database
@embedding.prefix
@embedding.where
@click.option("--hybrid", is_flag=True, help="Let the words of stored texts count as well")
@click.option("--exact", is_flag=True, help="Compare with every item, however many there are")
@click.option("--index", metavar="NAME", help="Index of a plugin that says where to look")
@params.key
def command(
    collection: str,
    item_id: str | None,
    input_path: Path | None,
    content: str | None,
    binary: bool,
    plain: bool,
    database: Path | None,
    key: str | None,
    **wanted: Any,
) -> None:
    """Find the items of a collection that are most similar to a text, or to one of them.

    The text is -c, a file (-i), or standard input; it is embedded with the model of the collection.
    With an ID it is the item of that name, and no model is asked. Each line is an item as JSON,
    the most similar first.

    Examples:

        llm similar notes -c 'birds that ride'

        llm similar notes first -n 3 --where year=2026
    """
    from llm.config.layers import configured

    wanted["index"] = wanted["index"] or configured("vector_index")
    value: str | bytes | None = None
    if item_id is None:
        value = embedding.content_given(content, input_path, binary=binary, piped=True)
        if value is None:
            if input_path is not None:
                raise InvalidInput("No content provided")
            raise InvalidInput("Must provide content or an ID for the comparison")
    with (
        embedding.existing_database(database) as connection,
        embedding.existing_collection(connection, collection) as opened,
    ):
        found = _found(opened, item_id, value, key, wanted)
    (_print_plainly if plain else _print_json)(found)
    if not found and (plain or is_terminal(sys.stdout)):
        remark(embedding.NOTHING_FOUND)


def _found(
    collection: Collection,
    item_id: str | None,
    value: str | bytes | None,
    key: str | None,
    wanted: dict[str, Any],
) -> Sequence[Entry]:
    if item_id is not None:
        try:
            with _told_when_slow():
                return collection.similar_by_id(item_id, **wanted)
        except collection.DoesNotExist as error:
            raise InvalidInput(f"{error}: a text to look for is given with -c") from error
    assert value is not None  # noqa: S101 - the caller has seen to it
    if wanted["hybrid"]:
        with embedding.asking_model():
            return collection.similar(value, **wanted, key=key)
    model = collection.model()
    with embedding.asking_model():
        vector = model.embed(value, key=key)
    del wanted["hybrid"]
    with _told_when_slow():
        return collection.similar_by_vector(vector, **wanted)


@contextmanager
def _told_when_slow() -> Iterator[None]:
    """Say what would make the search in the block faster, where that took long."""
    began = time.monotonic()
    yield
    if time.monotonic() - began > _SLOW:
        from llm.embeddings.search.finding import has_numpy

        if not has_numpy():
            remark(_FASTER)


def _print_json(entries: Iterable[Entry]) -> None:
    for entry in entries:
        row = {
            "id": entry.id,
            "score": entry.score,
            "content": entry.content,
            "metadata": entry.metadata,
        }
        write_answer(f"{json.dumps(row)}\n")


def _print_plainly(entries: Iterable[Entry]) -> None:
    show = visible if is_terminal(sys.stdout) else str
    for entry in entries:
        write_answer(f"{show(entry.id)} ({entry.score})\n\n")
        if entry.content:
            write_answer(f"{indent(show(entry.content), '  ')}\n")
        if entry.metadata:
            write_answer(f"{indent(json.dumps(entry.metadata), '  ')}\n")
        write_answer("\n")
