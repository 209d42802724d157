"""`cli`, the root group: its help, and the plugins' chance to add or replace commands."""

from __future__ import annotations

from typing import Any

import click

from llm import ports
from llm.cli.configured import default_map, layers_for
from llm.cli.default_group import DefaultGroup
from llm.cli.errors import reported_to_user
from llm.cli.lazy_commands import LazyCommands
from llm.cli.plugin_commands import PluginCommands
from llm.cli.table import COMMANDS, DEFAULT, SECTIONS
from llm.config.layers import layered
from llm.version import __version__

ports.import_progress.fill("llm.cli.showing.progress:progress_bar")


class RootContext(click.Context):
    """The context of `llm`, which the commands' own are made within."""

    def close(self) -> None:
        """Let go of what the command had; Ctrl-C has its own exit status here, too."""
        with reported_to_user():
            super().close()


class RootGroup(DefaultGroup):
    """The group behind `llm`; whatever a command raises on purpose leaves it as click's error."""

    context_class = RootContext

    def make_context(self, *args: Any, **attributes: Any) -> click.Context:
        """Parse the command line; help and version are written here."""
        with reported_to_user():
            return super().make_context(*args, **attributes)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        with reported_to_user():
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, and let the user's settings hold for it."""
        if ctx.resilient_parsing:
            from llm.cli.completing import TYPED

            ctx.meta[TYPED] = list(args)
        name, command, rest = super().resolve_command(ctx, args)
        if name is not None and not ctx.resilient_parsing:
            layers = layers_for(name, rest)
            ctx.with_resource(layered(layers))
            ctx.default_map = default_map(name, layers)
        return name, command, rest

    def _refuse_unless_argument(self, ctx: click.Context, word: str) -> None:
        """Raise a mistake of usage for a command whose plugin is left out, or lost."""
        if not ctx.resilient_parsing and " " not in word:
            from llm.plugins.frozen import plugin_that_had, said_of_lost
            from llm.plugins.left_out import said_of_absent

            if said := said_of_absent("commands", word):
                raise click.UsageError(said, ctx)
            if lost := plugin_that_had(word):
                said = f"No such command '{word}'. {said_of_lost([lost])}"
                raise click.UsageError(said, ctx)
        super()._refuse_unless_argument(ctx, word)


def _root() -> click.Group:
    return cli


@click.group(
    cls=RootGroup,
    default=DEFAULT,
    commands=LazyCommands(COMMANDS, PluginCommands(_root)),
    sections=SECTIONS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="llm")
def cli() -> None:
    """Talk to any large language model.

    A model answers without any key or account; the built-in one is small, and works offline:

        llm 'What is the capital of France?'

    For a bigger one, store the key of its provider and choose one of its models:

        llm keys set openai

        llm models default MODEL

    All options of a prompt:

        llm prompt --help
    """
