"""`llm plugins freeze` and `llm plugins sync`: the plugins outlast an upgrade, or a machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from llm.cli.output.counts import counted
from llm.cli.output.names import shown
from llm.cli.standard_input import text_there
from llm.cli.terminal import remark
from llm.errors import InstallFailed, InvalidInput

if TYPE_CHECKING:
    from llm.plugins.frozen import FrozenPlugin
    from llm.plugins.syncing import Plan


@click.command("freeze")
@click.option(
    "output",
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="File to write instead of your own list; - is standard output",
)
def freeze_command(output: Path | None) -> None:
    """Write down which plugins are installed, so that they can be installed again.

    llm plugins sync does that. Your list is plugins.txt in the user directory. From then on
    llm install and llm uninstall keep it up to date. Plugins in it that are not installed stay.

    Examples:

        llm plugins freeze

        llm plugins freeze -o -
    """
    from llm.plugins.freezing import as_text, freeze, frozen_plugins, write_list

    if output is None:
        frozen = freeze()
        remark(shown(f"{counted(len(frozen.plugins), 'package')} in {frozen.path}"))
        for each in frozen.missing:
            remark(shown(f"{each.shown} stays in it, and is not installed: {_cure(each)}"))
    elif str(output) == "-":
        click.echo(as_text(frozen_plugins()), nl=False)
    else:
        write_list(output)


@click.command("sync")
@click.argument(
    "file",
    required=False,
    type=click.Path(dir_okay=False, exists=True, allow_dash=True, path_type=Path),
)
@click.option("--dry-run", is_flag=True, help="Only show what would be installed")
def sync_command(file: Path | None, dry_run: bool) -> None:
    """Install the plugins of a list that are missing here.

    FILE is a list that `llm plugins freeze` wrote, by default your own; - is standard input. What
    is installed stays as it is, whatever its version, and so does llm.

    Examples:

        llm plugins freeze

        llm plugins sync --dry-run
    """
    from llm.plugins.frozen import read_lines
    from llm.plugins.syncing import plan

    text, place = _read(file)
    planned = plan([each for _, each in read_lines(text, place) if each])
    _tell(planned)
    if dry_run:
        for each in planned.missing:
            click.echo(shown(each.line.partition("  # ")[0]))
    failed = [] if dry_run else _install(planned.missing)
    if not planned.missing and not planned.gone:
        remark(f"All plugins of {shown(place)} are installed")
    if lost := [*failed, *(each.shown for each in planned.gone)]:
        raise InstallFailed(f"Not installed: {', '.join(lost)}. It is said above why")


def _read(file: Path | None) -> tuple[str, str]:
    """The text of the list, and where it comes from."""
    from llm.config.files import read_text
    from llm.plugins.frozen import frozen_path

    if file is not None and str(file) == "-":
        return text_there(), "Standard input"
    path = file or frozen_path()
    text = read_text(path)
    if text is None:
        raise InvalidInput(f"There is no {path}: llm plugins freeze writes it where plugins are")
    return text, str(path)


def _install(missing: list[FrozenPlugin]) -> list[str]:
    """Install what is *missing*, and introduce it; the names of what could not be."""
    from llm.cli.commands.install import keep_list
    from llm.cli.newcomers import introductions, versions
    from llm.plugins.syncing import sync

    if not missing:
        return []
    before = versions()
    failed = sync(missing)
    for line in introductions(before):
        click.echo(shown(line))
    for name, error in failed.items():
        remark(shown(f"{name}: {error}"))
    keep_list()
    return [*failed]


def _tell(planned: Plan) -> None:
    for each in planned.own:
        remark(shown(f"{each.requirement} is left out: llm stays what it is"))
    for each, here in planned.different:
        remark(shown(f"{each.shown} stays at {here}; the list has {each.version}"))
    for each in planned.gone:
        remark(shown(f"{each.shown} cannot be installed: there is no {each.place}"))


def _cure(plugin: FrozenPlugin) -> str:
    name = plugin.name
    return "llm plugins sync" + (f", or llm uninstall {name} to have it out" if name else "")
