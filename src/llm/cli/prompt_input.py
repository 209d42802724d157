"""The text of a prompt: standard input and the argument, together."""

from __future__ import annotations

import sys

from llm.cli.terminal import is_terminal, remark
from llm.errors import InvalidInput
from llm.text import valid_text


def read_prompt(argument: str | None, *, required: bool) -> str | None:
    """What to ask: standard input, if anything is piped in, then *argument*, a space between.

    With no argument and nothing piped in, a *required* prompt is read from the terminal.
    """
    if not is_terminal(sys.stdin):
        piped = _read_all()
    elif argument is None and required:
        if is_terminal(sys.stderr):
            remark("Type the prompt, then end it with Ctrl-D on a line of its own.", dim=True)
        piped = _read_all()
    else:
        piped = ""
    given = [text for text in (piped, argument) if text]
    return valid_text(" ".join(given)) if given else argument


def _read_all() -> str:
    """Standard input to its end; bytes that are no text in its encoding become U+FFFD."""
    if sys.stdin is None:
        return ""
    if reconfigure := getattr(sys.stdin, "reconfigure", None):
        reconfigure(errors="replace")
    try:
        return sys.stdin.read()
    except OSError as error:
        raise InvalidInput(f"Standard input cannot be read: {error.strerror}") from error
