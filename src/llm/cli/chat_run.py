"""A chat with a model on the terminal: what `chat_loop.py` is handed."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from llm.cli.chat_loop import Input, Said, chat
from llm.cli.prompt_run import run_prompt
from llm.cli.terminal import is_terminal, remark
from llm.resolving.fragments import Loaded
from llm.text import valid_text

if TYPE_CHECKING:
    from llm.cli.composing import Composer
    from llm.cli.display import DisplaySettings


def run_chat(
    model: Any,
    composer: Composer,
    settings: DisplaySettings,
    *,
    title: str,
    conversation: Any = None,
) -> None:
    """Chat with *model* until the user leaves; *title* says with whom.

    It goes on with a *conversation*, where one is given. Attachments and fragments go with the
    first message. A message whose answer fails, or is stopped, is as if it had not been sent.
    """
    composer.read_fragments()
    _prepare_input()
    conversation = conversation or model.conversation()
    sent = False

    def answer(message: Said) -> None:
        nonlocal sent
        request = composer.request(model, message.text, stream=settings.stream)
        loaded = message.loaded
        if not sent:
            loaded = Loaded(list(request.fragments), request.attachments) + loaded
        request = replace(request, fragments=loaded.fragments, attachments=loaded.attachments)
        past = len(conversation.responses)
        try:
            run_prompt(conversation, request, settings)
        except BaseException:
            # Half a chain, with calls that nobody answered, is nothing to go on from.
            del conversation.responses[past:]
            conversation.takes_tip = True  # the next answer does not follow what was kept of this
            raise
        sent = True

    chat(Input(read_line, _edited, composer.load_fragments), answer, title=title)


def read_line(prompt: str) -> str:
    """One line of standard input. Raises EOFError at its end, and KeyboardInterrupt."""
    if sys.stdin is None:
        raise EOFError
    return valid_text(input(prompt))


def ask_in_chat(question: str) -> bool | None:
    """The user's answer to *question*, from where their messages come from."""
    try:
        return read_line(question).strip().lower() in {"y", "yes"}
    except EOFError:
        return None


def _prepare_input() -> None:
    """Let lines be edited on a terminal, and bytes that are no text do no harm."""
    if is_terminal(sys.stdin):
        with suppress(ImportError):
            import readline  # noqa: F401 - it changes what `input` does
    if reconfigure := getattr(sys.stdin, "reconfigure", None):
        reconfigure(errors="replace")


def _edited() -> str | None:
    import click

    try:
        return click.edit()
    except click.ClickException as error:
        remark(f"Error: {error.format_message()}")
        return None
