"""`llm keys`: the stored API keys."""

from __future__ import annotations

import sys

import click

from llm.cli.lazy import DefaultGroup
from llm.config import keys as stored


@click.group("keys", cls=DefaultGroup, default="list")
def command() -> None:
    """Manage stored API keys for different models."""


@command.command("list")
def list_() -> None:
    """List names of all stored keys."""
    click.echo("\n".join(stored.key_names()) or "No keys found")


@command.command()
def path() -> None:
    """Output the path to the keys.json file."""
    click.echo(stored.keys_path())


@command.command()
@click.argument("name")
def get(name: str) -> None:
    """Return the value of a stored key.

    Example usage:

        export OPENAI_API_KEY="$(llm keys get openai)"
    """
    if name not in stored.key_names():
        raise click.ClickException(f"No key found with name '{name}'")
    click.echo(stored.get_key(key_alias=name))


@command.command("set")
@click.argument("name")
@click.option("--value", help="Value to set; asked for, or read from standard input, without it")
def set_(name: str, value: str | None) -> None:
    """Save a key in the keys.json file.

    Example usage:

        llm keys set openai
    """
    if not name.strip() or name == stored.NOTE_NAME:
        raise click.BadParameter(f"{name!r} cannot be the name of a key.", param_hint="NAME")
    value = (_ask_for_key() if value is None else value).strip()
    if not value:
        raise click.ClickException(f"No value was given for the key '{name}'; nothing was stored.")
    stored.set_key(name, value)


def _ask_for_key() -> str:
    """The key as typed on the terminal, unseen, or as the first line of standard input."""
    if sys.stdin is not None and not sys.stdin.isatty():
        return sys.stdin.readline()
    return str(click.prompt("Enter key", hide_input=True, err=True))
