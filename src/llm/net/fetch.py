"""Reading what a URL names, and asking for its media type."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from llm.errors import FetchError
from llm.lazy_dataclass import dataclass
from llm.net.attempt import USER_AGENT
from llm.net.cutoff import Cutoff, on_thread
from llm.net.failures import check_port, said_by, without_password

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

MAX_BYTES = 100_000_000
TIMEOUT_SECONDS = 30.0
TOTAL_SECONDS = 300.0


@dataclass(frozen=True)
class Fetched:
    """What a URL named.

    Attributes:
        content: the bytes, decompressed.
        content_type: the media type that the server gives, without parameters and in lower
            case, or None.
        charset: the encoding that the server gives for text, or None.
        url: where it came from in the end, after redirects.

    """

    content: bytes
    content_type: str | None
    charset: str | None
    url: str


def fetch(
    url: str,
    *,
    max_bytes: int = MAX_BYTES,
    timeout: float = TIMEOUT_SECONDS,
    total: float = TOTAL_SECONDS,
) -> Fetched:
    """Read what *url* names.

    Up to three redirects are followed. *timeout* is the number of seconds to wait for a
    connection, and for each piece of the answer; *total* for all of it. Raises FetchError when
    the URL cannot be read, or gives more than *max_bytes*.
    """
    where = without_password(url)
    with _answer("GET", url, timeout) as response:
        _check_status(url, response)
        cutoff = Cutoff(response, on_thread)
        cutoff.after(total)
        content = bytearray()
        try:
            for piece in response.iter_bytes():
                content += piece
                if len(content) > max_bytes:
                    raise FetchError(f"{where} is larger than {max_bytes:,} bytes.")
        finally:
            cutoff.cancel()
            if cutoff.happened:
                raise FetchError(f"{where} did not arrive within {total:g} seconds.")
        return Fetched(
            bytes(content), _media_type(response), response.charset_encoding, str(response.url)
        )


def content_type_of(url: str, *, timeout: float = TIMEOUT_SECONDS) -> str | None:
    """The media type that the server of *url* gives for it, or None when it gives none.

    Asks without reading the content. Raises FetchError when there is no answer.
    """
    with _answer("HEAD", url, timeout) as response:
        if response.is_success:
            return _media_type(response)
    # Some servers answer HEAD with an error, though the content is there.
    with _answer("GET", url, timeout) as response:
        _check_status(url, response)
        return _media_type(response)


@contextmanager
def _answer(method: str, url: str, timeout: float) -> Iterator[httpx2.Response]:
    """The answer to a request, its content not read yet; failures become FetchError."""
    import httpx2

    from llm.net.connections import MAX_REDIRECTS, sync_client

    where = without_password(url)
    try:
        check_port(url)
        with sync_client(url, redirects=True).stream(
            method,
            url,
            headers={"user-agent": USER_AGENT},
            timeout=timeout,
            follow_redirects=True,
        ) as response:
            yield response
    except httpx2.TimeoutException as error:
        raise FetchError(f"{where} did not answer within {timeout:g} seconds.") from error
    except httpx2.UnsupportedProtocol as error:
        raise FetchError(f"{where} cannot be read: only http and https URLs can.") from error
    except httpx2.TooManyRedirects as error:
        raise FetchError(f"{where} redirects more than {MAX_REDIRECTS} times.") from error
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        reason = said_by(error) or type(error).__name__
        raise FetchError(f"{where} cannot be read: {reason}") from error


def _check_status(url: str, response: httpx2.Response) -> None:
    if not response.is_success:
        raise FetchError(
            f"{without_password(url)} cannot be read: the server answered"
            f" {response.status_code} {response.reason_phrase}".rstrip(),
            status=response.status_code,
        )


def _media_type(response: httpx2.Response) -> str | None:
    return response.headers.get("content-type", "").partition(";")[0].strip().lower() or None
