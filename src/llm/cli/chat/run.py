"""A chat from its first line to its last: what `chat/loop.py` is handed."""

from __future__ import annotations

import shutil
import sys
from itertools import accumulate, takewhile
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from llm.cli.asking.key_input import is_taken
from llm.cli.chat import input as chat_input
from llm.cli.chat.commands import TYPING, Chat, interpret
from llm.cli.chat.loop import MESSAGE, Input, chat
from llm.cli.terminal import is_terminal, remark
from llm.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llm.cli.asking.composing import Composer
    from llm.cli.asking.history import History
    from llm.cli.chat.input import Messages
    from llm.cli.chat.keeping import KeptChat
    from llm.cli.chat.session import ChatSession
    from llm.parts import Message

_SHOWN = 2
"""So many turns are shown of a conversation that is gone on with."""
_ROWS = 3


def run_chat(
    session: ChatSession,
    composer: Composer,
    messages: Messages,
    *,
    title: str,
) -> None:
    """Chat until the user leaves; *title* says with whom.

    Raises an LLMError when the options of the command cannot be used.
    """
    if is_taken(sys.stdin):
        sys.stdin.read()  # says why nothing can be typed
    composer.read_fragments()
    session.check()
    commands = Chat(session, chat_input.edited, TYPING if chat_input.converses() else ())
    earlier = session.conversation.history()

    def show_earlier() -> None:
        if earlier and is_terminal(sys.stdin) and is_terminal(sys.stdout):
            for line in earlier_turns(earlier, session.conversation.name):
                remark(line, dim=True)

    chat(
        Input(messages.read, chat_input.edited, composer.load_fragments),
        session.say,
        title=title,
        interpret=lambda line: interpret(commands, line),
        before=show_earlier,
    )


def typed_before(history: History) -> Path | None:
    """The file with what was typed in earlier chats; None where nothing is kept."""
    from llm.store.copies import TYPED

    return Path(history.path()).with_name(TYPED) if history.keeps else None


def kept_chat(history: History) -> KeptChat | None:
    """What changes the history beside the calls; None where nothing is kept."""
    from llm.cli.chat.keeping import KeptChat

    return KeptChat(history.path()) if history.keeps else None


def earlier_turns(messages: Sequence[Message], name: str | None) -> Iterator[str]:
    """The name of a conversation and its last turns, in lines that are not much longer than a row.

    Only what the user and models said is shown, shortened.
    """
    width = max(shutil.get_terminal_size().columns, 20)
    yield _fitting(f"Going on with: {name or 'a conversation'}", width)
    said = [each for each in messages if each.role in ("user", "assistant") and each.text().strip()]
    asked = [place for place, each in enumerate(said) if each.role == "user"]
    shown = said[asked[-_SHOWN] :] if len(asked) >= _SHOWN else said
    for message in shown:
        mark = MESSAGE if message.role == "user" else ""
        yield _fitting(f"{mark}{message.text()}", width * _ROWS)


def _fitting(text: str, columns: int) -> str:
    """*text* in one line of so many columns, without anything that could move a cursor."""
    plain = one_line(text)
    widths = [2 if east_asian_width(each) in "WF" else 1 for each in plain]
    if sum(widths) <= columns:
        return plain
    room = columns - 3
    fits = takewhile(lambda until: until <= room, accumulate(widths))
    return plain[: sum(1 for _ in fits)] + "..."
