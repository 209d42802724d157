"""How refusals look, in the shape of each protocol, and which there are. Pure."""

from __future__ import annotations

from typing import Any

from llm.server.protocols.openapi.shapes import (
    NUMBER,
    TEXT,
    WHOLE,
    Schema,
    either,
    just,
    maybe,
    ref,
    told,
    words,
)

_OPENAI = told(
    error=told(
        message=TEXT,
        type=words("invalid_request_error", "rate_limit_error", "permission_error", "server_error"),
        param=maybe(TEXT),
        code=maybe(TEXT),
    )
)
_ANTHROPIC = told(
    type=just("error"),
    error=told(
        type=words(
            "invalid_request_error", "authentication_error", "permission_error",
            "not_found_error", "request_too_large", "rate_limit_error", "overloaded_error",
            "timeout_error", "api_error",
        ),
        message=TEXT,
    ),
)  # fmt: skip
_OWN = told(
    error=told(
        "param code retry_after",
        status=WHOLE,
        kind=words(
            "invalid", "unauthorized", "forbidden", "not_found", "too_large", "rate_limited",
            "overloaded", "timeout", "upstream", "unsupported", "interrupted", "internal",
        ),
        message=TEXT,
        param=TEXT,
        code=TEXT,
        retry_after=NUMBER,
    )
)  # fmt: skip

SCHEMAS: dict[str, Schema] = {
    "OpenAIFailure": _OPENAI,
    "AnthropicFailure": _ANTHROPIC,
    "Failure": _OWN,
}
SHAPES: dict[str, Schema] = {
    "openai": ref("OpenAIFailure"),
    "anthropic": ref("AnthropicFailure"),
    "own": ref("Failure"),
    "models": either(ref("OpenAIFailure"), ref("AnthropicFailure")),
}
"""The schema of a refusal, by what an address speaks."""

MEANINGS: dict[int, str] = {
    400: "The request is not understood, or not served.",
    401: "A token is needed, or the one that was shown is not known.",
    403: "The server does not answer to this name, or not to the web page that asks.",
    404: "There is no such thing, or none that the client may see.",
    408: "The body did not come in time.",
    413: "The body is too long.",
    415: "The body is not JSON.",
    429: "Too much was asked; `retry-after` says when to try again.",
    502: "The model's provider has failed.",
    503: "The server, the model or its provider cannot take it now.",
    504: "The model did not answer in time.",
}

_HEADERS: dict[int, tuple[str, Schema]] = {
    401: ("www-authenticate", TEXT),
    429: ("retry-after", WHOLE),
    503: ("retry-after", WHOLE),
}


def refusals(statuses: set[int], shape: Schema) -> dict[str, Any]:
    """The answers with these *statuses*, whose bodies have this *shape*."""
    return {str(status): _refusal(status, shape) for status in sorted(statuses)}


def _refusal(status: int, shape: Schema) -> dict[str, Any]:
    refusal = {
        "description": MEANINGS[status],
        "content": {"application/json": {"schema": shape}},
    }
    if status in _HEADERS:
        name, schema = _HEADERS[status]
        refusal["headers"] = {name: {"schema": schema, "required": status == 401}}
    return refusal
