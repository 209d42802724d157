"""Asking before something is deleted."""

from __future__ import annotations

import sys

import click

from llm.cli.terminal import is_terminal
from llm.errors import InvalidInput

yes = click.option("-y", "--yes", is_flag=True, help="Do not ask")


def confirm(question: str) -> None:
    """Ask the user; a no ends the command. Raises InvalidInput when nobody can be asked."""
    if not is_terminal(sys.stdin):
        raise InvalidInput(f"{question} Nobody can be asked here: give -y to go ahead")
    click.confirm(question, abort=True, err=True)
