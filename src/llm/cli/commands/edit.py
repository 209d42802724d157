"""`llm edit`: change a message of the history, and have it answered anew."""

from __future__ import annotations

from typing import Any

import click

from llm.cli import params
from llm.cli.errors import reports_errors


@click.command("edit")
@click.argument("id_", metavar="ID")
@click.argument("text", required=False)
@click.option("--answer", is_flag=True, help="Change the answer of the call, not its prompt")
@params.asking_again
@reports_errors
def command(*, id_: str, text: str | None, answer: bool, usage: bool, **given: Any) -> None:
    """Change a message, and have it answered anew.

    ID is a call, whose prompt is changed, or a message. The new TEXT is the argument, standard
    input, or what you write in your editor. What was said before stays, as a branch beside the new
    one; the conversation goes on from the new one. An answer of the model is only changed.

    Examples:

        llm edit 01m8277zq2 'What is the capital of Spain?'

        llm edit 01m8277zq2 --answer 'It is Madrid.'
    """
    from llm.cli.asking.again import ask_again, edited, found, history_of, text_for
    from llm.cli.asking.composing import Given
    from llm.store.continuing import point_of

    options = Given(**given)
    history = history_of(options)
    point = point_of(history.store(), id_) if answer else found(history, id_)
    is_prompt = bool(point.messages) and point.messages[-1].role == "user"
    if options.no_log and not is_prompt:
        raise click.UsageError("An answer is changed in the history only: leave --no-log out")
    new = text_for(point, text)
    if is_prompt:
        ask_again(options, history, point, text=new, usage=usage)
        return
    edited(history, point, new)
    click.echo(f"The conversation {point.conversation.id} goes on from the changed answer.")
