"""Standard output for answers, standard error for remarks; colour only where a person sees it.

What moves on the terminal - a spinner, the end of an answer that is drawn anew - is stopped while
anybody else writes there: see `still`.
"""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol, TextIO

import click

from llm import notices

if TYPE_CHECKING:
    from collections.abc import Iterator

# Pictures of what would otherwise move the cursor, change colours or speak to the terminal.
_PICTURES = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"},
    0x7F: 0x2421,
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
}


class Moving(Protocol):
    """Something of ours that is on the terminal, and not there to stay."""

    def aside(self) -> AbstractContextManager[object]:
        """Make room for others, who write within the block."""
        ...


_moving: list[Moving] = []


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sees what is written to *stream*."""
    return stream is not None and stream.isatty()


def is_drawn_on(stream: TextIO | None) -> bool:
    """Whether *stream* is a terminal on which the cursor can be moved."""
    return is_terminal(stream) and os.environ.get("TERM") not in {"dumb", "unknown"}


def has_colours(stream: TextIO | None) -> bool:
    """Whether *stream* shows colours, and the user wants them: `NO_COLOR` turns them off."""
    return is_drawn_on(stream) and not os.environ.get("NO_COLOR")


def size_of(stream: TextIO | None) -> tuple[int, int]:
    """Columns and rows of the terminal that *stream* is, two at least; else 80 and 24.

    Where it is no terminal, `COLUMNS` and `LINES` in the environment may say otherwise.
    """
    try:
        size = os.get_terminal_size(stream.fileno() if stream is not None else -1)
    except (OSError, ValueError, AttributeError):
        import shutil

        size = shutil.get_terminal_size()
    return max(size.columns or 80, 2), max(size.lines or 24, 2)


def visible(text: str) -> str:
    r"""*text* without anything that a terminal would obey, but for `\n` and tabs.

    Control characters become pictures of themselves (`\x1b` is ␛); `\r\n` is the end of a line, and
    a lone `\r` nothing.
    """
    return text.replace("\r", "").translate(_PICTURES)


@contextmanager
def moves(thing: Moving) -> Iterator[None]:
    """Let `still` know of *thing* within the block."""
    _moving.append(thing)
    try:
        yield
    finally:
        _moving.remove(thing)


@contextmanager
def still() -> Iterator[None]:
    """Let nothing of ours move on the terminal within the block: others write, or ask, there."""
    with ExitStack() as stack:
        for thing in (*_moving,):
            stack.enter_context(thing.aside())
        yield


notices.around = still


def write_answer(text: str) -> None:
    """Write *text* to standard output as it is, and at once."""
    if sys.stdout is not None:
        sys.stdout.write(text)
        sys.stdout.flush()


def remark(text: str, *, end: str = "\n", **style: Any) -> None:
    """Write *text* to standard error; *style*, as of `click.style`, where there are colours.

    A remark that cannot be written is lost: the answer is worth more.
    """
    if style and has_colours(sys.stderr):
        text = click.style(text, **style)
    with still(), suppress(OSError):
        click.echo(text + end, err=True, nl=False)
