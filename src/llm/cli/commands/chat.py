"""`llm chat`: one message after another with a model."""

from __future__ import annotations

from typing import Any

import click

from llm.cli import params
from llm.cli.errors import reports_errors

_HELP = """Hold an ongoing chat with a model.

    Each message and its answer are kept in the history as they come. Type /help in the chat for
    what it understands; exit, quit or Ctrl-D ends it.

    Examples:

        llm chat

        llm chat -m MODEL -s 'You are a patient teacher'

        llm chat -T llm_time

        llm chat -c
    """


@click.command("chat", help=_HELP)
@params.system
@params.model
@params.model_queries
@params.attachments
@params.fragments
@params.tools
@params.model_options
@params.templates
@params.no_stream
@params.rendering
@params.logging
@params.continuing
@params.database
@params.hide_reasoning
@params.key
@params.usage
@params.limits
@reports_errors
def command(*, usage: bool, **given: Any) -> None:
    """Parse, and hand over."""
    from llm.cli.asking.composing import Composer, Given
    from llm.cli.asking.continuing import conversation_with, model_of
    from llm.cli.asking.history import History
    from llm.cli.asking.model_choice import chosen_model, with_queries_resolved
    from llm.cli.chat.input import Messages
    from llm.cli.chat.run import kept_chat, run_chat, typed_before
    from llm.cli.chat.session import ChatSession
    from llm.cli.showing.display import DisplaySettings

    options = with_queries_resolved(Given(**given))
    history = History.chosen(options)
    point = history.point_chosen(options)
    messages = Messages(typed_before(history))
    composer = Composer(options, ask=messages.ask, begins=point is None)
    model = chosen_model(options.model_id or model_of(point) or composer.model_id, async_=False)
    if point is not None and point.call is not None:
        composer.offer_again(point.call.tools, model)
    session = ChatSession(
        model,
        composer,
        DisplaySettings(
            stream=not options.no_stream,
            hide_reasoning=options.hide_reasoning,
            render=options.render,
            ends_lines=True,
        ),
        conversation=None if point is None else conversation_with(model, point, resumes=False),
        resumed=None if point is None else point.call,
        usage=usage,
        kept=kept_chat(history),
    )
    with history.recording():
        run_chat(session, composer, messages, title=model.model_id)
