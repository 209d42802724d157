"""`llm embed-models`: which embedding models there are, and which is the default."""

from __future__ import annotations

import click

from llm.cli import completing
from llm.cli.default_group import DefaultGroup


@click.group("embed-models", cls=DefaultGroup, default="list")
def command() -> None:
    """Manage available embedding models.

    Examples:

        llm embed-models

        llm embed-models default all-minilm-l6-v2
    """


@command.command("list")
@click.option("-q", "--query", multiple=True, help="Part of a name of the models; repeatable")
def list_(query: tuple[str, ...]) -> None:
    """List available embedding models.

    Examples:

        llm embed-models list

        llm embed-models list -q 3-large
    """
    from llm.cli.model_listing import titled
    from llm.models.registry import known_embedding_models
    from llm.resolving.model_queries import matching

    for each in matching(query, known_embedding_models()):
        click.echo(titled(each.shown, each.aliases))


@command.command()
@click.argument("model", required=False, shell_complete=completing.embedding_models)
@click.option("--remove-default", is_flag=True, help="Take the choice back")
def default(model: str | None, remove_default: bool) -> None:
    """Show the embedding model that is used when none is named, or choose another.

    Examples:

        llm embed-models default

        llm embed-models default 3-small

        llm embed-models default --remove-default
    """
    import llm
    from llm.cli.configured import tell_of_precedence
    from llm.config.defaults import EMBEDDING_MODEL_FILE, default_embedding_model_choice
    from llm.config.paths import user_file
    from llm.errors import ModelUnavailable

    if model and remove_default:
        raise click.UsageError("Name a model or give --remove-default, not both")
    if remove_default:
        llm.set_default_embedding_model(None)
        return
    if not model:
        try:
            click.echo(default_embedding_model_choice().name)
        except ModelUnavailable:
            click.echo("<No default embedding model set>")
        return
    llm.set_default_embedding_model(llm.get_embedding_model(model).model_id)
    tell_of_precedence("embedding_model", user_file(EMBEDDING_MODEL_FILE))
