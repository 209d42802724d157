"""Failures in the shape of Anthropic's. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llm.server.asking.asked import Failure

_TYPES = {
    "unauthorized": "authentication_error",
    "forbidden": "permission_error",
    "not_found": "not_found_error",
    "too_large": "request_too_large",
    "rate_limited": "rate_limit_error",
    "overloaded": "overloaded_error",
    "timeout": "timeout_error",
    "upstream": "api_error",
    "internal": "api_error",
    "interrupted": "api_error",
}


def failure_body(failure: Failure) -> dict[str, Any]:
    """*failure* as the body of an answer, or as what is said in the middle of a stream."""
    kind = _TYPES.get(failure.kind, "invalid_request_error")
    return {"type": "error", "error": {"type": kind, "message": failure.message}}
