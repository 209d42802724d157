"""`llm schemas`: the schemas that answers followed, and the short notation for them."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from llm.cli import params
from llm.cli.default_group import DefaultGroup
from llm.errors import NotInHistory
from llm.resolving.schemas import schema_of
from llm.resolving.stored import existing_history

if TYPE_CHECKING:
    from llm.store.records import SchemaRecord


@click.group("schemas", cls=DefaultGroup, default="list")
def command() -> None:
    """Manage the schemas that answers followed.

    Their ids, and the first digits of these, can be given to --schema.

    Examples:

        llm schemas

        llm --schema 'name, age int' 'Invent a dog'
    """


@command.command("list")
@params.existing_database
@params.queries
@click.option("full", "--full", is_flag=True, help="Output the whole schemas")
@click.option("json_", "--json", is_flag=True, help="Output as JSON")
@click.option("nl", "--nl", is_flag=True, help="Output as JSON, one schema a line")
def list_(database: str | None, queries: Sequence[str], full: bool, json_: bool, nl: bool) -> None:
    """List the schemas that were used, the one that was used last at the end.

    Those whose JSON holds every QUERY.

    Examples:

        llm schemas list --full

        llm schemas -q age --json
    """
    with existing_history(database) as history:
        found = history.schemas.matching(queries) if history else []
    if nl:
        for record in found:
            click.echo(json.dumps(_row(record)))
    elif json_:
        click.echo(json.dumps([_row(record) for record in found], indent=2))
    else:
        for record in found:
            click.echo(_entry(record, full=full))


@command.command()
@click.argument("schema_id")
@params.existing_database
def show(schema_id: str, database: str | None) -> None:
    """Show the schema with this id, or the one whose id begins so.

    Examples:

        llm schemas show 3f4d22

        llm schemas
    """
    with existing_history(database) as history:
        found = history.schemas.find(schema_id) if history else None
    if found is None:
        raise NotInHistory(f"There is no schema '{schema_id}': llm schemas lists those there are")
    click.echo(json.dumps(schema_of(found), indent=2))


@command.command()
@click.argument("notation", metavar="INPUT")
@click.option("multi", "--multi", is_flag=True, help="The schema of a list of such items")
def dsl(notation: str, multi: bool) -> None:
    """Turn the short notation for schemas into a JSON schema.

    Examples:

        llm schemas dsl 'name, age int, bio: one sentence'

        llm schemas dsl 'name, age int' --multi
    """
    from llm.schemas import schema_dsl

    click.echo(json.dumps(schema_dsl(notation, multi=multi), indent=2))


def _row(record: SchemaRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "content": record.schema,
        "recently_used": record.last_used.isoformat() if record.last_used else None,
        "times_used": record.times_used,
    }


def _entry(record: SchemaRecord, *, full: bool) -> str:
    """One entry of a list in YAML."""
    from llm.schemas import schema_summary

    if full or not isinstance(record.schema, dict):
        name, said = "schema", json.dumps(record.schema, indent=2)
    else:
        name, said = "summary", schema_summary(record.schema)
    usage = f"{record.times_used} time{'' if record.times_used == 1 else 's'}"
    if record.last_used:
        usage += f", most recently {record.last_used.isoformat()}"
    lines = [f"- id: {record.id}"]
    for title, text in ((name, said), ("usage", usage)):
        lines += [f"  {title}: |", textwrap.indent(text, "    ")]
    return "\n".join(lines)
