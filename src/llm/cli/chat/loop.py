"""The chat: reading what the user says, message by message, until there is no more.

How a line is read, how an editor is opened, what a line that begins with a slash means and how an
answer is made and shown is handed in.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from typing import TypeAlias

from llm.cli.errors import in_one_line
from llm.cli.terminal import is_terminal, remark, write_answer
from llm.errors import LLMError
from llm.lazy_dataclass import dataclass
from llm.notices import raises_errors
from llm.resolving.fragments import Loaded

HELP = (
    "/help lists all commands; Ctrl-C stops an answer; exit or Ctrl-D ends the chat",
    "!multi begins a message of several lines, !end on a line of its own ends it",
    "!edit lets you write the message in your editor",
    "!fragment NAME ... puts files, URLs and other fragments into the message",
)

MESSAGE, MORE = "> ", ""
"""The prompts of a message, and of a line of one that `!multi` began."""

Action: TypeAlias = Callable[[], object]
"""Something to do instead of sending a message. Raises ChatEnded to leave."""


class ChatEnded(Exception):  # noqa: N818 - not an error
    """The user leaves the chat."""


@dataclass(frozen=True)
class Input:
    """Where messages come from.

    Attributes:
        read: reads one line - on a terminal, one message of several - after showing a prompt.
            Raises EOFError at the end of the input, and KeyboardInterrupt when the user wants to
            begin anew; what follows is in a line of its own.
        edit: lets the user change a text elsewhere; None when nothing was written.
        load: gives what `!fragment` and these names put into a message. Raises LLMError.

    """

    read: Callable[[str], str]
    edit: Callable[[str], str | None]
    load: Callable[[Sequence[str]], Loaded]


@dataclass
class Said:
    """A message of the user.

    Attributes:
        text: what they wrote.
        loaded: what `!fragment` put into it.

    """

    text: str
    loaded: Loaded = field(default_factory=Loaded)


def chat(
    source: Input,
    answer: Callable[[Said], object],
    *,
    title: str,
    interpret: Callable[[str], Action | str] = str,
    before: Callable[[], object] | None = None,
) -> None:
    """Let *answer* answer each message of *source*, until the user leaves.

    *title* says who is there, and *before* shows more before the first prompt. *interpret* says
    what a line means: something to do, or a text to send; it raises LLMError for what is neither.
    What fails costs one line, and Ctrl-C ends the answer only.
    """
    write_answer("\n".join([f"Chatting with {title}", *HELP, ""]))
    if before is not None:
        before()
    for each in _entries(source, interpret):
        try:
            answer(each) if isinstance(each, Said) else each()
        except ChatEnded:
            return
        except KeyboardInterrupt:
            remark("\nThe answer was stopped.")
        except OSError:  # nobody reads the output any more
            raise
        except Exception as error:
            if raises_errors():
                raise
            _report(error)


def _entries(source: Input, interpret: Callable[[str], Action | str]) -> Iterator[Said | Action]:
    """Each message that the user sends, and all else they ask for; lines without words are none."""
    while True:
        try:
            entry = _next_entry(source, interpret)
        except EOFError:
            return
        except KeyboardInterrupt:
            remark("To end the chat, press Ctrl-D.")
            continue
        if not isinstance(entry, Said):
            yield entry
            continue
        if entry.text.strip() in {"exit", "quit"} and not entry.loaded:
            return
        if entry.text.strip() or entry.loaded:
            yield entry


def _next_entry(source: Input, interpret: Callable[[str], Action | str]) -> Said | Action:
    line = source.read(MESSAGE)
    command, _, token = line.strip().partition(" ")
    if command == "!multi":
        return _several_lines(source, f"!end {token}".strip())
    if line.strip() == "!edit":
        written = (source.edit("") or "").rstrip("\n")  # editors end every line
        if written and is_terminal(sys.stdout):
            write_answer(f"{written}\n")
        return Said(written)
    if (names := _fragment_names(line)) is not None:
        return Said("", _loaded(source, names))
    try:
        meant = interpret(line)
    except LLMError as error:
        _report(error)
        return Said("")
    return Said(meant) if isinstance(meant, str) else meant


def _several_lines(source: Input, end: str) -> Said:
    lines: list[str] = []
    loaded = Loaded()
    while (line := _next_line(source, lines, end)).strip() != end:
        if (names := _fragment_names(line)) is None:
            lines.append(line)
        else:
            loaded += _loaded(source, names)
    return Said("\n".join(lines), loaded)


def _next_line(source: Input, lines: Sequence[str], end: str) -> str:
    try:
        return source.read(MORE)
    except EOFError:
        if any(line.strip() for line in lines):
            remark(f"The message was not sent: it has no {end}")
        raise


def _fragment_names(line: str) -> list[str] | None:
    """The names after `!fragment`; None when *line* is something else."""
    command, _, names = line.strip().partition(" ")
    return words_of(names) if command == "!fragment" and "\n" not in names else None


def words_of(text: str) -> list[str]:
    """The words of *text*; those with spaces in them are in quotes, or have backslashes there."""
    try:
        # Elsewhere a backslash is what Windows writes.
        quoted = any(each in text for each in ('"', "'", "\\ "))
        return shlex.split(text) if quoted else text.split()
    except ValueError:
        return text.split()


def _loaded(source: Input, names: Sequence[str]) -> Loaded:
    """What *names* mean; nothing, and one line that says why, where that fails.

    What was written of the message by then is not lost.
    """
    try:
        return source.load(names)
    except LLMError as error:
        _report(error)
        return Loaded()


def _report(error: Exception) -> None:
    remark(f"Error: {in_one_line(error)}")
