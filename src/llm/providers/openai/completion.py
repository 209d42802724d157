"""/completions, for models that continue a text: what goes out, and what comes back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from llm.errors import UnsupportedInput
from llm.events import StreamEvent
from llm.parts import Message
from llm.providers.openai.chat_exchange import Answer
from llm.providers.openai.chat_request import body_options
from llm.providers.openai.sent import text_in


def completion_body(
    messages: Sequence[Message],
    options: Mapping[str, Any],
    *,
    default_max_tokens: int | None = None,
    stream: bool = False,
) -> dict[str, Any]:
    """The body of a request but for `model` and `stream`.

    Args:
        messages: the history and the prompt; their texts are the lines that the model continues.
        options: those that are set, as JSON-like data.
        default_max_tokens: the limit where *options* name none; the API's own is 16.
        stream: the answer is to be streamed.

    Raises `UnsupportedInput` when there are instructions.
    """
    if any(message.role == "system" and message.text() for message in messages):
        raise UnsupportedInput(
            "Completion models take no system prompt: put the instructions into the prompt,"
            " or choose a chat model."
        )
    texts = [message.text() for message in messages if message.role in ("user", "assistant")]
    body = {"prompt": "\n".join(text for text in texts if text)}
    limit = {} if default_max_tokens is None else {"max_tokens": default_max_tokens}
    return {**body, **limit, **body_options(options, stream=stream)}


class CompletionExchange(Answer):
    """Understands one answer of a completion: `feed` each chunk, or the `whole`; then `finish`."""

    def feed(self, data: Any) -> Iterable[str | StreamEvent]:
        """The text in *data*, one chunk. Raises `ModelError` when it tells of an error."""
        choices = self._take(data) if isinstance(data, dict) else []
        return [text for choice in choices if (text := text_in(choice, "text"))]

    def whole(self, data: Any) -> Iterable[str | StreamEvent]:
        """The text in *data*, the body of an answer. Raises `ModelError` when it holds none."""
        return [text for choice in self._whole(data) if (text := text_in(choice, "text"))]
