"""Clients that are slow, silent, stuck, many, or speak no HTTP: to a real server."""

import asyncio
import os
import resource
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing

import pytest
import uvicorn
from uvicorn.server import ServerState

from llm.server.guarding.connections import guarded_protocol
from llm.server.guarding.limits import Limits, room_for
from llm.testing import AsyncScriptedModel
from tests.server.asking.paced import AsyncPaced, asking
from tests.server.guarding.wire import connect, exchanged, request, until_closed

ASKED = {"model": "scripted", "messages": [{"role": "user", "content": "Hi"}]}
CHAT = "/v1/chat/completions"
CLOSE = "connection: close"


def hurried(**limits):
    """Limits of a server that does not wait for long."""
    return Limits(
        **{
            "head_seconds": 0.3,
            "pause_seconds": 0.3,
            "stuck_seconds": 0.5,
            "unread_seconds": 0.3,
            **limits,
        }
    )


def is_well(one) -> bool:
    """Whether the server answers others as ever."""
    return bool(one.get("/health").json() == {"status": "ok"})


def test_headers_that_never_end(serving):
    """A client that sends a header now and then is told that time is over."""
    one = serving(AsyncScriptedModel([]), limits=hurried())
    with closing(connect(one.url)) as wire:
        wire.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\n")
        began = time.monotonic()
        wire.settimeout(0.05)
        received = b""
        for number in range(200):
            try:
                received += wire.recv(65536)
                break
            except TimeoutError:
                wire.sendall(b"x-%d: y\r\n" % number)
        wire.settimeout(5)
        received += until_closed(wire)
    assert received.startswith(b"HTTP/1.1 408 ")
    assert b'"message": "The headers of the request did not come in time."' in received
    assert time.monotonic() - began < 5
    assert is_well(one)


def test_a_silent_connection_is_ended(serving):
    """Who says nothing is left without a word; so is who says nothing after an answer."""
    one = serving(AsyncScriptedModel([]), limits=hurried(head_seconds=1.1))
    with closing(connect(one.url)) as wire:
        assert until_closed(wire) == b""
    status, received = exchanged(one.url, request("/health", b"", method="GET"))
    assert (status, received.count(b"HTTP/1.1 ")) == (200, 1)


@pytest.mark.parametrize(
    "framing", [b"content-length: 500\r\n\r\n{", b"transfer-encoding: chunked\r\n\r\n1\r\n{\r\n"]
)
def test_a_body_that_never_ends(serving, framing):
    """A client that stops in its body is told so, and its connection ended."""
    one = serving(AsyncScriptedModel([]), limits=hurried())
    head = b"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\n"
    status, _ = exchanged(one.url, head + b"content-type: application/json\r\n" + framing)
    assert status == 408
    assert is_well(one)


def test_a_body_that_is_too_long(serving):
    """A client that sends all of it before it listens learns why it was refused."""
    one = serving(AsyncScriptedModel([]), body_limit=1000)
    long = b'{"a": "' + b"x" * 3_000_000 + b'"}'
    status, received = exchanged(one.url, request(CHAT, long))
    assert status == 413
    assert b'"code":"request_too_large"' in received.replace(b" ", b"")
    answer = one.post("/v1/messages", {"a": "x" * 3_000_000})
    assert (answer.status_code, answer.json()["type"]) == (413, "error")
    assert answer.json()["error"]["type"] == "request_too_large"


def test_an_answer_before_the_body_is_there(serving):
    """What is refused at once ends the connection soon, also when the client goes on sending."""
    one = serving(AsyncScriptedModel([]), limits=hurried())
    head = b"POST /nothing HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    began = time.monotonic()
    status, _ = exchanged(one.url, head + b"content-length: 1000\r\n\r\n")
    assert status == 404
    assert time.monotonic() - began < 9


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx\x00y: z\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: x\r\n\r\n",
        b"GET /" + b"x" * 100_000,
        b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: " + b"x" * 100_000,
        b"\xff" * 70_000,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_no_http(serving, sent):
    """It is answered in the 400s, and the connection ended; the server goes on."""
    one = serving(AsyncScriptedModel([]), limits=hurried())
    status, received = exchanged(one.url, sent)
    assert 400 <= status < 510, received
    assert b'{"error"' in received
    assert is_well(one)


def test_a_request_to_become_a_websocket(serving):
    """There are none here: the request is like any other."""
    one = serving(AsyncScriptedModel([]))
    upgrade = ("connection: upgrade, close", "upgrade: websocket", "sec-websocket-version: 13")
    status, _ = exchanged(one.url, request("/health", b"", *upgrade, method="GET"))
    assert status == 200


def test_a_client_that_never_reads(serving):
    """Its connection is ended; the server has held as much for it as for anybody."""
    model = AsyncScriptedModel([["x" * 1000] * 20_000], model_id="long")
    one = serving(model, limits=hurried(), keeps=False)
    with closing(connect(one.url, receive_buffer=4096)) as wire:
        wire.sendall(request(CHAT, {**ASKED, "model": "long", "stream": True}))
        call = _the_call(one)
        _wait_for(lambda: call.so_far().status != "running")
        _wait_for(lambda: not call._readers)
        # As it did not read, what is left of the stream never left the server.
        assert len(until_closed(wire)) < 10_000_000
    assert is_well(one)


def test_a_client_that_does_not_take_the_end():
    """An answer that is over, and of which little is left, does not hold a connection for ever."""
    limits = hurried(head_seconds=0.2)
    made = guarded_protocol(limits)

    class Narrow(made):  # type: ignore[valid-type, misc]  # it is made for these limits
        def connection_made(self, transport):
            wire = transport.get_extra_info("socket")
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
            super().connection_made(transport)

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x" * 60_000})

    async def served() -> None:
        state, config = ServerState(), uvicorn.Config(app, lifespan="off", log_level="critical")
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Narrow(config, state, {}), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        wire = await asyncio.to_thread(connect, f"http://127.0.0.1:{port}", receive_buffer=2048)
        with closing(wire):
            wire.sendall(request("/", b"", method="GET"))
            async with asyncio.timeout(5):
                await asyncio.sleep(0.1)
                connections = list(state.connections)
                assert connections[0].transport.get_write_buffer_size() > 0
                while state.connections or made.open:  # noqa: ASYNC110 - nobody tells of it
                    await asyncio.sleep(0.01)
        server.close()
        await server.wait_closed()

    asyncio.run(served())


def _the_call(one):
    """The call that runs in the server, once it does."""
    calls = one.server.service.calls
    _wait_for(lambda: calls._running or calls._ended)
    running = list(calls._running.values())
    return running[0] if running else next(iter(calls._ended._calls.values()))[2]


def _wait_for(condition) -> None:
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def _memory() -> int:
    """Bytes of memory that this process, in which the server runs, has."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def test_more_idle_connections_than_may_be(serving):
    """The longest silent ones leave for those that come; who asks is answered."""
    count, most = 500, 100
    one = serving(AsyncScriptedModel([]), connections=most)
    with ExitStack() as stack:
        wires = [stack.enter_context(closing(connect(one.url))) for _ in range(count)]
        wires[-1].sendall(b"GET /health HTTP/1.1\r\n")
        assert is_well(one)
        # The newest can go on with what they began, the oldest were ended.
        wires[-1].sendall(b"host: 127.0.0.1\r\nconnection: close\r\n\r\n")
        assert until_closed(wires.pop()).endswith(b'{"status":"ok"}')
        assert until_closed(wires[0]) == b""
        ended = sum(_is_ended(wire) for wire in wires)
        assert abs(ended - (count - most)) <= 3
    assert is_well(one)


IDLERS = """
import resource, socket, sys
port, count = int(sys.argv[1]), int(sys.argv[2])
_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (count + 100, most))
wires = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
for number, wire in enumerate(wires):
    if number % 2:
        wire.sendall(b"GET /health HTTP/1.1\\r\\nx: " + b"y" * 100)
print(len(wires), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("count", [500, pytest.param(10_000, marks=pytest.mark.full)])
def test_many_idle_connections(serving, count):
    """Clients that say nothing, or half a request, cost little, and nobody else notices them."""
    if room_for(count + 500) < count + 500:
        pytest.fail("this system allows too few open files")
    one = serving(AsyncScriptedModel([]), limits=Limits(head_seconds=60))
    assert is_well(one)
    before, port = _memory(), one.url.rpartition(":")[2]
    words = [sys.executable, "-c", IDLERS, port, str(count)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as idlers:
        assert idlers.stdout is not None
        assert idlers.stdout.readline() == b"%d\n" % count
        assert is_well(one)
        assert len(os.listdir("/proc/self/fd")) > count
        each = (_memory() - before) / count
        idlers.communicate()
    assert each < 40_000
    assert is_well(one)


def _is_ended(wire: socket.socket) -> bool:
    wire.setblocking(False)
    try:
        return wire.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def test_more_open_connections_than_may_be(serving):
    """Where all of them are being answered, one more is told to come back later."""
    one = serving(AsyncPaced(["never said"]), connections=2)
    with ExitStack() as stack:
        for _ in range(2):
            wire = stack.enter_context(closing(connect(one.url)))
            wire.sendall(request(CHAT, asking(stream=True)))
        _wait_for(lambda: one.server.service.calls.count_running() == 2)
        third = stack.enter_context(closing(connect(one.url)))
        assert until_closed(third).startswith(b"HTTP/1.1 503 ")
    _wait_for(lambda: is_well(one))
