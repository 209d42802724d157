"""Messages typed on a terminal: editing, pasting, completing, and what was typed in earlier chats.

Only what a chat on a terminal needs imports this: prompt_toolkit comes with it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import (
    CompleteEvent,
    Completer,
    Completion,
    DynamicCompleter,
    ThreadedCompleter,
)
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import Condition, has_focus
from prompt_toolkit.history import DummyHistory, FileHistory, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.layout.processors import TabsProcessor

from llm.cli.chat.loop import MESSAGE

if TYPE_CHECKING:
    from prompt_toolkit.document import Document
    from prompt_toolkit.key_binding.key_processor import KeyPressEvent

    from llm.cli.chat.completion import Found

LONGEST = 1_000_000
"""So many bytes of what was typed are kept; when there are more, the older half is dropped."""


class TerminalMessages:
    """Reads messages from the terminal.

    Args:
        remembered: the file with what was typed in earlier chats; None for none.
        complete: what could stand where a line ends.

    """

    def __init__(
        self, remembered: Path | None, complete: Callable[[str], Iterable[Found]] | None
    ) -> None:
        self._messages: PromptSession[str] = PromptSession(
            multiline=True,
            history=InMemoryHistory() if remembered is None else Remembered(remembered),
            completer=None if complete is None else _completer(complete),
            complete_while_typing=_types_a_command,
            reserve_space_for_menu=6,
            search_ignore_case=True,
            enable_suspend=True,
            key_bindings=self._bindings(),
            input_processors=[TabsProcessor(char1=" ", char2=" ")],
            prompt_continuation=lambda width, _number, _wrapped: " " * width,
        )
        self._lines: PromptSession[str] = PromptSession(history=DummyHistory())
        self._cleared = False
        """Ctrl-C was the last key, on an empty line."""

    def read(self, prompt: str) -> str:
        """What the user types: a message, which may have several lines, or an answer of one line.

        Raises EOFError for Ctrl-D, and KeyboardInterrupt for Ctrl-C where there is nothing to
        clear, for a message when it comes twice.
        """
        self._cleared = False
        session = self._messages if prompt == MESSAGE else self._lines
        return session.prompt(prompt, in_thread=_in_event_loop())

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()
        typing = has_focus(DEFAULT_BUFFER)  # and not searching

        @bindings.add("enter", filter=typing)
        def _send(event: KeyPressEvent) -> None:
            event.current_buffer.validate_and_handle()

        @bindings.add("escape", "enter", filter=typing)
        def _begin_line(event: KeyPressEvent) -> None:
            event.current_buffer.newline(copy_margin=False)

        @bindings.add("c-c", filter=typing)
        def _clear(event: KeyPressEvent) -> None:
            buffer = event.current_buffer
            if not buffer.text and self._cleared:
                event.app.exit(exception=KeyboardInterrupt())
            self._cleared = not buffer.text
            buffer.reset()

        return bindings


def _completer(complete: Callable[[str], Iterable[Found]]) -> Completer:
    """What fits, found in a thread where that may take time, so that typing goes on."""
    at_once = Completions(complete)
    in_thread = ThreadedCompleter(at_once)
    return DynamicCompleter(lambda: at_once if _types_a_command() else in_thread)


class Completions(Completer):
    """What *complete* gives for the text before the cursor, as prompt_toolkit wants it."""

    def __init__(self, complete: Callable[[str], Iterable[Found]]) -> None:
        self._complete = complete

    def get_completions(
        self,
        document: Document,
        complete_event: CompleteEvent,  # noqa: ARG002 - prompt_toolkit hands it
    ) -> Iterable[Completion]:
        """What could stand at the cursor; nothing, when that cannot be found out."""
        with suppress(Exception):  # a plugin that fails is no matter of the line that is typed
            for found in self._complete(document.text_before_cursor):
                yield Completion(
                    found.text, start_position=-found.replaces, display_meta=found.said
                )


class Remembered(FileHistory):
    """What was typed in earlier chats, in a file that nobody else may read.

    A file that cannot be read or written is no reason not to chat.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
            path.chmod(0o600)
            if path.stat().st_size > LONGEST:
                _drop_older_half(path)

    def load_history_strings(self) -> Iterable[str]:
        """What was typed, the last first."""
        try:
            return super().load_history_strings()
        except OSError:
            return []

    def store_string(self, string: str) -> None:
        """Keep what was typed now."""
        with suppress(OSError):
            super().store_string(string)


def _drop_older_half(path: Path) -> None:
    from llm.config.files import replaced
    from llm.errors import ConfigError

    content = path.read_bytes()
    start = content.find(b"\n# ", len(content) - LONGEST // 2)
    with suppress(ConfigError), replaced(path, private=True) as file:
        file.write(content[max(start, 0) :])


@Condition
def _types_a_command() -> bool:
    """Whether the name of a command is being typed: those fit on the screen, and are at hand."""
    from prompt_toolkit.application import get_app

    text = get_app().current_buffer.text
    return text.startswith("/") and not any(each.isspace() for each in text)


def _in_event_loop() -> bool:
    """Whether this thread runs an event loop, in which no other can be run."""
    with suppress(RuntimeError):
        return bool(asyncio.get_running_loop())
    return False
