"""`llm chat`: one message after another with a model."""

from __future__ import annotations

from typing import Any

import click

from llm.cli import params
from llm.cli.errors import reports_errors


@click.command("chat")
@params.system
@params.model
@params.fragments
@params.tools
@params.model_options
@params.templates
@params.no_stream
@params.logging
@params.continuing
@params.database
@params.hide_reasoning
@params.key
@reports_errors
def command(**given: Any) -> None:
    """Hold an ongoing chat with a model.

    Each message and its answer are kept in the history as they come; `llm chat -c` goes on where
    the last one ended.
    """
    import llm
    from llm.cli.chat_run import ask_in_chat, run_chat
    from llm.cli.composing import Composer, Given
    from llm.cli.continuing import conversation_with, model_of
    from llm.cli.display import DisplaySettings
    from llm.cli.history import History
    from llm.cli.prompt_run import announce_embedded_default

    options = Given(**given)
    history = History.chosen(options)
    point = history.point_chosen(options)
    composer = Composer(options, ask=ask_in_chat)
    model_id = options.model_id or model_of(point) or composer.model_id
    if not model_id:
        announce_embedded_default()
    model = llm.get_model(model_id)
    if point is not None and point.call is not None:
        composer.offer_again(point.call.tools, model)
    settings = DisplaySettings(stream=not options.no_stream, hide_reasoning=options.hide_reasoning)
    conversation = None if point is None else conversation_with(model, point, resumes=False)
    with history.recording():
        run_chat(model, composer, settings, title=model.model_id, conversation=conversation)
