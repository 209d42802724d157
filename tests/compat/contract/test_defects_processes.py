"""§7 of the contract, durability, as it is seen from outside: real runs of `llm`, at once, killed.

The long forms of these are in `tests/e2e`.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.slow_runs import Runs, asked, text_of


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    """Runs of `llm` with models that take their time."""
    started = Runs(tmp_path / "runs")
    yield started
    started.kill()


@pytest.fixture
def quick(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> Runs:
    """The same, which do not look for what plugins offer first."""
    environment = {**runs.environment(), "LLM_PLUGIN_INDEX": "0"}
    monkeypatch.setattr(runs, "environment", lambda: environment)
    return runs


def test_four_first_runs_at_once_and_four_more(runs):
    """§7 durability: four first runs at once in an empty directory work, and so do four later."""
    for name in ("first", "later"):
        started = [runs.start("-m", "slow", f"{name} {number}") for number in range(4)]
        for run in started:
            status, out, err = run.end()
            assert (status, out) == (0, "word0 word1 word2 \n"), err
    runs.run("logs", "list")
    wanted = [f"{name} {number}" for name in ("first", "later") for number in range(4)]
    assert sorted((asked(call), call.status) for call in runs.calls()) == [
        (name, "ok") for name in wanted
    ]
    runs.check()


@pytest.mark.parametrize("seconds", [0.1, 0.4])
def test_a_first_run_that_is_killed(runs, seconds):
    """§7 durability: after a kill in its first 0.4 s the next run works, and is logged."""
    run = runs.start("-m", "slow", "killed")
    time.sleep(seconds)
    run.process.kill()
    run.end()
    status, out, err = runs.run("-m", "slow", "hello")
    assert (status, out, "Warning" in err) == (0, "word0 word1 word2 \n", False), err
    assert (asked(runs.calls()[-1]), runs.calls()[-1].status) == ("hello", "ok"), err
    runs.check()


@pytest.mark.parametrize(
    ("sent", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)],
    ids=["Ctrl-C", "SIGTERM", "SIGKILL"],
)
def test_a_prompt_that_is_ended(quick, sent, status):
    """§7 durability: Ctrl-C, SIGTERM and SIGKILL leave prompt and partial text in the log."""
    run = quick.start("-m", "slow", "hello", PAUSE="0.02", WORDS="1000")
    run.wait_for("gave word60")
    run.process.send_signal(sent)
    assert run.end()[0] == status
    call = quick.call()
    assert (asked(call), call.status) == ("hello", "interrupted")
    assert text_of(call).startswith("word0 word1 word2 ")
    quick.check()


def test_a_chain_that_is_killed(quick):
    """§7 durability: the rounds of a tool chain that had finished are in the log."""
    run = quick.start("-m", "busy", "-T", "nap", "60")
    run.wait_for("napping")
    run.process.kill()
    run.end()
    call = quick.call()
    assert (asked(call), call.status, text_of(call)) == ("60", "ok", "word0 word1 word2 ")


def test_two_go_on_at_once(quick):
    """§7 durability: of two `-c` at once, both are in the history."""
    quick.run("-m", "slow", "before")
    two = [quick.start("-c", f"and {name}", PAUSE="0.2") for name in ("this", "that")]
    assert [run.end()[0] for run in two] == [0, 0]
    before, *both = quick.calls()
    assert {asked(call) for call in both} == {"and this", "and that"}
    assert {call.conversation for call in both} == {before.conversation}
    shown = quick.run("logs", "-c", "-n", "0")[1]
    assert "and this" in shown
    assert "and that" in shown
