"""`llm edit`: change a message of the history, and have it answered anew."""

from __future__ import annotations

from typing import Any

import click

from llm.cli import params
from llm.cli.errors import reports_errors


@click.command("edit")
@click.argument("id_", metavar="ID")
@click.argument("text", required=False)
@params.asking_again
@reports_errors
def command(*, id_: str, text: str | None, usage: bool, **given: Any) -> None:
    """Change a message, and have it answered anew.

    ID is a call, whose prompt is changed, or a message. The new TEXT is the argument, standard
    input, or what you write in your editor. What was said before stays, as a branch beside the new
    one; the conversation goes on from the new one. A message of the model is only changed.

        llm edit 01k2 'What is the capital of Spain?'
    """
    from llm.cli.again import ask_again, found, history_of, text_for
    from llm.cli.composing import Given
    from llm.core.history import without_instructions
    from llm.store.continuing import with_other_text

    options = Given(**given)
    history = history_of(options)
    point = found(history, id_)
    messages = with_other_text(point.messages, text_for(point, text))
    if messages[-1].role == "user":
        ask_again(options, history, point, messages, usage=usage)
        return
    store = history.store()
    store.place_messages(point.conversation.id, without_instructions(messages))
    store.close()
    click.echo(f"The conversation {point.conversation.id} goes on from the changed message.")
