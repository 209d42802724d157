"""`llm tools`: the tools that there are, for people and programs."""

from __future__ import annotations

import json
from typing import Any, Optional

import pytest

import llm
from tests.cli.installed_models import installed


def greet(name: str, times: int = 2, loud: Optional[bool] = None) -> str:  # noqa: UP045 - as users write
    """Greet somebody.

    Twice,
      indented.
    """
    return name * times


def silent(x, y=3.5):
    return x


def told(a: int, llm_tool_call: llm.ToolCall) -> int:
    """Take the call."""
    return a


class Memory(llm.Toolbox):
    """Remembers."""

    def __init__(self, size: int = 10):
        self.size = size

    def recall(self, key: str) -> str:
        """Get a value."""
        return key

    def forget(self):
        raise NotImplementedError


class Site(llm.Toolbox):
    """The tools of a site."""

    def __init__(self, url: str, broken: bool = False):
        self.url, self.broken = url, broken

    def base(self):
        """Where it is."""

    def prepare(self):
        if self.broken:
            raise OSError("it is\n gone")
        self.add_tool(ask, pass_self=True)


def ask(self, what: str) -> str:
    return what


ask.__doc__ = "Ask \x1b[31mthe site."


class Search(llm.ServerSideTool):
    """Looks things up."""

    name = "search_the_web"

    def __init__(self, limit: int = 3):
        super().__init__()
        self.limit = limit


def register(registered):
    for each in (told, greet, silent, Site, Memory):
        registered(each)


@pytest.fixture
def tools(inside):
    """Run `llm tools`, with these tools and two models."""
    models: dict[str, Any] = {"one": {"supported_server_side_tools": [Search]}, "two": []}

    def run(*arguments: str, **more: Any) -> Any:
        with installed(models, register):
            return inside("tools", *arguments, **more)

    return run


MEMORY = """\
  Memory_forget()

  Memory_recall(key: str) -> str

    Get a value.

"""
ALL = f"""\
greet(name: str, times: int = 2, loud: bool | None = None) -> str (plugin: installed-models)

  Greet somebody.

  Twice,
    indented.

silent(x, y=3.5) (plugin: installed-models)

told(a: int) -> int (plugin: installed-models)

  Take the call.

Memory:

{MEMORY}Site(url: str, broken: bool = False) (plugin: installed-models)

  The tools of a site.

  Site_base()

    Where it is.

"""
SITE = """\
Site("x"):

  Site_base()

    Where it is.

  ask(what: str) -> str

    Ask \\x1b[31mthe site.

"""
SEARCH = """\
Server-side tools for one (executed by the provider):

Search(limit: int = 3)

  Looks things up.

"""


def without_built_in(shown: str) -> str:
    start, end = shown.index("llm_recall"), shown.index("silent")
    return shown[:start] + shown[end:]


@pytest.mark.parametrize("arguments", [(), ("list",)])
def test_all(tools, arguments):
    """Functions come first, then toolboxes; each with what it takes and does."""
    result = tools(*arguments)
    assert (result.returncode, result.stderr) == (0, "")
    assert without_built_in(result.stdout).replace("Optional[bool]", "bool | None") == ALL
    assert "llm_time() -> dict[str, Any] (plugin: llm.default_plugins" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["Memory"], f"Memory:\n\n{MEMORY}"),
        (["Memory(size=3)"], f"Memory(size=3):\n\n{MEMORY}"),
        (["Site(\"x\")"], SITE),
        (["Memory", "silent"],
         f"silent(x, y=3.5) (plugin: installed-models)\n\nMemory:\n\n{MEMORY}"),
        (["Memory", "-m", "one"], f"Memory:\n\n{MEMORY}{SEARCH}"),
        (["Memory", "-m", "two"], f"Memory:\n\n{MEMORY}"),
        (["Search", "-m", "one"], SEARCH),
        (["Memory", "--functions", "def up(x: str):\n  'Up'"],
         f"up(x: str)\n\n  Up\n\nMemory:\n\n{MEMORY}"),
    ],
)  # fmt: skip
def test_some(tools, arguments, shown):
    """Those that are named, toolboxes as they are set up; a model adds those of its provider."""
    assert tools(*arguments).stdout == shown


def test_json(tools):
    """The same for programs."""
    listed = json.loads(tools("--json").stdout)
    assert [*listed] == ["tools", "toolboxes"]
    (silent_,) = [tool for tool in listed["tools"] if tool["name"] == "silent"]
    assert silent_ == {
        "name": "silent",
        "description": None,
        "arguments": {
            "properties": {"x": {"type": "string"}, "y": {"default": 3.5, "type": "string"}},
            "required": ["x"],
            "type": "object",
        },
        "plugin": "installed-models",
    }
    boxes = {box["name"]: box for box in listed["toolboxes"]}
    assert [box["dynamic"] for box in boxes.values()] == [False, True]
    assert [*boxes["Memory"]["tools"][0]] == ["name", "description", "arguments"]
    listed = json.loads(tools('Site("x")', "--json", "-m", "one").stdout)
    assert [tool["name"] for tool in listed["toolboxes"][0]["tools"]] == ["Site_base", "ask"]
    assert listed["server_side_tools"] == [
        {
            "name": "Search",
            "description": "Looks things up.",
            "signature": "(limit: int = 3)",
            "server_side": True,
        }
    ]
    assert json.loads(tools("Memory", "--json", "-m", "two").stdout)["server_side_tools"] == []


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("nope", "Tool(s) nope not found. Available tools: Memory, Site, greet, "),
        ("grete", "Tool(s) grete not found. Did you mean greet? Available tools: "),
        ("memory", "Tool(s) memory not found. Did you mean Memory? Available tools: "),
        ("Search", "Tool(s) Search not found. "),
        ("Memory(", "Invalid spec 'Memory(': "),
        ("Memory(size=)", "Invalid spec 'Memory(size=)': "),
        ("Memory(width=1)", "The tool Memory(width=1) cannot be set up: "),
        ("Site", "The tool Site cannot be set up: missing a required argument: 'url'"),
        ("greet()", "The tool greet takes no configuration: "),
        ('Site("x", broken=true)',
         'The tools of Site("x", broken=true) cannot be found out: it is gone'),
        ("", "Tool(s)  not found. "),
    ],
)  # fmt: skip
def test_mistakes(tools, inside, spec, said):
    """A spec that is wrong costs one line; the same with -T."""
    result = tools(spec)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {said}")
    assert result.stderr.count("\n") == 1
    if "broken" not in spec:
        with installed({"one": []}, register):
            prompted = inside("prompt", "-m", "one", "hi", "-T", spec)
        assert (prompted.returncode, prompted.stderr) == (1, result.stderr)


@pytest.mark.parametrize(
    "code", ["from math import sin", "import os", "x = 1", "def f(:", "1/0", "missing.py"]
)
def test_code_without_tools(tools, code):
    """Code that fails, or has no function of its own, costs one line."""
    result = tools("--functions", code)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)


def test_unknown_models(tools):
    """The model has to be there."""
    result = tools("-m", "nope")
    assert (result.returncode, result.stdout) == (1, "")
    assert "Unknown model: nope" in result.stderr
