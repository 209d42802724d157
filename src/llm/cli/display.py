"""AnswerDisplay: the events of an answer -> standard output, standard error and files."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from llm.cli.saved_files import FileSaver
from llm.cli.terminal import is_terminal, remark, write_answer
from llm.core.chain import RoundSpacer

if TYPE_CHECKING:
    from llm.events import StreamEvent


@dataclass(frozen=True)
class DisplaySettings:
    """How an answer is shown.

    Attributes:
        stream: show the text as it comes; otherwise all of it at the end, without the reasoning.
        hide_reasoning: show no reasoning.
        extract: show only the first or the last fenced code block of the text, if it has any.
        directory: where images, sounds and files of the answer are saved.
        silent: show no text; files are saved all the same.

    """

    stream: bool = True
    hide_reasoning: bool = False
    extract: Literal["first", "last"] | None = None
    directory: str = "."
    silent: bool = False


class AnswerDisplay:
    """Shows an answer, one response or the rounds of a chain.

    Whoever waits for them calls `begin` for each response, and `show` for each of its events.
    """

    def __init__(self, settings: DisplaySettings) -> None:
        self._settings = settings
        self._files = FileSaver(settings.directory)
        self._spacer = RoundSpacer()
        self._text: list[str] = []
        self._in_reasoning = False
        self._shows_reasoning = settings.stream and not settings.hide_reasoning

    def begin(self, response_id: str) -> None:
        """The events that follow are those of another response."""
        self._files.begin(response_id)
        self._spacer.next_round()

    def show(self, event: StreamEvent) -> None:
        """Show one more event."""
        if event.attachment is not None:
            self._files.save(event.attachment, event.part_index)
        elif event.type == "text" and event.chunk:
            self._show_text(event.chunk)
        elif event.type == "reasoning" and event.chunk and self._shows_reasoning:
            remark(event.chunk, end="", dim=True)
            self._in_reasoning = True

    def finish(self) -> None:
        """The answer is complete: show what was kept back, and end the line."""
        self._end_reasoning()
        if self._settings.silent:
            return
        if not self._settings.stream:
            write_answer(self._chosen_text())
        if self._text or not self._files.saved:
            write_answer("\n")

    def raise_failure(self) -> None:
        """Raise InvalidInput when a file of the answer could not be saved."""
        self._files.raise_failure()

    def abandon(self) -> None:
        """The answer was cut short: show what was kept back, and leave the line on a terminal."""
        self._end_reasoning()
        text = "".join(self._text)
        if not self._settings.stream:
            write_answer(text)
        if text and not text.endswith("\n") and is_terminal(sys.stdout):
            write_answer("\n")

    def _show_text(self, chunk: str) -> None:
        self._end_reasoning()
        chunk = self._spacer.join(chunk)
        self._text.append(chunk)
        if self._settings.stream:
            write_answer(chunk)

    def _end_reasoning(self) -> None:
        if self._in_reasoning:
            remark("")
            self._in_reasoning = False

    def _chosen_text(self) -> str:
        text = "".join(self._text)
        if self._settings.extract is None:
            return text
        from llm.text import extract_fenced_code_block

        block = extract_fenced_code_block(text, last=self._settings.extract == "last")
        return text if block is None else block
