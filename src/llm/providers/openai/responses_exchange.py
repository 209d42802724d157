"""What comes back from the Responses API: its events, or one whole answer, as stream events. Pure.

An answer is a list of items. A stream shows most of each item in pieces, and then the item in
full; whatever the pieces left out is taken from there. So an answer that is not streamed is the
same without the pieces. `responses_items.py` has the other direction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from llm.errors import ModelError
from llm.events import StreamEvent
from llm.providers.openai.kept import NAMESPACE
from llm.providers.openai.responses_arrival import ArrivingItem, ArrivingItems
from llm.providers.openai.responses_outcome import envelope, failure, unfinished_reason, usage
from llm.providers.openai.responses_server_tools import (
    RefreshServerToolEvents,
    ServerToolEvents,
    image,
    namespaces,
    refresh_server_tool_events,
    server_tool_events,
)
from llm.providers.openai.sent import dicts_in, text_in, text_of

Events = Iterator[str | StreamEvent]
JSONObject = dict[str, Any]
TEXT_DELTA = "response.output_text.delta"


class ResponsesExchange:
    """Understands one answer: `feed` each event of a stream, or the `whole`; then `finish`.

    Args:
        model_id: the model that was asked; reasoning is noted to be of that model.
        server_tool_events: tells what an item that a tool inside the provider made amounts to.
        refresh_server_tool_events: is shown the finished response and those events.

    Attributes:
        complete: the answer has come to the end that the API marks.

    """

    def __init__(
        self,
        model_id: str | None,
        server_tool_events: ServerToolEvents = server_tool_events,
        refresh_server_tool_events: RefreshServerToolEvents = refresh_server_tool_events,
    ) -> None:
        self.complete = False
        self._model_id = model_id
        self._server_tool_events = server_tool_events
        self._refresh_server_tool_events = refresh_server_tool_events
        self._items = ArrivingItems()
        # The message item whose text is being streamed, as plain strings.
        self._plain: ArrivingItem | None = None
        self._called = self._refused = False
        self._tool_events: dict[str, list[StreamEvent]] = {}
        self._envelope: JSONObject = {}
        self._finish_reason: str | None = None

    def feed(self, data: Any) -> Iterable[str | StreamEvent]:
        """What one event of a streamed answer says; to be iterated before the next one is fed.

        Raises:
            ModelError: the answer failed.

        """
        if not isinstance(data, dict):
            return ()
        kind = data.get("type")
        if self._plain is not None and kind == TEXT_DELTA:  # nearly all events of a long answer
            delta = data.get("delta")
            if not isinstance(delta, str) or not delta:
                return ()
            self._plain.sent += len(delta)
            return (delta,)
        understand = UNDERSTOOD.get(kind) if isinstance(kind, str) else None
        if understand is None:
            return ()
        self._plain = None
        return understand(self, data)

    def whole(self, data: Any) -> Events:
        """What an answer that was not streamed says.

        Raises:
            ModelError: it says that it failed, or is not there yet.

        """
        if not isinstance(data, dict):
            raise ModelError("The model's answer is not a response: it is no JSON object")
        if not {"output", "status", "error"} & data.keys():
            raise failure(data)
        yield from self._ended(data, data.get("status"))

    def finish(self, response: Any) -> None:
        """Tell *response* what the answer took, which model gave it, and why it ended."""
        response.finish_reason = self._finish_reason
        if not self._envelope:
            return
        response.response_json = self._envelope
        if isinstance(model := self._envelope.get("model"), str):
            response.set_resolved_model(model)
        if counts := usage(self._envelope):
            response.set_usage(**counts)

    def _progress(self, data: JSONObject) -> Events:
        if isinstance(response := data.get("response"), dict):
            self._envelope = envelope(response)
        yield from ()

    def _added(self, data: JSONObject) -> Events:
        item = data.get("item")
        if not isinstance(item, dict) or not isinstance(kind := item.get("type"), str):
            return
        held = self._items.open(kind, data)
        if kind == "function_call":
            yield from self._named(held, item)

    def _done(self, data: JSONObject) -> Events:
        item = data.get("item")
        if not isinstance(item, dict) or not isinstance(kind := item.get("type"), str):
            return
        yield from self._rest(self._items.find(kind, data), item)

    def _rest(self, held: ArrivingItem, item: JSONObject) -> Events:
        """What *item* says that its pieces did not."""
        if not held.done:
            held.done = True
            yield from _RESTS.get(held.kind, ResponsesExchange._other)(self, held, item)

    def _text_delta(self, data: JSONObject) -> Events:
        held = self._items.find("message", data)
        if delta := text_in(data, "delta"):
            self._plain = held if held.message_index == 0 else None
            yield self._text(held, delta)

    def _refusal_delta(self, data: JSONObject) -> Events:
        held = self._items.find("message", data)
        if delta := text_in(data, "delta"):
            yield self._text(held, delta, refused=True)

    def _text(self, held: ArrivingItem, text: str, *, refused: bool = False) -> StreamEvent:
        held.sent += len(text)
        self._refused = self._refused or refused
        metadata = {NAMESPACE: {"refusal": True}} if refused else None
        return held.event("text", text, provider_metadata=metadata)

    def _message(self, held: ArrivingItem, item: JSONObject) -> Events:
        skipped = held.sent
        annotations: list[Any] = []
        for part in dicts_in(item.get("content")):
            refused = part.get("type") == "refusal"
            text = text_of(part.get("refusal" if refused else "text"))
            if text[skipped:]:
                yield self._text(held, text[skipped:], refused=refused)
            skipped = max(0, skipped - len(text))
            annotations += dicts_in(part.get("annotations"))
        told = {"annotations": annotations, "phase": text_in(item, "phase")}
        if held.sent and any(told.values()):
            metadata = {name: value for name, value in told.items() if value}
            yield held.event("text", "", provider_metadata={NAMESPACE: metadata})

    def _thought_delta(self, data: JSONObject) -> Events:
        held = self._items.find("reasoning", data)
        if delta := text_in(data, "delta"):
            section = (data["type"], data.get("summary_index"), data.get("content_index"))
            apart = "\n\n" if held.sent and section != held.section else ""
            held.section = section
            held.sent += len(apart + delta)
            yield held.event("reasoning", apart + delta)

    def _thought(self, held: ArrivingItem, item: JSONObject) -> Events:
        """The rest of the text, and what is needed to send the reasoning back."""
        summary, content = dicts_in(item.get("summary")), dicts_in(item.get("content"))
        texts = [text_in(part, "text") for part in summary + content]
        rest = "\n\n".join(filter(None, texts))[held.sent :]
        held.sent += len(rest)
        metadata = None
        if encrypted := text_in(item, "encrypted_content"):
            own = {"id": text_in(item, "id"), "encrypted_content": encrypted}
            metadata = {NAMESPACE: {**own, "summary": summary, "model": self._model_id}}
        if rest or metadata or not held.sent:
            redacted = not held.sent
            yield held.event("reasoning", rest, redacted=redacted, provider_metadata=metadata)

    def _named(
        self, held: ArrivingItem, item: JSONObject, metadata: JSONObject | None = None
    ) -> Events:
        """The name of a call, once it is known."""
        if held.first is None and (name := text_in(item, "name")):
            self._called = True
            held.call_id = text_in(item, "call_id") or text_in(item, "id") or None
            yield held.event("tool_call_name", name, provider_metadata=metadata)

    def _arguments_delta(self, data: JSONObject) -> Events:
        held = self._items.find("function_call", data)
        # Before the name they could not be told from another call's.
        if held.first is not None and (delta := text_in(data, "delta")):
            held.sent += len(delta)
            yield held.event("tool_call_args", delta)

    def _function_call(self, held: ArrivingItem, item: JSONObject) -> Events:
        yield from self._named(held, item)
        arguments = item.get("arguments")
        written = json.dumps(arguments) if isinstance(arguments, dict) else text_of(arguments)
        if held.first is not None and written[held.sent :]:
            yield held.event("tool_call_args", written[held.sent :])

    def _custom_call(self, held: ArrivingItem, item: JSONObject) -> Events:
        """A tool that takes free text: a call with the one argument `input`."""
        yield from self._named(held, item, {NAMESPACE: {"type": held.kind}})
        if held.first is not None:
            given = {"input": text_in(item, "input")}
            yield held.event("tool_call_args", json.dumps(given, ensure_ascii=False))

    def _image(self, held: ArrivingItem, item: JSONObject) -> Events:
        """The finished image; without one, why there is none."""
        drawn = image(item)
        if drawn is None:
            yield from self._other(held, item)
            return
        noted = {"type": held.kind, "id": text_in(item, "id"), "model": self._model_id}
        if prompt := text_in(item, "revised_prompt"):
            noted["revised_prompt"] = prompt
        yield held.event("attachment", "", attachment=drawn, provider_metadata={NAMESPACE: noted})

    def _other(self, held: ArrivingItem, item: JSONObject) -> Events:
        """Whatever a tool inside the provider did."""
        for known in namespaces([item]):
            events = self._server_tool_events(known, held.message_index) or []
            if events:
                self._items.interrupt()
            if isinstance(item_id := item.get("id"), str):
                self._tool_events[item_id] = events
            yield from events

    def _completed(self, data: JSONObject) -> Events:
        yield from self._ended(data.get("response"), "completed")

    def _incomplete(self, data: JSONObject) -> Events:
        yield from self._ended(data.get("response"), "incomplete")

    def _failed(self, data: JSONObject) -> Events:
        yield from self._ended(data.get("response"), "failed")

    def _error(self, data: JSONObject) -> Events:
        self._finish_reason = "failed"
        raise failure(data)
        yield  # makes this a generator, like the others

    def _ended(self, response: Any, status: Any) -> Events:
        """The items that were not streamed, and then the end of the answer."""
        response = response if isinstance(response, dict) else {}
        self._envelope = envelope(response) or self._envelope
        output = dicts_in(response.get("output"))
        for position, item in enumerate(output):
            if position >= len(self._items.order):
                yield from self._done({"item": item})
            elif self._items.order[position].kind == item.get("type"):
                yield from self._rest(self._items.order[position], item)
        self._refresh_server_tool_events(list(namespaces(output)), self._tool_events)
        if status in ("failed", "cancelled") or (response.get("error") and not output):
            self._finish_reason = "failed"
            raise failure(response)
        if status in ("queued", "in_progress"):
            raise ModelError(
                f"The response is still {status.replace('_', ' ')}, and it is not waited for:"
                " ask without `background`",
                code=status,
            )
        if usage(response).get("reasoning") and not any(
            held.kind == "reasoning" for held in self._items.order
        ):
            yield StreamEvent("reasoning", "", redacted=True)
        self._finish_reason = self._reason(response, status)
        self.complete = True

    def _reason(self, response: JSONObject, status: Any) -> str:
        if status == "incomplete":
            return unfinished_reason(response)
        return "tool_calls" if self._called else "refusal" if self._refused else "stop"


Understand = Callable[[ResponsesExchange, JSONObject], Events]
UNDERSTOOD: Mapping[str, Understand] = {
    "error": ResponsesExchange._error,
    "response.completed": ResponsesExchange._completed,
    "response.created": ResponsesExchange._progress,
    "response.failed": ResponsesExchange._failed,
    "response.function_call_arguments.delta": ResponsesExchange._arguments_delta,
    "response.in_progress": ResponsesExchange._progress,
    "response.incomplete": ResponsesExchange._incomplete,
    "response.output_item.added": ResponsesExchange._added,
    "response.output_item.done": ResponsesExchange._done,
    TEXT_DELTA: ResponsesExchange._text_delta,
    "response.queued": ResponsesExchange._progress,
    "response.reasoning_summary_text.delta": ResponsesExchange._thought_delta,
    "response.reasoning_text.delta": ResponsesExchange._thought_delta,
    "response.refusal.delta": ResponsesExchange._refusal_delta,
}
"""The types of events that say something that is not said elsewhere, and who understands them."""

_RESTS: Mapping[str, Callable[[ResponsesExchange, ArrivingItem, JSONObject], Events]] = {
    "message": ResponsesExchange._message,
    "reasoning": ResponsesExchange._thought,
    "function_call": ResponsesExchange._function_call,
    "custom_tool_call": ResponsesExchange._custom_call,
    "image_generation_call": ResponsesExchange._image,
}
