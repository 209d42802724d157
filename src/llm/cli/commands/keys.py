"""`llm keys`: the stored API keys."""

from __future__ import annotations

import click

from llm.cli import confirming, params
from llm.cli.default_group import DefaultGroup
from llm.cli.standard_input import readable, stream
from llm.cli.terminal import is_terminal, remark
from llm.config import keys as stored


@click.group("keys", cls=DefaultGroup, default="list")
def command() -> None:
    """Manage stored API keys for different models.

    A key lets you use the models of a provider. It is stored once, under a name, and used whenever
    a model needs it.

    Examples:

        llm keys

        llm keys path
    """


@command.command("list")
def list_() -> None:
    """List names of all stored keys.

    Examples:

        llm keys list

        llm keys
    """
    click.echo("\n".join(stored.key_names()) or "No keys found")
    if stored.is_readable_by_others():
        remark(
            f"Others can read {stored.keys_path()}. The next llm keys set puts that right,"
            " or chmod 600 does."
        )


@command.command()
def path() -> None:
    """Output the path to the keys.json file.

    Examples:

        llm keys path

        ls -l "$(llm keys path)"
    """
    click.echo(stored.keys_path())


@command.command()
@click.argument("name")
def get(name: str) -> None:
    """Return the value of a stored key.

    Examples:

        llm keys get openai

        OPENAI_API_KEY="$(llm keys get openai)" env | grep -c OPENAI_API_KEY
    """
    if name not in stored.key_names():
        raise stored.no_such_key(name)
    click.echo(stored.get_key(key_alias=name))


@command.command("set")
@click.argument("name")
@click.option("--value", help="Key to store, or - to read it; others can see what you type here")
@click.option("from_command", "--cmd", metavar="COMMAND", help="Command that prints the key")
@click.option("--keyring", is_flag=True, help="Store the key in the keyring of the system")
def set_(name: str, value: str | None, from_command: str | None, keyring: bool) -> None:
    """Save a key in the keys.json file.

    You are asked for the key, and do not see it while you type; or it is read from standard input.
    With --cmd the file has only the command, which is run whenever the key is needed, without a
    shell: the first line of what it prints is the key. With --keyring the file has only a note.

    Examples:

        llm keys set openai

        llm keys set openai --value - < key.txt

        llm keys set openai --cmd 'pass show openai'
    """
    if not name.strip() or name == stored.NOTE_NAME:
        raise click.BadParameter(f"{name!r} cannot be the name of a key.", param_hint="NAME")
    if from_command is not None:
        if value is not None or keyring:
            raise click.UsageError("--cmd goes neither with --value nor with --keyring")
        stored.set_key_command(name, from_command)
        return
    value = (_ask_for_key() if value in {None, "-"} else value or "").strip()
    if not value:
        raise click.ClickException(f"No value was given for the key '{name}'; nothing was stored.")
    (stored.set_keyring_key if keyring else stored.set_key)(name, value)


@command.command()
@click.argument("name")
@confirming.yes
def rm(name: str, yes: bool) -> None:
    """Forget a stored key.

    Examples:

        llm keys rm old -y

        llm keys rm openai -y
    """
    if name not in stored.key_names():
        raise stored.no_such_key(name)
    if not yes:
        confirming.confirm(f"Forget the key '{name}'? It cannot be brought back.")
    if said := stored.remove_key(name):
        remark(said)


@command.command()
@click.argument("name", metavar="NAME|MODEL")
@params.key
def which(name: str, key: str | None) -> None:
    """Say where a key comes from, and not what it is.

    NAME is the name of a key; or it is a model, and the key is the one that this model is given.

    Examples:

        llm keys which openai

        llm keys which gpt-4o
    """
    from llm.config.key_origin import key_origin, key_use

    click.echo(key_origin(key_use(name), key))


@command.command()
@click.argument("name", metavar="NAME|MODEL")
@params.key
def test(name: str, key: str | None) -> None:
    """Use a key once, to see whether it works.

    The smallest request is made that shows it: OpenAI is asked which models it has, any other
    model to answer with a single token.

    Examples:

        llm keys test openai

        llm keys test gpt-4o
    """
    from llm.config.key_origin import key_use
    from llm.providers.key_check import check_key

    click.echo(check_key(key_use(name), key))


def _ask_for_key() -> str:
    """The key as typed on the terminal, unseen, or as the first line of standard input."""
    if is_terminal(stream()):
        return str(click.prompt("Enter key", hide_input=True, err=True))
    with readable():
        return stream().readline()
