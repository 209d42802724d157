"""Failures in the shape that all protocols of OpenAI's share. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llm.server.asking.asked import Failure

_TYPES = {
    "rate_limited": "rate_limit_error",
    "forbidden": "permission_error",
    "overloaded": "server_error",
    "timeout": "server_error",
    "upstream": "server_error",
    "interrupted": "server_error",
    "internal": "server_error",
}
_CODES = {
    "unauthorized": "invalid_api_key",
    "rate_limited": "rate_limit_exceeded",
    "too_large": "request_too_large",
}


def failure_body(failure: Failure) -> dict[str, Any]:
    """*failure* as the body of an answer, or as what is said in the middle of a stream."""
    return {
        "error": {
            "message": failure.message,
            "type": _TYPES.get(failure.kind, "invalid_request_error"),
            "param": failure.param,
            "code": failure.code or _CODES.get(failure.kind),
        }
    }
