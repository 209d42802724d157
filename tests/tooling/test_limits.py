"""Limits of tool calls, in both worlds, with threads and on the main thread with an alarm."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
import threading
import time
from typing import Any

import pytest

from llm import Tool, ToolCall
from llm.cli.tool_calls.alarm import AlarmWatch
from llm.core.toolflow import Hooks
from llm.errors import ToolTimeout
from llm.testing import ScriptedModel
from llm.tooling.execution import arun_all, run_all
from llm.tooling.limits import Limits, ThreadWatch

SOON = 0.05
seen: list[Any] = []


@pytest.fixture(autouse=True)
def fresh():
    """Nothing was seen."""
    seen.clear()


def sleep() -> str:
    time.sleep(20)
    return "slept"


def catching() -> str:
    while True:
        try:
            time.sleep(20)
        except Exception:  # noqa: BLE001 - as tools do
            seen.append("caught")


async def asleep() -> str:
    try:
        await asyncio.sleep(20)
    finally:
        seen.append("cleaned up")
    return "slept"


async def in_a_thread() -> str:
    await asyncio.to_thread(threading.Event().wait, 8)
    return "slept"


async def deaf() -> str:
    for _ in range(3):
        try:
            await asyncio.sleep(8)
        except asyncio.CancelledError:
            seen.append("deaf")
    return "slept"


async def quick() -> str:
    await asyncio.sleep(0)
    return "quick"


def failing() -> str:
    raise TimeoutError("of its own")


def long_output() -> str:
    return "é" * 50


def pieces() -> list[str]:
    return ["x" * 200]


TOOLS = [sleep, catching, asleep, in_a_thread, deaf, quick, failing, long_output, pieces]


@pytest.fixture(params=["sync", "async"])
def outputs(request):
    """Run tools by their names, with limits, in both worlds; give what the model is told."""

    def run(limits: Limits, *names: str, tools: Any = TOOLS) -> list[str]:
        calls = [ToolCall(name, {}, name) for name in names]
        if request.param == "sync":
            results = run_all(calls, tools, Hooks(), limits)
        else:
            results = asyncio.run(arun_all(calls, tools, Hooks(), limits))
        seen.extend(result.exception for result in results if result.exception)
        return [result.output for result in results]

    return run


@pytest.fixture(params=[ThreadWatch, AlarmWatch])
def watch(request):
    """Both ways in which a call that blocks is left."""
    return request.param()


def abandoned(name: str) -> str:
    return (
        f'Error: the tool "{name}" took longer than {SOON} s and was abandoned;'
        " what it had begun may still go on"
    )


@pytest.mark.parametrize("name", ["sleep", "asleep", "in_a_thread"])
def test_what_takes_too_long_is_abandoned(outputs, watch, name):
    """The model is told so at once, and the calls beside it are run."""
    started = time.monotonic()
    assert outputs(Limits(SOON, watch=watch), name, "quick") == [abandoned(name), "quick"]
    assert isinstance(seen[-1], ToolTimeout)
    assert time.monotonic() - started < 7


def test_async_tools_are_cancelled(outputs, watch):
    """They can clean up."""
    outputs(Limits(SOON, watch=watch), "asleep")
    assert seen[0] == "cleaned up"


def test_a_tool_that_ignores_its_end_is_left(outputs, watch):
    """Neither the result nor the end of the loop waits for it."""
    started = time.monotonic()
    assert outputs(Limits(SOON, watch=watch), "deaf") == [abandoned("deaf")]
    assert time.monotonic() - started < 7


def test_what_is_done_in_time(outputs, watch):
    """Results and errors are those of the tool."""
    assert outputs(Limits(20, watch=watch), "quick", "failing", "long_output") == [
        "quick",
        "Error: of its own",
        "é" * 50,
    ]


def test_a_tool_that_catches_exceptions(outputs):
    """On the main thread it is ended all the same."""
    assert outputs(Limits(SOON, watch=AlarmWatch()), "catching") == [abandoned("catching")]
    assert "caught" not in seen


def test_the_thread_of_a_tool(outputs):
    """With an alarm it is that of its toolbox: a connection to SQLite can be used."""
    connection = sqlite3.connect(":memory:")

    def query() -> int:
        (one,) = connection.execute("SELECT 1").fetchone()
        return int(one)

    tools = [Tool.function(query)]
    assert outputs(Limits(20, watch=AlarmWatch()), "query", tools=tools) == ["1"]
    connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="has no such signal")
def test_signals_are_as_before(outputs):
    """After the calls; an alarm that somebody else set comes in time."""
    numbers = (signal.SIGALRM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    left = signal.setitimer(signal.ITIMER_REAL, 50)
    try:
        outputs(Limits(SOON, watch=AlarmWatch()), "sleep", "quick")
        assert [signal.getsignal(number) for number in numbers] == before
        assert 40 < signal.getitimer(signal.ITIMER_REAL)[0] < 50
    finally:
        signal.setitimer(signal.ITIMER_REAL, *left)


async def blocking() -> str:
    time.sleep(20)  # noqa: ASYNC251 - as tools do
    return "slept"


async def waiting() -> str:
    await asyncio.sleep(4 * SOON)
    return "waited"


def test_only_the_code_of_the_call_is_ended(outputs):
    """A tool that blocks the loop ends; what waits in the loop beside it has its own time."""
    tools = [Tool.function(blocking), Tool.function(quick)]
    given = outputs(Limits(SOON, watch=AlarmWatch()), "blocking", "quick", tools=tools)
    assert given == [abandoned("blocking"), "quick"]


@pytest.mark.parametrize("limit", [20, 21, 99])
def test_output_is_cut(outputs, limit):
    """It is as many bytes as may be, in whole characters, and says how much is missing."""
    kept = "é" * (limit // 2)
    said = f"\n[… {100 - limit:,} of 100 bytes of this output were left out]"
    assert outputs(Limits(output=limit), "long_output") == [kept + said]
    assert outputs(Limits(output=100), "long_output") == ["é" * 50]


def test_json_is_cut(outputs):
    """What is no text is counted as it is written."""
    (said,) = outputs(Limits(output=100), "pieces")
    assert said.startswith('["xxx')
    assert said.endswith("[… 104 of 204 bytes of this output were left out]")


def test_limits_of_a_chain():
    """A chain of any program may have limits; without, it has none."""
    model = ScriptedModel([[ToolCall("long_output", {}, "1")], ["done"]])
    chain = model.chain("go", tools=[long_output])
    chain.limits = Limits(output=10)
    assert chain.text() == "done"
    assert "left out" in model.prompts[-1].tool_results[0].output
