"""`llm embed-multi`: the vectors of many contents, stored."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from llm.cli import completing, embedding, params
from llm.cli.output.names import shown
from llm.cli.standard_input import stream
from llm.cli.terminal import is_terminal

if TYPE_CHECKING:
    from llm.embeddings.reading import Shape, Source

_DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_HELP = """Store the vectors of many texts: rows of a file or a query, or files.

    Rows come from one of

    - a file, or standard input (-): CSV, TSV, JSON, or a JSON object on each line

    - a query (--sql), in the database of embeddings and in those of --attach

    - the files that match a pattern (--files), whose paths are their ids

    The first column is the id, and the others are the content, with spaces between them. What has
    the same id and the same content as before is not embedded again: after an interruption, the
    same command goes on.

    Rows that cannot be embedded are listed at the end; the others are stored.

    Examples:

        llm embed-multi dogs dogs.csv --store

        llm embed-multi notes --files notes '**/*.md' --prefix notes/

        llm embed-multi posts --attach b blog.db --sql 'SELECT * FROM b.posts'

        llm embed-multi posts posts.json --metadata-columns year,tags

        jq -c '.[]' posts.json | llm embed-multi posts - --format nl
    """


def _columns(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (value or "").split(",") if name.strip())


def _encodings(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> Any:
    for name in value:
        try:
            b"text".decode(name)
        except (LookupError, ValueError) as error:
            said = f"{name!r} is no encoding such as latin-1"
            raise click.BadParameter(said, ctx, param) from error
    return value


@click.command("embed-multi", help=_HELP)
@click.argument("collection", shell_complete=completing.collections)
@click.argument(
    "input_path",
    required=False,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
)
@click.option(
    "form",
    "--format",
    type=click.Choice(["json", "csv", "tsv", "nl"]),
    help="What the input is; found out without it. nl: a JSON object on each line",
)
@click.option(
    "--files",
    type=(_DIRECTORY, str),
    metavar="DIRECTORY PATTERN",
    multiple=True,
    help="Files below a directory that match a pattern such as '**/*.md'; repeatable",
)
@click.option(
    "encodings",
    "--encoding",
    multiple=True,
    callback=_encodings,
    help="Encoding of the input, tried in the order they are given; repeatable",
)
@click.option("binary", "--binary", is_flag=True, help="Take the contents of --files as bytes")
@click.option("--sql", metavar="QUERY", help="Query whose rows are embedded")
@click.option(
    "--attach",
    type=(str, _FILE),
    metavar="NAME PATH",
    multiple=True,
    help="Database that the query may name; repeatable",
)
@click.option(
    "--batch-size", type=click.IntRange(min=0), help="How many are embedded at once, at most"
)
@click.option(
    "--parallel", metavar="N", type=click.IntRange(min=1), help="Batches under way at once"
)
@click.option("--prefix", default="", metavar="TEXT", help="Put before every id")
@click.option("--prepend", default="", metavar="TEXT", help="Put before every text")
@click.option(
    "metadata_columns",
    "--metadata-columns",
    metavar="A,B",
    callback=_columns,
    help="Columns that are metadata, and no content",
)
@click.option("--store", is_flag=True, help="Store the contents beside their vectors")
@click.option(
    "--dedupe", is_flag=True, help="Leave out new ids whose content is there under another one"
)
@click.option("--fail-fast", is_flag=True, help="Stop at the first row that cannot be embedded")
@embedding.model
@params.key
@embedding.database
def command(
    collection: str,
    input_path: Path | None,
    model_id: str | None,
    key: str | None,
    database: Path | None,
    store: bool,
    dedupe: bool,
    fail_fast: bool,
    **options: Any,
) -> None:
    """Store the vectors of many contents; the help is above."""
    from llm.cli.embedding_run import EmbeddingRun

    _check(collection, input_path, options)
    with ExitStack() as stack:
        source = stack.enter_context(_source(input_path, database, options))
        connection = stack.enter_context(embedding.writable_database(database))
        opened = stack.enter_context(embedding.collection_to_fill(connection, collection, model_id))
        if options["parallel"]:
            opened.model().parallel_batches = options["parallel"]
        run = EmbeddingRun(source, _shape(options), fail_fast=fail_fast)
        run.embed(
            opened,
            store=store,
            batch_size=options["batch_size"] or 100,
            dedupe=dedupe,
            key=key,
        )


def _check(collection: str, input_path: Path | None, options: dict[str, Any]) -> None:
    """Refuse what does not go together."""
    given = [name for name in ("files", "sql") if options[name]]
    if options["files"] and (options["sql"] or input_path or options["form"]):
        raise click.UsageError("Cannot use --files with --sql, input path or --format")
    if not given and input_path is None:
        said = "Either --sql or input path or --files is required"
        if Path(collection).is_file():
            said += f"; {shown(collection)} stands where the name of the collection belongs"
        elif not is_terminal(sys.stdin):
            said += "; - is standard input"
        raise click.UsageError(said)
    if options["sql"] and (input_path is not None or options["form"]):
        raise click.UsageError("Cannot use --sql with an input path or --format")
    if options["binary"] and not options["files"]:
        raise click.UsageError("--binary must be used with --files")
    if options["attach"] and not options["sql"]:
        raise click.UsageError("--attach must be used with --sql")


def _source(input_path: Path | None, database: Path | None, options: dict[str, Any]) -> Source:
    """What the rows are read from."""
    from llm.embeddings import reading

    encodings: Sequence[str] = options["encodings"]
    if options["files"]:
        return reading.files_in(options["files"], encodings, binary=options["binary"])
    if options["sql"]:
        from llm.cli.showing.progress import working
        from llm.embeddings.database import default_path
        from llm.embeddings.reading.queries import query_source

        with working("Running the query"):
            return query_source(options["sql"], options["attach"], database or default_path())
    assert input_path is not None  # noqa: S101 - `_check` has seen to it
    how = options["form"], encodings, options["metadata_columns"]
    if str(input_path) != embedding.STDIN:
        return reading.file_source(input_path, *how)
    return reading.stream_source(stream().buffer, *how)


def _shape(options: dict[str, Any]) -> Shape:
    from llm.embeddings.reading import Shape

    return Shape(options["prefix"], options["prepend"], options["metadata_columns"])
