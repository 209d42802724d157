"""Usage: how many tokens a request took, and how that is written for people."""

from __future__ import annotations

from typing import Any

from llm.lazy_dataclass import dataclass


@dataclass
class Usage:
    """Tokens of one model call.

    Attributes:
        input: tokens of the prompt.
        output: tokens of the answer, reasoning included.
        details: whatever more the provider counts, as JSON-like data.
        cached: tokens of the prompt that the provider had in its cache; a part of `input`.
        reasoning: tokens that went into reasoning; a part of `output`.

    """

    input: int | None = None
    output: int | None = None
    details: dict[str, Any] | None = None
    cached: int | None = None
    reasoning: int | None = None

    def __str__(self) -> str:
        return token_usage_string(self.input, self.output, self.details)


def token_usage_string(
    input_tokens: int | None, output_tokens: int | None, token_details: dict[str, Any] | None
) -> str:
    """Token counts as `1,234 input, 56 output, {"details": 1}`, without what is unknown."""
    written = []
    if input_tokens is not None:
        written.append(f"{input_tokens:,} input")
    if output_tokens is not None:
        written.append(f"{output_tokens:,} output")
    if token_details:
        import json

        written.append(json.dumps(token_details))
    return ", ".join(written)


def simplify_usage_dict(counts: dict[str, Any]) -> dict[str, Any]:
    """*counts* without zeros, `None` and what is empty after that; nested dictionaries too."""
    simple: dict[str, Any] = {}
    for name, value in counts.items():
        if isinstance(value, dict):
            if inner := simplify_usage_dict(value):
                simple[name] = inner
        elif value is not None and value != 0:
            simple[name] = value
    return simple
