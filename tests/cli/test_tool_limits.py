"""Tools that take too long or say too much, with processes that end at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.cli.openai_server import Says

TOOLS = """
import asyncio, time
from concurrent.futures import ThreadPoolExecutor

def sleep():
    time.sleep(60)

def in_a_pool():
    with ThreadPoolExecutor() as pool:
        pool.submit(time.sleep, 60).result()

async def in_a_thread():
    await asyncio.to_thread(time.sleep, 60)

async def block():
    time.sleep(60)

def talk():
    return "word " * 50_000

done = []

async def quick():
    done.append("quick")

async def patient():
    while not done:
        await asyncio.sleep(0.01)
    return "after " + done[0]
"""
HANGING = ["sleep", "in_a_pool", "in_a_thread", "block"]
# Each is a process or two: the ordinary run has those that are most likely to hang.
QUICK = {("in_a_pool", ""), ("block", ""), ("in_a_thread", "--async")}
PROCESSES = [
    pytest.param(name, world, marks=[] if (name, world) in QUICK else [pytest.mark.full])
    for name in HANGING
    for world in ("", "--async")
]


def in_process(server, world, code=TOOLS):
    """Arguments of a prompt to the scripted server."""
    given = ["prompt", "hi", "--base-url", server.url, "-m", "tiny", "--functions", code]
    return given + [world] * bool(world)


@pytest.fixture
def arguments(server, world):
    """Arguments of a prompt to the scripted server, in both worlds."""
    return in_process(server, "".join(world))


def told(server):
    """What the model was told of its calls."""
    messages = server.prompts()[-1].body["messages"]
    return [message["content"] for message in messages if message["role"] == "tool"]


@pytest.mark.parametrize(("name", "world"), PROCESSES)
def test_a_hanging_tool_is_abandoned(server, llm, name, world):
    """The model is told so and answers; the process does not wait for the tool's threads."""
    server.says(Says(calls=[(name, {})]), "then not")
    started = time.monotonic()
    result = llm(*in_process(server, world), "--tool-timeout", "0.2")
    assert (result.returncode, result.stdout, result.stderr) == (0, "then not\n", "")
    assert time.monotonic() - started < 20
    (said,) = told(server)
    assert said.startswith(f'Error: the tool "{name}" took longer than 0.2 s and was abandoned')


@pytest.mark.skipif(sys.platform == "win32", reason="has no such signal")
@pytest.mark.parametrize("timeout", ["100", pytest.param("0", marks=pytest.mark.full)])
@pytest.mark.parametrize(("name", "world"), PROCESSES)
def test_interrupting_a_hanging_tool(server, environment, tmp_path, name, world, timeout):
    """Ctrl-C ends the process at once, with a time limit and without."""
    began = tmp_path / "began"
    code = TOOLS.replace("60", f"open({str(began)!r}, 'w').close() or 60")
    server.says(Says("calling", calls=[(name, {})]))
    words = [*in_process(server, world, code), "--tool-timeout", timeout]
    with subprocess.Popen(
        [sys.executable, "-m", "llm", *words],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment, cwd=tmp_path,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - one thread
    ) as process:  # fmt: skip
        for _ in range(600):
            if began.exists():
                break
            time.sleep(0.05)
        time.sleep(0.1)
        os.kill(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, b"calling")
    assert err.decode().endswith("Aborted!\n")


def test_long_output(server, inside, arguments):
    """It is cut, by default at 100 kB; no limit gives all of it."""
    for given, length in [([], 100_000), (["--tool-output-limit", "2kB"], 2_000)]:
        server.says(Says(calls=[("talk", {})]), "done")
        assert inside(*arguments, *given).stdout == "done\n"
        (said,) = told(server)
        kept, _, note = said.partition("\n")
        assert len(kept) == length
        assert note == f"[… {250_000 - length:,} of 250,000 bytes of this output were left out]"
    server.says(Says(calls=[("talk", {})]), "done")
    inside(*arguments, "--tool-output-limit", "0")
    assert told(server) == ["word " * 50_000]


def test_async_tools_run_side_by_side(server, inside, arguments):
    """Also for a model that is waited for: the first call waits for the second to have run."""
    server.says(Says(calls=[("patient", {}), ("quick", {})]), "done")
    assert inside(*arguments, "--tool-timeout", "10").stdout == "done\n"
    assert told(server) == ["after quick", "null"]


@pytest.mark.parametrize(
    ("option", "value"),
    [("--tool-timeout", "-1"), ("--tool-timeout", "soon"), ("--tool-timeout", "nan"),
     ("--tool-output-limit", "much"), ("--tool-output-limit", "-5")],
)  # fmt: skip
def test_mistakes(inside, option, value):
    """A limit that is none is an error of usage."""
    result = inside("prompt", "hi", option, value)
    assert (result.returncode, result.stdout) == (2, "")
    assert f"Error: Invalid value for '{option}'" in result.stderr


def test_settings(server, inside, arguments, user_directory):
    """The user's settings hold where the command line says nothing."""
    env = {"LLM_TOOL_OUTPUT_LIMIT": "50"}
    server.says(Says(calls=[("talk", {})]), "done")
    inside(*arguments, env=env)
    assert told(server)[0].startswith("word " * 10 + "\n[…")
    assert json.dumps(told(server)).count("word") == 10
