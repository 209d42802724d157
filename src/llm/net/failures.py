"""Failures of a request -> one `LLMError` each, with the fields that tell what may be done.

Transport errors, statuses and what the servers' bodies say all end here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from llm.clock import clock
from llm.errors import ModelError
from llm.text import one_line, sentence

if TYPE_CHECKING:
    from llm.net.request import Request

LONGEST_SHOWN = 500
# The code of an error that a connection gives which was kept too long.
HUNG_UP = "hung_up"
# And of one that will not pass by itself: there is no such host, or nobody listens there.
UNREACHABLE = "unreachable"
_NOBODY_THERE = ("refused", "not known", "No address associated", "nodename nor servname")
# A limit on money, not on time.
FINAL_CODES = frozenset({"billing_hard_limit_reached", "insufficient_quota"})
_REQUEST_IDS = ("x-request-id", "request-id", "x-amzn-requestid", "cf-ray")
_SENDABLE = re.compile(r"([!-~]([\t -~]*[!-~])?)?")
_UNUSABLE = (
    "InvalidURL", "LocalProtocolError", "OverflowError", "UnicodeError", "UnsupportedProtocol",
)  # fmt: skip
_WHAT_TO_DO = {
    403: "The key may not do this.",
    404: "Are the model and the URL right?",
    413: "Send less at once.",
    429: "Wait, or ask for a higher limit.",
}


def told(body: Any) -> tuple[str, str | None]:
    """The message and the code in *body*, an error in any of the shapes that servers use.

    `{"error": {"message": …, "code": …, "type": …}}`, `{"error": "…"}`, `{"message": …}`,
    `{"detail": …}`, a list that holds one of them, or plain text; `("", None)` where there is
    nothing to tell.
    """
    while isinstance(body, list) and body:
        body = body[0]
    if not isinstance(body, Mapping):
        return (_short(body) if isinstance(body, str) else ""), None
    inner = body.get("error")
    if isinstance(inner, (Mapping, list)) and inner:
        message, code = told(inner)
        return message or told({**body, "error": None})[0], code
    said = inner or body.get("message") or body.get("detail") or body.get("msg") or ""
    code = next((body[name] for name in ("code", "type", "status") if _is_code(body, name)), None)
    return _short(said if isinstance(said, str) else str(said)), code


def _is_code(body: Mapping[str, Any], name: str) -> bool:
    # Several servers repeat the HTTP status as `code`, and say in `type` what is meant.
    value = body.get(name)
    return isinstance(value, str) and bool(value) and not value.isdigit()


def refusal(request: Request, status: int, headers: Mapping[str, str], body: Any) -> ModelError:
    """The error for an answer with a *status* that is not 2xx; *body* as decoded, or text."""
    message, code = told(body)
    if isinstance(body, str) and "<" in body[:200]:
        message = ""  # a page for a browser
    said = f": {sentence(message)}" if message else "."
    cure = _WHAT_TO_DO.get(status, "")
    if code in FINAL_CODES:
        cure = "The account has no credit left."
    if status == 401:
        cure = "Is the key right?"
        if request.key_name:
            cure += f" Store one with `llm keys set {request.key_name}`, or give --key."
        else:
            cure += " Give one with --key."
    return ModelError(
        f"{place(request.url)} answered {_named(status)}{said} {cure}".rstrip(),
        provider=request.provider,
        status=status,
        code=code,
        retry_after=retry_after(headers),
        request_id=request_id(headers),
    )


def misdirected(request: Request, status: int, target: str | None) -> ModelError:
    """The error for a redirect that is not followed, because a key would go with it."""
    there = f" to {without_secrets(target)}" if target else ""
    return ModelError(
        f"{place(request.url)} redirects{there}; if that is right, use it as the base URL.",
        provider=request.provider,
        status=status,
    )


def not_json(request: Request, status: int, content_type: str) -> ModelError:
    """The error for a successful answer that is something else than was asked for."""
    kind = content_type.partition(";")[0].strip()
    what = "a web page" if kind == "text/html" else kind or "nothing that can be read"
    return ModelError(
        f"{without_secrets(request.url)} answered with {what}, not with JSON."
        " Is the base URL right? It often ends in /v1.",
        provider=request.provider,
        status=status,
    )


def too_large(request: Request, limit: int) -> ModelError:
    """The error for an answer, or a piece of one, that has more than *limit* bytes."""
    return ModelError(
        f"{place(request.url)} sent more than {limit:,} bytes at once; the answer was given up.",
        provider=request.provider,
    )


def cut_off(request: Request, why: str = "the connection ended") -> ModelError:
    """The error for an answer that does not come to its end."""
    return ModelError(
        f"{place(request.url)} stopped before the answer was complete: {why}.",
        provider=request.provider,
        code="incomplete",
    )


def timed_out(request: Request, what: str, seconds: float) -> ModelError:
    """The error for a limit that has run out; *what* is what did not happen within it."""
    return ModelError(
        f"{place(request.url)} {what} within {spelt(seconds)}.",
        provider=request.provider,
        code="timeout",
    )


def spelt(seconds: float) -> str:
    """*seconds* in words, as exact as anyone wants to know."""
    shown = f"{seconds:.0f}" if seconds >= 10 else f"{seconds:.2g}"
    return f"{shown} second{'' if shown == '1' else 's'}"


def check_headers(request: Request, headers: Mapping[str, Any]) -> None:
    """Raise the error for a header that cannot be sent. Its value may be a key: it is not shown."""
    for name, value in headers.items():
        if not isinstance(value, str) or not _SENDABLE.fullmatch(value):
            raise ModelError(
                f"The header {_short(name)} cannot be sent to {place(request.url)}: its value is"
                " no text in one line of ASCII characters.",
                provider=request.provider,
            )


def unusable(request: Request, why: str) -> ModelError:
    """The error for an address that no request can go to."""
    text = f"{without_secrets(request.url)} cannot be used: {why}."
    return ModelError(text, provider=request.provider)


def check_address(request: Request) -> None:
    """Raise the error for an address whose port does not exist."""
    try:
        check_port(request.url)
    except ValueError as error:
        raise unusable(request, _short(str(error))) from error


def check_port(url: str) -> None:
    """Raise `ValueError` when the port in *url* does not exist; sockets take it modulo 65536."""
    _ = urlsplit(url).port


def unreachable(request: Request, error: Exception) -> ModelError:
    """The error for *error* of the HTTP library, or of the operating system."""
    said = said_by(error).rstrip(".")
    kind = type(error).__name__
    code = "connection"
    if "CERTIFICATE_VERIFY_FAILED" in said:
        return ModelError(
            f"{place(request.url)} has a certificate that nobody vouches for: {said}."
            " SSL_CERT_FILE can name a file of certificates to trust.",
            provider=request.provider,
            code="certificate",
        )
    if kind == "ConnectError" or isinstance(error, ConnectionRefusedError):
        text, code = _out_of_reach(request, said or kind)
    elif kind in _UNUSABLE:
        return unusable(request, said or kind)
    elif kind == "ProxyError":
        text = f"The proxy did not let the request to {place(request.url)} through: {said or kind}."
    else:
        text = f"The connection to {place(request.url)} broke: {said or kind}."
        if "disconnected without sending" in said:
            code = HUNG_UP
    return ModelError(text, provider=request.provider, code=code)


def _out_of_reach(request: Request, why: str) -> tuple[str, str]:
    """The message and the code for a server to which no connection comes about."""
    code = UNREACHABLE if any(sign in why for sign in _NOBODY_THERE) else "connection"
    if proxy := _proxy_for(request.url):
        return f"The proxy {proxy}, by which {place(request.url)} is reached, is not: {why}.", code
    cure = "Is the address right, and the server up?"
    return f"{place(request.url)} cannot be reached: {why}. {cure}", code


def _proxy_for(url: str) -> str | None:
    """The proxy of the environment through which *url* is asked for, as it may be shown."""
    import urllib.request

    parts = urlsplit(url)
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    return place(proxy)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a server asks to wait: a number, milliseconds, or a date."""
    exact = headers.get("retry-after-ms")
    written = headers.get("retry-after")
    try:
        if exact is not None:
            seconds = float(exact) / 1000
        elif written is None:
            return None
        else:
            seconds = _until(written) if written.strip().endswith("GMT") else float(written)
    except (ValueError, OverflowError):
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _until(date: str) -> float:
    from email.utils import parsedate_to_datetime

    return (parsedate_to_datetime(date) - clock().now()).total_seconds()


def request_id(headers: Mapping[str, str]) -> str | None:
    """The provider's name for the request."""
    return next((headers[name] for name in _REQUEST_IDS if name in headers), None)


def place(url: str) -> str:
    """The server that *url* names, as it may be shown."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return without_secrets(url)
    return f"{parts.hostname}{port}" if parts.hostname else without_secrets(url)


def without_secrets(url: str) -> str:
    """*url* without a password, a query or a fragment."""
    return without_password(url.partition("?")[0].partition("#")[0])


def without_password(url: str) -> str:
    """*url* without the user and the password that may stand before its host."""
    scheme, separator, rest = url.partition("://") if "://" in url else ("", "", url)
    host, slash, path = rest.partition("/")
    return f"{scheme}{separator}{host.rpartition('@')[2]}{slash}{path}"


def said_by(error: Exception) -> str:
    """What *error* says, in one line, without the number of the operating system's."""
    return re.sub(r"^\[Errno -?\d+\] ", "", _short(str(error)))


def _named(status: int) -> str:
    from http import HTTPStatus

    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _short(text: str) -> str:
    line = one_line(text)
    return f"{line[:LONGEST_SHOWN]}…" if len(line) > LONGEST_SHOWN else line
