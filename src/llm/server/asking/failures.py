"""What went wrong, as a `Failure`: the one place where exceptions become statuses of HTTP."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from llm.errors import (
    ConfigError,
    ConversationNotSupported,
    HistoryUnavailable,
    InvalidInput,
    InvalidOptions,
    LLMError,
    ModelError,
    ModelUnavailable,
    NeedsKeyException,
    NotInHistory,
    ResponseInterrupted,
    UnknownModelError,
    UnsupportedInput,
)
from llm.notices import raises_errors, say
from llm.server.asking.asked import Failure, Refused
from llm.text import reason_of

if TYPE_CHECKING:
    from llm.server.asking.asked import Asked

_PLAIN: tuple[tuple[type[LLMError], int, str, str | None], ...] = (
    (UnknownModelError, 404, "not_found", "model_not_found"),
    (NotInHistory, 404, "not_found", None),
    (InvalidOptions, 400, "invalid", "invalid_option"),
    (UnsupportedInput, 400, "unsupported", "unsupported"),
    (ConversationNotSupported, 400, "unsupported", "unsupported"),
    (InvalidInput, 400, "invalid", None),
    (ModelUnavailable, 503, "overloaded", "unavailable"),
    (HistoryUnavailable, 503, "overloaded", "unavailable"),
    (ConfigError, 503, "overloaded", "unavailable"),
)
"""Errors whose message the client is told, with what they are in HTTP."""

_TOLD = {kind.__name__ for kind, *_ in _PLAIN}

_AS_TOLD = {
    429: (429, "rate_limited"),
    400: (400, "invalid"),
    413: (400, "invalid"),
    422: (400, "invalid"),
    503: (503, "overloaded"),
    529: (503, "overloaded"),
}
"""What the client is told for the status of a provider; for any other it is 502."""

_CLIENTS = {"aiohttp", "httpcore", "httpcore2", "httpx", "httpx2", "requests", "urllib3"}
"""Packages whose errors are failures of the network, whoever uses them."""

_TIMEOUTS = {408, 504, 524}
_SECRETIVE = {401, 403}


def failure_of(error: BaseException, asked: Asked | None = None) -> Failure:
    """What a client is told of *error*, which a call of a model, or preparing it, has raised.

    What nobody raises on purpose is a bug: a line on standard error names it, the client is told
    nothing of it.
    """
    if isinstance(error, Refused):
        return error.failure
    if isinstance(error, NeedsKeyException):
        return Failure(503, "upstream", _no_key(asked), code="no_key")
    for kind, status, word, code in _PLAIN:
        if isinstance(error, kind):
            return Failure(status, word, reason_of(error), _param(error), code)
    known = error if isinstance(error, LLMError) else _from_sdk(error)
    return failure_of_bug(error, asked) if known is None else _of_provider(known)


def told_of_stored(error: str | None) -> str | None:
    """What a client is told of an *error* of the history, which has its class and its words.

    How it was told when it came is known no more: words of a provider are not for every client.
    """
    if error is None or error.partition(": ")[0] in _TOLD:
        return error
    return "The call failed; whoever runs the server can see why."


def _param(error: BaseException) -> str | None:
    """The field of the request that is wrong."""
    if isinstance(error, UnknownModelError):
        return "model"
    if isinstance(error, InvalidOptions):
        return next((name for name, _ in error.mistakes if name), None)
    return None


def _of_provider(error: LLMError) -> Failure:
    """Of a failure of a provider: what concerns the request is the client's, the rest is ours."""
    status, said, code = error.status, reason_of(error), error.code
    if isinstance(error, ResponseInterrupted):
        return Failure(499, "interrupted", "The call was cancelled.", code="cancelled")
    if isinstance(error, TimeoutError) or status in _TIMEOUTS or _is_timeout(error):
        return Failure(504, "timeout", said, code="timeout")
    if status in _SECRETIVE:  # the key is the server's, and none of the client's business
        said, code = "The model's provider refused the key of this server.", "provider_refused"
    code = "rate_limited" if status == 429 and code is None else code
    answered, kind = _AS_TOLD.get(status or 0, (502, "upstream"))
    return Failure(answered, kind, said, code=code, retry_after=error.retry_after)


def _is_timeout(error: BaseException) -> bool:
    """Whether *error*, or what it was raised from, is a timeout."""
    cause = error.__cause__ or error.__context__
    return any(
        isinstance(each, TimeoutError) or type(each).__name__.endswith("Timeout")
        for each in (error, cause)
    )


def _from_sdk(error: BaseException) -> LLMError | None:
    """What a provider's SDK or an HTTP client raised in a plugin, as an error of ours."""
    answered = getattr(error, "response", None)
    status = getattr(error, "status_code", getattr(answered, "status_code", None))
    is_of_client = type(error).__module__.partition(".")[0] in _CLIENTS
    if not is_of_client and not (isinstance(status, int) and 400 <= status < 600):
        return None
    made = ModelError(reason_of(error), status=status if isinstance(status, int) else None)
    made.__cause__ = error
    return made


def _no_key(asked: Asked | None) -> str:
    model = f" for the model '{asked.model}'" if asked else ""
    return f"This server has no key{model}: whoever runs it can store one with `llm keys set`."


def failure_of_bug(error: BaseException, asked: Asked | None = None) -> Failure:
    """What a client is told of *error*, which is no mistake of its own, whatever it is."""
    if isinstance(error, TimeoutError):
        return Failure(504, "timeout", "The model did not answer in time.", code="timeout")
    say_bug(error, f"while '{asked.model}' was asked" if asked else "")
    return Failure(500, "internal", "Something went wrong on the server.", code="internal_error")


def say_bug(error: BaseException, when: str = "") -> None:
    """Name *error*, which nobody raises on purpose, on standard error; *when* it came, too."""
    say(
        f"Error: {type(error).__name__}{when and ' '}{when}: {reason_of(error)} - a bug in llm or"
        " in one of its plugins; LLM_RAISE_ERRORS=1 shows where"
    )
    if raises_errors():
        say("".join(traceback.format_exception(error)))
