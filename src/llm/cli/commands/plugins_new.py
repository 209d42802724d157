"""`llm plugins new`: a package to begin a plugin with."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from llm.cli.output.names import shown
from llm.cli.terminal import remark
from llm.plugins.scaffolding import KINDS


@click.command("new")
@click.argument("name")
@click.option(
    "-k",
    "--kind",
    type=click.Choice([*KINDS]),
    default="model",
    show_default=True,
    help="What the plugin offers",
)
@click.option(
    "-o",
    "--output",
    "directory",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory to make it in; by default one here, of its name",
)
def command(name: str, kind: str, directory: Path | None) -> None:
    """Make a new plugin: a package that works, with tests.

    NAME is what it will be called, with or without llm- before it. Nothing is installed.

    Examples:

        llm plugins new weather

        llm plugins new llm-tools-weather --kind tool -o weather-tool
    """
    from llm.cli.table import COMMANDS
    from llm.plugins.scaffolding import make_plugin

    made = make_plugin(name, kind, directory, taken=[row.name for row in COMMANDS])
    for file in made.files:
        click.echo(shown(str(made.directory / file)))
    where = str(made.directory)
    project = f"{where if made.directory.is_absolute() else f'./{where}'}[test]"
    remark("\nTo install it so that what you change takes effect at once, try it, and test it:\n")
    remark(shown(f"  llm install -e {shlex.quote(project)}"))
    remark(shown(f"  {made.example}"))
    remark(shown(f"  {shlex.quote(sys.executable)} -m pytest {shlex.quote(where)}"))
