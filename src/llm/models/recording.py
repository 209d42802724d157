"""Recording: all state of one response, whichever handle reads it."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

from llm.clock import clock
from llm.core.assembler import assemble, settle_calls
from llm.core.recorder import StreamRecorder, joined, text_of
from llm.ids import new_id
from llm.lazy_dataclass import dataclass
from llm.text import valid_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from llm.core.recorder import Log
    from llm.events import StreamEvent
    from llm.parts import Message
    from llm.toolcalls import ToolCall, ToolResult

T = TypeVar("T")


@dataclass
class Recording:
    """What is known of one response.

    1. `live` is the model's own iterator, from the first read to the end.
    2. `accept` records what it yields, in `log`.
    3. `done` says that it came to its end; `failure` why it did not.
    4. `paused` has the results of other tools when one that it asked for paused the chain.

    `Response` and `AsyncResponse` are two handles on one; what plugins write on a response is
    kept here.
    """

    id: str = field(default_factory=new_id)
    live: Any = None
    done: bool = False
    failure: Exception | None = None
    paused: Sequence[ToolResult] | None = None
    added_calls: list[ToolCall] = field(default_factory=list)
    response_json: dict[str, Any] | None = None
    prompt_json: Any = None
    resolved_model: str | None = None
    finish_reason: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    token_details: dict[str, Any] | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None
    started: float | None = None
    """Clock in seconds, of no meaning but for its difference to `ended`."""
    ended: float | None = None
    started_utc: dt.datetime | None = None
    calls_by_hand: bool = False
    """Whether somebody made `added_calls` up, and may add to them later."""
    _assembled: tuple[list[Message], list[ToolCall]] | None = None
    _settled: int = 0

    def __post_init__(self) -> None:
        self.record([])

    def record(self, events: Iterable[StreamEvent], log: Log | None = None) -> None:
        """Start afresh, with *events* as what the model yielded so far, in *log* if it is given."""
        recorder = StreamRecorder(log)
        self.log, self.accept = recorder.log, recorder.accept
        for event in events:
            self.accept(event)
        self.forget_assembly()

    def ended_already(self) -> bool:
        """Whether there is nothing more to come; raises what ended the response early."""
        if self.failure is not None:
            raise self.failure
        return self.done

    def begin(self) -> None:
        """Note the time at which the model is asked."""
        self.started, self.started_utc = clock().seconds(), clock().now()

    def end(self) -> None:
        """Note that the model has come to its end."""
        self.ended, self.done, self.live = clock().seconds(), True, None

    def messages(self) -> list[Message]:
        """The messages of the response; of what has arrived so far, while it is not done."""
        return self._assembly()[0]

    def tool_calls(self) -> list[ToolCall]:
        """The calls that are to be run here, each with an id."""
        return self._assembly()[1]

    def text(self) -> str:
        """The text that has arrived so far."""
        return valid_text(text_of(joined(self.log)))

    def replace(self, messages: list[Message], calls: list[ToolCall]) -> None:
        """Let these be what the response came to; used for what was stored or forged."""
        self._assembled, self._settled = (messages, calls), len(self.added_calls)

    def forget_assembly(self) -> None:
        """Put the messages together anew when they are next asked for."""
        self._assembled = None

    def _assembly(self) -> tuple[list[Message], list[ToolCall]]:
        if self._assembled is not None and self._settled == len(self.added_calls):
            return self._assembled
        messages = assemble(joined(self.log))
        calls = settle_calls(messages, self.added_calls, lambda: f"tc_{new_id()}")
        if self.done or self.failure:
            self.replace(messages, calls)
        return messages, calls


class Recorded(Generic[T]):
    """An attribute of a response that lives in its recording."""

    def __init__(self, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, response: None, owner: type) -> Recorded[T]: ...
    @overload
    def __get__(self, response: Any, owner: type) -> T: ...
    def __get__(self, response: Any, owner: type) -> Recorded[T] | T:
        if response is None:
            return self
        return cast("T", getattr(response.recording, self._name))

    def __set__(self, response: Any, value: T) -> None:
        setattr(response.recording, self._name, value)
