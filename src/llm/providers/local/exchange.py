"""What comes back from the built-in model: chunks of a chat completion as stream events. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from llm.errors import ModelError
from llm.events import StreamEvent
from llm.text import one_line
from llm.usage import simplify_usage_dict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOO_LONG = "exceed_context_size_error"


class Answered(Protocol):
    """The part of a response that an exchange writes."""

    finish_reason: str | None

    def set_usage(
        self,
        *,
        input: int | None = None,  # noqa: A002 - the name that plugins write
        output: int | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        """Take the number of tokens."""


class Exchange:
    """Understands one answer: `feed` each chunk, then `finish`.

    Args:
        whole: hold the text back until it is complete, for a reader who does not stream.

    """

    def __init__(self, *, whole: bool = False) -> None:
        self._whole = whole
        self._held: list[str] = []
        self._call_ids: dict[int, str] = {}
        self._finish_reason: str | None = None
        self._usage: Mapping[str, Any] = {}

    def feed(self, chunk: Mapping[str, Any]) -> Iterator[StreamEvent]:
        """The events in *chunk*.

        Raises:
            ModelError: the chunk says that the request failed.

        """
        if "error" in chunk:
            raise failure(chunk["error"])
        self._usage = chunk.get("usage") or self._usage
        for choice in chunk.get("choices", ()):
            self._finish_reason = choice.get("finish_reason") or self._finish_reason
            delta = choice.get("delta", {})
            if thought := delta.get("reasoning_content"):
                yield StreamEvent("reasoning", thought)
            if text := delta.get("content"):
                self._held.append(text)
            calls = delta.get("tool_calls") or ()
            if self._held and (not self._whole or calls or self._finish_reason):
                yield StreamEvent("text", "".join(self._held))
                self._held.clear()
            for call in calls:
                yield from self._tool_call(call)

    def _tool_call(self, call: Mapping[str, Any]) -> Iterator[StreamEvent]:
        """A call arrives as its id and name once, then its arguments piece by piece."""
        index, function = call.get("index", 0), call.get("function", {})
        if call.get("id"):
            self._call_ids[index] = call["id"]
        call_id = self._call_ids.get(index)
        if name := function.get("name"):
            yield StreamEvent("tool_call_name", name, tool_call_id=call_id)
        if piece := function.get("arguments"):
            yield StreamEvent("tool_call_args", piece, tool_call_id=call_id)

    def finish(self, response: Answered) -> None:
        """Tell *response* what the answer took and why it ended."""
        if self._usage:
            details = simplify_usage_dict(
                {"prompt_tokens_details": self._usage.get("prompt_tokens_details")}
            )
            response.set_usage(
                input=self._usage.get("prompt_tokens"),
                output=self._usage.get("completion_tokens"),
                details=details or None,
            )
        response.finish_reason = self._finish_reason


def failure(error: Mapping[str, Any]) -> ModelError:
    """What is raised where the runtime answers a prompt with *error*."""
    if _code(error) != TOO_LONG:
        return refused(error, "The built-in model could not answer")
    return _error(
        error,
        f"The prompt has {error.get('n_prompt_tokens', '?')} tokens, and the built-in model"
        f" takes {error.get('n_ctx', '?')}: shorten it, or choose another model.",
    )


def refused(error: Mapping[str, Any], what: str) -> ModelError:
    """What is raised where the runtime answers with *error*, in its words: *what* that means."""
    return _error(error, f"{what}: {one_line(str(error.get('message', 'no reason given')))}")


def _error(error: Mapping[str, Any], message: str) -> ModelError:
    return ModelError(message, provider="local", status=error.get("code"), code=_code(error))


def _code(error: Mapping[str, Any]) -> str:
    return str(error.get("type") or error.get("code") or "")
