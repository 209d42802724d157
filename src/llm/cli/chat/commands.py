"""The commands of a chat, `/help` and the others: what they are called, and what each does.

A command is a row of the table and a function; the terminal is none of their business.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import click

from llm.cli.chat.loop import Action, ChatEnded, words_of
from llm.cli.chat.session import name_of
from llm.cli.default_group import nearest_command
from llm.cli.editor import as_meant
from llm.cli.terminal import remark
from llm.errors import InvalidInput
from llm.lazy_dataclass import dataclass
from llm.text import truncate_string

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm.cli.chat.session import ChatSession

Values: TypeAlias = Literal["", "models", "files", "tools", "texts"]
"""What may stand after a command: nothing that is known, or names of these."""

_COMMAND = re.compile(r"/(?P<name>[A-Za-z][\w-]*|\?)(?:\s+(?P<rest>.*))?", re.DOTALL)

_EDITING = (
    ("!edit", "Write a message in your editor"),
    ("!multi [WORD]", "Begin a message of several lines, up to !end [WORD]"),
    ("!fragment NAME ...", "Put files, URLs and other fragments into a message"),
    ("//...", "Send a message that begins with a slash"),
)
TYPING = (
    ("Alt-Enter", "Begin a new line of the message; Esc and Enter do, too"),
    ("Up, Down", "Earlier messages; Ctrl-R searches in them"),
    ("Tab", "Complete a command, and what it is given"),
    ("Ctrl-C", "Stop the answer, or clear the line"),
    ("Ctrl-D", "End the chat"),
)
"""What else can be typed on a terminal."""


@dataclass
class Chat:
    """What commands work with.

    Attributes:
        session: the chat.
        edit: lets the user change a text elsewhere; None when nothing was written.
        typing: what can be typed, beside commands, and what it does.
        saved: the files that this chat was written to.

    """

    session: ChatSession
    edit: Callable[[str], str | None]
    typing: Sequence[tuple[str, str]] = ()
    saved: set[str] = field(default_factory=set)


class Row(NamedTuple):
    """One command.

    Attributes:
        name: what is typed after the slash.
        arguments: what may follow it, as help shows it.
        help: what it does, in a line.
        run: does it, with what followed.
        values: what may be named there.

    """

    name: str
    arguments: str
    help: str
    run: Callable[[Chat, str], object]
    values: Values = ""


def interpret(chat: Chat, line: str) -> Action | str:
    """What *line* means: something to do, or a text to send.

    A line that begins with a slash and a word is a command. Two slashes send it with one; what
    cannot be a command, such as a path, is a text as it is, and so is what has several lines but
    does not begin with a command of ours. Raises InvalidInput for a command that there is not.
    """
    doubled = line.startswith("//")
    found = _COMMAND.fullmatch(line[1:] if doubled else line.rstrip())
    if found is None:
        return line
    if doubled:
        return line if "\n" in line else line[1:]
    name = _ALIASES.get(found["name"].lower(), found["name"].lower())
    row = next((row for row in COMMANDS if row.name == name), None)
    if row is not None:
        return partial(row.run, chat, found["rest"] or "")
    if "\n" in line or os.path.exists(f"/{found['name']}"):
        return line
    raise InvalidInput(_no_such_command(found["name"]))


def _no_such_command(name: str) -> str:
    near = nearest_command(name.lower(), [row.name for row in COMMANDS])
    hint = f"did you mean /{near}?" if near else "/help lists those that there are."
    return f"There is no command /{name}: {hint} To send the line, put a second slash before it"


def _help(chat: Chat, _rest: str) -> None:
    shown = [(f"/{row.name} {row.arguments}".rstrip(), row.help) for row in COMMANDS]
    formatter = click.HelpFormatter()
    formatter.write_dl([*shown, *_EDITING, *chat.typing])
    click.echo(formatter.getvalue(), nl=False)


def _model(chat: Chat, name: str) -> None:
    session = chat.session
    if not name:
        click.echo(session.model.model_id)
        return
    left_out = session.use_model(name)
    said = f"Going on with {session.model.model_id}"
    without = f", without tools that it does not take: {', '.join(left_out)}" if left_out else ""
    remark(f"{said}{without}")


def _attach(chat: Chat, paths: str) -> None:
    from llm.resolving.attachments import resolve_attachment

    session = chat.session
    made = []
    for path in words_of(paths):
        if path == "-":
            raise InvalidInput("Standard input is what you type here: name a file or a URL")
        attachment = resolve_attachment(os.path.expanduser(path))
        taken = session.model.attachment_types
        if attachment.type not in taken:
            kinds = ", ".join(sorted(taken)) or "none at all"
            raise InvalidInput(
                f"{path} is of type {attachment.type}; {session.model.model_id} takes {kinds}"
            )
        made.append(attachment)
    session.pending += made
    names = [each.path or each.url or "" for each in session.pending]
    if names:
        remark(f"Goes with the next message: {', '.join(names)}")
    else:
        remark("Nothing is attached to the next message.")


def _system(chat: Chat, text: str) -> None:
    session = chat.session
    if text:
        session.instruct("" if text.strip() == "none" else text)
        remark("The next answer follows these instructions." if session.instructions() else _FREE)
        return
    click.echo(session.instructions() or "There are no instructions.")


def _tools(chat: Chat, specs: str) -> None:
    session = chat.session
    if specs:
        session.use_tools([] if specs.strip() == "none" else specs_in(specs))
    names = [name_of(tool) for tool in session.tools()]
    click.echo("\n".join(names) or "No tools are offered.")


def _undo(chat: Chat, _rest: str) -> None:
    taken = chat.session.undo()
    remark(f"Taken back: {_excerpt(taken.text)}")


def _retry(chat: Chat, name: str) -> None:
    session = chat.session
    session.last_question()
    if name:
        _model(chat, name)
    session.retry()


def _edit(chat: Chat, text: str) -> None:
    session = chat.session
    before = session.last_question().text
    if not text:
        given = chat.edit(before)
        text = before if given is None else as_meant(given, before)
    if not text.strip():
        raise InvalidInput("The new text is empty, so nothing was asked")
    if text == before:
        raise InvalidInput("Nothing was changed, so nothing was asked: /retry asks it again")
    session.ask_instead(text)


def _fork(chat: Chat, _rest: str) -> None:
    made, kept = chat.session.fork()
    click.echo(made)
    if not kept:
        remark("The history has it from its first message on, where a history is kept.")


def _save(chat: Chat, path: str) -> None:
    from llm.cli.chat.saving import save_chat

    names = words_of(path)
    if len(names) != 1:
        raise InvalidInput("Name one file: /save FILE")
    target = os.path.abspath(os.path.expanduser(names[0]))
    if os.path.exists(target) and target not in chat.saved:
        raise InvalidInput(f"{names[0]} is there already: name another file")
    save_chat(target, chat.session.conversation, chat.session.calls)
    chat.saved.add(target)
    remark(f"Written to {target}")


def _usage(chat: Chat, _rest: str) -> None:
    last, total = chat.session.usage()
    unknown = "not reported"
    click.echo(f"Last turn: {str(last) or unknown}\nIn all: {str(total) or unknown}")


def _exit(_chat: Chat, _rest: str) -> None:
    raise ChatEnded


def specs_in(text: str) -> list[str]:
    """The tools that *text* names; the configuration of one, in brackets, may have spaces."""
    return re.findall(r"(?:\([^()]*\)|\{[^{}]*\}|[^\s(){}])+", text)


def _excerpt(text: str) -> str:
    return truncate_string(text.strip(), 60, normalize_whitespace=True) or "a message without text"


_FREE = "The next answer follows no instructions."
_ALIASES = {"quit": "exit", "?": "help"}

COMMANDS = (
    Row("help", "", "Show what can be typed", _help),
    Row("model", "[NAME]", "Show or change the model that answers", _model, "models"),
    Row("attach", "PATH ...", "Attach files or URLs to the next message", _attach, "files"),
    Row("system", "[TEXT | none]", "Show or change the instructions of the model", _system),
    Row("tools", "[NAME ... | none]", "Show or change the tools of the model", _tools, "tools"),
    Row("undo", "", "Take the last message and its answer back", _undo),
    Row("retry", "[MODEL]", "Ask the last question again, or another model", _retry, "models"),
    Row("edit", "[TEXT]", "Change the last question, and have it answered anew", _edit),
    Row("fork", "", "Go on in a new conversation, and show its id", _fork),
    Row("save", "FILE", "Write the conversation to a file, as Markdown", _save, "files"),
    Row("usage", "", "Show how many tokens were used", _usage),
    Row("exit", "", "End the chat; /quit does, too", _exit),
)
