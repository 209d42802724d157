"""`llm aliases`: short names for models, the user's own and those that plugins give."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from llm.cli import completing
from llm.cli.default_group import DefaultGroup
from llm.cli.terminal import remark
from llm.config import aliases as stored
from llm.errors import InvalidInput, UnknownModelError

if TYPE_CHECKING:
    from llm.models.described import OfferedModel


@click.group("aliases", cls=DefaultGroup, default="list")
def command() -> None:
    """Manage short names for models.

    An alias goes wherever the id of a model does, as in `llm -m ALIAS`.

    Examples:

        llm aliases set small smollm2-135m

        llm aliases
    """


@command.command("list")
@click.option("json_", "--json", is_flag=True, help="Output as JSON")
def list_(json_: bool) -> None:
    """List the aliases there are, each with the model that it stands for.

    Examples:

        llm aliases list

        llm aliases list --json
    """
    from llm.cli.output.names import shown
    from llm.models.registry import known_embedding_models, known_models

    models = _by_alias(known_models(users=False))
    vectors = _by_alias(known_embedding_models(users=False))
    if json_:
        click.echo(json.dumps({**models, **vectors}, indent=4))
        return
    longest = max((len(shown(alias)) for alias in (*models, *vectors)), default=0)
    for found, kind in ((models, ""), (vectors, " (embedding)")):
        for alias, model_id in found.items():
            click.echo(f"{shown(alias):<{longest}} : {shown(model_id)}{kind}")
    for alias, model_id in stored.load_aliases().items():
        if alias not in models and alias not in vectors:
            remark(shown(f"{alias} stands for {model_id}, and no plugin has such a model"))


@command.command("set")
@click.argument("alias")
@click.argument("model_id", required=False, shell_complete=completing.models)
@click.option(
    "query", "-q", "--query", multiple=True, help="Part of the name of the model; repeatable"
)
def set_(alias: str, model_id: str | None, query: Sequence[str]) -> None:
    """Let ALIAS stand for a model.

    With -q it is the model whose names hold each of these texts; of several, the one with the
    shortest id.

    Examples:

        llm aliases set small smollm2-135m

        llm aliases set small -q smol -q 135
    """
    if not alias.strip():
        raise click.BadParameter("it is empty.", param_hint="ALIAS")
    if model_id:
        if query:
            remark(f"-q was not looked at, as {model_id} is named")
    elif query:
        from llm.resolving.model_queries import model_id_for

        model_id = model_id_for(query)
        remark(f"{alias} now stands for {model_id}")
    else:
        raise InvalidInput(
            f"Say which model {alias} stands for, or give -q with a part of its name"
        )
    stored.set_alias(alias, model_id)
    _say_if_unknown(alias, model_id)


@command.command()
@click.argument("alias", shell_complete=completing.user_aliases)
def remove(alias: str) -> None:
    """Forget an alias of your own.

    Examples:

        llm aliases remove small

        llm aliases list
    """
    stored.remove_alias(alias)


@command.command()
def path() -> None:
    """Output the path to the aliases.json file.

    Examples:

        llm aliases path

        cat "$(llm aliases path)"
    """
    click.echo(stored.aliases_path())


def _by_alias(known: Sequence[OfferedModel]) -> dict[str, str]:
    """The aliases of models, the user's among them, each with the id of the model that has it."""
    from llm.models.naming import ids_by_name, with_user_aliases

    by_name = ids_by_name(known)
    return {alias: by_name[alias] for each in with_user_aliases(known) for alias in each.aliases}


def _say_if_unknown(alias: str, model_id: str) -> None:
    from llm.models.registry import model_of_any_kind

    try:
        model_of_any_kind(alias)
    except UnknownModelError:
        remark(f"No plugin has a model {model_id} at the moment; {alias} will stand for it")
