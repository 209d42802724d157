"""`llm serve`: the group of all that concerns the server, which runs it by default."""

from __future__ import annotations

import click

from llm.cli.default_group import DefaultGroup
from llm.cli.lazy_commands import LazyCommands
from llm.cli.table import SERVE_COMMANDS


class _Serve(DefaultGroup):
    """Its help shows the options of `run`, which are what it is mostly asked for."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        run = self.get_command(ctx, self.default)
        within = click.Context(run, parent=ctx) if run is not None else ctx
        params = run.get_params(within) if run is not None else self.get_params(ctx)
        rows = [row for each in params if (row := each.get_help_record(within)) is not None]
        with formatter.section("Options"):
            formatter.write_dl(rows)
        self.format_commands(ctx, formatter)


@click.group("serve", cls=_Serve, default="run", commands=LazyCommands(SERVE_COMMANDS))
def command() -> None:
    """Let other programs use your models, and chat with them on a page.

    Every installed model is there for whatever speaks to OpenAI or to Anthropic: a program needs
    no more than the address. What is asked is kept in the history.

    Examples:

        llm serve --open

        llm serve --port 9000 -m smollm2
    """
