"""SIGKILL at any instant: the history opens, and all that had been said is in it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from llm.parts import Message, TextPart
from llm.store.records import CallRecord
from llm.store.spool import Spool
from tests.e2e.slow_runs import Run, Runs, asked, text_of

BEHIND = 0.5
"""How far the history may be behind, in seconds."""
GRACE = 1.0
"""How long a process may not get its turn on a machine that is busy with other tests."""
KILLS = [4, pytest.param(75, marks=pytest.mark.full)]
AT_ONCE = 3


def killed(run: Run, instants: random.Random, seconds: float, after: str = "") -> float:
    """Kill *run* at a random instant within *seconds*, perhaps *after* its model told something.

    Returns when that was.
    """
    if after:
        run.wait_for(after)
    time.sleep(instants.uniform(0, seconds))
    when = time.time()
    run.process.kill()
    run.end()
    return when


def check(runs: Runs, run: Run, when: float) -> None:
    """What was asked is in the sound history, and what was said until shortly before *when*."""
    runs.check()
    calls = runs.calls()
    prompts = [what.removeprefix("asked").strip() for _, what in run.lines() if "asked" in what]
    assert [asked(call) for call in calls][-len(prompts) :] == prompts or not prompts
    if prompts:
        assert text_of(calls[-1]).startswith(run.given(when - BEHIND - GRACE))
        assert all(call.status == "ok" for call in calls[:-1])
        assert calls[-1].status in ("interrupted", "ok")


def first_run(runs: Runs, instants: random.Random) -> None:
    """Nothing is there yet."""
    run = runs.start("-m", "slow", "hello", PAUSE="0.02", WORDS="1000")
    after = instants.choice(["", "asked"])
    if not after:
        run.wait_for(runs.path.exists)
    check(runs, run, killed(run, instants, 1.0 if after else 0.1, after))


def streaming(runs: Runs, instants: random.Random) -> None:
    """There is a history, and a call in it."""
    runs.run("-m", "slow", "before")
    run = runs.start("-m", "slow", "hello", "-c", PAUSE="0.02", WORDS="1000")
    check(runs, run, killed(run, instants, 3.0, "asked"))
    assert asked(runs.calls()[0]) == "before"


def chain(runs: Runs, instants: random.Random) -> None:
    """A model answers, a tool runs, the model answers again."""
    run = runs.start("-m", "busy", "-T", "nap", "0.1", PAUSE="0.02", WORDS="10")
    check(runs, run, killed(run, instants, 0.8, "asked"))


def replaying(runs: Runs, instants: random.Random) -> None:
    """Calls that could not be written wait in the spool."""
    spool = Spool(runs.path)
    records = [
        CallRecord(
            id=f"01jd{number:022d}",
            model="slow",
            messages=[Message("user", [TextPart(f"question {number}")])],
            output=[Message("assistant", [TextPart(f"answer {number}")])],
        )
        for number in range(20)
    ]
    for record in records:
        spool.keep(record)
    run = runs.start("logs", "list")
    run.wait_for(runs.path.exists)
    killed(run, instants, 0.1)
    runs.check()
    said = [(asked(call), text_of(call)) for call in runs.calls()]
    assert said == [(f"question {number}", f"answer {number}") for number in range(20)]


@pytest.mark.parametrize("count", KILLS)
@pytest.mark.parametrize("scenario", [first_run, streaming, chain, replaying])
@pytest.mark.timeout(1200)
def test_killed_at_any_instant(
    tmp_path: Path, scenario: Callable[[Runs, random.Random], None], count: int
) -> None:
    """The database is sound, each call that was asked is there, and all but the last half second.

    Nothing is left in the spool once somebody has looked.
    """

    def kill(number: int) -> None:
        runs = Runs(tmp_path / f"{scenario.__name__}-{number}")
        scenario(runs, random.Random(number))
        assert not runs.spooled()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(kill, range(count)):
            pass


@pytest.fixture
def interrupted(runs: Runs) -> Runs:
    """A history whose only call was killed in the middle of its answer."""
    run = runs.start("-m", "slow", "tell me", PAUSE="0.02", WORDS="1000")
    run.wait_for("gave word60")
    run.process.kill()
    run.end()
    return runs


def test_a_killed_call_reads_as_interrupted(interrupted: Runs) -> None:
    """For Python and on the command line, with what had arrived."""
    call = interrupted.call()
    assert (call.status, asked(call)) == ("interrupted", "tell me")
    assert text_of(call).startswith("word0 word1 word2 ")
    status, out, _ = interrupted.run("logs", "list")
    assert status == 0
    assert "word0 word1 word2" in out
    assert "interrupted" in out


def test_a_killed_call_is_gone_on_from(interrupted: Runs) -> None:
    """`llm -c` sends what had arrived."""
    assert interrupted.run("-m", "slow", "-c", "go on")[0] == 0
    first, second = interrupted.calls()
    assert first.conversation == second.conversation
    assert [message.text() for message in second.messages] == [
        "tell me",
        text_of(first),
        "go on",
    ]
