"""HTTP clients and their connections: one for whoever blocks, shards for each event loop.

A client's pool looks at all its connections for every request, so that hundreds in flight cost more
than the requests themselves; several clients side by side do not.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import httpx2

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

_making = threading.Lock()
_sync_clients: dict[bool, httpx2.Client] = {}


def sync_client(url: str, *, redirects: bool = False) -> httpx2.Client:
    """The client of this process that requests to *url* go through; it serves all threads.

    With *redirects* they may end anywhere, and so may need certificates.
    """
    secure = redirects or _needs_certificates(url)
    with _making:
        if secure not in _sync_clients:
            _sync_clients[secure] = client = httpx2.Client(**_settings(secure))
            atexit.register(client.close)
        return _sync_clients[secure]


@asynccontextmanager
async def leased_client(url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the running loop for one request to *url*: of its shards the one least busy."""
    shards = await _shards_of_loop()
    shard = shards.least_busy(_needs_certificates(url))
    shard.in_flight += 1
    try:
        yield shard.client
    finally:
        shard.in_flight -= 1


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

    def least_busy(self, secure: bool) -> _Shard:
        """A shard with room in it, a new one where all are full."""
        shards = self._shards[secure]
        for shard in shards:
            if shard.in_flight < REQUESTS_PER_SHARD:
                return shard
        shard = _Shard(httpx2.AsyncClient(**_settings(secure)))
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
        shards.keeper = _kept_open(shards)
        await anext(shards.keeper)
    return _of_loops[loop]


async def _kept_open(shards: _Shards) -> AsyncGenerator[None]:
    """Close *shards* with their loop, which closes the generators that are left in it."""
    try:
        yield
    finally:
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


@cache
def _trusted() -> ssl.SSLContext:
    """The system's certificates, or those that `SSL_CERT_FILE` and `SSL_CERT_DIR` name.

    Reading them takes a while, so that every client shares them.
    """
    return httpx2.create_ssl_context()


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
