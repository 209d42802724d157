"""`llm retry`: ask again what was asked before."""

from __future__ import annotations

from typing import Any

import click

from llm.cli import params
from llm.cli.errors import reports_errors


@click.command("retry")
@click.argument("id_", metavar="[ID]", required=False)
@params.asking_again
@reports_errors
def command(*, id_: str | None, usage: bool, **given: Any) -> None:
    """Ask again what a call asked, of the same model or of another.

    ID is the call; the default is the last one of the conversation that was used last. The new
    answer stands beside the earlier one, and the conversation goes on from the new one.

    Examples:

        llm retry

        llm retry -m gpt-5.5 -o temperature 1
    """
    from llm.cli.asking.again import ask_again, found, history_of
    from llm.cli.asking.composing import Given

    options = Given(**given)
    history = history_of(options)
    point = found(history, id_)
    ask_again(options, history, point, usage=usage)
