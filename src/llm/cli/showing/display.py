"""Displays: the events of an answer -> standard output, standard error and files.

`AnswerDisplay` is for people, `EventLines` for programs; `display_for` chooses. How text is
written is `raw_output.py`'s and `rendering.py`'s.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Literal, Protocol

from llm.cli.showing.raw_output import RawWriter
from llm.cli.showing.saved_files import FileSaver
from llm.cli.showing.spinner import Spinner
from llm.cli.terminal import is_drawn_on, moves, remark
from llm.core.chain import RoundSpacer
from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm.cli.showing.rendering import RenderedWriter
    from llm.events import StreamEvent
    from llm.models import AsyncResponse, Response


@dataclass(frozen=True)
class DisplaySettings:
    """How an answer is shown.

    Attributes:
        stream: show the text as it comes; otherwise all of it at the end, without the reasoning.
        hide_reasoning: show no reasoning.
        extract: show only the first or the last fenced code block of the text, if it has any.
        directory: where images, sounds and files of the answer are saved.
        silent: show no text; files are saved all the same.
        render: Markdown as it should look (`md`), as it is written (`raw`), or the first on a
            terminal and the second elsewhere.
        events: show every event as a line of JSON, and nothing else; no files are saved.
        id_file: the file that gets the id of the call; that of the last one of a chain.
        ends_lines: what is cut short ends its line, as more follows on standard output.

    """

    stream: bool = True
    hide_reasoning: bool = False
    extract: Literal["first", "last"] | None = None
    directory: str = "."
    silent: bool = False
    render: str = "auto"
    events: bool = False
    id_file: str | None = None
    ends_lines: bool = False


class Display(Protocol):
    """Shows an answer: one response, or the rounds of a chain.

    Whoever waits for them calls `begin` for each response, `show` for each of its events, and
    `end_round`; then `finish`, or `abandon`, and `close`.
    """

    def begin(self, response: Response | AsyncResponse) -> None:
        """The events that follow are those of *response*."""

    def asked(self, response: Response | AsyncResponse) -> None:
        """The model is asked now, and the history knows."""

    def show(self, event: StreamEvent) -> None:
        """Show one more event."""

    def end_round(self) -> None:
        """The response has come to its end; tools may be run."""

    def tools_running(self, names: Sequence[str]) -> None:
        """These tools are run now; none while the user is asked something."""

    def finish(self) -> None:
        """The answer is complete: show what was kept back, and end the line."""

    def abandon(self, reason: BaseException) -> None:
        """The answer was cut short: show what was kept back, and leave the line on a terminal."""

    def raise_failure(self) -> None:
        """Raise InvalidInput when a file of the answer could not be saved."""

    def close(self) -> None:
        """Leave nothing on the terminal that moves."""


class AnswerDisplay:
    """Shows an answer to people; see `Display`."""

    def __init__(self, settings: DisplaySettings) -> None:
        self._settings = settings
        self._files = FileSaver(settings.directory)
        self._spacer = RoundSpacer()
        self._text: list[str] = []
        self._in_reasoning = False
        self._shows_reasoning = settings.stream and not settings.hide_reasoning
        self._writer: RawWriter | RenderedWriter = RawWriter(ends_lines=settings.ends_lines)
        self._has_begun = False
        self._spinner = Spinner()
        self._moving = ExitStack()
        self._moving.enter_context(moves(self._spinner))

    def begin(self, response: Response | AsyncResponse) -> None:
        """See `Display.begin`."""
        if not self._has_begun:
            self._has_begun = True
            self._writer = _writer(self._settings, is_data=response.prompt.schema is not None)
            self._moving.enter_context(moves(self._writer))
        self._files.begin(response.id)
        self._spacer.next_round()
        self._spin()

    def asked(self, response: Response | AsyncResponse) -> None:
        """See `Display.asked`."""

    def show(self, event: StreamEvent) -> None:
        """See `Display.show`."""
        if event.attachment is not None:
            self._files.save(event.attachment, event.part_index)
        elif event.type == "text" and event.chunk:
            self._show_text(event.chunk)
        elif event.type == "reasoning" and event.chunk and self._shows_reasoning:
            if not self._in_reasoning:
                self._writer.settle()
            self._in_reasoning = True
            remark(event.chunk, end="", dim=True)

    def end_round(self) -> None:
        """See `Display.end_round`."""
        self._end_reasoning()
        self._writer.settle()

    def tools_running(self, names: Sequence[str]) -> None:
        """See `Display.tools_running`."""
        self._spin(f"Running {', '.join(names)}") if names else self._spinner.stop()

    def finish(self) -> None:
        """See `Display.finish`."""
        self._end_reasoning()
        self._spinner.stop()
        if self._settings.silent:
            return
        if not self._settings.stream:
            self._writer.write(self._chosen_text())
        if self._text or not self._files.saved:
            self._writer.finish()

    def abandon(self, reason: BaseException) -> None:  # noqa: ARG002 - programs want to know
        """See `Display.abandon`."""
        self._end_reasoning()
        self._spinner.stop()
        if not self._settings.stream and not self._settings.silent:
            self._writer.write("".join(self._text))
        self._writer.leave()

    def raise_failure(self) -> None:
        """See `Display.raise_failure`."""
        self._files.raise_failure()

    def close(self) -> None:
        """See `Display.close`."""
        self._spinner.close()
        self._writer.close()
        self._moving.close()

    def _spin(self, label: str = "") -> None:
        if not self._writer.in_line:
            self._spinner.start(label)

    def _show_text(self, chunk: str) -> None:
        self._end_reasoning()
        chunk = self._spacer.join(chunk)
        self._text.append(chunk)
        if self._settings.stream:
            self._spinner.stop()
            self._writer.write(chunk)

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


def display_for(settings: DisplaySettings) -> Display:
    """What shows an answer as *settings* say."""
    if settings.events:
        from llm.cli.output.event_lines import EventLines

        return EventLines()
    return AnswerDisplay(settings)


def _writer(settings: DisplaySettings, *, is_data: bool) -> RawWriter | RenderedWriter:
    is_raw = settings.extract is not None or settings.silent or settings.render == "raw"
    if is_raw or (settings.render != "md" and (is_data or not is_drawn_on(sys.stdout))):
        return RawWriter(ends_lines=settings.ends_lines)
    from llm.cli.showing.rendering import RenderedWriter

    return RenderedWriter()
