"""EventLines: an answer as one JSON object a line (`core/event_log.py`), each at once.

The format is documented there and in docs/output.md. Everything is in the lines: attachments in
base64, and what went wrong.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llm.cli.errors import in_one_line
from llm.cli.terminal import still, write_answer
from llm.core import event_log
from llm.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm.events import StreamEvent
    from llm.models import AsyncResponse, Response


class EventLines:
    """Shows an answer to programs; see `showing/display.py`.

    Args:
        every_line_names_call: each line has the id of its call, as lines of several answers mix.

    """

    def __init__(self, *, every_line_names_call: bool = False) -> None:
        self._names_call = every_line_names_call
        self._response: Response | AsyncResponse | None = None
        self._is_open = False
        self._told: Response | AsyncResponse | None = None
        """The last one of which it was said that the model is asked."""

    def begin(self, response: Response | AsyncResponse) -> None:
        """The events that follow are those of *response*, whose prompt has the tools' results."""
        self._response = response
        for result in response.prompt.tool_results:
            self._write(event_log.tool_result(result))

    def asked(self, response: Response | AsyncResponse) -> None:
        """The model is asked now."""
        if self._is_open:
            return
        self._is_open = True
        self._told = response
        model, conversation = response.model.model_id, _conversation_of(response)
        self._write(event_log.start(response.id, model, conversation))

    def show(self, event: StreamEvent) -> None:
        """Write one more event."""
        self._start()
        self._write(event_log.piece(event))

    def end_round(self) -> None:
        """The response has come to its end."""
        response = self._response
        self._start()
        self._end("ok")
        for call in [] if response is None else response.calls_to_run():
            self._write(event_log.tool_call(call))

    def tools_running(self, names: Sequence[str]) -> None:
        """Nothing is said of that."""

    def finish(self) -> None:
        """The answer is complete."""

    def abandon(self, reason: BaseException) -> None:
        """The answer was cut short."""
        response = self._response
        if response is not self._told and response and response.recording.started_utc is not None:
            self._start()
        if isinstance(reason, Exception):
            call = self._response.id if self._response is not None and self._is_open else None
            self._write(event_log.error(in_one_line(reason), call))
            self._end("error")
        else:
            self._end("interrupted")

    def raise_failure(self) -> None:
        """Nothing is saved here."""

    def close(self) -> None:
        """Nothing moves here."""

    def _write(self, line: dict[str, Any]) -> None:
        if self._names_call and self._response is not None:
            line["call"] = self._response.id
        _write(line)

    def _start(self) -> None:
        """Say that the model was asked, if nobody has seen it."""
        if self._response is not None and not self._is_open:
            self.asked(self._response)

    def _end(self, status: str) -> None:
        """The call is over, if there is one."""
        if self._response is None or not self._is_open:
            return
        self._is_open = False
        response = self._response
        self._write(
            event_log.end(
                response.id,
                status,
                finish_reason=response.finish_reason,
                resolved_model=response.resolved_model,
                usage=_usage_of(response),
            )
        )


def _usage_of(response: Response | AsyncResponse) -> Usage:
    return Usage(
        response.input_tokens,
        response.output_tokens,
        response.token_details,
        response.cached_tokens,
        response.reasoning_tokens,
    )


def _conversation_of(response: Response | AsyncResponse) -> str | None:
    """The id of its conversation, where it has one or the history has given it one."""
    if response.conversation is not None:
        return str(response.conversation.id)
    from llm.models.observing import current_observers
    from llm.store.recording import HistoryRecorder

    for observer in current_observers():
        if isinstance(observer, HistoryRecorder):
            for call in observer.calls:
                if call.id == response.id:
                    return call.conversation
    return None


def _write(line: dict[str, Any]) -> None:
    try:
        written = json.dumps(line, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        from llm.store.describing import plain

        written = json.dumps(plain(line))
    with still():
        write_answer(f"{written}\n")
