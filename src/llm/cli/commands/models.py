"""`llm models`: which models there are, and which is the default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from llm.cli.lazy import DefaultGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llm.models.registry import ModelWithAliases


@click.group("models", cls=DefaultGroup, default="list")
def command() -> None:
    """Manage available models."""


@command.command("list")
@click.option("--options", is_flag=True, help="Show options for each model, if available")
@click.option("async_", "--async", is_flag=True, help="List async models")
@click.option("--schemas", is_flag=True, help="List models that support schemas")
@click.option("--tools", is_flag=True, help="List models that support tools")
@click.option("json_", "--json", is_flag=True, help="Output as JSON")
@click.option("-q", "--query", multiple=True, help="Search for models matching these strings")
@click.option("model_ids", "-m", "--model", multiple=True, help="Specific model IDs")
def list_(
    options: bool,
    async_: bool,
    schemas: bool,
    tools: bool,
    json_: bool,
    query: tuple[str, ...],
    model_ids: tuple[str, ...],
) -> None:
    """List available models."""
    import llm
    from llm.cli.model_listing import listing, record

    entries = [
        (entry, model)
        for entry, model in _flavours(llm.get_models_with_aliases(), async_)
        if (not schemas or model.supports_schema)
        and (not tools or model.supports_tools)
        and all(entry.matches(term) for term in query)
        and (not model_ids or not {entry.model.model_id, *entry.aliases}.isdisjoint(model_ids))
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
@click.argument("model", required=False)
def default(model: str | None) -> None:
    """Show or set the default model."""
    import llm

    if not model:
        click.echo(llm.get_default_model())
    else:
        llm.set_default_model(llm.get_model(model).model_id)


def _flavours(
    entries: list[ModelWithAliases], async_: bool
) -> Iterator[tuple[ModelWithAliases, Any]]:
    """Each entry with the flavour that is asked for, where it has that."""
    for entry in entries:
        model = entry.async_model if async_ else entry.model
        if model is not None:
            yield entry, model
