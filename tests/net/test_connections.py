"""Connections: kept, shared, sharded, trusted and closed."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import ssl
import weakref
from pathlib import Path
from typing import Any

import pytest

from llm.net import connections
from llm.net.client import aevents, events, get_json
from llm.net.limits import Limits
from llm.net.request import Call, Request
from tests.net.conftest import Words
from tests.net.test_faults import END, SOME, STREAM
from tests.scripted_server import ScriptedServer, Step, answer, chunked

CERTIFICATE = Path(__file__).parent / "tls" / "certificate.pem"
KEPT = [*chunked(SOME, END, b"")]
DRIPPING: list[Step] = [SOME, 0.1]


class TlsServer(ScriptedServer):
    """A scripted server behind TLS, with a certificate that nobody has signed."""

    def _serve(self, connection: socket.socket) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE, CERTIFICATE.with_name("key.pem"))
        try:
            secured = context.wrap_socket(connection, server_side=True)
        except (ssl.SSLError, OSError):
            return
        super()._serve(secured)

    @property
    def secure_url(self) -> str:
        """Its address."""
        return self.url.replace("http://", "https://")


@pytest.fixture
def fresh_clients(monkeypatch):
    """No client yet, and no certificates read."""
    clients: dict[bool, Any] = {}
    monkeypatch.setattr(connections, "_sync_clients", clients)
    connections._trusted.cache_clear()
    connections._has_proxy.cache_clear()
    yield
    connections._trusted.cache_clear()
    connections._has_proxy.cache_clear()
    for client in clients.values():
        client.close()


def test_a_connection_is_used_again(ask):
    """Requests that follow each other go through one connection."""
    with ScriptedServer(KEPT) as server:
        for _ in range(3):
            assert ask(server).text == "some"
    assert (len(server.requests), server.connections) == (3, 1)


def test_many_at_once_are_spread_over_shards_and_closed_with_their_loop():
    """Each shard carries a few; when the loop ends, no connection is left open."""
    with ScriptedServer([KEPT[0], 0.3, *KEPT[1:]]) as server:

        async def one() -> str:
            call = Call(Request("tester", f"{server.url}/", body={}), Words)
            return "".join([str(event) async for event in aevents(call)])

        async def many() -> int:
            answers = await asyncio.gather(*(one() for _ in range(60)))
            assert answers == ["some"] * 60
            shards = connections._of_loops[asyncio.get_running_loop()]
            return len(shards._shards[False])

        assert asyncio.run(many()) == -(-60 // connections.REQUESTS_PER_SHARD)
        assert server.all_closed(within=5)


def test_a_certificate_that_nobody_vouches_for(ask, capsys, fresh_clients):
    """It is refused at once, and the way out is named."""
    with TlsServer(answer({"text": "taken in"})) as server:
        asked = ask(server.secure_url)
    assert "SSL_CERT_FILE" in str(asked.error)
    assert not asked.text
    assert not server.requests
    assert not capsys.readouterr().err


def test_a_file_of_certificates_to_trust(ask, monkeypatch, fresh_clients):
    """`SSL_CERT_FILE` vouches for a server."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with TlsServer(answer({"text": "safe"})) as server:
        assert ask(server.secure_url).text == "safe"


def test_a_redirect_to_tls_is_checked_too(ask, fresh_clients):
    """A client that was made for plain HTTP does not take any server for the right one."""
    with TlsServer(answer({"text": "taken in"})) as other:
        client = connections.sync_client("http://127.0.0.1/")
        with pytest.raises(Exception, match="certificate"):
            client.get(other.secure_url)


def test_a_proxy_of_the_environment_is_used(monkeypatch, fresh_clients):
    """`HTTP_PROXY` is where requests go, and `NO_PROXY` says which do not."""
    with ScriptedServer(answer({"text": "by proxy"})) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        request = Request("tester", "http://provider.invalid/v1", body={})
        assert get_json(request) == {"text": "by proxy"}
        assert proxy.requests[0][0].startswith("POST http://provider.invalid/v1 ")


def test_cookies_are_not_kept(ask):
    """What a server sets for one request is not sent with another."""
    with ScriptedServer([*chunked(SOME, END, b"", Set_Cookie="session=1")]) as server:
        for _ in range(2):
            assert ask(server).text == "some"
    assert "cookie" not in server.requests[1][0].lower()


def test_plain_http_reads_no_certificates(ask, fresh_clients):
    """Reading the system's takes longer than asking a server on this machine."""
    with ScriptedServer(KEPT) as server:
        ask(server)
    assert connections._trusted.cache_info().misses == 0


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize(
    ("proxy", "said"), [("gopher://127.0.0.1:1", "cannot be used"), ("socks5://[::1]:1", "socksio")]
)
def test_a_proxy_that_cannot_be_used(ask, monkeypatch, fresh_clients, variable, proxy, said):
    """The environment is named, in one line."""
    monkeypatch.setenv(variable, proxy)
    error = ask("http://provider.invalid/v1", limits=Limits(retries=0)).error
    assert said in str(error)
    assert "ALL_PROXY" in str(error)


def test_certificates_that_are_not_there(ask, monkeypatch, fresh_clients):
    """The variable that names them is named."""
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere.pem")
    error = ask("https://127.0.0.1:1/v1").error
    assert str(error).startswith("The certificates in /nowhere.pem cannot be read")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_makes_connections_of_its_own(fresh_clients):
    """Two processes that read from one connection would garble both answers."""
    with ScriptedServer(KEPT) as server:

        def asked() -> str:
            call = Call(Request("tester", f"{server.url}/", body={}), Words)
            return "".join(str(event) for event in events(call))

        assert asked() == "some"
        child = os.fork()
        if not child:
            try:
                os._exit(asked() != "some")
            finally:
                os._exit(1)
        assert os.waitpid(child, 0)[1] == 0
        assert asked() == "some"
    assert (len(server.requests), server.connections) == (3, 2)


def test_a_loop_that_is_over_is_forgotten():
    """Whoever runs one loop after the other keeps none of them."""
    loops = []
    with ScriptedServer(KEPT) as server:

        async def one() -> None:
            loops.append(weakref.ref(asyncio.get_running_loop()))
            call = Call(Request("tester", f"{server.url}/", body={}), Words)
            assert [event async for event in aevents(call)] == ["some"]

        asyncio.run(one())
    gc.collect()
    assert loops[0]() is None


def test_a_stream_that_is_left_open_at_the_end_of_its_loop():
    """Its connection is closed with the loop."""
    with ScriptedServer([STREAM, *DRIPPING * 100]) as server:
        call = Call(Request("tester", f"{server.url}/", body={}), Words)

        async def one() -> Any:
            stream = aevents(call)
            assert await anext(stream) == "some"
            return stream

        asyncio.run(one())
        assert server.all_closed(within=5)


def test_a_request_that_is_cancelled_makes_room():
    """Wherever it waits, its place and its connection are given back."""
    with ScriptedServer([0.2, STREAM, *DRIPPING * 100]) as server:

        async def one() -> None:
            call = Call(Request("tester", f"{server.url}/", body={}), Words)
            async for _ in aevents(call):
                pass

        async def cancelled() -> None:
            asking = [asyncio.create_task(one()) for _ in range(3)]
            for task in asking:
                await asyncio.sleep(0.15)
                task.cancel()
            assert not [
                each
                for each in await asyncio.gather(*asking, return_exceptions=True)
                if not isinstance(each, asyncio.CancelledError)
            ]
            shards = connections._of_loops[asyncio.get_running_loop()]._shards[False]
            assert [shard.in_flight for shard in shards] == [0]

        asyncio.run(cancelled())
        assert server.all_closed(within=5)
