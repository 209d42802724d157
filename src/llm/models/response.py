"""BaseResponse: what plugins write and callers read on a response, whichever way it is waited for.

Waiting is `sync_response.py`'s and `async_response.py`'s; what the events add up to is kept in the
recording.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from llm import ports
from llm.core.history import holds_answers, shown_apart
from llm.core.scope import note_origin
from llm.core.toolflow import Hook, Hooks
from llm.errors import ResponseInterrupted, ResponseNotReady
from llm.ids import new_id
from llm.models.made_up import MadeUp
from llm.models.observing import Observer, current_observers
from llm.models.prompt import Prompt, Turn
from llm.models.recording import Recorded, Recording
from llm.usage import Usage, token_usage_string

if TYPE_CHECKING:
    from llm.attachments import Attachment
    from llm.serialization import ResponseDict
    from llm.toolcalls import ToolCall, ToolResult


class BaseResponse(MadeUp):
    """The answer of a model to a prompt, from before it is asked for until after it has come.

    A plugin's `execute` may call `set_usage`, `set_resolved_model` and `add_tool_call`, and set
    `response_json` and `finish_reason`.

    Attributes:
        prompt: what is answered.
        model: the model that answers.
        stream: whether the answer may come in pieces.
        conversation: what the response belongs to, if anything.
        id: a ULID in lower case.
        client: who asked, where a server answers for others.
        response_json: what the provider sent, as JSON-like data.
        resolved_model: the model that the provider says it used.
        finish_reason: why the model stopped: `stop`, `length`, `tool_calls`, `content_filter`, …
        input_tokens: tokens of the prompt.
        output_tokens: tokens of the answer.
        token_details: what more the provider counts.
        cached_tokens: tokens of the prompt that the provider had in its cache.
        reasoning_tokens: tokens of the answer that went into reasoning.

    """

    id = Recorded[str]("id")
    response_json = Recorded[Any]("response_json")
    resolved_model = Recorded["str | None"]("resolved_model")
    finish_reason = Recorded["str | None"]("finish_reason")
    input_tokens = Recorded["int | None"]("input_tokens")
    output_tokens = Recorded["int | None"]("output_tokens")
    token_details = Recorded["dict[str, Any] | None"]("token_details")
    cached_tokens = Recorded["int | None"]("cached_tokens")
    reasoning_tokens = Recorded["int | None"]("reasoning_tokens")

    def __init__(
        self,
        prompt: Prompt,
        model: Any,
        stream: bool = True,
        conversation: Any = None,
        key: str | None = None,
        before_call: Hook | None = None,
        after_call: Hook | None = None,
        *,
        recording: Recording | None = None,
    ) -> None:
        self.prompt = prompt
        self.model = model
        self.stream = stream
        self.conversation = conversation
        self.before_call = before_call
        self.after_call = after_call
        self.done_callbacks: list[Callable[..., Any]] = []
        self.client: str | None = None
        self.client_has_history = False
        self.recording = Recording() if recording is None else recording
        self._key = key
        self._observers: tuple[Observer, ...] = ()

    def set_usage(
        self,
        *,
        input: int | None = None,  # noqa: A002 - the name that plugins write
        output: int | None = None,
        details: dict[str, Any] | None = None,
        cached: int | None = None,
        reasoning: int | None = None,
    ) -> None:
        """Note how many tokens the prompt and the answer took; see `Usage`."""
        self.input_tokens, self.output_tokens, self.token_details = input, output, details
        self.cached_tokens, self.reasoning_tokens = cached, reasoning

    def set_resolved_model(self, model_id: str) -> None:
        """Note which model the provider says it used."""
        self.resolved_model = model_id

    def add_tool_call(self, tool_call: ToolCall) -> None:
        """Note that the model asks for a tool.

        A call that was also streamed as events is one call.
        """
        self.recording.added_calls.append(tool_call)
        self.recording.forget_assembly()

    @staticmethod
    def look_up_model(model_id: str) -> Any:
        """The model called *model_id*, of the kind that gives such responses."""
        raise NotImplementedError

    def token_usage(self) -> str:
        """The tokens that were used, in words; `""` while nothing is known."""
        return token_usage_string(self.input_tokens, self.output_tokens, self.token_details)

    def calls_to_run(self) -> list[ToolCall]:
        """The tool calls that this finished response left to be run here."""
        return self.recording.tool_calls()

    def _ask_model(self) -> Any:
        """Call the plugin: here alone is decided what `execute` is given."""
        self.recording.begin()
        self._observers = current_observers()
        for observer in self._observers:
            observer.begun(self)
        if self._observers:
            self.recording.begin()  # what they took is not the model's time
        extra = {"key": self.model.get_key(self._key)} if self.model.takes_key else {}
        return self.model.execute(
            self.prompt,
            stream=self.stream and self.model.can_stream,
            response=self,
            conversation=self._conversation_for_plugin(),
            **extra,
        )

    def _conversation_for_plugin(self) -> Any:
        """The conversation, with past responses in it for models that know no messages."""
        conversation, history = self.conversation, self.prompt.messages
        if conversation is None or not conversation.responses:
            if not holds_answers(history):
                return conversation
        elif conversation.leads_to(history):
            return conversation
        from llm.models.replay import PastResponses

        return self.model.conversation_class(
            model=self.model,
            responses=PastResponses(type(self), self.model, history),
            **({"id": conversation.id, "name": conversation.name} if conversation else {}),
        )

    def _complete(self) -> None:
        """The model has come to its end: settle what it said, and tell the conversation."""
        self.recording.end()
        note_origin(self.recording.messages(), self.model.scope(), self.prompt.messages)
        if self.conversation is not None:
            self.conversation.responses.append(self)
        for observer in self._observers:
            observer.ended(self)

    def _fail(self, error: BaseException) -> None:
        """The model did not come to its end; every later reader gets the first such error."""
        if self.recording.failure is not None:
            self.recording.live = None
            return
        if not isinstance(error, Exception):
            # Who ends the model from outside may say why.
            reason = getattr(error, "reason", None)
            error = reason if isinstance(reason, Exception) else ResponseInterrupted()
        self.recording.failure, self.recording.live = error, None
        for observer in self._observers:
            observer.ended(self)

    def give_up(self, error: Exception) -> None:
        """Let the answer end with *error*, with what has arrived, whatever the model still does.

        Nobody is waited for: what runs the model is told when it gives its next piece.
        """
        if not self.recording.done:
            self._fail(error)

    def note_pause(self, results: Sequence[ToolResult]) -> None:
        """A tool that this response asked for paused; *results* are of those beside it."""
        self.recording.paused = results
        for observer in self._observers:
            observer.paused(self, results)

    def _take_live(self) -> Any:
        """The model's iterator, to be closed; afterwards the response counts as interrupted."""
        live = self.recording.live
        if not self.recording.done and self.recording.failure is None:
            self._fail(GeneratorExit())
        return live

    def _finished(self, what: str) -> Recording:
        """The recording of a response that has come to its end; an error when it has not."""
        if self.recording.failure is not None:
            raise self.recording.failure
        if not self.recording.done:
            raise ResponseNotReady(f"Response not yet awaited: call `await response` before {what}")
        return self.recording

    def _usage(self) -> Usage:
        return Usage(
            self.input_tokens,
            self.output_tokens,
            self.token_details,
            self.cached_tokens,
            self.reasoning_tokens,
        )

    def _duration_ms(self) -> int:
        started, ended = self.recording.started, self.recording.ended
        return 0 if started is None or ended is None else int((ended - started) * 1000)

    def _datetime_utc(self) -> str:
        started = self.recording.started_utc
        return "" if started is None else started.isoformat()

    def _hooks(self, before: Hook | None, after: Hook | None) -> Hooks:
        return Hooks(before or self.before_call, after or self.after_call)

    def _reply_to(
        self,
        turn: Turn,
        results: Sequence[ToolResult],
        options: Any,
        kwargs: dict[str, Any],
    ) -> Any:
        """The response to *turn*, which follows this finished one and its tools' results."""
        from llm.models.conversation import turn_on

        turn.tool_results, shown = shown_apart(results)
        if turn.tools is None:
            turn.tools = self.prompt.given_tools
        stream = kwargs.pop("stream", self.stream)
        key = kwargs.pop("key", self._key)
        history = [*self.prompt.messages, *self.recording.messages()]
        made = self.model.options(options, kwargs)
        answered_here = self.recording.ended is not None
        prompt = turn_on(turn, history, self.model, made, accepted=answered_here, shown=shown)
        # Who approves the calls of this response approves those of what follows from it.
        return self.model.respond(prompt, stream, key, None, self.before_call, self.after_call)

    @classmethod
    def from_dict(cls, data: ResponseDict, *, model: Any = None) -> Self:
        """The finished response that `to_dict` described.

        Its model is looked up by its id where *model* is not given; raises `UnknownModelError`
        when it is not installed.
        """
        from llm.models.snapshot import restore

        return restore(cls, data, model)

    @classmethod
    def from_row(cls, db: Any, row: Mapping[str, Any]) -> Self:
        """The finished response of *row*, of the table `responses` of the history in *db*.

        *db* is as for `log_to_db`. There are no tools with it, and one that was cut off raises when
        its answer is read. Raises `NotInHistory` when there is no such response any more, and
        `UnknownModelError` when its model is not installed.
        """
        from llm.models.snapshot import recalled

        return recalled(cls, ports.stored_call(db, row["id"]))

    @classmethod
    def fake(
        cls, model: Any, prompt: str, *attachments: Attachment, system: str | None, response: str
    ) -> Self:
        """A finished response that no model gave, with *response* as its text."""
        asked = Prompt(prompt, model, attachments=attachments, system=system)
        made = cls(asked, model, stream=False)
        made._chunks = [response]
        made.recording.begin()
        made.recording.end()
        return made

    def _log_to(self, database: Any) -> None:
        """Write the response, which has ended, to the history in *database*."""
        ports.save_responses(database, [self])

    def _to_dict(self) -> ResponseDict:
        from llm.models.snapshot import snapshot

        return snapshot(self)

    def __repr__(self) -> str:
        shown = self.recording.text() if self._done else "... not yet done ..."
        return f"<{type(self).__name__} prompt='{self.prompt.prompt}' text='{shown}'>"


def iterated(response: BaseResponse, given: Any, how: Callable[[Any], Any], wanted: str) -> Any:
    """What a model's `execute` *given* back, ready to be iterated, as *how* does it.

    Raises `TypeError` that tells the plugin's author what was *wanted*.
    """
    try:
        return how(given)
    except TypeError as error:
        if hasattr(given, "close"):
            given.close()  # a coroutine: nobody will await it
        raise TypeError(
            f"{type(response.model).__name__}.execute() gave {given!r}, and should be {wanted}"
            " of text and StreamEvents"
        ) from error


def runs_here(model_frame: Any) -> bool:
    """Whether the caller is called, however deep, by what runs in *model_frame*."""
    import sys

    frame = sys._getframe().f_back
    while frame is not None and model_frame is not None:
        if frame is model_frame:
            return True
        frame = frame.f_back
    return False


def named(calls: Sequence[ToolCall]) -> Sequence[ToolCall]:
    """*calls*, each with an id: one of ours where its maker gave none."""
    for call in calls:
        call.tool_call_id = call.tool_call_id or f"tc_{new_id()}"
    return calls
