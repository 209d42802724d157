"""`llm plugins`: the group of what is done with plugins that are installed."""

from __future__ import annotations

import click

from llm.cli.default_group import DefaultGroup
from llm.cli.lazy_commands import LazyCommands
from llm.cli.table import PLUGINS_COMMANDS


@click.group("plugins", cls=DefaultGroup, default="list", commands=LazyCommands(PLUGINS_COMMANDS))
def command() -> None:
    """Manage plugins: how they are, and which are used.

    `llm install` and `llm uninstall` add and remove them.

    Examples:

        llm plugins

        llm plugins doctor
    """
