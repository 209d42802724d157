"""`llm logs export` and `llm logs import`: the history as files for others, and from others."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from llm.cli import params
from llm.cli.choosing import choosing_calls
from llm.cli.output.counts import counted
from llm.cli.showing.progress import progress_bar
from llm.cli.terminal import remark
from llm.errors import NotInHistory

if TYPE_CHECKING:
    from llm.store.exchange.exporting import ExportFormat
    from llm.store.exchange.importing import Imported
    from llm.store.upgrading.carrying import Carried

_FORMATS = ("jsonl", "md", "html")
_SUFFIXES = {".jsonl": "jsonl", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html"}


@click.command("export")
@click.argument("names", nargs=-1, metavar="[ID]...")
@click.option(
    "form",
    "--format",
    type=click.Choice(_FORMATS),
    help="jsonl can be imported again; the default is what the name of the file says, or jsonl",
)
@click.option(
    "output",
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="File to write; standard output without it",
)
@click.option(
    "current", "-c", "--current", is_flag=True, help="Only the conversation that was used last"
)
@choosing_calls()
@params.existing_database
def export_command(
    names: tuple[str, ...],
    form: str | None,
    output: Path | None,
    database: str | None,
    **conditions: Any,
) -> None:
    """Write conversations to a file: as JSON lines, Markdown or HTML.

    Each ID is that of a conversation or of a call, or the beginning of one; without any, it is the
    whole history.

    Examples:

        llm logs export --since 7d -o week.html

        llm logs export 01m8277zq2 -o pelicans.md
    """
    from llm.resolving.selections import Wanted, selection_of
    from llm.store.exchange.exporting import choose, export, export_to
    from llm.store.opening import open_store

    to_file = output is not None and str(output) != "-"
    suffix = output.suffix.lower() if output is not None else ""
    written_as = cast("ExportFormat", form or _SUFFIXES.get(suffix, "jsonl"))
    store = open_store(database, must_exist=True)
    try:
        selection = selection_of(Wanted(**conditions), store, database)
        chosen = {} if selection is None else choose(store, selection, names)
        if not chosen:
            raise NotInHistory("No call matches; nothing was exported.")
        with progress_bar("Exporting") as progress:
            if to_file and output is not None:
                export_to(output, store, chosen, written_as, progress)
            else:
                export(store, chosen, written_as, sys.stdout.buffer, progress)
    finally:
        store.close()
    calls = counted(sum(map(len, chosen.values())), "call")
    where = f" to {output}" if to_file else ""
    remark(f"Exported {calls} of {counted(len(chosen), 'conversation')}{where}")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@params.database
def import_command(file: Path, database: str | None) -> None:
    """Add the conversations of a file to the history.

    It may be an export of llm logs export; another logs.db, of this release or of an older one; or
    a data export of ChatGPT or Claude: its conversations.json, or the .zip that it came in. - is
    such a file on standard input. What the history has already stays as it is.

    Examples:

        llm logs import conversations.json

        llm logs import other.db
    """
    from llm.store.exchange.importing import import_from
    from llm.store.exchange.sources import file_at, source
    from llm.store.opening import open_store

    imported: Imported | Carried
    with file_at(file) as path:
        found = source(path)
        with closing(open_store(database)) as store, progress_bar("Importing") as progress:
            if found.format == "sqlite":
                from llm.store.upgrading.other_files import carry_file

                imported = carry_file(path, store, progress)
            else:
                imported = import_from(found, store, progress)
    calls, there = counted(imported.calls, "call"), imported.there
    also = f"; {counted(there, 'call')} there already" if there else ""
    remark(f"Imported {calls} of {counted(imported.conversations, 'conversation')}{also}")
