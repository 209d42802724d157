"""Asking again from the history: a call as it was made, or with another text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.cli.composing import Composer
from llm.cli.continuing import conversation_with, model_of
from llm.cli.display import DisplaySettings
from llm.cli.history import History, scope_of
from llm.cli.prompt_run import run_prompt
from llm.core.history import without_instructions
from llm.errors import NotInHistory
from llm.store.continuing import call_point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm.cli.composing import Given
    from llm.parts import Message
    from llm.store.continuing import Point


def history_of(given: Given) -> History:
    """The history that holds what is asked again. Raises `NotInHistory` when there is none."""
    import os

    history = History.chosen(given.database, no_log=given.no_log, log=given.log)
    if not os.path.exists(history.path()):
        raise NotInHistory(f"There is no history yet at {history.path()}")
    return history


def found(history: History, call: str | None) -> Point:
    """The point from which *call* was made: its id, or the last one for None."""
    return call_point(history.store(), call, scope_of)


def ask_again(
    given: Given, history: History, point: Point, messages: Sequence[Message], *, usage: bool
) -> None:
    """Ask what was asked at *point*, with these *messages*; the conversation goes on from there.

    The model, its options, the schema and the tools are those of the call, unless *given* says
    otherwise; another model is not given the options of the first.
    """
    from dataclasses import replace

    import llm

    call = point.call
    composer = Composer(given)
    model: Any = llm.get_model(given.model_id or model_of(point))
    if call is not None:
        composer.offer_again(call.tools, model)
    conversation = conversation_with(model, point, takes_tip=True)
    conversation.loaded_messages = []
    settings = DisplaySettings(stream=not given.no_stream, hide_reasoning=given.hide_reasoning)
    request = composer.request(model, None, stream=settings.stream)
    if request.system or request.system_fragments:
        messages = without_instructions(messages)
    earlier = call.options if call is not None and call.model == model.model_id else {}
    request = replace(
        request,
        messages=messages,
        options={**earlier, **request.options},
        schema=request.schema or (call.schema if call is not None else None),
    )
    with history.recording():
        run_prompt(conversation, request, settings, usage=usage)


def text_for(point: Point, text: str | None) -> str:
    """The new text of the last message at *point*: given, piped in, or written in an editor.

    Raises `InvalidInput` when nothing was changed.
    """
    import sys

    import click

    from llm.cli.prompt_input import read_prompt
    from llm.cli.terminal import is_terminal
    from llm.errors import InvalidInput

    before = point.messages[-1].text() if point.messages else ""
    if text is None and is_terminal(sys.stdin):
        text = click.edit(before)
        if text is not None and not before.endswith("\n"):
            text = text.removesuffix("\n")  # editors end every line
    elif text is None:
        text = read_prompt(None, required=True)
    if not text or text == before:
        raise InvalidInput("Nothing was changed: give the new text as an argument")
    return text
