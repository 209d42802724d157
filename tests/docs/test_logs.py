"""docs/logs.md: every example runs, on a history that has something for it."""

from __future__ import annotations

import datetime as dt
import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from llm import assistant, system, tool_message, user
from llm.cli import cli
from llm.cli.commands.logs_list import command as list_command
from llm.ids import new_id
from llm.parts import ReasoningPart, ToolCallPart, ToolResultPart
from llm.schemas import multi_schema, schema_dsl
from llm.store.opening import open_store
from llm.store.records import CallRecord, FragmentUse, ToolDefinition
from tests.docs.test_readme import PROJECT, blocks

TEXT = (PROJECT / "docs" / "logs.md").read_text()
LINES = [line for block in blocks("sh", TEXT) for line in block.splitlines()]
DOG = schema_dsl("name, age int")


def calls() -> list[dict[str, Any]]:
    """One of each kind that the document speaks of; the last one has code."""
    asked = assistant(ReasoningPart("A pelican?"), ToolCallPart("llm_time", {}, "t1"))
    tools = [ToolDefinition("llm_time", "The time", {"type": "object", "properties": {}})]
    told = tool_message(ToolResultPart("llm_time", "noon, said the pelican", "t1"))
    looked_up = [user("What time is it?"), asked, told]
    dogs = '{"items": [{"name": "Rex", "age": 1}]}'
    return [
        {"messages": [user("Dogs")], "output": [assistant(dogs)], "schema": multi_schema(DOG)},
        {"messages": [user("A dog")], "output": [assistant('{"age": 5}')], "schema": DOG},
        {"messages": looked_up[:1], "output": [asked], "tools": tools},
        {"messages": looked_up, "output": [assistant("Noon")], "tools": tools},
        {"messages": [user("It fails")], "status": "error", "error": "No"},
        {
            "messages": [system("Be brief"), user("Some notes\nIn c++, a pelican")],
            "output": [assistant("Here:\n```cpp\nPelican p;\n```\n")],
            "fragments": [FragmentUse("Some notes", "notes.txt")],
            "model": "gpt-4o",
        },
    ]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with these calls, the first two of a conversation with a tag."""
    path = tmp_path_factory.mktemp("history") / "logs.db"
    store = open_store(path)
    for number, more in enumerate(calls()):
        conversation = "01m81zq4" if number < 2 else f"talk{number}"
        model = more.pop("model", "m")
        started = dt.datetime.now(dt.UTC)
        store.finish(
            CallRecord(new_id(), model, conversation=conversation, started=started, **more)
        )
    tagged = store.conversation("01m81zq4")
    tagged.tags = ["work"]
    store.save_conversation(tagged)
    store.close()
    return path


@pytest.fixture
def run(
    tmp_path: Path, user_path: Path, history: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Any]:
    """Run a line of the document in a directory that has what it names."""
    monkeypatch.chdir(tmp_path)
    user_path.mkdir()
    shutil.copy(history, user_path)
    shutil.copy(history, tmp_path / "logs-backup.db")
    (tmp_path / "notes.txt").write_text("Some notes")

    def run_line(line: str) -> Any:
        program, *words = shlex.split(line, comments=True)
        assert program == "llm"
        return CliRunner().invoke(cli, [word.replace("~", str(tmp_path)) for word in words])

    return run_line


@pytest.mark.parametrize("line", LINES)
def test_every_example_runs(run, tmp_path, line):
    """It ends well, and says something unless it turns a switch, or asks for a week gone by."""
    if line.startswith("llm logs backup"):
        (tmp_path / "logs-backup.db").unlink()
    result = run(line)
    assert (result.exit_code, result.stderr) == (0, "")
    if not re.search(r"logs (on|off)\b|--until|--client", line):
        assert result.stdout.strip() not in ("", "[]")


def test_every_option_of_the_list_is_there():
    """By one of its names."""
    said = {*re.findall(r"(?<![\w-])--?[a-zA-Z-]+", TEXT), "-s", "-u"}  # as -su
    options = [each for each in list_command.params if not getattr(each, "hidden", False)]
    assert [each.opts for each in options if not said.intersection(each.opts)] == []


def test_the_keys_of_a_row_are_those_that_are_listed(run):
    """In the order of the document."""
    paragraph = TEXT[TEXT.index("A row of JSON") : TEXT.index("Calls that did not end well")]
    said = re.findall(r"`(\w+)`", paragraph)
    rows = json.loads(run("llm logs --json -m gpt-4o").stdout)
    assert [*rows[0]] == said
