"""`--also`: several models asked at once."""

from __future__ import annotations

import json
import sys
import threading
import time
from contextlib import closing
from typing import Any

import pytest

import llm
from llm import ToolCall, Usage
from llm.store.opening import open_store
from tests.cli.conftest import PLUGIN
from tests.cli.installed_models import installed
from tests.cli.test_continuing import calls, ok, texts
from tests.terminal import CTRL_C, Terminal

BROKEN = llm.ModelError("the server is down")
FENCED = "Code:\n```\none = 1\n```\n"


@pytest.fixture
def models():
    """Models that answer, and one that does not."""
    scripts = {
        "one": [["one ", "said", Usage(3, 4)], ["one again"]],
        "two": [["two said"], ["two again"]],
        "down": [["par", BROKEN], [BROKEN]],
        "odd": [[RuntimeError("broken")]],
        "fenced": [[FENCED]],
    }
    with installed(scripts) as made:
        yield made


def test_each_has_a_heading(inside, models, world):
    """The answers come in the order in which the models were named."""
    result = inside("-m", "one", "--also", "two", "--also", "fenced", "hi", *world)
    assert ok(result) == f"## one\n\none said\n\n## two\n\ntwo said\n\n## fenced\n\n{FENCED}\n"


def test_all_are_asked_at_once(inside):
    """The last one answers before the first one does."""
    last_answered = threading.Event()

    def wait(*_: object) -> None:
        assert last_answered.wait(30)

    scripts = {
        "one": [[wait, "one"]],
        "two": [["two", lambda *_: last_answered.set()]],
    }
    with installed(scripts):
        assert ok(inside("-m", "one", "--also", "two", "hi")) == "## one\n\none\n\n## two\n\ntwo\n"


def test_they_are_siblings(inside, models, world):
    """One conversation has all answers, after the same point, and goes on from that of `-m`."""
    ok(inside("-m", "two", "--also", "one", "hi", *world))
    two, one = calls()
    assert [call.model for call in (two, one)] == ["two", "one"]
    assert two.conversation == one.conversation
    ok(inside("-c", "more", *world))
    asked = models["two-async" if world else "two"].prompts[-1].messages
    assert [each.text() for each in asked] == ["hi", "two said", "more"]
    with closing(open_store()) as store:
        assert store.conversation(two.conversation or "").model == "two"


def test_the_conversation_goes_on_from_the_first_whenever_it_answers(inside):
    """Also where the others are done long before."""

    def wait_for_the_other(*_: object) -> None:
        until = time.monotonic() + 30
        while [call.status for call in calls()] != ["running", "ok"]:
            assert time.monotonic() < until
            time.sleep(0.02)

    scripts = {"slow": [[wait_for_the_other, "slow said"], ["again"]], "quick": [["quick said"]]}
    with installed(scripts) as made:
        ok(inside("-m", "slow", "--also", "quick", "hi"))
        ok(inside("-c", "more"))
        assert texts(made["slow"]) == ["hi", "slow said", "more"]


def test_after_a_conversation(inside, models):
    """`-c` with several models asks all of them the same, and none follows another."""
    ok(inside("-m", "one", "hi"))
    ok(inside("-c", "-m", "two", "--also", "one", "more"))
    for name in ("one", "two"):
        assert texts(models[name]) == ["hi", "one said", "more"]


def test_one_that_fails_takes_nobody_down(inside, models, world):
    """What had come of it is shown and kept; its error is a line, and the exit status is 1."""
    result = inside("-m", "down", "--also", "one", "hi", *world)
    assert result.returncode == 1
    assert result.stdout == "## down\n\npar\n## one\n\none said\n"
    assert result.stderr == "Error: down: the server is down\n"
    down, one = calls()
    assert (down.status, one.status) == ("error", "ok")
    ok(inside("-c", "more", "-m", "one", *world))
    assert texts(models["one-async" if world else "one"]) == ["hi", "one said", "more"]


def test_one_that_cannot_be_asked(inside, models):
    """It does not take the option: that is its failure, not that of the others."""
    models["two"].Options = llm.Options
    result = inside("-m", "one", "--also", "two", "-o", "temperature", "1", "hi")
    assert (result.returncode, result.stdout) == (1, "## one\n\none said\n\n## two\n\n")
    assert result.stderr.startswith("Error: two: Invalid options: temperature")


def test_one_that_is_not_there(inside, models):
    """Nobody is asked."""
    result = inside("-m", "one", "--also", "nope", "hi")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: Unknown model: nope")
    assert models["one"].prompts == []


def test_json(inside, models, world):
    """One array with a result for each model, in their order; that of a failed one says so."""
    result = inside("-m", "down", "--also", "one", "--also", "two", "--json", "hi", *world)
    assert result.returncode == 1
    rows = json.loads(result.stdout)
    assert [(row["model"], row["response"], row.get("status")) for row in rows] == [
        ("down", "par", "error"), ("one", "one said", None), ("two", "two said", None),
    ]  # fmt: skip
    assert len({row["conversation_id"] for row in rows}) == 1


def test_extracted_code(inside, models):
    """The blocks are alone on standard output; whose they are is said on standard error."""
    result = inside("-m", "fenced", "--also", "one", "-x", "hi")
    assert result.stdout == "one = 1\n\none said\n"
    assert result.stderr == "## fenced\n## one\n"


def test_events(inside, models, world):
    """Every line names its call, and the lines of each call are in order."""
    result = inside("-m", "one", "--also", "two", "--events", "hi", *world)
    assert result.returncode == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    ids = [call.id for call in calls()]
    assert {line["call"] for line in lines} == set(ids)
    of_one = [(line["type"], line.get("chunk")) for line in lines if line["call"] == ids[0]]
    assert of_one == [("start", None), ("text", "one "), ("text", "said"), ("end", None)]


def test_events_of_one_that_fails(inside, models, world):
    """They are as without the others: a start, what went wrong, an end."""
    result = inside("-m", "one", "--also", "odd", "--events", "hi", *world)
    assert (result.returncode, result.stderr) == (1, "Error: odd: broken\n")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    of_it = [line for line in lines if line["call"] == calls()[1].id]
    assert [line["type"] for line in of_it] == ["start", "error", "end"]
    assert of_it[1]["message"] == "broken"


def test_usage(inside, models):
    """It is told after each answer."""
    result = inside("-m", "one", "--also", "two", "-u", "hi")
    assert result.stderr.splitlines() == [
        "Token usage: 3 input, 4 output",
        "Token usage: not reported by this model",
    ]


class Counter(llm.Toolbox):
    """Counts."""

    def __init__(self) -> None:
        self.count = 0

    def increase(self) -> int:
        """One more."""
        self.count += 1
        return self.count


def test_toolboxes_are_their_own(inside, world):
    """What one model does to a toolbox the other does not see."""
    script = [[ToolCall("Counter_increase", {}, "t1")], ["done"]]
    with installed({"one": script, "two": script}, lambda register: register(Counter)) as made:
        ok(inside("-m", "one", "--also", "two", "-T", "Counter", "hi", *world))
        for name in ("one", "two"):
            model = made[f"{name}-async" if world else name]
            (result,) = model.prompts[1].tool_results
            assert result.output == "1"


def test_one_that_takes_too_long(inside, world):
    """The others are not waited for any less."""
    release = threading.Event()

    def hang(*_: object) -> None:
        release.wait(30)

    try:
        with installed({"slow": [["par", hang]], "one": [["one said"]]}):
            result = inside("-m", "slow", "--also", "one", "--timeout", "0.3", "hi")
    finally:
        release.set()
    assert result.returncode == 1
    assert result.stdout == "## slow\n\npar\n## one\n\none said\n"
    assert result.stderr.startswith("Error: slow: slow did not complete its answer within 0.3")
    assert [call.status for call in calls()] == ["error", "ok"]


@pytest.fixture
def terminal(install, environment, tmp_path):
    """`llm` on a terminal of so many columns."""
    install("scripted_plugin", PLUGIN.read_text())

    def opened(columns: int, *arguments: str, **more: Any) -> Terminal:
        command = [sys.executable, "-m", "llm", *arguments]
        return Terminal(command, columns=columns, env=environment, cwd=tmp_path, **more)

    return opened


def test_columns_on_a_wide_terminal(terminal):
    """Each answer has its own; what failed is told below."""
    with terminal(90, "-m", "echo", "--also", "fail-midway", "hi") as shown:
        assert shown.end() == 1
        lines = [line.rstrip() for line in shown.screen.text().strip().splitlines()]
    assert [line.split(" │ ")[0].strip() for line in lines[:2]] == ["echo", "said <hi>"]
    assert [line.split(" │ ")[-1].strip() for line in lines[:3]] == [
        "fail-midway", "partial", "(failed)",
    ]  # fmt: skip
    assert lines[3:] == ["Error: fail-midway: ValueError"]


def test_in_turn_on_a_narrow_terminal(terminal):
    """As they are where there is no terminal."""
    with terminal(40, "-m", "echo", "--also", "think", "hi") as shown:
        assert shown.end() == 0
        said = shown.screen.text()
    assert "## echo" in said
    assert said.index("said <hi>") < said.index("## think") < said.index("answer")


@pytest.mark.parametrize("columns", [90, 40])
def test_ctrl_c_stops_all(terminal, columns):
    """What had come is kept of each."""
    with terminal(columns, "-m", "endless", "--also", "echo", "wait") as shown:
        shown.wait_for("partial")
        shown.wait_for(lambda screen: "said" in screen.text() if columns == 90 else True)
        shown.type(CTRL_C)
        assert shown.end() == 130
        assert "Traceback" not in shown.screen.text()
    endless, echo = calls()
    assert [call.status for call in (endless, echo)] == ["interrupted", "ok"]
    assert endless.output[0].text() == "partial\n"


def test_a_reader_that_has_enough(terminal, tmp_path):
    """A closed pipe ends all of them, without an error."""
    with terminal(80, "-m", "endless", "--also", "echo", "hi", shell='"$@" | head -1') as shown:
        assert shown.end() == 0
        assert shown.screen.text().strip() == "## endless"
