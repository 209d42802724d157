"""`llm fragments`: the texts that `-f` put into prompts, and their aliases."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from llm.cli import params
from llm.cli.default_group import DefaultGroup
from llm.cli.output.loader_lines import loader_lines
from llm.cli.terminal import remark
from llm.errors import InvalidInput
from llm.resolving.fragments import ALIAS, load_fragments
from llm.resolving.stored import existing_history

if TYPE_CHECKING:
    from llm.fragments import Fragment
    from llm.store.records import FragmentRecord


def _alias(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if not re.fullmatch(ALIAS, value):
        raise click.BadParameter(
            f"'{value}' cannot be an alias: letters, digits, - and _ only", ctx, param
        )
    return value


@click.group("fragments", cls=DefaultGroup, default="list")
def command() -> None:
    """Manage the texts that -f puts into prompts.

    They are kept in the history, each once. To delete one with the prompts that it was used in, or
    to redact it: llm logs rm --help, llm logs redact --help

    Examples:

        llm fragments

        llm -f notes.txt 'What is missing here?'
    """


@command.command("list")
@params.queries
@click.option("with_alias", "--aliases", is_flag=True, help="Only those that have an alias")
@click.option("json_", "--json", is_flag=True, help="Output as JSON")
@params.existing_database
def list_(queries: Sequence[str], with_alias: bool, json_: bool, database: str | None) -> None:
    """List the fragments that are known, the oldest first.

    Those whose text, source or aliases hold every QUERY.

    Examples:

        llm fragments list --aliases

        llm fragments -q pelican
    """
    with existing_history(database) as history:
        found: Iterable[FragmentRecord] = (
            history.fragments.matching(queries, with_alias=with_alias) if history else ()
        )
        if json_:
            click.echo(json.dumps([_shown(record) for record in found], indent=4))
            return
        for record in found:
            _echo_yaml(_shown(record))


@command.command("set")
@click.argument("alias", callback=_alias)
@click.argument("fragment")
@params.database
def set_(alias: str, fragment: str, database: str | None) -> None:
    """Give a fragment an ALIAS, by which -f finds it.

    FRAGMENT is what -f takes: a file, a URL, a hash, prefix:name, or - for standard input.

    Examples:

        llm fragments set docs ./docs.md

        llm -f docs 'How do I begin?'
    """
    from llm.store.opening import open_store

    texts = _texts(fragment, database)
    if len(texts) != 1:
        raise InvalidInput(f"{fragment} is {len(texts)} fragments, and an alias is for one")
    store = open_store(database)
    try:
        store.fragments.set_alias(alias, texts[0])
    finally:
        store.close()


@command.command()
@click.argument("fragment", metavar="ALIAS_OR_HASH")
@params.existing_database
def show(fragment: str, database: str | None) -> None:
    """Show the text of a fragment, which may be anything that -f takes.

    Examples:

        llm fragments show docs

        llm fragments show notes.txt
    """
    for text in _texts(fragment, database):
        click.echo(text)


@command.command()
@click.argument("alias", callback=_alias)
@params.existing_database
def remove(alias: str, database: str | None) -> None:
    """Forget an alias; the fragment stays in the history.

    Examples:

        llm fragments set docs ./docs.md

        llm fragments remove docs
    """
    with existing_history(database) as history:
        if history is None or not history.fragments.remove_alias(alias):
            remark(f"No fragment has the alias {alias if alias.isprintable() else repr(alias)}")


@command.command()
def loaders() -> None:
    """Show what plugins load: -f prefix:name.

    Examples:

        llm fragments loaders

        llm -f PREFIX:NAME 'What is this?'
    """
    from llm.plugins.offers import get_fragment_loaders

    known = loader_lines(get_fragment_loaders())
    click.echo("\n\n".join(known) or "No fragment loaders found")


def _texts(name: str, database: str | None) -> list[Fragment]:
    """The fragments that *name* means. Raises InvalidInput for attachments."""
    loaded = load_fragments([name], database=database)
    if loaded.attachments:
        raise InvalidInput(f"{name} has attachments, which are no text; -f {name} still takes it")
    return loaded.fragments


def _shown(record: FragmentRecord) -> dict[str, Any]:
    return {
        "hash": record.hash,
        "aliases": record.aliases,
        "datetime_utc": f"{record.added:%Y-%m-%d %H:%M:%S}" if record.added else None,
        "source": record.source,
        "content": record.content,
    }


def _echo_yaml(shown: dict[str, Any]) -> None:
    import yaml

    from llm.text import truncate_string

    class Dumper(yaml.SafeDumper):
        """Writes text of several lines as it is."""

    Dumper.add_representer(
        str,
        lambda dumper, text: dumper.represent_scalar(
            "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
        ),
    )
    entry = [{**shown, "content": truncate_string(shown["content"])}]
    click.echo(
        yaml.dump(entry, Dumper=Dumper, sort_keys=False, width=sys.maxsize, allow_unicode=True),
        nl=False,
    )
