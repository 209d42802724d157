"""docs/chat.md: every command line of it runs, and every command of the chat is in it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from llm import assistant, user
from llm.cli import cli
from llm.cli.chat.commands import COMMANDS
from llm.ids import new_id
from llm.store.opening import open_store
from llm.store.records import CallRecord
from tests.docs.answering import known_as
from tests.docs.test_readme import PROJECT, blocks

TEXT = (PROJECT / "docs" / "chat.md").read_text()
LINES = [line for block in blocks("sh", TEXT) for line in block.splitlines()]


@pytest.fixture
def run(
    tmp_path: Path, user_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str], Any]:
    """Run a line of the document where there is what it names; its pipe begins with `printf`."""
    monkeypatch.chdir(tmp_path)
    user_path.mkdir()
    (user_path / "default_model.txt").write_text("gpt-5.5")
    (tmp_path / "notes.txt").write_text("Some notes")
    store = open_store(user_path / "logs.db")
    said = CallRecord(new_id(), "gpt-5.5", [user("a")], [assistant("b")], conversation="01m8277ab4")
    store.finish(said)
    store.close()

    def run_line(line: str, typed: str) -> Any:
        before, _, command = line.rpartition(" | ")
        if before:
            typed = shlex.split(before)[1].replace("\\n", "\n")
        program, *words = shlex.split(command, comments=True)
        assert program == "llm"
        with known_as("gpt-5.5"):
            return CliRunner().invoke(cli, words, input=typed)

    return run_line


@pytest.mark.parametrize("line", LINES)
def test_every_example_runs(run, line):
    """It answers, and ends well."""
    result = run(line, "A pelican\n/exit\n")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Chatting with gpt-5.5\n")
    assert re.search(r"The answer is|<svg>pelican</svg>|\*\*Percy\*\*", result.stdout)


def test_every_command_is_there():
    """With what may follow it; and no other."""
    documented = dict(re.findall(r"^\| `/(\w+)(?: ([^`]*))?`", TEXT, re.MULTILINE))
    assert [*documented] == [row.name for row in COMMANDS]
    for row in COMMANDS:
        plain = row.arguments.replace(" ...", " …").replace(" | none", "")
        assert documented[row.name] == plain
