"""`llm templates`: prompts kept for later, those of the user and those that plugins load."""

from __future__ import annotations

import click

from llm.cli import completing, confirming
from llm.cli.default_group import DefaultGroup
from llm.cli.terminal import remark
from llm.errors import ConfigError, InvalidInput

_STUB = "prompt: "

_name = click.argument("name", shell_complete=completing.templates)


@click.group("templates", cls=DefaultGroup, default="list")
def command() -> None:
    """Manage prompts that are kept for later, each a file in YAML.

    `llm --save NAME` makes one, and `llm -t NAME` uses it.

    Examples:

        llm 'Sum up in the voice of $voice:' -p voice 'a pirate' --save summary

        llm templates

        llm templates show summary
    """


@command.command("list")
def list_() -> None:
    """List the templates, each with what it says.

    Examples:

        llm templates list

        llm templates list | grep summ
    """
    from llm.cli.output.template_lines import template_lines
    from llm.resolving.template_files import list_templates

    valid, invalid = [], []
    for name, found in list_templates():
        if isinstance(found, Exception):
            invalid.append(found)
        else:
            valid.append((name, found))
    for line in template_lines(valid):
        click.echo(line)
    for reason in invalid:
        remark(f"Not usable: {reason}")


@command.command()
@_name
def show(name: str) -> None:
    """Show all that a template says.

    NAME is what -t takes: one of your own, a path, a URL or prefix:name.

    Examples:

        llm templates show summary

        llm templates show ./summary.yaml
    """
    from llm.cli.output.template_lines import template_in_full
    from llm.resolving.templates import load_template

    click.echo(template_in_full(load_template(name)))


@command.command()
@_name
def edit(name: str) -> None:
    """Write or change a template, in the editor that $EDITOR names.

    Examples:

        llm templates edit summary

        EDITOR=nano llm templates edit summary
    """
    from llm.cli.editor import edit_file
    from llm.resolving.template_files import read_template, save_template_text, template_path

    path = template_path(name)
    if path.is_dir():
        raise InvalidInput(f"{path} is a directory, and no template: choose another name")
    is_new = not path.exists()
    if is_new:
        save_template_text(name, _STUB)
    try:
        edit_file(path)
    except InvalidInput:
        if is_new:
            _remove_untouched_stub(name)
        raise
    if not path.exists():
        raise InvalidInput(f"There is no template {name} any more: the editor left no {path}")
    try:
        read_template(name, path)
    except (InvalidInput, ConfigError) as error:
        from llm.text import sentence

        raise InvalidInput(
            f"{sentence(str(error))} Your text is kept in {path}; correct it with:"
            f" llm templates edit {name}"
        ) from error


def _remove_untouched_stub(name: str) -> None:
    """Leave no template behind of which nobody wrote anything."""
    from llm.config.files import read_text
    from llm.resolving.template_files import remove_template, template_path

    if read_text(template_path(name)) == _STUB:
        remove_template(name)


@command.command()
@_name
@confirming.yes
def rm(name: str, yes: bool) -> None:
    """Delete a template of your own.

    Examples:

        llm templates rm summary

        llm templates rm draft -y
    """
    from llm.resolving.template_files import existing_template, remove_template

    path = existing_template(name)
    if not yes:
        confirming.confirm(f"Delete {path}?")
    remove_template(name)


@command.command()
@_name
@click.argument("new_name")
def rename(name: str, new_name: str) -> None:
    """Give a template of your own another name.

    Examples:

        llm templates rename summary brief

        llm templates rename brief work/brief
    """
    from llm.resolving.template_files import rename_template

    rename_template(name, new_name)


@command.command()
def path() -> None:
    """Output the path to the directory of templates.

    Examples:

        llm templates path

        ls "$(llm templates path)"
    """
    from llm.resolving.template_files import user_templates_dir

    click.echo(user_templates_dir())


@command.command()
def loaders() -> None:
    """Show what plugins load: -t prefix:name.

    Examples:

        llm templates loaders

        llm -t PREFIX:NAME 'And then what I say'
    """
    from llm.cli.output.loader_lines import loader_lines
    from llm.plugins.offers import get_template_loaders

    click.echo("\n".join(loader_lines(get_template_loaders())) or "No template loaders found")
