"""The runtime of the built-in model in processes of their own: interrupted, locked, missing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("local_model")

ASK = """
import sys
from llm.providers.local.model import AsyncLocalChat, LocalChat
STORY = "Write a long story about a dog."
LONG = " ".join(f"word{i}" for i in range(700))
FRANCE = "What is the capital of France?"
"""
READ = 'for chunk in LocalChat().prompt(STORY): print("chunk", flush=True)'
READ_LONG = 'print("chunk", flush=True); print(LocalChat().prompt(LONG).text())'
READ_ASYNC = """
import asyncio
async def main():
    async for chunk in AsyncLocalChat().prompt(STORY):
        print("chunk", flush=True)
asyncio.run(main())
"""

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a Python that runs *code* with the model's names imported."""
    started = []

    def run(code: str, **env: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", ASK + code],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **env},
            start_new_session=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        # What it forked too.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.mark.parametrize("code", [READ, READ_LONG, READ_ASYNC], ids=["sync", "prompt", "async"])
def test_an_interrupt_ends_the_process_at_once_and_quietly(start: Start, code: str) -> None:
    """Ctrl-C gets through while the model reads or writes; nothing but it is reported."""
    process = start(code)
    assert process.stdout is not None
    assert process.stdout.readline() == "chunk\n"
    time.sleep(2 if code is READ_LONG else 0)
    process.send_signal(signal.SIGINT)
    sent = time.monotonic()
    _, err = process.communicate(timeout=10)
    assert time.monotonic() - sent < 3
    assert process.returncode == -signal.SIGINT
    assert err.strip().endswith("KeyboardInterrupt")
    assert err.count("Traceback") <= 2
    assert "FATAL" not in err


@pytest.mark.parametrize("left", ["dropped", "held", "thread"])
def test_a_process_ends_quietly_in_the_middle_of_an_answer(start: Start, left: str) -> None:
    """An answer that nobody reads on does not hold the interpreter up, nor crash it."""
    code = "events = LocalChat().prompt(STORY).stream_events(); next(events)"
    if left == "dropped":
        code += "; del events"
    if left == "thread":
        code = "import threading, time\nthreading.Thread(target=lambda: "
        code += "LocalChat().prompt(STORY).text(), daemon=True).start(); time.sleep(2)"
    process = start(code)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")


def test_its_listener_cannot_be_reached(start: Start, tmp_path: Path) -> None:
    """The socket that the runtime opens is nowhere on the disk once it runs."""
    code = """
from llm.providers.local.engine import CHAT
assert "Paris" in LocalChat().prompt(FRANCE).text()
print(CHAT._server.listening_address)
"""
    process = start(code, TMPDIR=str(tmp_path))
    out, err = process.communicate()
    assert out.startswith(f"unix://{tmp_path}/llm-"), err
    assert list(tmp_path.iterdir()) == []


def test_without_unix_sockets_the_port_is_locked(start: Start) -> None:
    """A loopback port is opened instead, which answers nobody who does not know the key."""
    code = """
import urllib.error, urllib.request
from llm.providers.local import engine
engine._socket_directory = lambda: None
assert "Paris" in LocalChat().prompt(FRANCE).text()
url = engine.CHAT._server.listening_address
print(url)
try:
    urllib.request.urlopen(urllib.request.Request(url + "/v1/chat/completions", data=b"{}"))
except urllib.error.HTTPError as error:
    print(error.code)
    error.close()
"""
    out, err = start(code).communicate()
    assert out.startswith("http://127.0.0.1:"), err
    assert out.endswith("\n401\n")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform does not fork")
def test_a_forked_child_says_what_to_do_and_ends(start: Start) -> None:
    """The runtime does not survive a fork: a child as multiprocessing makes it is told so."""
    code = """
import os, warnings
from llm.errors import ModelUnavailable
warnings.simplefilter("ignore")
def ask():
    try:
        print("Paris" in LocalChat().prompt(FRANCE).text(), flush=True)
    except ModelUnavailable as error:
        print(error, flush=True)
ask()
child = os.fork()
if not child:
    ask()
    os._exit(0)
print(os.waitpid(child, 0)[1])
ask()
"""
    process = start(code)
    out, err = process.communicate(timeout=30)
    first, told, status, again = out.splitlines()
    assert (first, status, again) == ("True", "0", "True"), err
    assert "'spawn'" in told


@pytest.mark.skipif(sys.platform != "linux", reason="other systems link the library in")
def test_a_missing_system_library_is_named(start: Start, tmp_path: Path) -> None:
    """Without libgomp the error of the dynamic linker becomes one line that says what to install.

    The real extension is made to ask for a version of the library that no system has.
    """
    import xllamacpp

    package = Path(xllamacpp.__file__).parent
    shutil.copytree(package, tmp_path / "xllamacpp")
    (extension,) = (tmp_path / "xllamacpp").glob("*.so")
    binary = extension.read_bytes()
    assert binary.count(b"libgomp.so.1\0") == 1
    extension.write_bytes(binary.replace(b"libgomp.so.1\0", b"libgomp.so.9\0"))
    code = """
from llm.errors import ModelUnavailable
try:
    LocalChat().prompt(FRANCE).text()
except ModelUnavailable as error:
    print(error)
"""
    out, err = start(code, PYTHONPATH=str(tmp_path)).communicate()
    assert "the system library libgomp.so.9 is missing: apt install libgomp1" in out, err
    assert out.count("\n") == 1


def test_without_its_package_the_error_says_what_to_install(bare_python: str, sources: str) -> None:
    """In an environment without the extra, one line says how to get it."""
    code = """
from llm.errors import ModelUnavailable
from llm.providers.local.engine import CHAT
from llm.providers.local.runtime import made
try:
    list(made(CHAT, print))
except ModelUnavailable as error:
    print(error)
"""
    env = {**os.environ, "PYTHONPATH": sources}
    done = subprocess.run(
        [bare_python, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert "llm install 'llm[local]'" in done.stdout
    assert "llm keys set" in done.stdout
    assert done.stdout.count("\n") == 1
