"""`llm tools`: the tools that there are, and the rules for their calls."""

from __future__ import annotations

import json
from typing import Any

import click

from llm.cli import completing, params
from llm.cli.commands.tools_policy import policy
from llm.cli.default_group import DefaultGroup


@click.group("tools", cls=DefaultGroup, default="list")
def command() -> None:
    """Show the tools that models may use, and decide about their calls.

    A tool is Python code that runs on this machine when a model asks for it. Plugins bring tools;
    an option of a prompt lets the model use one.

    Examples:

        llm tools

        llm 'What time is it?' -T llm_time

        llm tools policy deny 'write_*'
    """


@command.command("list")
@click.argument("tool_defs", metavar="[TOOL]...", nargs=-1, shell_complete=completing.tools)
@click.option("json_", "--json", is_flag=True, help="Output as JSON")
@click.option(
    "model_id",
    "-m",
    "--model",
    help="Also list the tools that the provider of this model runs",
    shell_complete=completing.models,
)
@params.functions
def list_(
    *, tool_defs: tuple[str, ...], json_: bool, model_id: str | None, python_tools: tuple[str, ...]
) -> None:
    """List tools, with what they take and do.

    A toolbox is a group of tools. One that is named is set up as a prompt would do it, and may need
    a configuration:

        llm tools list 'Name(argument="value")'

    Examples:

        llm tools list

        llm tools list llm_time --json
    """
    from llm.cli.output.tools_listing import data_of, text_of
    from llm.resolving.tool_listing import list_tools

    listing = list_tools(tool_defs, model=_model(model_id), functions=python_tools)
    if json_:
        click.echo(json.dumps(data_of(listing), indent=2))
        return
    for line in text_of(listing):
        click.echo(line)


def _model(model_id: str | None) -> Any:
    if model_id is None:
        return None
    import llm

    return llm.get_model(model_id)


command.add_command(policy)
