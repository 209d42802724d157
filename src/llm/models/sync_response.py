"""Response: the answer of a model, for a caller that waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, Self

from llm.core.recorder import replayed
from llm.core.toolflow import Hook
from llm.errors import ModelError
from llm.models.prompt import Turn
from llm.models.response import BaseResponse, iterated, named, runs_here
from llm.tooling.execution import ToolInput, prepare_toolboxes, run_all

if TYPE_CHECKING:
    from llm.events import StreamEvent
    from llm.parts import Message
    from llm.serialization import ResponseDict
    from llm.toolcalls import ToolCall, ToolResult
    from llm.usage import Usage


_POLL_SECONDS = 0.001
_STARTING = threading.Lock()
"""Held for the moment in which a response gets its one run of the model."""


class Response(BaseResponse):
    """The answer of a model, for a caller that waits for it.

    The model is asked when the response is first read, and once: every reader gets every event
    from the first on, and an error comes back to every later reader.
    """

    def _pull(self) -> StreamEvent | None:
        """Record one more event and return it; `None` when the model has come to its end."""
        live: Any = self.recording.live or self._started()
        if live is None:
            return None
        try:
            event: StreamEvent | None = next(live, None)
        except ValueError as error:
            if not _is_busy(error):
                raise
        else:
            if event is None:  # the end; perhaps one that another thread has come to
                self.recording.ended_already()
            return event
        if runs_here(live.gi_frame):
            raise ModelError("A model cannot read its response while it gives it.")
        _wait_for_other_thread(live)
        return self._pull()

    def _started(self) -> Generator[StreamEvent, None, None] | None:
        """The one run of the model; `None` when it has come to its end."""
        recording = self.recording
        with _STARTING:
            if recording.live is None and not recording.ended_already():
                recording.live = self._run_model()
            live: Generator[StreamEvent, None, None] | None = recording.live
        return live

    def _run_model(self) -> Generator[StreamEvent, None, None]:
        """Ask the model and record what it yields.

        Whoever takes the next event runs this, so that no two threads can do so at once.
        """
        accept = self.recording.accept
        pieces: Any = None
        try:
            prepare_toolboxes(self.prompt.given_tools)
            pieces = iterated(self, self._ask_model(), iter, "a generator")
            for chunk in pieces:
                yield accept(chunk)
            self.recording.ended_already()  # it may have been closed meanwhile
        except BaseException as error:
            self._fail(error)
            if hasattr(pieces, "close"):  # now: the error's traceback keeps it alive
                pieces.close()
            raise
        self._complete()
        for callback in self.done_callbacks:
            callback(self)

    def stream_events(self) -> Iterator[StreamEvent]:
        """Every event of the response, as it arrives."""
        recording = self.recording
        log = recording.log
        event: StreamEvent | None = None
        pulled: StreamEvent | None
        for seen in count():
            if seen < len(log):
                event = replayed(log[seen], event)
                yield event
                continue
            try:
                pulled = next(recording.live, None)  # as `_pull`, without the price of a call
            except (TypeError, ValueError):
                pulled = None  # not begun, or busy, or failed: `_pull` tells
            pulled = pulled or self._pull()
            if pulled is not None and len(log) == seen + 1:
                event = pulled
            elif seen < len(log):  # other threads have been reading meanwhile
                event = replayed(log[seen], event)
            else:
                return
            yield event

    def __iter__(self) -> Iterator[str]:
        """The text of the response, in the pieces in which it arrives."""
        return (event.chunk for event in self.stream_events() if event.type == "text")

    def force(self) -> Self:
        """Read the response to its end, and return it."""
        while self._pull() is not None:
            pass
        return self

    def close(self) -> None:
        """Stop the model, if it still runs; the response then counts as interrupted.

        Where another thread waits for the model, it stops with the piece that is on its way.
        """
        live = self._take_live()
        while live is not None:
            try:
                live.close()
            except ValueError as error:
                if not _is_busy(error):
                    raise
            else:
                return
            if runs_here(live.gi_frame):
                return  # whoever reads it is told when the model's next piece comes
            _wait_for_other_thread(live)

    def text(self) -> str:
        """The whole text."""
        return self.force().recording.text()

    def __str__(self) -> str:
        return self.text()

    text_or_raise = text

    @staticmethod
    def look_up_model(model_id: str) -> Any:
        """The model that `from_dict` answers for."""
        from llm.models.registry import get_model

        return get_model(model_id)

    def json(self) -> Any:
        """What the provider sent, as JSON-like data."""
        return self.force().response_json

    def messages(self) -> list[Message]:
        """The messages that the response is made of."""
        return self.force().recording.messages()

    def tool_calls(self) -> list[ToolCall]:
        """The tool calls that are to be run here."""
        return self.force().recording.tool_calls()

    tool_calls_or_raise = tool_calls

    def usage(self) -> Usage:
        """How many tokens were used."""
        return self.force()._usage()

    def duration_ms(self) -> int:
        """Milliseconds from the request to the end of the answer."""
        return self.force()._duration_ms()

    def datetime_utc(self) -> str:
        """When the model was asked, in ISO 8601."""
        return self.force()._datetime_utc()

    def to_dict(self) -> ResponseDict:
        """The response as JSON-like data, for `from_dict`."""
        return self.force()._to_dict()

    def log_to_db(self, db: Any) -> None:
        """Write the response to the history in *db*, when it has been read to its end.

        *db* is a path, a `sqlite3.Connection` or a `sqlite_utils.Database`. A response that failed
        is written with what had arrived. Raises what the model raises, when it is asked only now.
        """
        try:
            if self.recording.failure is None:
                self.force()
        finally:
            self._log_to(db)

    def on_done(self, callback: Callable[[Response], Any]) -> None:
        """Call *callback* with the response when it is finished; now, if it already is."""
        if self.recording.done:
            callback(self)
        else:
            self.done_callbacks.append(callback)

    def execute_tool_calls(
        self,
        *,
        before_call: Hook | None = None,
        after_call: Hook | None = None,
        tool_calls_list: Sequence[ToolCall] | None = None,
        tools: Sequence[ToolInput] | None = None,
    ) -> list[ToolResult]:
        """Run the tools that the model asked for, in order, and return their results.

        Args:
            before_call: called with the tool and the call; may raise `CancelToolCall`.
            after_call: called with the tool, the call and the result.
            tool_calls_list: the calls to run, instead of those of the response.
            tools: the tools to run them with, instead of those of the prompt.

        """
        calls = self.tool_calls() if tool_calls_list is None else named(tool_calls_list)
        given = self.prompt.given_tools if tools is None else tools
        return run_all(calls, given, self._hooks(before_call, after_call))

    def execute_tool_call(self, tool_call: ToolCall) -> ToolResult:
        """Run one call with the tools of the prompt; for models that run a loop of their own."""
        return self.execute_tool_calls(tool_calls_list=[tool_call])[0]

    def reply(
        self,
        prompt: str | None = None,
        *,
        messages: Sequence[Message] | None = None,
        tool_results: Sequence[ToolResult] | None = None,
        options: Any = None,
        **kwargs: Any,
    ) -> Response:
        """Go on from here: the response to *prompt*, said after this one.

        Tools that the model asked for are run first, unless their *tool_results* are given; the
        *tools* of the reply are among those that can be run.
        *messages* come before the prompt. Further arguments are those of `Model.prompt`.
        """
        self.force()
        turn = Turn.taken_from(prompt, messages, kwargs)
        if (results := tool_results) is None:
            tools = [*self.prompt.given_tools, *(turn.tools or ())]
            results = self.execute_tool_calls(tools=tools)
        reply: Response = self._reply_to(turn, results, options, kwargs)
        return reply


def _is_busy(error: ValueError) -> bool:
    """Whether *error* says that a generator is running already, and does not come from within."""
    return error.__traceback__ is not None and error.__traceback__.tb_next is None


def _wait_for_other_thread(live: Any) -> None:
    """Wait until no thread is running the model."""
    import time

    while live.gi_running:
        time.sleep(_POLL_SECONDS)
