"""Tools of a conversation that goes on: offered again, asked about; calls without a result."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import pytest

import llm
from llm import PauseChain, ToolCall
from llm.cli.asking.composing import Composer
from llm.store.opening import open_store
from tests.cli.installed_models import installed
from tests.cli.test_continuing import calls, ok


class Shelf(llm.Toolbox):
    """Things on shelves."""

    def __init__(self, place: str = "here", *, deep: dict[str, Any] | None = None):
        self.place, self.deep = place, deep

    def look(self) -> str:
        """What is there."""
        return f"nothing {self.place} {json.dumps(self.deep)}"


class Search(llm.ServerSideTool):
    """Looks things up."""

    name = "search_the_web"

    def __init__(self, domains=None, limit=None):
        super().__init__()
        self.domains, self.limit = domains, limit


ran: list[str] = []


def now() -> str:
    """The time."""
    ran.append("now")
    return "noon"


def ask() -> str:
    """Asks a person, some time."""
    ran.append("ask")
    raise PauseChain("later")


def register(registered):
    for each in (now, ask, Shelf):
        registered(each)


@pytest.fixture(autouse=True)
def nothing_ran():
    """Of the tools of this module."""
    ran.clear()


@pytest.fixture
def answers(monkeypatch):
    """What the user answers to questions; None where nobody is there. Gives the questions."""
    asked: list[str] = []

    def set_answer(answer: bool | None) -> list[str]:
        def reply(question: str) -> str | None:
            asked.append(question)
            return None if answer is None else "y" if answer else "n"

        defaults = {**(Composer.__init__.__kwdefaults__ or {}), "ask": reply}
        monkeypatch.setattr(Composer.__init__, "__kwdefaults__", defaults)
        return asked

    return set_answer


def results(model, number=-1):
    """What tools returned, as the model was told."""
    return [
        part.output
        for message in model.prompts[number].messages
        for part in message.parts
        if part.kind == "tool_result"
    ]


CALL = [ToolCall("now", {}, "1")]


@pytest.mark.parametrize("answer", [True, False, None])
def test_they_are_offered_again_and_asked_about(inside, answers, answer):
    """Refused where nobody can be asked; named with -T, they are not asked about."""
    asked = answers(answer)
    script = [CALL, ["at noon"], CALL, ["again"], CALL, ["third"]]
    with installed({"one": script}, register) as made:
        ok(inside("-m", "one", "when?", "-T", "now"))
        assert (asked, ran) == ([], ["now"])
        result = inside("-c", "and now?")
        assert (result.returncode, result.stdout) == (0, "again\n")
        assert len(asked) == 1
        told = results(made["one"])[-1]
        assert (told == "noon") is (answer is True)
        assert ("Nobody can be asked" in result.stderr) is (answer is None)
        assert ok(inside("-c", "and now?", "-T", "now")) == "third\n"
        assert len(asked) == 1
        assert results(made["one"])[-1] == "noon"


def test_toolboxes_are_built_again(inside, answers):
    """From the arguments that they were given, however deep."""
    answers(True)
    deep = {"a": ["b", {"c": None}], "d": "x(y)"}
    call = [ToolCall("Shelf_look", {}, "1")]
    script = [call, ["a"], call, ["b"], ["c"]]
    given = json.dumps({"place": "the cellar", "deep": deep})
    with installed({"one": script}, register) as made:
        ok(inside("-m", "one", "look", "-T", f"Shelf({given})"))
        assert inside("-c", "again").stdout == "b\n"
        assert results(made["one"]) == [f"nothing the cellar {json.dumps(deep)}"] * 2
        assert inside("-c", "-T", "now", "again").stdout == "c\n"
        assert [tool.name for tool in made["one"].prompts[-1].tools] == ["now"]


def test_tools_of_the_provider_are_offered_again(inside):
    """As they were configured, to a model that has them."""
    has = {"script": [["a"], ["b"]], "supported_server_side_tools": (Search,)}
    with installed({"one": has, "two": [["c"]]}, register) as made:
        ok(inside("-m", "one", "x", "-T", 'Search({"domains": ["example.com"], "limit": 3})'))
        ok(inside("-c", "y"))
        (tool,) = made["one"].prompts[-1].given_tools
        assert (type(tool), tool.domains, tool.limit) == (Search, ["example.com"], 3)
        result = inside("-c", "z", "-m", "two")
        assert (result.returncode, result.stdout) == (0, "c\n")
        assert result.stderr.startswith("Going on without the tool Search: ")
        assert len(result.stderr.splitlines()) == 1


def test_tools_that_are_gone_cost_a_line(inside):
    """The others are offered; functions that were given as code are not run again."""
    code = "def up(text: str) -> str:\n    return text.upper()"
    with installed({"one": [["a"], ["b"]]}, register):
        ok(inside("-m", "one", "x", "-T", "now", "-T", "Shelf", "--functions", code))
    with installed({"one": [["b"]]}, lambda registered: registered(now)) as made:
        result = inside("-c", "y")
        assert (result.returncode, result.stdout) == (0, "b\n")
        assert result.stderr.startswith("Going on without the tool Shelf: ")
        assert len(result.stderr.splitlines()) == 1
        assert [tool.name for tool in made["one"].prompts[-1].tools] == ["now"]


def test_a_model_that_takes_no_tools_is_given_none(inside):
    """Another model goes on with the conversation; it is said that the tools stay behind."""
    without = {"script": [["b"], ["c"]], "supports_tools": False}
    with installed({"one": [["a"]], "two": without}, register) as made:
        ok(inside("-m", "one", "x", "-T", "now"))
        result = inside("-c", "y", "-m", "two")
        assert (result.returncode, result.stdout) == (0, "b\n")
        assert "now" in result.stderr
        assert made["two"].prompts[0].tools == []
        result = inside("retry", calls()[0].id, "-m", "two")
        assert (result.returncode, result.stdout) == (0, "c\n")


def test_a_call_that_was_never_run(inside, answers):
    """Where the user goes on with something else, the model is told that it was not run."""
    answers(True)
    script = [["let me see", *CALL], ["sorry"], ["c"]]
    with installed({"one": script}, register) as made:
        assert inside("-m", "one", "when?", "-T", "now", "--cl", "1").returncode == 1
        result = inside("-c", "never mind")
        assert (result.returncode, result.stdout) == (0, "sorry\n")
        roles = [each.role for each in made["one"].prompts[-1].messages]
        assert roles == ["user", "assistant", "tool", "user"]
        (told,) = results(made["one"])
        assert told.startswith("Not run")
        assert ran == []
        assert inside("-c", "and now?").stdout == "c\n"
        assert results(made["one"]) == [told]
    with closing(open_store()) as store:
        assert store.verify().failures == []


def test_a_call_that_was_never_run_is_run_when_nothing_else_is_said(inside, answers):
    """`llm -c` alone takes up what was left; the user is asked."""
    asked = answers(True)
    with installed({"one": [CALL, ["noon it is"]]}, register) as made:
        assert inside("-m", "one", "when?", "-T", "now", "--cl", "1").returncode == 1
        result = inside("-c")
        assert (result.returncode, result.stdout) == (0, "noon it is\n")
        assert (len(asked), ran) == (1, ["now"])
        assert results(made["one"]) == ["noon"]


def test_a_pause_keeps_what_is_done(inside, answers):
    """A paused chain is resumed without running again what has run."""
    answers(True)
    both = [ToolCall("now", {}, "1"), ToolCall("ask", {}, "2")]
    with installed({"one": [both, ["end"]]}, register) as made:
        assert inside("-m", "one", "x", "-T", "now", "-T", "ask").returncode == 1
        assert ran == ["now", "ask"]
        assert [call.status for call in calls()] == ["paused"]
        ran.clear()
        assert inside("-c").returncode == 1  # nobody has answered yet
        assert ran == ["ask"]
        result = inside("-c", "the answer is 42")
        assert (result.returncode, result.stdout) == (0, "end\n")
        assert [each[:7] for each in results(made["one"])] == ["noon", "Not run"]
