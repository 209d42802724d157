"""What the commands about embeddings have in common: database, model, content, conditions."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from llm.cli import completing
from llm.cli.asking.key_input import is_taken
from llm.cli.params import together
from llm.cli.standard_input import readable
from llm.cli.terminal import is_terminal
from llm.errors import InvalidInput, LLMError

if TYPE_CHECKING:
    import sqlite3

    from llm.embeddings import Collection

STDIN = "-"
NOTHING_FOUND = "Nothing was found"

database = click.option(
    "database",
    "-d",
    "--database",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Database of embeddings to use instead of your own",
)
model = click.option(
    "model_id",
    "-m",
    "--model",
    help="Embedding model to use",
    shell_complete=completing.embedding_models,
)
content = together(
    click.option(
        "input_path",
        "-i",
        "--input",
        type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
        help="File to embed, or - for standard input",
    ),
    click.option("content", "-c", "--content", metavar="TEXT", help="Text to embed"),
    click.option("binary", "--binary", is_flag=True, help="Take what is embedded as bytes"),
)
where = click.option(
    "where",
    "--where",
    metavar="KEY=VALUE",
    multiple=True,
    help="Only items whose metadata are so; also with != < <= > >=, or KEY alone; repeatable",
)
prefix = click.option("--prefix", metavar="TEXT", help="Only items whose ids begin like this")


def metadata(_ctx: click.Context, param: click.Parameter, value: str | None) -> Any:
    """A callback: the object that *value* is in JSON."""
    if value is None:
        return None
    try:
        found = json.loads(value)
    except (ValueError, RecursionError) as error:
        raise click.BadParameter("metadata must be valid JSON", param=param) from error
    if not isinstance(found, dict):
        raise click.BadParameter("metadata must be a JSON object", param=param)
    return found


@contextmanager
def writable_database(path: Path | None) -> Iterator[sqlite3.Connection]:
    """The database at *path*, or the user's, which is made where it is missing."""
    from llm.embeddings.database import connection_to, default_path

    with closing(connection_to(path or default_path())) as connection:
        yield connection


@contextmanager
def existing_database(path: Path | None) -> Iterator[sqlite3.Connection]:
    """The database at *path*, or the user's, which must be there."""
    from llm.embeddings.existing import existing_database as opened

    with closing(opened(path)) as connection:
        yield connection


def collection_to_fill(
    connection: sqlite3.Connection, name: str, model_id: str | None
) -> Collection:
    """The collection called *name*, made where it is missing, by the default model if need be.

    Raises InvalidInput for an empty name, which a variable that is not set gives.
    """
    from llm.embeddings import Collection

    if not name:
        raise InvalidInput("The name of the collection is empty")
    if model_id is None and not Collection.exists(connection, name):
        from llm.config.defaults import default_embedding_model_choice

        model_id = default_embedding_model_choice().name
    return Collection(name, connection, model_id=model_id)


def existing_collection(connection: sqlite3.Connection, name: str) -> Collection:
    """The collection called *name*. Raises `Collection.DoesNotExist`."""
    from llm.embeddings import Collection

    return Collection(name, connection, create=False)


def content_given(
    text: str | None, path: Path | None, *, binary: bool, piped: bool
) -> str | bytes | None:
    """What is to be embedded: *text*, what is at *path*, or what was *piped* in; None for nothing.

    Raises InvalidInput for what cannot be read, and for what is no text unless it may be *binary*.
    """
    if text:
        return text.encode("utf-8", "surrogateescape") if binary else text
    if path is not None and str(path) != STDIN:
        return _read_file(path, binary=binary) or None
    if path is None and (not piped or is_taken(sys.stdin) or is_terminal(sys.stdin)):
        return None
    if sys.stdin is None:
        return None
    with readable():
        data = sys.stdin.buffer.read()
    return (data if binary else _decoded(data, "Standard input")) or None


def _read_file(path: Path, *, binary: bool) -> str | bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror or error}") from error
    return data if binary else _decoded(data, str(path))


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"{name} is no UTF-8 text, from byte {error.start:,} on: --binary embeds it as it is,"
            " with a model that takes bytes"
        ) from error


@contextmanager
def asking_model() -> Iterator[None]:
    """Let what a plugin raises in the block be told as an error of its model."""
    from llm.cli.errors import ModelCallFailed

    try:
        yield
    except (LLMError, OSError):
        raise
    except Exception as error:
        raise ModelCallFailed(error) from error
