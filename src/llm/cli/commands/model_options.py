"""`llm models options`: options that every prompt to a model gets unless it says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from llm.cli import completing
from llm.cli.default_group import DefaultGroup
from llm.cli.output.names import shown
from llm.cli.terminal import remark
from llm.config import model_options as stored
from llm.errors import UnknownModelError

_model = click.argument("model", shell_complete=completing.models)


@click.group("options", cls=DefaultGroup, default="list")
def command() -> None:
    """Manage the options that prompts to a model have unless they say otherwise.

    `llm models list --options -m MODEL` says which a model takes.

    Examples:

        llm models options set smollm2-135m temperature 0.5

        llm models options
    """


@command.command("list")
def list_() -> None:
    """List the default options of all models that have any.

    Examples:

        llm models options list

        llm models options
    """
    found = stored.get_all_model_options()
    if not found:
        remark("No model has default options: llm models options set MODEL KEY VALUE")
    for model_id, options in found.items():
        click.echo(f"{shown(model_id)}:")
        _echo(options, "  ")


@command.command()
@_model
def show(model: str) -> None:
    """Show the default options of one model.

    Examples:

        llm models options show smollm2-135m

        llm models options show smollm2
    """
    model_id = _id_of(model)
    options = stored.get_model_options(model_id)
    if not options:
        remark(f"{shown(model_id)} has no default options")
    _echo(options, "")


@command.command("set")
@_model
@click.argument("key", shell_complete=completing.options)
@click.argument("value")
def set_(model: str, key: str, value: str) -> None:
    """Let prompts to a model have an option.

    What the model does not take is refused; for a model that is not installed anything is stored.

    Examples:

        llm models options set smollm2-135m temperature 0.5

        llm models options set smollm2-135m max_tokens 200
    """
    import llm
    from llm.cli.configured import tell_of_precedence
    from llm.models.given_options import options_for

    try:
        found: Any = llm.get_model(model)
    except UnknownModelError as error:
        model_id = model
        remark(f"{error}. What is stored waits for it")
    else:
        model_id = found.model_id
        options_for(found.Options, {key: value}, {})
    stored.set_model_option(model_id, key, value)
    remark(f"Prompts to {shown(model_id)} now have {key}={value}")
    for name in (f"options.{key}", f"options.{model_id}.{key}"):
        tell_of_precedence(name, stored.model_options_path())


@command.command()
@_model
@click.argument("key", required=False, shell_complete=completing.options)
def clear(model: str, key: str | None) -> None:
    """Forget one default option of a model, or all of them.

    Examples:

        llm models options clear smollm2-135m temperature

        llm models options clear smollm2-135m
    """
    model_id = _id_of(model)
    cleared = stored.clear_model_option(model_id, key)
    if not cleared:
        named = f"default option '{key}'" if key else "default options"
        remark(shown(f"{model_id} has no {named}"))
    elif len(cleared) == 1:
        click.echo(shown(f"Cleared option '{cleared[0]}' for model {model_id}"))
    else:
        click.echo(shown(f"Cleared {', '.join(cleared)} options for model {model_id}"))


def _id_of(model: str) -> str:
    """The id of the model with this id or alias; *model* itself when there is none."""
    import llm

    try:
        return llm.get_model(model).model_id
    except UnknownModelError:
        return model


def _echo(options: Mapping[str, Any], indent: str) -> None:
    for key, value in options.items():
        click.echo(f"{indent}{shown(key)}: {shown(str(value))}")
