"""`llm models`: which models there are, and which is the default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from llm.cli import completing
from llm.cli.default_group import DefaultGroup
from llm.cli.lazy_commands import LazyCommands
from llm.cli.table import MODELS_COMMANDS
from llm.cli.terminal import remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llm.models.described import OfferedModel
    from llm.models.registered import ModelWithAliases


@click.group("models", cls=DefaultGroup, default="list", commands=LazyCommands(MODELS_COMMANDS))
def command() -> None:
    """Manage available models.

    Examples:

        llm models

        llm models default smollm2-135m
    """


@command.command("list")
@click.option("--options", is_flag=True, help="Show options for each model, if available")
@click.option("async_", "--async", is_flag=True, help="List async models")
@click.option("--schemas", is_flag=True, help="List models whose answers can follow a schema")
@click.option("--tools", is_flag=True, help="List models that can use tools")
@click.option("json_", "--json", is_flag=True, help="Output as JSON")
@click.option("-q", "--query", multiple=True, help="Part of a name of the models; repeatable")
@click.option(
    "model_ids",
    "-m",
    "--model",
    multiple=True,
    shell_complete=completing.models,
    help="Id or alias of a model; repeatable",
)
def list_(
    options: bool,
    async_: bool,
    schemas: bool,
    tools: bool,
    json_: bool,
    query: tuple[str, ...],
    model_ids: tuple[str, ...],
) -> None:
    """List available models.

    Examples:

        llm models list --tools

        llm models list -q gpt -q mini

        llm models list --options -m smollm2-135m
    """
    import llm
    from llm.cli.model_listing import listing, record, titled
    from llm.models.registry import known_models
    from llm.resolving.model_queries import matching

    _say_which_are_unknown(model_ids)
    known = [
        each
        for each in matching(query, known_models())
        if (not async_ or each.async_id is not None)
        and (not model_ids or not set(each.names).isdisjoint(model_ids))
    ]
    if not (options or schemas or tools or json_):
        lines = [titled(each.async_shown if async_ else each.shown, each.aliases) for each in known]
        if lines:
            click.echo("\n".join(lines))
    else:
        entries = [
            (entry, model)
            for entry, model in _registered(known, async_)
            if (not schemas or model.supports_schema) and (not tools or model.supports_tools)
        ]
        if json_:
            import json

            records = [record(entry, model, options=options) for entry, model in entries]
            click.echo(json.dumps(records, indent=2))
            return
        for line in listing(entries, options=options):
            click.echo(line)
    if not (query or options or schemas or model_ids):
        click.echo(f"Default: {llm.get_default_model()}")


@command.command()
@click.argument("model", required=False, shell_complete=completing.models)
def default(model: str | None) -> None:
    """Show the model that is asked when none is named, or choose another.

    Examples:

        llm models default

        llm models default smollm2-135m
    """
    import llm

    if not model:
        click.echo(llm.get_default_model())
    else:
        from llm.cli.configured import tell_of_precedence
        from llm.config.defaults import MODEL_FILE
        from llm.config.paths import user_file

        llm.set_default_model(llm.get_model(model).model_id)
        tell_of_precedence("model", user_file(MODEL_FILE))


def _say_which_are_unknown(model_ids: Sequence[str]) -> None:
    import llm
    from llm.errors import UnknownModelError

    for model_id in model_ids:
        try:
            llm.get_model(model_id)
        except UnknownModelError as error:
            remark(str(error))


def _registered(
    known: Sequence[OfferedModel], async_: bool
) -> Iterator[tuple[ModelWithAliases, Any]]:
    """The models that are *known*, each with the flavour that is asked for."""
    from llm.models.registry import models_called

    wanted = {(each.model_id, each.shown) for each in known}
    for entry in models_called(*(each.model_id for each in known)) if known else ():
        model = entry.async_model if async_ else entry.model
        if model is not None and (entry.model.model_id, str(entry.model)) in wanted:
            yield entry, model
