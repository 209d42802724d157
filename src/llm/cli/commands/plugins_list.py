"""`llm plugins list`: what is installed, and what could not be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from llm.cli import completing

if TYPE_CHECKING:
    from llm.plugins.listing import PluginState


@click.command("list")
@click.option("all_", "--all", is_flag=True, help="Include built-in default plugins")
@click.option(
    "hooks",
    "--hook",
    multiple=True,
    shell_complete=completing.hooks,
    help="Filter for plugins that implement this hook",
)
@click.option("table", "-t", "--table", is_flag=True, help="A line for each, for people")
@click.option("--json", is_flag=True, help="Output as JSON, which is the default")
def command(
    all_: bool,
    hooks: tuple[str, ...],
    table: bool,
    json: bool,  # noqa: ARG001 - it says what holds anyway
) -> None:
    """List installed plugins.

    The "state" of one is "loaded", "failed", "hung" when it did not come to an end in time, or
    "disabled"; the "milliseconds" are those that it took to load. One that could not be loaded, or
    that fails when it is asked for what it offers, has an "error" with the reason.

    Examples:

        llm plugins

        llm plugins list --all --hook register_models

        llm plugins list --all --table
    """
    from llm.plugins.listing import known_states

    _ask_for_commands()
    states = [
        state
        for state in known_states()
        if (all_ or not state.built_in or state.error)
        and (not hooks or not set(hooks).isdisjoint(state.hooks))
    ]
    if table:
        _write_table(states)
    else:
        from json import dumps

        click.echo(dumps([_record(state) for state in states], indent=2))


def _ask_for_commands() -> None:
    """Let plugins add their commands, so that it is known who fails in it."""
    from llm.cli.root import cli

    len(cli.commands)


def _record(state: PluginState) -> dict[str, Any]:
    record: dict[str, Any] = {"name": state.name, "hooks": list(state.hooks)}
    if state.version is not None:
        record["version"] = state.version
    record["state"] = state.state
    if state.milliseconds is not None:
        record["milliseconds"] = round(state.milliseconds)
    if state.error is not None:
        record["error"] = state.error
    return record


def _write_table(states: list[PluginState]) -> None:
    from llm.cli.output.names import shown
    from llm.cli.output.tables import dicts_to_table_string

    rows = [
        {
            "plugin": shown(state.name),
            "version": shown(state.version or ""),
            "state": state.state,
            "ms": "" if state.milliseconds is None else f"{state.milliseconds:,.0f}",
            "error": shown(state.error or ""),
        }
        for state in states
    ]
    for line in dicts_to_table_string(("plugin", "version", "state", "ms", "error"), rows):
        click.echo(line.rstrip())
