"""The comparisons that ask a server still run. What they measure is read, not asserted."""

from __future__ import annotations

import shutil
import socket
import sys
import time
from pathlib import Path

import pytest

from benchmarks import concurrent, first_request, measuring, stream_events
from benchmarks.environments import Environment
from benchmarks.server import Shape, serving

HERE = Environment("ours", Path(sys.prefix))


@pytest.mark.parametrize("side", ["llm", "sdk"])
@pytest.mark.parametrize(("world", "api"), [("sync", "chat"), ("async", "responses")])
def test_a_streamed_event_has_a_cost(side: str, world: str, api: str) -> None:
    """Each side reads both lengths to their end, and a number of microseconds comes back."""
    arrival = stream_events.Arrival(at_once=4, pause=0.0001, words=(10, 50))
    taken = stream_events.costs({side: (sys.executable, side)}, world, api, arrival, rounds=1)
    assert len(taken[side]) == 1


@pytest.mark.parametrize("wait", [0, 0.01])
def test_prompts_in_flight_have_a_rate(wait: float) -> None:
    """Ours, the SDK and the client that only waits all bring every prompt to its end."""
    rates = concurrent.rates(sys.executable, wait, rounds=1, prompts=12, in_flight=4)
    assert list(rates) == ["ours", "SDK", "server"]
    assert all(rate > 0 for [rate] in rates.values())


@pytest.mark.parametrize("model", first_request.MODELS.values())
def test_a_request_arrives_after_its_process_began(model: str) -> None:
    """Each way in which a model is known leads to the server, and to its answer."""
    [taken] = first_request.arrival_times([HERE], model, rounds=1)["ours"]
    assert taken > 0


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")
def test_a_request_arrives_over_tls(tmp_path) -> None:
    """The certificate that is made for the server is trusted by who asks it."""
    certificate = first_request.certified(tmp_path)
    [taken] = first_request.arrival_times([HERE], "gpt-4o-mini", 1, certificate)["ours"]
    assert taken > 0


def asked(address: str, path: str) -> bytes:
    """All that the server at *address* sends for a request to *path*, up to the end of a body."""
    host, _, port = address.partition(":")
    with socket.create_connection((host, int(port))) as connection:
        request = f"POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Length: 2\r\n\r\n"
        connection.sendall(request.encode())
        connection.sendall(b"{}")
        received = b""
        while not received.endswith(b"\r\n0\r\n\r\n"):
            received += connection.recv(65536)
    return received


def test_the_server_sends_the_same_answer_in_every_shape() -> None:
    """How an answer is cut into writes changes nothing in it."""
    with serving() as server:
        shapes = [Shape(20), Shape(20, at_once=7, pause=0.001), Shape(20, wait=0.01)]
        answers = {asked(server.address, f"{shape.path}/responses") for shape in shapes}
    assert len(answers) == 1
    assert answers.pop().count(b'"delta":" word"') == 20


def test_the_server_notes_when_requests_arrive() -> None:
    """Its clock is that of whoever starts a process; what was told is not told again."""
    with serving() as server:
        before = time.monotonic()
        asked(server.address, f"{Shape(1).path}/chat/completions")
        after = time.monotonic()
        [arrived] = server.arrivals()
        assert before <= arrived <= after
        assert server.arrivals() == []


def test_what_is_compared_sees_no_settings_of_this_machine(monkeypatch) -> None:
    """Keys, addresses, proxies and import paths stay out, and the user directory is a new one."""
    for name in ("LLM_MODEL", "OPENAI_BASE_URL", "https_proxy", "NO_PROXY", "PYTHONPATH"):
        monkeypatch.setenv(name, "set")
    with measuring.variables() as settings:
        assert "set" not in settings.values()
        assert not Path(settings["LLM_USER_PATH"]).exists()
