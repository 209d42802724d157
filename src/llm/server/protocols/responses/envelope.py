"""A response as a whole: what was asked for, how far it has come, and what came of it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.server.protocols.responses.ids import conversation_id, response_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llm.server.asking.asked import Asked, Failure, Outcome
    from llm.usage import Usage

# In this order; what was not said has the value that the API gives it.
_SAID: Mapping[str, Any] = {
    "background": False, "instructions": None, "max_output_tokens": None, "max_tool_calls": None,
    "metadata": {}, "parallel_tool_calls": True, "previous_response_id": None,
    "prompt_cache_key": None, "reasoning": {"effort": None, "summary": None},
    "safety_identifier": None, "service_tier": "default", "temperature": None,
    "text": {"format": {"type": "text"}}, "tool_choice": "auto", "tools": [],
    "top_logprobs": 0, "top_p": None, "truncation": "disabled", "user": None,
}  # fmt: skip
_ERRORS = {
    "rate_limited": "rate_limit_exceeded",
    "invalid": "invalid_prompt",
    "unsupported": "invalid_prompt",
}


def opening(asked: Asked, call_id: str, created: float, model: str) -> dict[str, Any]:
    """The response while nothing has come of it."""
    said = asked.echo
    return {
        "id": response_id(call_id, stored=said.get("store", True)),
        "object": "response",
        "created_at": int(created),
        "status": "in_progress",
        "completed_at": None,
        "error": None,
        "incomplete_details": None,
        "model": model,
        "output": [],
        "usage": None,
        "conversation": {"id": conversation_id(asked.conversation)} if asked.conversation else None,
        **{name: said.get(name, value) for name, value in _SAID.items()},
    }


def ended(
    begun: Mapping[str, Any], outcome: Outcome, output: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The response *begun* as *outcome* leaves it."""
    status = status_of(outcome)
    reason = _UNFINISHED.get(outcome.finish_reason or "") if status == "incomplete" else None
    return {
        **begun,
        "status": status,
        "completed_at": int(outcome.ended) if outcome.ended and status == "completed" else None,
        "error": error_of(outcome.failure) if status == "failed" else None,
        "incomplete_details": {"reason": reason} if reason else None,
        "output": list(output),
        "usage": usage_of(outcome.usage),
    }


_UNFINISHED = {"length": "max_output_tokens", "content_filter": "content_filter"}


def status_of(outcome: Outcome) -> str:
    """How far *outcome* has come, in a word of the API."""
    if outcome.status == "ok":
        return "incomplete" if outcome.finish_reason in _UNFINISHED else "completed"
    return {"running": "in_progress", "interrupted": "cancelled"}.get(outcome.status, "failed")


def error_of(failure: Failure | None) -> dict[str, Any]:
    """Why a response failed."""
    if failure is None:
        return {"code": "server_error", "message": "The model could not answer."}
    return {"code": _ERRORS.get(failure.kind, "server_error"), "message": failure.message}


def usage_of(usage: Usage) -> dict[str, Any] | None:
    """*usage* in the words of the API; None where it is not known."""
    if usage.input is None and usage.output is None:
        return None
    taken, given = usage.input or 0, usage.output or 0
    return {
        "input_tokens": taken,
        "input_tokens_details": {"cached_tokens": usage.cached or 0, "cache_write_tokens": 0},
        "output_tokens": given,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning or 0},
        "total_tokens": taken + given,
    }
