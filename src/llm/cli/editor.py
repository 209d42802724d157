"""The user's editor: a text, or a file, is handed to it and comes back."""

from __future__ import annotations

from pathlib import Path

import click

from llm.errors import InvalidInput

_CURE = "set EDITOR to another program"


def edited(text: str, *, extension: str = ".txt") -> str | None:
    """*text* as the user left it; None when nothing was saved.

    Raises InvalidInput when the editor fails, or leaves what is no text.
    """
    try:
        return click.edit(text or None, extension=extension)
    except click.ClickException as failure:
        raise InvalidInput(f"{failure.message}: {_CURE}") from failure
    except UnicodeDecodeError as error:
        raise InvalidInput("The editor left what is no UTF-8 text; nothing was changed") from error


def as_meant(text: str, before: str) -> str:
    """*text*, which is in the place of *before*, as it is meant: editors, and `echo`, end lines."""
    return text if before.endswith("\n") else text.removesuffix("\n")


def edit_file(path: Path) -> None:
    """Let the user change the file at *path*. Raises InvalidInput when the editor fails."""
    try:
        click.edit(filename=str(path))
    except click.ClickException as failure:
        raise InvalidInput(f"{failure.message}: {_CURE}") from failure
