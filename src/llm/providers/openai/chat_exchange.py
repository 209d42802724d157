"""What comes back from /chat/completions, as chunks or as one body, as stream events. Pure.

`Answer` is what all answers of this family have around them: who answered, how it ended, what it
took. Tool calls that arrive in pieces are put in order by `CallPieces`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from llm.attachments import Attachment
from llm.errors import ModelError
from llm.events import StreamEvent
from llm.providers.openai.call_pieces import CallPieces
from llm.providers.openai.kept import NAMESPACE
from llm.providers.openai.sent import count_in, dicts_in, text_in
from llm.usage import simplify_usage_dict

REASONING_FIELDS = ("reasoning_content", "reasoning")
"""Where compatible servers put what a model thought; OpenAI's own never shows it."""

Events: TypeAlias = list[str | StreamEvent]

_KEPT = (
    "id", "object", "created", "model", "system_fingerprint", "service_tier", "provider",
    "citations",
)  # fmt: skip
_COUNTED = {"prompt_tokens", "completion_tokens", "total_tokens"}
_CONTAINERS = (b"RIFF", b"ID3", b"OggS", b"fLaC")


class Answer:
    """What surrounds an answer of this family.

    Attributes:
        complete: a reason why the answer ended has arrived.

    """

    def __init__(self) -> None:
        self.complete = False
        self._finish_reason: str | None = None
        self._kept: dict[str, Any] = {}
        self._logprobs: dict[str, Any] = {}
        self._usage: dict[str, Any] = {}

    def _take(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        """Keep what *data* says of the answer as a whole; its choices that are ours, the first.

        Raises `ModelError` when *data* tells of an error.
        """
        if data.get("error") or "error" in (data.get("object"), data.get("type")):
            raise self._failed(data)
        for name in _KEPT:
            if value := data.get(name):
                self._kept[name] = value
        if isinstance(usage := data.get("usage"), dict) and usage:
            self._usage = usage
        ours = [choice for choice in dicts_in(data.get("choices")) if not choice.get("index")]
        for choice in ours:
            if choice.get("error"):
                raise self._failed(choice)
            if reason := text_in(choice, "finish_reason"):
                self._finish_reason, self.complete = reason, True
            _extend(self._logprobs, choice.get("logprobs"))
        return ours

    def _failed(self, data: Any) -> ModelError:
        self._finish_reason = "failed"
        return reported(data)

    def _whole(self, data: Any) -> list[dict[str, Any]]:
        """The same for the body of an answer, which is then complete. Raises `ModelError`."""
        choices = self._take(data) if isinstance(data, dict) else []
        if not choices:
            raise self._failed(data)
        self.complete = True
        return choices

    def finish(self, response: Any) -> None:
        """Tell *response* what the answer took, why it ended, who gave it, and its envelope."""
        usage = self._usage
        if usage:
            more = {name: value for name, value in usage.items() if name not in _COUNTED}
            cached = count_in(usage.get("prompt_tokens_details"), "cached_tokens")
            response.set_usage(
                input=count_in(usage, "prompt_tokens"),
                output=count_in(usage, "completion_tokens"),
                details=simplify_usage_dict(more) or None,
                cached=count_in(usage, "prompt_cache_hit_tokens") if cached is None else cached,
                reasoning=self._reasoning_tokens(),
            )
        response.finish_reason = self._outcome()
        if model := text_in(self._kept, "model"):
            response.set_resolved_model(model)
        envelope = {
            "finish_reason": self._finish_reason,
            "usage": usage or None,
            "logprobs": self._logprobs or None,
        }
        said = {name: value for name, value in envelope.items() if value is not None}
        response.response_json = {**self._kept, **said}

    def _outcome(self) -> str | None:
        return "tool_calls" if self._finish_reason == "function_call" else self._finish_reason

    def _reasoning_tokens(self) -> int | None:
        return count_in(self._usage.get("completion_tokens_details"), "reasoning_tokens")


class ChatExchange(Answer):
    """Understands one answer of a chat completion: `feed` each chunk, or the `whole`; `finish`.

    Args:
        model_id: our id of the model, which its reasoning is marked with.

    """

    def __init__(self, model_id: str) -> None:
        super().__init__()
        self._model_id = model_id
        self._calls = CallPieces(model_id)
        self._sound: list[bytes] = []
        self._refused = False
        self._reasoned = False
        # The last event was reasoning, which the next may go on with.
        self._reasoning = False
        # A chunk that holds a piece of text and nothing else tells nothing but this text.
        self._plain = False

    def feed(self, data: Any) -> Iterable[str | StreamEvent]:
        """The events in *data*, one chunk. Raises `ModelError` when it tells of an error."""
        # Nearly every chunk is a piece of text, and this is all that is done for it.
        if self._plain:
            try:
                choice = data["choices"][0]
                delta = choice["delta"]
                text = delta["content"]
                if (
                    len(delta) == 1 + ("role" in delta)
                    and text
                    and type(text) is str
                    and choice.get("finish_reason") is None
                    and not choice.get("index")
                    and not choice.get("logprobs")
                    and not data.get("usage")
                    and "error" not in data
                ):
                    return (text,)
            except (KeyError, IndexError, TypeError, AttributeError):
                return self._read(data)
        return self._read(data)

    def _read(self, data: Any) -> Events:
        if isinstance(data, list):
            return [event for each in data for event in self._read(each)]
        if not isinstance(data, dict):
            return []
        events: Events = []
        for choice in self._take(data):
            if isinstance(delta := choice.get("delta"), dict):
                self._add(delta, events)
        if self.complete:
            events += self._calls.rest()
            events += self._heard(streamed=True)
            events += self._hidden()
        if events:
            last = events[-1]
            self._reasoning = isinstance(last, StreamEvent) and last.type == "reasoning"
        self._plain = not self._reasoning
        return events

    def whole(self, data: Any) -> Iterable[str | StreamEvent]:
        """The events in *data*, the body of an answer. Raises `ModelError` when it holds none."""
        events: Events = []
        for choice in self._whole(data):
            if not isinstance(message := choice.get("message"), dict):
                continue
            # Here each is a call of its own, whatever its id.
            calls = enumerate(dicts_in(message.get("tool_calls")))
            numbered = [{**call, "index": index} for index, call in calls]
            self._add({**message, "tool_calls": numbered}, events)
        return [*self._hidden(), *events, *self._calls.rest(), *self._heard(streamed=False)]

    def _outcome(self) -> str | None:
        return "refusal" if self._refused else super()._outcome()

    def _add(self, delta: dict[str, Any], events: Events) -> None:
        """Add what *delta*, a piece of a message or a message, says to *events*."""
        field = next((name for name in REASONING_FIELDS if text_in(delta, name)), None)
        if field is not None:  # some servers send it under both names
            made = {NAMESPACE: {"field": field, "model": self._model_id}}
            metadata = None if self._reasoning else made
            events.append(StreamEvent("reasoning", delta[field], provider_metadata=metadata))
            self._reasoned = True
        if text := text_in(delta, "content"):
            events.append(text)
        if refusal := text_in(delta, "refusal"):
            self._refused = True
            marked = {NAMESPACE: {"refusal": True}}
            events.append(StreamEvent("text", refusal, provider_metadata=marked))
        for part in dicts_in(delta.get("content")) + dicts_in(delta.get("images")):
            self._add_part(part, events)
        if isinstance(audio := delta.get("audio"), dict):
            if said := text_in(audio, "transcript"):
                events.append(said)
            self._sound.append(_decoded(text_in(audio, "data")))
        if annotations := dicts_in(delta.get("annotations")):
            _extend(self._kept, {"annotations": annotations})
        self._add_calls(delta, events)

    def _add_calls(self, delta: dict[str, Any], events: Events) -> None:
        for call in dicts_in(delta.get("tool_calls")):
            events += self._calls.add(call)
        if isinstance(function := delta.get("function_call"), dict):
            events += self._calls.add({"index": -1, "function": function})

    def _add_part(self, part: dict[str, Any], events: Events) -> None:
        """Add a part of a message's content to *events*: text, an image, or what was thought."""
        if image := part.get("image_url"):
            url = text_in(image, "url") if isinstance(image, dict) else image
            if shown := _shown(url):
                events.append(StreamEvent("attachment", "", attachment=shown))
        elif thoughts := dicts_in(part.get("thinking")):
            thought = "".join(text_in(each, "text") for each in thoughts)
            events.append(StreamEvent("reasoning", thought))
            self._reasoned = True
        elif text := text_in(part, "text"):
            events.append(text)

    def _hidden(self) -> Events:
        """The mark that there was reasoning, where it was counted and none was shown."""
        if self._reasoned or not self._reasoning_tokens():
            return []
        self._reasoned = True
        return [StreamEvent("reasoning", "", redacted=True)]

    def _heard(self, *, streamed: bool) -> Events:
        """The sound that has arrived, as one attachment."""
        sound = b"".join(self._sound)
        self._sound.clear()
        if not sound:
            return []
        # Only bare samples are ever streamed; they become a file that can be played.
        bare = streamed and not sound.startswith(_CONTAINERS)
        heard = Attachment("audio/wav", content=_wav(sound)) if bare else Attachment(content=sound)
        return [StreamEvent("attachment", "", attachment=heard)]


def reported(data: Any) -> ModelError:
    """The error that *data*, which came instead of an answer or in its middle, tells of."""
    from llm.net.failures import told

    message, code = told(data)
    error = data.get("error") if isinstance(data, dict) else None
    number = error.get("code") if isinstance(error, dict) else None
    status = number if type(number) is int and 400 <= number < 600 else None
    text = f"The server reported an error: {message}" if message else "The server sent no answer."
    return ModelError(text, code=code, status=status)


def _extend(held: dict[str, Any], data: Any) -> None:
    """Add *data* to *held*: to a list what is new in it, anything else in the place of the old."""
    for name, value in data.items() if isinstance(data, dict) else ():
        before = held.get(name)
        if isinstance(value, list) and isinstance(before, list):
            before.extend(value)
        elif value is not None:
            held[name] = list(value) if isinstance(value, list) else value


def _shown(url: Any) -> Attachment | None:
    """What *url* shows; None when it is no URL, or holds data that nobody can read."""
    if not isinstance(url, str) or not url:
        return None
    if not url.startswith("data:"):
        return Attachment(url=url)
    described, _, data = url.removeprefix("data:").partition(",")
    content = _decoded(data) if described.endswith(";base64") else b""
    return Attachment(described.partition(";")[0] or None, content=content) if content else None


def _decoded(data: str) -> bytes:
    """The bytes of base64; none when *data* is no base64."""
    import base64

    try:
        return base64.b64decode(data)
    except ValueError:
        return b""


def _wav(samples: bytes) -> bytes:
    """*samples* - 16 bits, 24,000 a second, one channel, as the API streams them - as a file."""
    import io
    import wave

    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(24_000)
        written.writeframes(samples)
    return file.getvalue()
