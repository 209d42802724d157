"""docs/output.md: every command line runs, and what it says of the format is so."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from llm import Attachment, StreamEvent, ToolCall
from llm.cli import cli
from llm.core import event_log
from llm.toolcalls import ToolResult
from llm.usage import Usage
from tests.docs.test_readme import PROJECT, blocks

TEXT = (PROJECT / "docs" / "output.md").read_text()
LINES = [line for block in blocks("sh", TEXT) for line in block.splitlines()]
PLUGIN = Path(__file__).with_name("answering.py")


@pytest.fixture
def run(tmp_path: Path, user_path: Path, monkeypatch) -> Callable[..., Any]:
    """Run a line in a shell, with a model that knows the answers as the default."""
    site = tmp_path / "site"
    info = site / "answering_plugin-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: answering_plugin\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[llm]\nanswering = answering_plugin\n")
    (site / "answering_plugin.py").write_text(
        PLUGIN.read_text()
        + "\n\n@llm.hookimpl\ndef register_models(register):\n    register(Knowing('knowing'))\n"
    )
    (tmp_path / "llm").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m llm "$@"\n')
    (tmp_path / "llm").chmod(0o755)
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("LLM_MODEL", "knowing")
    monkeypatch.chdir(tmp_path)

    def run_line(line: str) -> Any:
        return subprocess.run(
            line,
            shell=True,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    return run_line


def sessions() -> Iterator[list[str]]:
    """The lines of each block, which are run after each other."""
    for block in blocks("sh", TEXT):
        yield block.splitlines()


@pytest.mark.parametrize("lines", list(sessions()), ids=lambda lines: lines[0][:40])
def test_every_command_line_runs(run, lines):
    """It ends well and says something; an id that is noted is used in the next."""
    for line in lines:
        finished = run(line)
        assert finished.returncode == 0, finished.stderr
        assert finished.stdout.strip()
        assert not finished.stderr or "-u" in line


def test_the_answer_of_the_shell_examples(run):
    """What is said of pipes: the answer in a file, and a reader that has enough."""
    for line in re.findall(r"`(llm [^`]*[>|][^`]*)`", TEXT):
        assert (run(line.replace("\\|", "|")).returncode) == 0
    assert Path("answer.txt").read_text().strip() == "Paris"


def test_the_table_has_every_key_of_every_line():
    """And no others, but for provider_metadata, which is said below."""
    rows = re.findall(r"^\| `(\w+)` \| [^|]* \| (.*) \|$", TEXT, flags=re.MULTILINE)
    said = {kind: set(re.findall(r"`(\w+)`", keys)) for kind, keys in rows if kind != "type"}
    said["reasoning"] |= said["text"]
    said["tool_call_args"] |= said["tool_call_name"]
    known: dict[str, set[str]] = {}
    attachment = Attachment(type="a/b", content=b"c")
    for line in [
        event_log.start("c", "m", "v"),
        event_log.piece(StreamEvent("text", "t", 0, message_index=1)),
        event_log.piece(StreamEvent("reasoning", "t", 0, message_index=1, redacted=True)),
        event_log.piece(StreamEvent("tool_call_name", "t", 0, "i", server_executed=True)),
        event_log.piece(StreamEvent("tool_call_args", "t", 0, "i", server_executed=True)),
        event_log.piece(StreamEvent("tool_result", "t", None, "i", True, "n")),
        event_log.tool_call(ToolCall("n", {}, "i")),
        event_log.tool_result(ToolResult("n", "o", [attachment], "i", exception=ValueError())),
        event_log.end("c", "ok", finish_reason="s", resolved_model="m", usage=Usage(1)),
        event_log.error("m", "c"),
    ]:
        known.setdefault(line["type"], set()).update(line.keys() - {"type"})
    statuses = {"ok", "error", "interrupted"}
    del said["attachment"]
    assert {kind: keys - statuses - {"end"} for kind, keys in said.items()} == known


def test_the_example_of_lines_is_of_that_form(run):
    """The same types with the same keys, but for what this model does not tell."""
    (example,) = blocks("json", TEXT)
    shown = [json.loads(line) for line in example.splitlines()]
    told = [
        json.loads(line)
        for line in run("llm 'Capital of France?' --events").stdout.split("\n")
        if line
    ]
    assert told[0].keys() == shown[0].keys()
    assert told[1].keys() == shown[1].keys()
    assert told[-1].keys() == shown[-1].keys() - {"finish_reason", "usage"}


def test_the_option_is_where_it_is_said():
    """`--render` of these commands, and of no others."""
    sentence = TEXT[TEXT.index("`--render` is an option of") :].partition(".")[0]
    said = {name.removeprefix("llm ") for name in re.findall(r"`([^`]+)`", sentence)[1:]}
    found = set()
    for name, command in [
        *cli.commands.items(),
        *((f"openai {name}", each) for name, each in cli.commands["openai"].commands.items()),  # type: ignore[attr-defined]  # a group
    ]:
        if any("--render" in each.opts for each in command.params):
            found.add(name)
    assert found == said
