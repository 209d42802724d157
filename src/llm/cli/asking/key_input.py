"""`--key -`: the key is what standard input holds, so that no list of processes shows it."""

from __future__ import annotations

import io
import sys
from typing import Any, NoReturn

import click

from llm.cli.standard_input import text_there
from llm.cli.terminal import is_terminal
from llm.errors import InvalidInput

STDIN = "-"


class TakenInput(io.TextIOBase):
    """Standard input that held the key: whoever reads it again is told so."""

    def read(self, _size: int | None = -1) -> NoReturn:
        """Raise InvalidInput."""
        raise InvalidInput(
            "Standard input holds the key, as --key - says: give the rest as arguments"
        )

    def readline(self, _size: int | None = -1) -> NoReturn:
        """Raise InvalidInput."""
        self.read()

    @property
    def buffer(self) -> NoReturn:
        """Raise InvalidInput."""
        self.read()

    def isatty(self) -> bool:
        """It was read to its end."""
        return False


def key_given(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The value of `--key`; for `-`, what is typed unseen, or all that standard input holds."""
    if value != STDIN or ctx.resilient_parsing:
        return value
    if is_terminal(sys.stdin):
        return str(click.prompt("Enter key", hide_input=True, err=True)).strip()
    lines = text_there().split()
    if len(lines) != 1:
        said = "more than a key" if lines else "nothing"
        raise click.BadParameter(f"standard input holds {said}.", ctx, param)
    taken, sys.stdin = sys.stdin, TakenInput()
    root = ctx.find_root()

    def put_back() -> None:
        sys.stdin = taken

    root.call_on_close(put_back)
    return lines[0]


def is_taken(stream: Any) -> bool:
    """Whether *stream* is a standard input that held the key."""
    return isinstance(stream, TakenInput)
