"""`cli`, the root group: its help, and the plugins' chance to add or replace commands."""

from __future__ import annotations

from typing import Any, cast

import click

from llm import ports
from llm.cli.errors import reported_to_user
from llm.cli.lazy import DefaultGroup, LazyCommands
from llm.cli.table import COMMANDS
from llm.version import __version__

ports.import_progress.fill("llm.cli.progress:progress_bar")


class RootGroup(DefaultGroup):
    """The group behind `llm`; whatever a command raises on purpose leaves it as click's error."""

    def make_context(self, *args: Any, **attributes: Any) -> click.Context:
        """Parse the command line; help and version are written here."""
        with reported_to_user():
            return super().make_context(*args, **attributes)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        with reported_to_user():
            return super().invoke(ctx)


def _load_plugins() -> None:
    """Load the plugins and let them register their commands."""
    from llm.plugins.host import pm

    commands = cast("LazyCommands", cli.commands)
    before = commands.copied()

    def given(_plugin: str) -> dict[str, Any]:
        nonlocal before
        before = commands.copied()
        return {"cli": cli}

    pm.call_each("register_commands", given, undo=lambda: commands.put_back(before))


@click.group(
    cls=RootGroup,
    default="prompt",
    commands=LazyCommands(COMMANDS, _load_plugins),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="llm")
def cli() -> None:
    """Talk to any large language model.

    A model answers without any key or account; the embedded one is small, and works offline:

        llm 'What is the capital of France?'

    For a bigger one, store the key of its provider and choose one of its models:

        llm keys set openai

        llm models default MODEL

    All options of a prompt:

        llm prompt --help
    """
