"""The chat: reading what the user says, message by message, until there is no more.

How a line is read, how an editor is opened and how an answer is made and shown is handed in.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from llm.cli.errors import in_one_line
from llm.cli.terminal import remark, write_answer
from llm.errors import LLMError
from llm.notices import raises_errors
from llm.resolving.fragments import Loaded

HELP = (
    "exit, quit or Ctrl-D ends the chat; Ctrl-C stops an answer",
    "!multi begins a message of several lines, !end on a line of its own ends it",
    "!edit lets you write the message in your editor",
    "!fragment NAME ... puts files, URLs and other fragments into the message",
)


@dataclass(frozen=True)
class Input:
    """Where messages come from.

    Attributes:
        read: reads one line after showing a prompt. Raises EOFError at the end of the input, and
            KeyboardInterrupt when the user wants to begin the line anew.
        edit: lets the user write a message elsewhere; None when nothing was written.

        load: gives what `!fragment` and these names put into a message. Raises LLMError.

    """

    read: Callable[[str], str]
    edit: Callable[[], str | None]
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


def chat(source: Input, answer: Callable[[Said], None], *, title: str) -> None:
    """Let *answer* answer each message of *source*, until the user leaves.

    *title* says who is there. An answer that fails costs one line, and Ctrl-C ends the answer
    only.
    """
    write_answer("\n".join([f"Chatting with {title}", *HELP, ""]))
    for message in _messages(source):
        try:
            answer(message)
        except KeyboardInterrupt:
            remark("\nThe answer was stopped.")
        except OSError:  # nobody reads the output any more
            raise
        except Exception as error:
            if raises_errors():
                raise
            remark(f"Error: {in_one_line(error)}")


def _messages(source: Input) -> Iterator[Said]:
    """Each message that the user sends; lines without words are none."""
    while True:
        try:
            message = _next_message(source)
        except EOFError:
            write_answer("\n")
            return
        except KeyboardInterrupt:
            remark("\nTo end the chat, press Ctrl-D.")
            continue
        if message.text.strip() in {"exit", "quit"} and not message.loaded:
            return
        if message.text.strip() or message.loaded:
            yield message


def _next_message(source: Input) -> Said:
    line = source.read("> ")
    command, _, token = line.strip().partition(" ")
    if command == "!multi":
        return _several_lines(source, f"!end {token}".strip())
    if line.strip() == "!edit":
        written = source.edit() or ""
        write_answer(written if written.endswith("\n") or not written else f"{written}\n")
        return Said(written)
    if (names := _fragment_names(line)) is not None:
        return Said("", _loaded(source, names))
    return Said(line)


def _several_lines(source: Input, end: str) -> Said:
    lines: list[str] = []
    loaded = Loaded()
    while (line := source.read("")).strip() != end:
        if (names := _fragment_names(line)) is None:
            lines.append(line)
        else:
            loaded += _loaded(source, names)
    return Said("\n".join(lines), loaded)


def _fragment_names(line: str) -> list[str] | None:
    """The names after `!fragment`; None when *line* is something else."""
    command, _, names = line.strip().partition(" ")
    if command != "!fragment":
        return None
    try:
        # Names with spaces are in quotes; elsewhere a backslash is what Windows writes.
        return shlex.split(names) if set(names) & {'"', "'"} else names.split()
    except ValueError:
        return names.split()


def _loaded(source: Input, names: Sequence[str]) -> Loaded:
    """What *names* mean; nothing, and one line that says why, where that fails.

    What was written of the message by then is not lost.
    """
    try:
        return source.load(names)
    except LLMError as error:
        remark(f"Error: {in_one_line(error)}")
        return Loaded()
