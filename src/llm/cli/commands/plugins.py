"""`llm plugins`: what is installed, and what could not be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from llm.plugins.listing import PluginState


@click.command("plugins")
@click.option("all_", "--all", is_flag=True, help="Include built-in default plugins")
@click.option("hooks", "--hook", multiple=True, help="Filter for plugins that implement this hook")
def command(all_: bool, hooks: tuple[str, ...]) -> None:
    """List installed plugins.

    One that could not be loaded, or that failed since, has an "error" with the reason.

    Examples:

        llm plugins

        llm plugins --all --hook register_models
    """
    import json

    from llm.plugins.listing import plugin_states

    shown = [
        _record(state)
        for state in plugin_states()
        if (all_ or not state.built_in or state.error)
        and (not hooks or not set(hooks).isdisjoint(state.hooks))
    ]
    click.echo(json.dumps(shown, indent=2))


def _record(state: PluginState) -> dict[str, Any]:
    record: dict[str, Any] = {"name": state.name, "hooks": list(state.hooks)}
    if state.version is not None:
        record["version"] = state.version
    if state.error is not None:
        record["error"] = state.error
    return record
