"""§1.5: `llm models`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.compat.contract.command_line import CommandLine

ECHO = """\
Echo: echo (aliases: e, ech)
  Options:
    temperature: float
      How bold the answer is, from the most careful to the most daring one
      there is
    max_tokens: int
      How long the answer may be
    polite: boolean
    colour: str
    shade: str
    label: str
  Attachment types:
    application/pdf, image/png, text/plain
  Features:
  - streaming
  - schemas
  - tools
  - async
"""
KEYED = """\
Keyed: keyed
  Features:
  - streaming
  Keys:
    key: scripted
    env_var: SCRIPTED_KEY
"""


def test_lines(cli: CommandLine) -> None:
    """§1.5 list: `ClassLabel: id (aliases: a, b)`, and at the end `Default: ID`."""
    cli.ok("models", "default", "plain")
    lines = cli.ok("models").splitlines()
    assert {"Echo: echo (aliases: e, ech)", "Plain: plain", "Lonely: lonely (aliases: lone)"} <= {
        *lines
    }
    assert "OpenAI Chat: gpt-4o (aliases: 4o)" in lines
    assert lines[-1] == "Default: plain"
    assert [line for line in lines if line.startswith("Default")] == lines[-1:]


@pytest.mark.parametrize(
    "option", [("-q", "e"), ("--options",), ("--schemas",), ("-m", "echo")], ids=lambda o: o[0]
)
def test_no_default(cli: CommandLine, option: tuple[str, ...]) -> None:
    """§1.5 list: without `Default:` where -q, --options, --schemas or -m is used."""
    cli.ok("models", "default", "plain")
    assert "\nDefault: " not in cli.ok("models", *option)


def test_options(cli: CommandLine) -> None:
    """§1.5 list --options: types, wrapped descriptions, attachment types, features, keys."""
    assert cli.ok("models", "--options", "-m", "echo", "-m", "keyed") == ECHO + KEYED


def test_descriptions_once(cli: CommandLine) -> None:
    """§1.5 list --options: a description is there once for each class."""
    shown = cli.ok("models", "--options", "-m", "gpt-4o", "-m", "gpt-4o-mini")
    first, second = shown.split("OpenAI Chat: gpt-4o-mini")
    assert first.count("temperature: float") == second.count("temperature: float") == 1
    assert len(second) < len(first) / 2


@pytest.mark.parametrize(
    ("options", "there", "absent"),
    [
        (("--async",), "AsyncEcho (async): echo", "plain"),
        (("--schemas",), "Echo: echo", "plain"),
        (("--tools",), "Echo: echo", "plain"),
        (("-q", "ECH"), "Echo: echo", "plain"),
        (("-q", "e", "-q", "cho"), "Echo: echo", "seen"),
        (("-m", "e", "-m", "plain"), "Echo: echo", "lonely"),
    ],
    ids=["async", "schemas", "tools", "query", "queries", "models"],
)
def test_filters(cli: CommandLine, options: tuple[str, ...], there: str, absent: str) -> None:
    """§1.5 list: --async, --schemas, --tools, -q (all of them), -m (any of them)."""
    lines = cli.ok("models", *options).splitlines()
    assert [line for line in lines if line.startswith(there)]
    assert not [line for line in lines if f": {absent}" in line]


def test_json(cli: CommandLine) -> None:
    """§1.5 list --json: these keys; `options`, in the form of JSON schema, with --options."""
    (record,) = json.loads(cli.ok("models", "-m", "echo", "--json"))
    expected: dict[str, Any] = {
        "model_id": "echo",
        "aliases": ["e", "ech"],
        "can_stream": True,
        "supports_schema": True,
        "supports_tools": True,
        "supports_conversation": True,
        "supports_async": True,
        "attachment_types": ["application/pdf", "image/png", "text/plain"],
        "server_side_tools": [],
    }
    assert list(record.items()) == list(expected.items())
    (lonely,) = json.loads(cli.ok("models", "-m", "lonely", "--json"))
    assert (lonely["supports_conversation"], lonely["supports_async"]) == (False, False)
    (record,) = json.loads(cli.ok("models", "-m", "echo", "--json", "--options"))
    assert record["options"]["label"] == {"default": "none", "title": "Label", "type": "string"}


def test_server_side_tools(cli: CommandLine) -> None:
    """§1.5 list --json: server-side tools have a name and a plugin."""
    (record,) = json.loads(cli.ok("models", "-m", "gpt-5.5", "--json"))
    assert {"WebSearch", "CodeInterpreter"} <= {
        each["name"] for each in record["server_side_tools"]
    }
    assert {tuple(each) for each in record["server_side_tools"]} == {("name", "plugin")}


def test_default(cli: CommandLine) -> None:
    """§1.5 default: shows it, or sets it; the id is stored where an alias is given."""
    assert cli.ok("models", "default", "lone") == ""
    assert (cli.user / "default_model.txt").read_text() == "lonely"
    assert cli.ok("models", "default") == "lonely\n"
    assert cli.ok("hi") == "alone hi\n"
    assert cli.fails("models", "default", "nope").startswith("Error: Unknown model: nope")


def stored(cli: CommandLine) -> Any:
    """The stored options."""
    return json.loads((cli.user / "model_options.json").read_text())


def test_set_options(cli: CommandLine) -> None:
    """§1.5 options set: checked where the model is there, else stored; strings; said on stderr."""
    out, err = cli.said("models", "options", "set", "e", "temperature", "0.5")
    assert (out, err.count("\n")) == ("", 1)
    cli.said("models", "options", "set", "gone", "anything", "1")
    assert stored(cli) == {"echo": {"temperature": "0.5"}, "gone": {"anything": "1"}}
    said = cli.fails("models", "options", "set", "echo", "temperature", "9")
    assert said.startswith("Error: temperature\n  ")
    assert stored(cli)["echo"] == {"temperature": "0.5"}


def test_show_options(cli: CommandLine) -> None:
    """§1.5 options list, show: what is stored; on stderr that there is none."""
    cli.said("models", "options", "set", "echo", "temperature", "0.5")
    for listing in (("models", "options"), ("models", "options", "list")):
        assert cli.ok(*listing) == "echo:\n  temperature: 0.5\n"
    assert cli.ok("models", "options", "show", "e") == "temperature: 0.5\n"
    assert cli.said("models", "options", "show", "plain")[0] == ""


def test_clear_options(cli: CommandLine) -> None:
    """§1.5 options clear: one, or all, of a model; said on standard output."""
    for key in ("temperature", "max_tokens", "label"):
        cli.said("models", "options", "set", "echo", key, "1")
    assert "temperature" in cli.ok("models", "options", "clear", "echo", "temperature")
    assert [*stored(cli)["echo"]] == ["max_tokens", "label"]
    assert "echo" in cli.ok("models", "options", "clear", "e")
    assert stored(cli).get("echo", {}) == {}
