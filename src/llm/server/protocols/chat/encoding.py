"""What a model says as a stream of chat completion chunks, or as one chat completion. Pure.

A stream gives what can be told at once. The rest comes at its end, from what the answer has added
up to: calls whose id was not known before, and what a provider wants back with its reasoning.
"""

from __future__ import annotations

from itertools import zip_longest
from json.encoder import encode_basestring_ascii as quoted
from typing import TYPE_CHECKING, Any

from llm.core.assembler import written_arguments
from llm.parts import AttachmentPart
from llm.server.asking.asked import Failure
from llm.server.asking.finishing import finish_reason as meaning_of
from llm.server.protocols.chat.messages import (
    is_refusal,
    own_calls,
    reasoning_details,
    shown_in,
    written_answer,
    written_call,
)
from llm.server.protocols.openai_failures import failure_body
from llm.server.protocols.sse import DONE, around, compact, frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm.events import StreamEvent
    from llm.parts import ToolCallPart
    from llm.server.asking.asked import Asked, Outcome
    from llm.usage import Usage

_FINISHED = {"length", "tool_calls", "content_filter"}
"""Reasons that the protocol has a word for; for all others it is `stop`."""

_INPUT_DETAILS = ("audio_tokens", "cache_write_tokens", "image_tokens", "text_tokens")
_OUTPUT_DETAILS = (
    "accepted_prediction_tokens", "audio_tokens", "rejected_prediction_tokens", "text_tokens",
)  # fmt: skip
_TIERS = {"auto", "default", "flex", "scale", "priority", "fast"}
_HOLE = "\u2026"


class ChatEncoder:
    """The stream of one answer, as frames of server-sent events.

    Args:
        asked: what the client asked.
        call_id: the id of the call in the history.
        created: when the model was asked, in seconds since 1970.
        model: the name that the client gave.
        index: which of several answers of the stream it is.

    """

    def __init__(
        self, asked: Asked, call_id: str, created: float, model: str, index: int = 0
    ) -> None:
        self._index = index
        self._usage = bool(asked.echo.get("include_usage"))
        self._logprobs = bool(asked.options.get("logprobs"))
        self._audio = _audio(call_id, created)
        self._chunk = {
            "id": chat_id(call_id),
            "object": "chat.completion.chunk",
            "created": int(created),
            "model": model,
        }
        self._prefix, self._suffix = around(self._of_delta(_HOLE), _HOLE)
        # The part of the answer that the last piece of text belongs to, and how it is written.
        self._part: tuple[int, int | None] | None = None
        self._before, self._after = "", ""
        # By the part of the answer that each is: an id may be that of several calls.
        self._calls: dict[tuple[int, int | None], _Call] = {}
        self._count = 0

    def begin(self) -> bytes:
        """The first frame, which says who speaks."""
        return self._delta({"role": "assistant", "content": ""}).encode("ascii")

    def events(self, batch: Sequence[StreamEvent]) -> bytes:
        """The frames of the events of *batch*."""
        frames = []
        for event in batch:
            kind = event.type
            if kind == "text":
                # Nearly every event is text that goes on with the text before it.
                if event.provider_metadata or self._part != (event.message_index, event.part_index):
                    self._begin_text(event)
                if event.chunk:
                    frames.append(f"{self._before}{quoted(event.chunk)}{self._after}")
            elif kind == "reasoning":
                if event.chunk:
                    frames.append(self._delta({"reasoning_content": event.chunk}))
            elif kind in ("tool_call_name", "tool_call_args"):
                self._add_to_call(event, frames)
            elif kind == "attachment":
                self._show(event, frames)
        return "".join(frames).encode("ascii")

    def end(self, outcome: Outcome) -> bytes:
        """The last frames: what could not be told before, why it ended, what it took."""
        return self.finish(outcome) + self.close([outcome])

    def finish(self, outcome: Outcome) -> bytes:
        """What could not be told before, and why it ended."""
        failure = failure_in(outcome)
        if failure is not None:
            return frame(failure_body(failure))
        frames = self._rest(outcome)
        finished = {"index": self._index, "delta": {}, "finish_reason": finish_reason(outcome)}
        # All of them: no event says which piece of the text they belong to.
        logprobs = _logprobs(outcome) if self._logprobs else None
        frames.append(self._frame([{**finished, "logprobs": logprobs}]))
        return "".join(frames).encode("ascii")

    def close(self, outcomes: Sequence[Outcome]) -> bytes:
        """The end of a stream of which these *outcomes* are the choices."""
        if not self._usage or any(map(failure_in, outcomes)):
            return DONE
        usage = summed([usage_of(outcome.usage) for outcome in outcomes])
        return self._frame([], usage).encode("ascii") + DONE

    def _frame(self, choices: list[Any], usage: dict[str, Any] | None = None) -> str:
        counted = {"usage": usage} if self._usage else {}
        return f"data: {compact({**self._chunk, 'choices': choices, **counted})}\n\n"

    def _of_delta(self, delta: Any) -> dict[str, Any]:
        choice = {"index": self._index, "delta": delta, "logprobs": None, "finish_reason": None}
        return {**self._chunk, "choices": [choice], **({"usage": None} if self._usage else {})}

    def _delta(self, delta: dict[str, Any]) -> str:
        return f"{self._prefix}{compact(delta)}{self._suffix}"

    def _begin_text(self, event: StreamEvent) -> None:
        """Get ready for the part of the answer that *event* is a piece of."""
        part = (event.message_index, event.part_index)
        if part != self._part or is_refusal(event.provider_metadata):
            name = "refusal" if is_refusal(event.provider_metadata) else "content"
            self._part = part
            self._before, self._after = f'{self._prefix}{{"{name}":', f"}}{self._suffix}"

    def _add_to_call(self, event: StreamEvent, frames: list[str]) -> None:
        """Add to *frames* what *event* says of a call that the client is to run.

        A call whose first piece has no id waits for the end, when it has got one.
        """
        part = (event.message_index, event.part_index)
        call = self._calls.get(part)
        if call is None:
            call = self._calls[part] = _Call()
            call.is_own = not event.server_executed
            if not call.is_own or not event.tool_call_id:
                return
            call.index = self._next_index()
            name = event.chunk if event.type == "tool_call_name" else ""
            function = {"name": name, "arguments": ""}
            begun = {"index": call.index, "id": event.tool_call_id, "type": "function"}
            frames.append(self._delta({"tool_calls": [{**begun, "function": function}]}))
            call.is_named = bool(name)
            if name:
                return
        if call.index is None or not event.chunk:
            return
        field = "name" if event.type == "tool_call_name" else "arguments"
        call.is_named |= field == "name"
        call.has_arguments |= field == "arguments"
        frames.append(self._piece(call, {field: event.chunk}))

    def _next_index(self) -> int:
        self._count += 1
        return self._count - 1

    def _piece(self, call: _Call, function: dict[str, str]) -> str:
        return self._delta({"tool_calls": [{"index": call.index, "function": function}]})

    def _show(self, event: StreamEvent, frames: list[str]) -> None:
        images, sounds = shown_in([AttachmentPart(event.attachment)])
        if images:
            frames.append(self._delta({"images": [{"index": 0, **image} for image in images]}))
        audio_id = self._audio["id"]
        frames += [self._delta({"audio": {"id": audio_id, "data": sound}}) for sound in sounds]

    def _rest(self, outcome: Outcome) -> list[str]:
        """What the answer has added up to and was not told yet."""
        frames = []
        parts = [part for message in outcome.messages for part in message.parts]
        if details := reasoning_details(parts):
            frames.append(self._delta({"reasoning_details": details}))
        # What was streamed comes in the order in which it began, what was handed over is behind it.
        streamed = [key for key, call in self._calls.items() if call.is_own]
        streamed.sort(key=lambda key: key[0])
        for key, part in zip_longest(streamed, own_calls(outcome.messages)):
            call = None if key is None else self._calls[key]
            if part is None:
                break
            if call is None or call.index is None:
                told = {"index": self._next_index(), **written_call(part)}
                frames.append(self._delta({"tool_calls": [told]}))
            else:
                frames += self._rest_of_call(call, part)
        return frames

    def _rest_of_call(self, call: _Call, part: ToolCallPart) -> list[str]:
        rest = {}
        if not call.is_named and part.name:
            rest["name"] = part.name
        if not call.has_arguments:
            rest["arguments"] = written_arguments(part)
        return [self._piece(call, rest)] if rest else []


class _Call:
    """What was told of a call: its number in the stream, None for one that was not told there.

    It is the client's own to run, or else its provider's.
    """

    def __init__(self) -> None:
        self.index: int | None = None
        self.is_own = True
        self.is_named = False
        self.has_arguments = False


def answer(asked: Asked, outcome: Outcome) -> dict[str, Any]:
    """*outcome* as one chat completion."""
    audio = _audio(outcome.id, outcome.created)
    choice = {
        "index": 0,
        "message": written_answer(outcome.messages, audio),
        "logprobs": _logprobs(outcome) if asked.options.get("logprobs") else None,
        "finish_reason": finish_reason(outcome),
    }
    written: dict[str, Any] = {
        "id": chat_id(outcome.id),
        "object": "chat.completion",
        "created": int(outcome.created),
        "model": outcome.model,
        "choices": [choice],
        "usage": usage_of(outcome.usage),
    }
    tier, fingerprint = _said(outcome, "service_tier"), _said(outcome, "system_fingerprint")
    if isinstance(tier, str) and tier in _TIERS:
        written["service_tier"] = tier
    if isinstance(fingerprint, str):
        written["system_fingerprint"] = fingerprint
    return written


def merged(answers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """*answers* as one, of which they are the choices."""
    choices = [
        {**choice, "index": index}
        for index, each in enumerate(answers)
        for choice in each["choices"]
    ]
    usage = summed([each["usage"] for each in answers])
    return {**answers[0], "choices": choices, "usage": usage}


def summed(counts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The sums of *counts*, name by name, also within them."""
    total: dict[str, Any] = {}
    for each in counts:
        for name, count in each.items():
            if isinstance(count, dict):
                total[name] = summed([total.get(name, {}), count])
            else:
                total[name] = total.get(name, 0) + count
    return total


def chat_id(call_id: str) -> str:
    """The id of the answer of the call *call_id*."""
    return f"chatcmpl-{call_id}"


def failure_in(outcome: Outcome) -> Failure | None:
    """Why *outcome* is no answer; None for one that came to its end."""
    if outcome.failure is not None:
        return outcome.failure
    if outcome.status == "ok":
        return None
    message = "The answer was interrupted before its end."
    return Failure(503, "interrupted", message, code="interrupted")


def finish_reason(outcome: Outcome) -> str:
    """Why *outcome* ended, in the words of the protocol."""
    meant = meaning_of(outcome.finish_reason, outcome.messages)
    return meant if meant in _FINISHED else "stop"


def usage_of(usage: Usage) -> dict[str, Any]:
    """The tokens of *usage* as the protocol counts them; 0 is also what is not known.

    Clients rely on numbers, and fail without.
    """
    taken, given = usage.input or 0, usage.output or 0
    counted = {"prompt_tokens": taken, "completion_tokens": given, "total_tokens": taken + given}
    more = usage.details or {}
    details = {
        "prompt_tokens_details": _counts(
            more.get("prompt_tokens_details"), _INPUT_DETAILS, cached_tokens=usage.cached
        ),
        "completion_tokens_details": _counts(
            more.get("completion_tokens_details"), _OUTPUT_DETAILS, reasoning_tokens=usage.reasoning
        ),
    }
    return {**counted, **{name: counts for name, counts in details.items() if counts}}


def _counts(given: Any, known: tuple[str, ...], **counted: int | None) -> dict[str, int]:
    found = given if isinstance(given, dict) else {}
    counts = {name: found[name] for name in known if type(found.get(name)) is int}
    return counts | {name: count for name, count in counted.items() if count is not None}


def _audio(call_id: str, created: float) -> dict[str, Any]:
    """What is said of a sound beside its data. It is not kept for a later reference."""
    return {"id": f"audio_{call_id}", "expires_at": int(created)}


def _said(outcome: Outcome, name: str) -> Any:
    """What the provider said under *name* in what surrounds its answer."""
    return outcome.envelope.get(name) if isinstance(outcome.envelope, dict) else None


def _logprobs(outcome: Outcome) -> dict[str, Any] | None:
    """The probabilities that the provider tells, where it does so as this protocol has them."""
    said = _said(outcome, "logprobs")
    if not isinstance(said, dict):
        return None
    found = {name: said.get(name) for name in ("content", "refusal")}
    return found if any(isinstance(each, list) for each in found.values()) else None
