"""§1.1: the tools of a prompt: -T, --functions, --td, --ta, --cl, and how rounds are shown."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

import llm
from tests.cli.installed_models import installed
from tests.compat.contract.command_line import CommandLine
from tests.compat.differential import llm_scripted
from tests.terminal import ENTER, Terminal

CODE = '''
import json
from math import sqrt

def one(text: str) -> str:
    """First"""
    return text

def _hidden(): pass
'''


def use(*calls: dict[str, Any]) -> str:
    """A prompt that has the model `echo` make these calls."""
    return f"use {json.dumps(calls)}"


def upper(text: str = "a") -> str:
    """A prompt that has it call `upper`."""
    return use({"name": "upper", "arguments": {"text": text}})


def names(prompt: llm.Prompt) -> list[str]:
    """The tools that a prompt offers."""
    return [tool.name for tool in prompt.tools]


@pytest.mark.parametrize(
    ("spec", "offered"),
    [
        ("upper", ["upper"]),
        ("Shelf", ["Shelf_count", "Shelf_fill"]),
        ("Shelf()", ["Shelf_count", "Shelf_fill"]),
        ('Moving({"names": "go"})', ["moving_go"]),
        ('Moving(names="go,run")', ["moving_go", "moving_run"]),
    ],
)
def test_specs(cli: CommandLine, spec: str, offered: list[str]) -> None:
    """§1.1 -T: a tool's name, or the spec of a toolbox (§1.9)."""
    assert names(cli.asked("hi", "-T", spec)) == offered


def test_several_tools(cli: CommandLine) -> None:
    """§1.1 -T: may be given several times."""
    assert names(cli.asked("hi", "-T", "upper", "-T", "llm_time")) == ["upper", "llm_time"]


def test_server_side_tools(inside) -> None:
    """§1.1 -T, --cid: the spec of a server-side tool goes to the model, and when it goes on."""

    class Search(llm.ServerSideTool):
        name = "search"

        def __init__(self, limit: int = 3):
            super().__init__()
            self.limit = limit

    given: dict[str, Any] = {"supported_server_side_tools": [Search], "script": [["x"]] * 2}
    with installed({"one": given}) as made:
        assert inside("-m", "one", "hi", "-T", "Search(limit=5)").returncode == 0
        assert inside("-c", "again").returncode == 0
    for prompt in made["one"].prompts:
        (tool,) = prompt.tools
        assert (type(tool), tool.limit) == (Search, 5)


@pytest.mark.parametrize("name", ["nope", "Nope", "Nope(1)"])
def test_unknown_tools(cli: CommandLine, name: str) -> None:
    """§1.1 -T: `Tool(s) X not found. Available tools: …`; a capital letter means a class."""
    said = cli.fails("hi", "-m", "echo", "-T", name)
    assert said.startswith(f"Error: Tool(s) {name.partition('(')[0]} not found. ")
    assert "Available tools: Moving, Shelf, again, " in said


def test_functions(cli: CommandLine) -> None:
    """§1.1 --functions: code, or a one-line `.py` file; public functions are tools.

    What the code imports is none in ours.
    """
    assert names(cli.asked("hi", "--functions", CODE)) == ["one"]
    both = cli.asked("hi", "--functions", "functions.py", "--functions", CODE)
    assert names(both) == ["double", "one"]
    call = use({"name": "double", "arguments": {"number": 4}})
    assert cli.ok("-m", "echo", call, "--functions", "functions.py").endswith("double=8\n")


@pytest.mark.parametrize("given", [("--td",), ("--tools-debug",), ()])
def test_debugging(cli: CommandLine, given: tuple[str, ...]) -> None:
    """§1.1 --td, LLM_TOOLS_DEBUG: call and indented result, JSON pretty, exception, attachment."""
    env = {} if given else {"LLM_TOOLS_DEBUG": "1"}
    calls = use(
        {"name": "upper", "arguments": {"text": "a"}}, {"name": "broken"}, {"name": "picture"}
    )
    tools = ("-T", "upper", "-T", "broken", "-T", "picture")
    _, said = cli.said("-m", "echo", calls, *tools, *given, **env)
    assert "Tool call: upper({'text': 'a'})\n  A\n" in said
    assert "Tool call: broken({})\n  Error: It broke: none\n  exception: ValueError" in said
    assert 'attachment: <Attachment: type="image/png"' in said
    code = "def numbers() -> dict: return {'all': [1, 2]}"
    _, said = cli.said("-m", "echo", use({"name": "numbers"}), "--functions", code, *given, **env)
    assert 'Tool call: numbers({})\n  {\n    "all": [\n      1,\n      2\n' in said


@pytest.mark.parametrize(("key", "told"), [("y", "upper=A"), ("n", "upper=Cancelled: ")])
def test_approval(cli: CommandLine, install, environment, key: str, told: str) -> None:
    """§1.1 --ta: asks before each call; "no" tells the model that it is cancelled, and goes on."""
    install("llm_scripted", Path(str(llm_scripted.__file__)).read_text())
    command = [sys.executable, "-m", "llm", "-m", "echo", upper(), "-T", "upper", "--ta"]
    with Terminal(command, env=environment, cwd=cli.home) as terminal:
        terminal.wait_for("Run it?")
        terminal.type(key + ENTER)
        assert terminal.end() == 0
        assert told in terminal.screen.text()


def test_question_on_standard_error(cli: CommandLine) -> None:
    """§1.0 stdout vs stderr: the question of `--ta` is on stdout in 0.36, on stderr in ours."""
    out, err = cli.said("-m", "echo", upper(), "-T", "upper", "--ta")
    assert out.startswith("Let me look. Tools said: upper=Cancelled: ")
    assert 'Tool call: upper\n  text: "a"\n' in err


@pytest.mark.parametrize(
    ("given", "rounds"), [((), 5), (("--cl", "2"), 2), (("--chain-limit", "3"), 3)]
)
def test_chain_limit(cli: CommandLine, given: tuple[str, ...], rounds: int) -> None:
    """§1.1 --cl: at most so many responses, 5 by default; then an error, status 1.

    What was said until then is kept in ours.
    """
    said = cli.fails("-m", "echo", "loop", "-T", "again", *given)
    assert said == f"Error: Chain limit of {rounds} exceeded."
    assert len(cli.logged()) == rounds


def test_no_chain_limit(inside) -> None:
    """§1.1 --cl: 0 is no limit."""

    def more() -> str:
        return "more"

    script = [[llm.ToolCall("more", {}, f"t{number}")] for number in range(12)]
    with installed({"one": [*script, ["done"]]}, lambda register: register(more)):
        done = inside("-m", "one", "hi", "-T", "more", "--cl", "0")
    assert (done.returncode, done.stdout) == (0, "done\n")


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ("One.", "Two.", "One. Two."),
        ("One. ", "Two.", "One. Two."),
        ("One.", "\nTwo.", "One.\nTwo."),
    ],
)
def test_space_between_rounds(inside, first: str, second: str, shown: str) -> None:
    """§1.1 Streaming display: a space between rounds without whitespace; it is not stored."""
    script: list[list[Any]] = [[first, llm.ToolCall("llm_version", {}, "t1")], [second]]
    with installed({"one": script}):
        assert inside("-m", "one", "hi", "-T", "llm_version").stdout == f"{shown}\n"
    kept = [each["response"] for each in json.loads(inside("logs", "--json").stdout)]
    assert kept == [first, second]
