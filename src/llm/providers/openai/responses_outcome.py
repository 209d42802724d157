"""How a response of the Responses API ended: its finish reason, its usage, its failure. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from llm.errors import ModelError
from llm.net.failures import told
from llm.providers.openai.sent import count_in
from llm.usage import simplify_usage_dict

# Neither what was asked for nor what was answered: both are kept as messages.
_KEPT = (
    "id", "object", "created_at", "completed_at", "model", "status", "background", "error",
    "incomplete_details", "service_tier", "usage", "tool_usage", "moderation", "safety_identifier",
)  # fmt: skip


def envelope(response: Mapping[str, Any]) -> dict[str, Any]:
    """What *response* says of itself, without the texts in it."""
    return {name: response[name] for name in _KEPT if response.get(name) is not None}


def unfinished_reason(response: Mapping[str, Any]) -> str:
    """The finish reason of a response that stopped before the model had come to its end."""
    details = response.get("incomplete_details")
    reason = details.get("reason") if isinstance(details, Mapping) else None
    return "content_filter" if reason == "content_filter" else "length"


def failure(said: Mapping[str, Any]) -> ModelError:
    """The error in *said*, a response that failed or an event that tells of an error."""
    message, code = told({name: value for name, value in said.items() if name != "type"})
    if said.get("status") == "cancelled" and not message:
        message = "the response was cancelled"
    return ModelError(f"The model could not answer: {message or 'no reason given'}", code=code)


def usage(response: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of `set_usage` for *response*; none when it does not say."""
    counts = response.get("usage")
    if not isinstance(counts, Mapping):
        return {}
    groups = ("input_tokens_details", "output_tokens_details")
    details = simplify_usage_dict({name: counts.get(name) for name in groups})
    found = {
        "input": count_in(counts, "input_tokens"),
        "output": count_in(counts, "output_tokens"),
        "cached": count_in(counts.get(groups[0]), "cached_tokens"),
        "reasoning": count_in(counts.get(groups[1]), "reasoning_tokens"),
    }
    if details or any(count is not None for count in found.values()):
        return {**found, "details": details or None}
    return {}
