"""The chat: reading what the user says, message by message, until there is no more.

How a line is read, how an editor is opened and how an answer is made and shown is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from llm.cli.errors import in_one_line, raises_errors
from llm.cli.terminal import remark, write_answer

HELP = (
    "exit, quit or Ctrl-D ends the chat; Ctrl-C stops an answer",
    "!multi begins a message of several lines, !end on a line of its own ends it",
    "!edit lets you write the message in your editor",
)


@dataclass(frozen=True)
class Input:
    """Where messages come from.

    Attributes:
        read: reads one line after showing a prompt. Raises EOFError at the end of the input, and
            KeyboardInterrupt when the user wants to begin the line anew.
        edit: lets the user write a message elsewhere; None when nothing was written.

    """

    read: Callable[[str], str]
    edit: Callable[[], str | None]


def chat(source: Input, answer: Callable[[str], None], *, title: str) -> None:
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


def _messages(source: Input) -> Iterator[str]:
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
        if message.strip() in {"exit", "quit"}:
            return
        if message.strip():
            yield message


def _next_message(source: Input) -> str:
    line = source.read("> ")
    command, _, token = line.strip().partition(" ")
    if command == "!multi":
        return _several_lines(source, f"!end {token}".strip())
    if line.strip() == "!edit":
        written = source.edit() or ""
        write_answer(written if written.endswith("\n") or not written else f"{written}\n")
        return written
    return line


def _several_lines(source: Input, end: str) -> str:
    lines: list[str] = []
    while (line := source.read("")).strip() != end:
        lines.append(line)
    return "\n".join(lines)
