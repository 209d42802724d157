"""§1.3: `llm keys`."""

from __future__ import annotations

import json
import sys

import pytest

from tests.compat.contract.command_line import CommandLine
from tests.terminal import ENTER, Terminal


def test_list(cli: CommandLine) -> None:
    """§1.3 list: names, sorted, without the `// Note` entry; `No keys found`."""
    for command in (("keys",), ("keys", "list")):
        assert cli.ok(*command) == "No keys found\n"
    for name in ("b", "a", "c"):
        cli.ok("keys", "set", name, "--value", "x")
    assert "// Note" in json.loads((cli.user / "keys.json").read_text())
    for command in (("keys",), ("keys", "list")):
        assert cli.ok(*command) == "a\nb\nc\n"


def test_path(cli: CommandLine) -> None:
    """§1.3 path: where keys.json is."""
    assert cli.ok("keys", "path") == f"{cli.user / 'keys.json'}\n"


def test_get(cli: CommandLine) -> None:
    """§1.3 get: the value on standard output; status 1 where there is none."""
    cli.ok("keys", "set", "a", "--value", "secret")
    assert cli.ok("keys", "get", "a") == "secret\n"
    assert cli.fails("keys", "get", "b") == "Error: No key found with name 'b'"


def test_set(cli: CommandLine) -> None:
    """§1.3 set: `--value`, or what is typed; a key that was there is replaced."""
    cli.ok("keys", "set", "a", "--value", "one")
    cli.ok("keys", "set", "a", stdin="two\n")
    assert json.loads((cli.user / "keys.json").read_text())["a"] == "two"
    assert (cli.user / "keys.json").stat().st_mode & 0o77 == 0


def test_hidden_prompt(environment, tmp_path, user_path) -> None:
    """§1.3 set: without `--value` the key is asked for, and not shown."""
    command = [sys.executable, "-m", "llm", "keys", "set", "a"]
    with Terminal(command, env=environment, cwd=tmp_path) as terminal:
        terminal.wait_for("Enter key")
        terminal.type(f"hidden{ENTER}")
        assert terminal.end() == 0
        assert "hidden" not in terminal.screen.text()
    assert json.loads((user_path / "keys.json").read_text())["a"] == "hidden"


@pytest.mark.parametrize("name", ["a", "openai"])
def test_what_is_set_is_used(cli: CommandLine, name: str) -> None:
    """§1.3 set: `--key` finds it by its name."""
    cli.ok("keys", "set", name, "--value", "secret")
    assert cli.ok("-m", "keyed", "hi", "--key", name) == "key secret\n"
