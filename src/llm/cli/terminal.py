"""Standard output for answers, standard error for remarks; colour only where a person sees it."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any, TextIO

import click


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sees what is written to *stream*."""
    return stream is not None and stream.isatty()


def write_answer(text: str) -> None:
    """Write *text* to standard output as it is, and at once."""
    if sys.stdout is not None:
        sys.stdout.write(text)
        sys.stdout.flush()


def remark(text: str, *, end: str = "\n", **style: Any) -> None:
    """Write *text* to standard error; *style*, as of `click.style`, shows on terminals only.

    `NO_COLOR` in the environment turns the style off. A remark that cannot be written is lost:
    the answer is worth more.
    """
    if style and is_terminal(sys.stderr) and not os.environ.get("NO_COLOR"):
        text = click.style(text, **style)
    with suppress(OSError):
        click.echo(text + end, err=True, nl=False)
