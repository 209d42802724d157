"""What models say of their end, in the words and types that all of them share here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.parts import ToolCallPart
from llm.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llm.parts import Message

_MEANING = {
    "stop": {"stop", "end_turn", "stop_sequence", "end", "eos", "completed", "complete", "done"},
    "length": {
        "length", "max_tokens", "max_output_tokens", "max_completion_tokens", "token_limit",
        "incomplete", "model_context_window_exceeded", "limit",
    },
    "tool_calls": {"tool_calls", "tool_call", "tool_use", "function_call"},
    "content_filter": {"content_filter", "safety", "recitation", "blocklist", "prohibited_content"},
    "refusal": {"refusal"},
    "failed": {"failed", "error", "malformed_function_call"},
}  # fmt: skip
_MEANT = {word: meaning for meaning, words in _MEANING.items() for word in words}


def finish_reason(said: Any, messages: Iterable[Message]) -> str:
    """Why the model stopped: what it *said*, else what its *messages* show.

    What it said is a word; of an enumeration, as SDKs have them, its value is.

    `stop`, `length`, `tool_calls`, `content_filter`, `refusal` or `failed`. A model that asks for
    tools has stopped for them, whatever else it says but that it was cut off.
    """
    word = getattr(said, "value", said)
    meant = _MEANT.get(str(word or "").lower(), "stop")
    if meant == "stop" and _asks_for_tools(messages):
        return "tool_calls"
    return meant


def counted(usage: Usage) -> Usage:
    """*usage* with nothing in it but numbers of tokens: what is none is not known."""
    details = usage.details if isinstance(usage.details, dict) else None
    input_, output = _tokens(usage.input), _tokens(usage.output)
    return Usage(input_, output, details, _tokens(usage.cached), _tokens(usage.reasoning))


def _tokens(said: Any) -> int | None:
    try:
        return None if said is None else max(0, int(said))
    except (TypeError, ValueError, OverflowError):
        return None


def _asks_for_tools(messages: Iterable[Message]) -> bool:
    return any(
        isinstance(part, ToolCallPart) and not part.server_executed
        for message in messages
        for part in message.parts
    )
