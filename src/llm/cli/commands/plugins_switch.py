"""`llm plugins disable` and `llm plugins enable`: which of the installed plugins are loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from llm.cli import completing
from llm.cli.configured import tell_of_precedence
from llm.cli.output.names import shown
from llm.cli.terminal import remark

if TYPE_CHECKING:
    from llm.plugins.switching import Switched


@click.command("disable")
@click.argument(
    "names", nargs=-1, required=True, metavar="NAME...", shell_complete=completing.plugins
)
def disable(names: tuple[str, ...]) -> None:
    """Leave plugins out, which stay installed.

    NAME is that of the package, as `llm plugins` shows it. What the plugin adds is there again
    after `llm plugins enable`.

    Examples:

        llm plugins disable llm-echo

        llm plugins enable llm-echo
    """
    from llm.plugins.switching import disable as disable_plugins

    _tell(disable_plugins(names), "disabled")


@click.command("enable")
@click.argument(
    "names", nargs=-1, required=True, metavar="NAME...", shell_complete=completing.disabled_plugins
)
def enable(names: tuple[str, ...]) -> None:
    """Use plugins again that were disabled.

    Examples:

        llm plugins disable llm-echo

        llm plugins enable llm-echo
    """
    from llm.plugins.switching import enable as enable_plugins

    _tell(enable_plugins(names), "enabled")


def _tell(switched: Switched, done: str) -> None:
    for name in switched.unchanged:
        remark(shown(f"{name} is {done} already"))
    for name in switched.changed:
        remark(shown(f"{name} is {done} now"))
    if switched.changed:
        tell_of_precedence("disabled_plugins", switched.path)
