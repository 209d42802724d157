"""Many runs of `llm` at once on one history: each is answered, and every call is recorded."""

from __future__ import annotations

import pytest

from tests.e2e.slow_runs import Runs, asked, text_of

MANY = [12, pytest.param(200, marks=pytest.mark.full)]


def all_at_once(runs: Runs, count: int, name: str) -> list[tuple[int, str, str]]:
    """How each of *count* runs ends that are started at once."""
    started = [runs.start("-m", "slow", f"{name} {number}") for number in range(count)]
    return [run.end() for run in started]


@pytest.mark.parametrize("count", MANY)
@pytest.mark.timeout(1200)
def test_many_at_once(runs: Runs, count: int) -> None:
    """On a missing database, then on the one that they made: no failure, and all is recorded.

    Where so many wait that one of them is not served in two seconds, it says so.
    """
    for name in ("missing", "existing"):
        ended = all_at_once(runs, count, name)
        locked = 0
        for status, out, err in ended:
            assert (status, out) == (0, "word0 word1 word2 \n"), err
            waited = [line for line in err.splitlines() if "looking at the plugins" not in line]
            assert not waited or "is locked by another program" in err
            locked += bool(waited)
        assert locked <= count // 4 or count > 12
    runs.run("logs", "list")
    assert not runs.spooled()
    said = sorted((asked(call), call.status) for call in runs.calls())
    names = [f"{name} {number}" for name in ("missing", "existing") for number in range(count)]
    assert said == sorted((name, "ok") for name in names)
    runs.check()


def test_two_go_on_from_one_conversation(runs: Runs) -> None:
    """Both answers are there, as two branches of it."""
    runs.run("-m", "slow", "before")
    two = [runs.start("-c", f"and {name}", PAUSE="0.2", WORDS="5") for name in ("this", "that")]
    assert [run.end()[0] for run in two] == [0, 0]
    before, *both = runs.calls()
    assert {call.conversation for call in both} == {before.conversation}
    assert {call.status for call in both} == {"ok"}
    for call in both:
        assert [message.text() for message in call.messages[:-1]] == ["before", text_of(before)]
    assert {asked(call) for call in both} == {"and this", "and that"}
    shown = runs.run("logs", "list", "-n", "0")[1]
    assert "and this" in shown
    assert "and that" in shown
