"""`llm config`: the settings, and which project files may do everything."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llm.cli import confirming
from llm.cli.default_group import DefaultGroup
from llm.cli.terminal import is_terminal, remark, visible
from llm.errors import InvalidInput

if TYPE_CHECKING:
    from llm.config.project import ProjectFile

_project = click.option(
    "--project", is_flag=True, help="In the .llm.toml of this project, not in your own file"
)


@click.group("config", cls=DefaultGroup, default="show")
def command() -> None:
    """Show and change settings, for you and for a project.

    What you type with a command goes before variables of the environment, these before .llm.toml
    in the directory of a project, and that before your own settings.

    Examples:

        llm config

        llm config set usage true
    """


@command.command()
@click.argument("name", required=False)
@click.option("json_", "--json", is_flag=True, help="Output as JSON")
def show(name: str | None, json_: bool) -> None:
    """Show each setting, its value, and where that comes from.

    Examples:

        llm config show

        llm config show model

        llm config show --json
    """
    from llm.cli.output.settings import setting_lines
    from llm.config.showing import rows_shown

    rows = rows_shown(name)
    if json_:
        click.echo(json.dumps([row._asdict() for row in rows], indent=2))
        return
    for line in setting_lines(rows):
        click.echo(line)


@command.command()
@click.argument("name")
def get(name: str) -> None:
    """Print the value of a setting, and nothing else.

    A list has an item on each line. Where nobody sets it, that is an error.

    Examples:

        llm config set usage true

        llm config get usage
    """
    from llm.config.showing import rows_shown

    write = visible if is_terminal(sys.stdout) else str  # it may be from a project file
    row = rows_shown(name)[0]
    if row.value is None:
        raise InvalidInput(f"Nobody sets {name}; what holds is: {row.default}")
    items = row.value if isinstance(row.value, list) else [row.value]
    for item in items:
        click.echo(write(item if isinstance(item, str) else json.dumps(item)))


@command.command("set")
@click.argument("name")
@click.argument("value", nargs=-1, required=True)
@_project
def set_(name: str, value: tuple[str, ...], project: bool) -> None:
    """Change a setting; comments in the file stay.

    Several values make a list. One option of models is options.OPTION, for a single model
    options.MODEL.OPTION.

    Examples:

        llm config set timeout 120

        llm config set system 'Be brief' --project

        llm config set options.temperature 0.2
    """
    from llm.cli.configured import tell_of_precedence
    from llm.config.changing import set_value, value_of

    meant = value_of(name, value)
    if name in ("model", "embedding_model"):
        import llm

        found = llm.get_model if name == "model" else llm.get_embedding_model
        meant = found(meant).model_id
    tell_of_precedence(name, set_value(name, meant, project=project))


@command.command()
@click.argument("name")
@_project
def unset(name: str, project: bool) -> None:
    """Take a setting back.

    Examples:

        llm config set usage true

        llm config unset usage
    """
    from llm.config.changing import config_path, unset_value

    if not unset_value(name, project=project):
        raise InvalidInput(f"{config_path(project=project)} does not set {name}")


@command.command()
@_project
def path(project: bool) -> None:
    """Print where your settings are, or would be.

    Examples:

        llm config path

        llm config path --project
    """
    from llm.config.changing import config_path

    click.echo(config_path(project=project))


@command.command()
@_project
def edit(project: bool) -> None:
    """Change your settings in an editor; the variable EDITOR says which.

    What is wrong afterwards is not taken over, and kept in a file beside.

    Examples:

        llm config edit

        llm config edit --project
    """
    from llm.cli.editor import edited
    from llm.config.changing import config_path, keep_aside, replace_config
    from llm.config.files import read_text
    from llm.errors import ConfigError

    file = config_path(project=project)
    before = read_text(file) or ""
    text = edited(before or "# llm config show lists the settings\n", extension=".toml")
    if text is None or text == before:
        remark("Nothing was changed.")
        return
    try:
        replace_config(file, text, before)
    except ConfigError as error:
        aside = keep_aside(file, text)
        raise InvalidInput(
            f"{error} The file was left as it is; what you wrote is in {aside}"
        ) from error


@command.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@confirming.yes
def trust(path: Path | None, yes: bool) -> None:
    """Let a project file do everything, as it is now.

    It is shown first. Tools, templates, code and other such settings of a project file are heeded
    only when you trust it; when it changes, or the code it names, you are told to look again.

    Examples:

        llm config trust

        llm config trust ../other/.llm.toml -y
    """
    from llm.cli.output.settings import project_lines
    from llm.config.trust import digest, trust

    project = _project_file(path)
    seen = digest(project)
    for line in project_lines(project):
        click.echo(line)
    if not yes:
        confirming.confirm(f"Trust {project.path} as it is?")
    trust(project, seen)


@command.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
def untrust(path: Path | None) -> None:
    """Trust a project file no more.

    Examples:

        llm config untrust

        llm config untrust ../other/.llm.toml
    """
    from llm.config.project_search import NAME, project_path
    from llm.config.trust import untrust

    found = path / NAME if path is not None and path.is_dir() else path or project_path()
    if found is None:
        raise InvalidInput(_no_project_file())
    if not untrust(found):
        raise InvalidInput(f"{found} is not trusted")


def _project_file(path: Path | None) -> ProjectFile:
    """The project file at *path*, or in that directory, or the one that counts here; checked."""
    from llm.config.checking import check_file
    from llm.config.project import read_project_file
    from llm.config.project_search import NAME, project_path

    if path is not None and path.is_dir():
        path = path / NAME
    found = path or project_path()
    project = None if found is None else read_project_file(found.absolute())
    if project is None:
        raise InvalidInput(_no_project_file() if path is None else f"There is no file {path}")
    check_file(project.file, of_user=False)
    return project


def _no_project_file() -> str:
    return "There is no .llm.toml here or above, in this project"
