"""Where the messages of a chat come from: a terminal, or the lines of standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from llm.cli.chat.completion import completions, names_offered
from llm.cli.terminal import is_drawn_on, is_terminal, remark, still, write_answer
from llm.errors import InvalidInput
from llm.lazy_dataclass import dataclass
from llm.text import valid_text

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Messages:
    """Reads what the user types.

    Attributes:
        remembered: the file with what was typed in earlier chats, to be chosen from again; None for
            none. It matters on a terminal.

    """

    remembered: Path | None = None

    def read(self, prompt: str) -> str:
        """One line of standard input; on a terminal, one message of several where it is pasted.

        Raises EOFError at its end, and KeyboardInterrupt.
        """
        return valid_text(self._read(prompt))

    def ask(self, question: str) -> str | None:
        """The user's answer to *question*, from where their messages come from; None for none."""
        about, end, asked = question.rpartition("\n")
        with still(), suppress(EOFError):
            if converses() and not is_terminal(sys.stderr):
                write_answer(f"{about}{end}")
            else:
                remark(about, end=end)
            return self.read(asked)
        return None

    def __post_init__(self) -> None:
        """Nothing is imported before the first message is read."""
        self._read: Callable[[str], str] = self._prepared

    def _prepared(self, prompt: str) -> str:
        if converses():
            from llm.cli.chat.terminal import TerminalMessages

            complete = partial(completions, names=names_offered())
            self._read = TerminalMessages(self.remembered, complete).read
        else:
            if reconfigure := getattr(sys.stdin, "reconfigure", None):
                reconfigure(errors="replace")  # bytes that are no text do no harm
            self._read = _line
        return self._read(prompt)


def converses() -> bool:
    """Whether a person types on a terminal that can do more than show one line after the other."""
    return is_drawn_on(sys.stdin) and is_drawn_on(sys.stdout)


def edited(text: str) -> str | None:
    """*text* as the user left it in their editor; None when that was not saved, or failed."""
    from llm.cli.editor import edited

    try:
        return edited(text)
    except InvalidInput as error:
        remark(f"Error: {error}")
        return None


def _line(prompt: str) -> str:
    if sys.stdin is None:
        raise EOFError
    try:
        if is_terminal(sys.stdin):
            from llm.cli.chat.typed_line import typed_line

            return typed_line(sys.stdin, prompt)
        return input(prompt)
    except EOFError:
        write_answer("\n")
        raise
    except KeyboardInterrupt:
        remark("")
        raise
