"""§1.9: `llm tools`, and how toolboxes are named."""

from __future__ import annotations

import json

import pytest

from tests.compat.contract.command_line import CommandLine

PLUGIN = "(plugin: tests.compat.differential.llm_scripted)"
SHELF = """\
Shelf:

  Shelf_count(kind: str) -> str

    Count what is on the shelf.

  Shelf_fill(kind: str, number: int = 1) -> str

    Put more on the shelf.

"""
MOVING = f"""\
Moving(names: str = 'go,stop') {PLUGIN}

  Knows its tools when it is made.

"""
UPPER = f"""\
upper(text: str) -> str {PLUGIN}

  Return the text in capital letters.

"""


@pytest.mark.parametrize("command", [("tools",), ("tools", "list")], ids=" ".join)
@pytest.mark.parametrize("shown", [UPPER, MOVING, SHELF], ids=["function", "dynamic", "toolbox"])
def test_list(cli: CommandLine, command: tuple[str, ...], shown: str) -> None:
    """§1.9: `name(signature) (plugin: X)` and docstring; toolboxes, and those that are dynamic."""
    assert f"\n{shown}" in f"\n{cli.ok(*command)}"


@pytest.mark.parametrize(
    ("specs", "shown"),
    [
        (("upper",), UPPER),
        (("Shelf", "upper"), UPPER + SHELF),
        (("Shelf()",), SHELF.replace("Shelf:", "Shelf():")),
    ],
    ids=str,
)
def test_specs(cli: CommandLine, specs: tuple[str, ...], shown: str) -> None:
    """§1.9 SPEC: only these; a spec is instantiated, and its tools are listed."""
    assert cli.ok("tools", "list", *specs) == shown


@pytest.mark.parametrize(
    ("spec", "names"),
    [
        ("Moving", ["moving_go", "moving_stop"]),
        ("Moving()", ["moving_go", "moving_stop"]),
        ('Moving({"names": "a,b"})', ["moving_a", "moving_b"]),
        ('Moving("a,b")', ["moving_a", "moving_b"]),
        ('Moving(names="a,b")', ["moving_a", "moving_b"]),
    ],
)
def test_spec_grammar(cli: CommandLine, spec: str, names: list[str]) -> None:
    """§1.9 Spec grammar: `Name`, `Name()`, `Name({object})`, `Name(<json>)`, `Name(k=json)`."""
    tools = cli.asked("hi", "-T", spec).tools
    assert [tool.name for tool in tools] == names


@pytest.mark.parametrize(
    ("spec", "arguments"),
    [
        ('Shelf("x")', '{"place": "x", "size": 3}'),
        ("Shelf([1])", '{"place": [1], "size": 3}'),
        ('Shelf(place="x", size=2)', '{"place": "x", "size": 2}'),
        ('Shelf({"size": 4})', '{"place": "here", "size": 4}'),
    ],
)
def test_arguments_of_specs(cli: CommandLine, spec: str, arguments: str) -> None:
    """§1.9 Spec grammar: objects and `k=json` are named arguments, anything else is one."""
    cli.asked("hi", "-T", spec)
    assert cli.logged()[0]["tools"][0]["instance"] == {"name": "Shelf", "arguments": arguments}


@pytest.mark.parametrize("spec", ["Shelf(", "Shelf(size=oops)", "Shelf(nope=1)", "Shelf(x y)"])
@pytest.mark.parametrize("command", [("tools", "list"), ("hi", "-m", "seen", "-T")], ids=str)
def test_bad_specs(cli: CommandLine, command: tuple[str, ...], spec: str) -> None:
    """§1.9 Spec grammar: mistakes are tracebacks in 0.36, one line in ours."""
    assert cli.fails(*command, spec).startswith("Error: ")


def test_tools_of_a_model(cli: CommandLine) -> None:
    """§1.9 -m: that model's server-side tools as well."""
    shown = cli.ok("tools", "-m", "gpt-5.5").partition("Server-side tools for gpt-5.5")
    assert "upper(text: str) -> str" in shown[0]
    assert "WebSearch(" in shown[2]
    assert "CodeInterpreter(" in shown[2]
    listed = json.loads(cli.ok("tools", "-m", "gpt-5.5", "--json"))
    assert {"WebSearch", "CodeInterpreter"} <= {
        each["name"] for each in listed["server_side_tools"]
    }


def test_functions(cli: CommandLine) -> None:
    """§1.9 --functions: those of the code as well."""
    assert "\ndouble(number: int) -> int\n\n  Twice as much\n" in cli.ok(
        "tools", "--functions", "functions.py"
    )


def test_json(cli: CommandLine) -> None:
    """§1.9 --json: tools, toolboxes with name, dynamic and tools; server-side ones with -m."""
    listed = json.loads(cli.ok("tools", "--json"))
    assert {"tools", "toolboxes"} <= {*listed} <= {"tools", "toolboxes", "server_side_tools"}
    (upper,) = [each for each in listed["tools"] if each["name"] == "upper"]
    assert [*upper] == ["name", "description", "arguments", "plugin"]
    moving, shelf = listed["toolboxes"]
    assert moving == {"name": "Moving", "dynamic": True, "tools": []}
    assert (shelf["name"], shelf["dynamic"]) == ("Shelf", False)
    assert [each["name"] for each in shelf["tools"]] == ["Shelf_count", "Shelf_fill"]


def test_unknown(cli: CommandLine) -> None:
    """§1.9 SPEC: one that there is not is an error."""
    assert cli.fails("tools", "list", "nope").startswith("Error: Tool(s) nope not found. ")
