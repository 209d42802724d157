"""Asking again from the history: a call as it was made, or with another text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.cli.asking.composing import Composer
from llm.cli.asking.continuing import conversation_with, model_of, typed_in
from llm.cli.asking.history import History
from llm.cli.asking.prompt_run import run_prompt
from llm.cli.showing.display import DisplaySettings
from llm.core.history import without_instructions
from llm.errors import NotInHistory
from llm.parts import attachments_of
from llm.store.continuing import call_point, with_other_answer

if TYPE_CHECKING:
    from llm.cli.asking.composing import Given
    from llm.store.continuing import Point


def history_of(given: Given) -> History:
    """The history that holds what is asked again. Raises `NotInHistory` when there is none."""
    history = History.chosen(given)
    if not history.is_there():
        raise NotInHistory(f"There is no history at {history.path()} yet")
    return history


def found(history: History, call: str | None) -> Point:
    """The point from which *call* was made: its id, or the last one for None."""
    from llm.models.scopes import scope_of

    return call_point(history.store(), call, scope_of)


def ask_again(
    given: Given, history: History, point: Point, *, text: str | None = None, usage: bool = False
) -> None:
    """Ask what was asked at *point*; with another *text*, if one is given, in the last message.

    The conversation goes on from there. The model, its options, the schema and the tools are those
    of the call, unless *given* says otherwise; another model is not given the options of the first.
    """
    from dataclasses import replace

    import llm

    call, messages = point.call, list(point.messages)
    composer = Composer(given, begins=False)
    model: Any = llm.get_model(given.model_id or model_of(point))
    if call is not None:
        composer.offer_again(call.tools, model)
    conversation = conversation_with(model, point, takes_tip=True)
    conversation.loaded_messages = []
    settings = DisplaySettings(
        stream=not given.no_stream, hide_reasoning=given.hide_reasoning, render=given.render
    )
    request = composer.request(model, None, stream=settings.stream)
    if text is not None:
        last = messages.pop()
        _, fragments = typed_in(last, call)
        shown = list(attachments_of(last))
        request = replace(request, text=text, fragments=fragments, attachments=shown)
    if request.system or request.system_fragments:
        messages = list(without_instructions(messages))
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

    from llm.cli.asking.prompt_input import read_prompt
    from llm.cli.editor import as_meant
    from llm.cli.editor import edited as edited_by_user
    from llm.cli.terminal import is_terminal
    from llm.errors import InvalidInput

    before = own_text(point)
    if text is None:
        by_hand = is_terminal(sys.stdin)
        given = edited_by_user(before) if by_hand else read_prompt(None, required=True)
        text = before if given is None else as_meant(given, before)
    if not text.strip():
        raise InvalidInput("The new text is empty: say what the message is to be")
    if text == before:
        raise InvalidInput("Nothing was changed: the message says just that already")
    return text


def own_text(point: Point) -> str:
    """What was typed in the last message at *point*, without the fragments that led it."""
    if not point.messages:
        return ""
    last = point.messages[-1]
    return typed_in(last, point.call)[0] if last.role == "user" else last.text()


def edited(history: History, point: Point, text: str) -> None:
    """Keep the answer at *point* with another *text*, from which the conversation goes on."""
    try:
        history.store().finish(with_other_answer(point, text))
    finally:
        history.close()
