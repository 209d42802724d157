"""HTTP clients and their connections: one for whoever blocks, shards for each event loop.

A client's pool looks at all its connections for every request, so that hundreds in flight cost more
than the requests themselves; several clients side by side do not.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

import httpx2

from llm.errors import ConfigError

if TYPE_CHECKING:
    import asyncio
    import ssl

# More than this in flight open another shard.
REQUESTS_PER_SHARD = 16
KEEP_ALIVE_SECONDS = 60.0
MAX_REDIRECTS = 3
# A pool closes what is idle beyond this; who talks to one server needs few.
_LIMITS = httpx2.Limits(
    max_connections=None, max_keepalive_connections=100, keepalive_expiry=KEEP_ALIVE_SECONDS
)

Client = TypeVar("Client", httpx2.Client, httpx2.AsyncClient)

_making = threading.Lock()
_sync_clients: dict[bool, httpx2.Client] = {}


def sync_client(url: str, *, redirects: bool = False) -> httpx2.Client:
    """The client of this process that requests to *url* go through; it serves all threads.

    With *redirects* they may end anywhere, and so may need certificates.
    """
    secure = redirects or _needs_certificates(url)
    with _making:
        if secure not in _sync_clients:
            _sync_clients[secure] = client = _made(httpx2.Client, secure)
            atexit.register(client.close)
        return _sync_clients[secure]


def _forget_parent() -> None:
    """Leave the connections to the parent process: two that read from one garble both answers."""
    global _making, _sync_clients  # a thread of the parent may have held the lock
    _making, _sync_clients = threading.Lock(), {}


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_parent)


class LeasedAnswer:
    """The answer to one request in the running loop, through one of its clients that has room.

    `async with` sends the request, and gives the connection back. No generator does it: a loop
    that ends closes all generators at once, those that another one waits for as well.

    Args:
        url: where the request goes.
        arguments: those of `httpx2.AsyncClient.build_request`.

    """

    def __init__(self, url: str, arguments: Mapping[str, Any]) -> None:
        self._url = url
        self._arguments = arguments

    async def __aenter__(self) -> httpx2.Response:
        shards = await _shards_of_loop()
        self._shard = shards.with_room(_needs_certificates(self._url))
        self._shard.in_flight += 1
        try:
            client = self._shard.client
            request = client.build_request(**self._arguments)
            self._response = await client.send(request, stream=True)
        except BaseException:
            self._shard.in_flight -= 1
            raise
        return self._response

    async def __aexit__(self, *_: object) -> None:
        try:
            await self._response.aclose()
        finally:
            self._shard.in_flight -= 1


def pieces_of(response: httpx2.Response) -> Iterator[bytes]:
    """The body of *response* as it comes, decompressed."""
    return response.iter_bytes() if "content-encoding" in response.headers else response.iter_raw()


def apieces_of(response: httpx2.Response) -> AsyncIterator[bytes]:
    """`pieces_of` for an event loop."""
    if "content-encoding" in response.headers:
        return response.aiter_bytes()
    return response.aiter_raw()


class _Shard:
    """One client, and how many requests it has in flight."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client
        self.in_flight = 0


class _Shards:
    """The clients of one event loop."""

    def __init__(self) -> None:
        self._shards: dict[bool, list[_Shard]] = {True: [], False: []}
        self.keeper: Any = None

    def with_room(self, secure: bool) -> _Shard:
        """A shard with room in it, a new one where all are full."""
        shards = self._shards[secure]
        for shard in shards:
            if shard.in_flight < REQUESTS_PER_SHARD:
                return shard
        shard = _Shard(_made(httpx2.AsyncClient, secure))
        shards.append(shard)
        return shard

    def taken_apart(self) -> Iterator[httpx2.AsyncClient]:
        """Each of the clients, which is then no longer one of these."""
        for shards in self._shards.values():
            while shards:
                yield shards.pop().client


_of_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, _Shards] = WeakKeyDictionary()


async def _shards_of_loop() -> _Shards:
    import asyncio

    loop = asyncio.get_running_loop()
    if loop not in _of_loops:
        _of_loops[loop] = shards = _Shards()
        shards.keeper = _kept_open(loop, shards)
        await anext(shards.keeper)
    return _of_loops[loop]


async def _kept_open(loop: asyncio.AbstractEventLoop, shards: _Shards) -> AsyncGenerator[None]:
    """Close *shards* with their *loop*, which closes the generators that are left in it."""
    try:
        yield
    finally:
        _of_loops.pop(loop, None)  # this generator holds the loop, which else would never go
        for client in shards.taken_apart():
            await client.aclose()


def _settings(secure: bool) -> dict[str, Any]:
    from http.cookiejar import CookieJar, DefaultCookiePolicy

    return {
        # One client serves everybody: what a server gives to one is not for the next.
        "cookies": CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        "verify": _trusted() if secure else _distrustful(),
        "limits": _LIMITS,
        "max_redirects": MAX_REDIRECTS,
    }


def _made(kind: Callable[..., Client], secure: bool) -> Client:
    """A new client. Raises `ConfigError` when the environment asks for what cannot be."""
    settings = _settings(secure)
    try:
        return kind(**settings)
    except ImportError as error:
        raise ConfigError(
            "The environment names a SOCKS proxy, which takes the package socksio:"
            " `pip install socksio`, or unset ALL_PROXY, HTTP_PROXY and HTTPS_PROXY."
        ) from error
    except (ValueError, httpx2.InvalidURL) as error:
        raise ConfigError(
            "The environment names a proxy that cannot be used; look at ALL_PROXY, HTTP_PROXY,"
            " HTTPS_PROXY and NO_PROXY. An address begins with http:// or socks5://."
        ) from error


@cache
def _trusted() -> ssl.SSLContext:
    """The system's certificates, or those that `SSL_CERT_FILE` and `SSL_CERT_DIR` name.

    Reading them takes a while, so that every client shares them.
    """
    try:
        return httpx2.create_ssl_context()
    except OSError as error:
        named = os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR")
        raise ConfigError(
            f"The certificates in {named} cannot be read: {error.strerror or error}."
            " Correct or unset SSL_CERT_FILE and SSL_CERT_DIR."
        ) from error


@cache
def _distrustful() -> ssl.SSLContext:
    """A context that trusts no server, for requests that need no certificates to be read."""
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _needs_certificates(url: str) -> bool:
    """Whether a request to *url* may open a TLS connection, to its server or to a proxy."""
    return not url.lower().startswith("http://") or _has_proxy()


@cache
def _has_proxy() -> bool:
    """Whether the environment names one; clients look there once, too."""
    import urllib.request

    return bool(urllib.request.getproxies())
