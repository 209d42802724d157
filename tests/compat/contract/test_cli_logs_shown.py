"""§1.4: how `llm logs list` shows a call: Markdown, -s, -t, -u, -r, -x, --json, -e."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from llm import Attachment, Fragment, assistant, system, tool_message, user
from llm.parts import ReasoningPart, ToolCallPart, ToolResultPart
from llm.store.records import CallRecord, FragmentUse
from llm.tooling.tool import Tool
from llm.usage import Usage
from tests.cli.logged import SHELF, TEXT, UPPER, call, follow, keep
from tests.cli.test_logs_json import KEYS
from tests.compat.contract.command_line import CommandLine
from tests.compat.old_files.files import old_file

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}}
UPPER_HASH = Tool("upper", UPPER.description, TEXT, plugin="plugin_a").hash()


def everything() -> list[CallRecord]:
    """Two rounds that have all that a call can have."""
    text, rules = FragmentUse("words", "w.txt"), FragmentUse("rules", "r.txt", "system")
    shown = Attachment(type="image/png", content=b"abc")
    calls = assistant(
        ReasoningPart("First I think"),
        ToolCallPart("web", {"q": "x"}, "w1", server_executed=True),
        ToolResultPart("web", "Found", "w1", server_executed=True),
        "Let me look",
        ToolCallPart("Shelf_count", {"n": 1}, "t1"),
    )
    first = call(
        1, [system("rules"), user("words\nLook", shown)], calls,
        resolved_model="m-2026", options={"t": 0.5}, tools=[UPPER, SHELF], fragments=[text, rules],
        usage=Usage(1234, 5, {"cached": 1}), conversation_name="A title",
    )  # fmt: skip
    second = call(2, None, '{"a": 1}', tools=[UPPER, SHELF], schema=SCHEMA, payload={"id": "x"},
        resolved_model="m-2026")  # fmt: skip
    result = ToolResultPart("Shelf_count", "3", "t1", attachments=[shown])
    second.messages = [*first.messages, *first.output, tool_message(result)]
    return [first, second]


HEADINGS = [
    "# 2026-11-22T12:01:00    conversation: c1 id: call0001",
    "Model: **m** (resolved: **m-2026**)",
    *("## Prompt", "### Prompt fragments", "## Options", "## System", "### System fragments"),
    *("### Tools", "### Attachments", "## Reasoning", "## Response", "### Tool calls"),
    *("### Tool results", "## Token usage"),
    "# 2026-11-22T12:02:00",
    *("## Prompt", "## Schema", "### Tools", "### Tool results", "## Response"),
    "## Token usage",
]
SAID = {
    "prompt": "## Prompt\n\nwords\nLook\n",
    "no prompt": "## Prompt\n\n-- none --\n",
    "fragments": f"### Prompt fragments\n\n- {Fragment('words').id()}\n",
    "options": "## Options\n\n- t: 0.5\n",
    "system": "## System\n\nrules\n",
    "system fragments": f"### System fragments\n\n- {Fragment('rules').id()}\n",
    "schema": '## Schema\n\n```json\n{\n  "type": "object",\n  "properties"',
    "tools": (
        f"### Tools\n\n- **upper**: `{UPPER_HASH}`  \n    In capitals.\n    All of it.  \n"
        '    Arguments: `{"text": {"type": "string"}}`\n'
    ),
    "toolboxes": '- `Shelf({"place": "there"})`:\n    - **Shelf_count**: `',
    "tools again": f"### Tools\n\n- **upper**: `{UPPER_HASH[:7]}`\n",
    "attachments": "### Attachments\n\n1. **image/png**: `<3 bytes>`\n",
    "reasoning": (
        "## Reasoning\n\n<details><summary>Reasoning trace</summary>\n\nFirst I think\n\n"
        "</details>\n"
    ),
    "calls": "### Tool calls\n\n- **web**: `w1`  \n    q:\n    ```\n    x\n    ```\n",
    "server's results": "### Tool results\n\n- **web**: `w1`  \n    ```\n    Found\n    ```\n",
    "results": "### Tool results\n\n- **Shelf_count**: `t1`  \n    ```\n    3\n    ```  \n",
    "JSON": '## Response\n\n```json\n{\n  "a": 1\n}\n```\n',
    "usage": (
        '## Token usage\n\n1,234 input, 5 output, `{"cached": 1}`\n\nDuration: 1500ms (1s)\n'
    ),
}


def test_headings(cli: CommandLine) -> None:
    """§1.4 Markdown layout: the headings, in their order; ids and model on the first row only.

    Instructions are repeated only where they are others.
    """
    keep(*everything())
    lines = cli.ok("logs", "-c", "-u").splitlines()
    assert [line for line in lines if line.startswith(("#", "Model: "))] == HEADINGS


@pytest.mark.parametrize("part", SAID)
def test_parts(cli: CommandLine, part: str) -> None:
    """§1.4 Markdown layout: what stands below the headings."""
    keep(*everything())
    assert SAID[part] in cli.ok("logs", "-c", "-u")


@pytest.mark.parametrize("milliseconds", [(3661000, "1h 1m 1s"), (61000, "1m 1s"), (999, "0s")])
def test_duration(cli: CommandLine, milliseconds: tuple[int, str]) -> None:
    """§1.4 -u: `Duration: Nms (Hh Mm Ss)`."""
    keep(call(1, "x", "y", duration_ms=milliseconds[0]))
    shown = "Duration: {}ms ({})".format(*milliseconds)
    assert shown in cli.ok("logs", "-u")
    assert shown in cli.ok("logs", "--usage")
    assert "## Token usage" not in cli.ok("logs")


def rows(cli: CommandLine, *options: str) -> list[dict[str, Any]]:
    """What `--json` prints."""
    found: list[dict[str, Any]] = json.loads(cli.ok("logs", "--json", "-n", "0", *options))
    return found


def test_keys_of_a_row(cli: CommandLine) -> None:
    """§1.4 JSON row keys: an array, indented by 2, of objects with these keys, in this order."""
    keep(*everything())
    assert cli.ok("logs", "--json").startswith('[\n  {\n    "id": "call0001",\n')
    assert [list(row) for row in rows(cli)] == [KEYS, KEYS]
    assert [row["prompt_json"] for row in rows(cli)] == [None, None]


def test_values_of_a_row(cli: CommandLine) -> None:
    """§1.4 JSON row keys: token details are a JSON string; options, schema, payload are values."""
    keep(*everything())
    first, second = rows(cli)
    assert first["token_details"] == '{"cached": 1}'
    assert (first["options_json"], first["resolved_model"]) == ({"t": 0.5}, "m-2026")
    assert (first["reasoning"], first["response"]) == ("First I think", "Let me look")
    assert (second["schema_json"], second["response_json"]) == (SCHEMA, {"id": "x"})
    assert (second["conversation_name"], second["conversation_model"]) == ("A title", "m")


def test_lists_of_a_row(cli: CommandLine) -> None:
    """§1.4 JSON row keys: those of fragments, tools, calls, results, attachments."""
    keep(*everything())
    first, second = rows(cli)
    attachment = ["id", "type", "path", "url", "content", "content_length"]
    for row, key, keys in (
        (first, "prompt_fragments", ["hash", "content", "aliases"]),
        (first, "system_fragments", ["hash", "content", "aliases"]),
        (first, "tools", ["id", "hash", "name", "description", "input_schema", "instance"]),
        (first, "tool_calls",
         ["id", "tool_id", "name", "arguments", "tool_call_id", "server_executed"]),
        (second, "tool_results",
         ["id", "tool_id", "name", "output", "tool_call_id", "exception", "server_executed",
          "instance", "attachments"]),
        (first, "attachments", attachment),
        (second["tool_results"][0], "attachments", attachment),
    ):  # fmt: skip
        assert list(row[key][0]) == keys
    assert first["tools"][1]["instance"] == {"name": "Shelf", "arguments": '{"place": "there"}'}
    assert list(second["tool_results"][0]["instance"]) == ["name", "plugin", "arguments"]
    assert [each["server_executed"] for each in first["tool_calls"]] == [True, False]
    assert (first["attachments"][0]["content"], first["attachments"][0]["content_length"]) == (
        True,
        3,
    )


def test_rows_of_an_old_history(cli: CommandLine) -> None:
    """§1.4 JSON row keys: those of older releases have the same; in ours also `server_executed`."""
    cli.user.mkdir()
    old_file("v0.31", cli.user)
    done = cli.run("logs", "--json", "-n", "0")
    assert {frozenset(row) for row in json.loads(done.stdout)} == {frozenset(KEYS)}


@pytest.mark.parametrize("option", ["-e", "--expand"])
def test_expanded(cli: CommandLine, option: str) -> None:
    """§1.4 -e: the contents of fragments, which are cut else."""
    text = "long " * 50
    keep(call(1, f"{text}\nGo", "y", fragments=[FragmentUse(text, "f.txt")]))
    assert rows(cli)[0]["prompt_fragments"][0]["content"] == f"{'long ' * 19}lo..."
    assert rows(cli, option)[0]["prompt_fragments"][0]["content"] == text
    assert f"<summary>{Fragment(text).id()}</summary>\n{text}\n</details>" in cli.ok("logs", option)


@pytest.mark.parametrize("option", ["-t", "--truncate"])
def test_truncated(cli: CommandLine, option: str) -> None:
    """§1.4 -t: prompt and response are cut to 100 characters, and no `*_json` is there."""
    keep(call(1, "p" * 101, "a" * 101, schema=SCHEMA, options={"t": 1}, payload={"x": 1}))
    (row,) = rows(cli, option)
    assert (row["prompt"], row["response"]) == ("p" * 97 + "...", "a" * 97 + "...")
    assert not [key for key in row if key.endswith("_json") and key != "prompt_json"]
    assert f"{'a' * 97}..." in cli.ok("logs", option)


@pytest.mark.parametrize("option", ["-s", "--short"])
def test_short(cli: CommandLine, option: str) -> None:
    """§1.4 -s: YAML items with these keys; the prompt's end is kept; usage with `-u`."""
    first, second = everything()
    first.messages = [system("s" * 200), user("p" * 100 + "middle" + "q" * 100)]
    keep(first, second)
    one, two = yaml.safe_load(cli.ok("logs", option, "-u"))
    assert list(one) == [
        *("model", "datetime", "duration_ms", "conversation", "tool_calls", "tool_results"),
        *("system", "prompt", "prompt_fragments", "system_fragments", "usage"),
    ]
    assert "tool_results" in two
    assert (len(one["system"]), len(one["prompt"])) == (120, 118)
    assert one["prompt"].endswith("q" * 50)
    assert "usage" not in yaml.safe_load(cli.ok("logs", option))[0]


@pytest.mark.parametrize("other", ["--json", "-r"])
def test_short_alone(cli: CommandLine, other: str) -> None:
    """§1.4 -s: not with `--json` or `-r`."""
    keep(call(1, "x", "y"))
    assert cli.run("logs", "-s", other).returncode in {1, 2}


@pytest.mark.parametrize("option", ["-r", "--response"])
def test_response(cli: CommandLine, option: str) -> None:
    """§1.4 -r: the last answer only, of the current conversation."""
    first = call(1, "x", "first", "c1")
    keep(first, call(2, "x", "other", "c2"), follow(3, first, "x", "last"))
    assert cli.ok("logs", option) == "last\n"


@pytest.mark.parametrize(
    ("options", "shown"),
    [(("-x",), "one\n\n"), (("--extract",), "one\n\n"), (("--xl",), "two\n\n")],
    ids=str,
)
def test_extract(cli: CommandLine, options: tuple[str, ...], shown: str) -> None:
    """§1.4 -x, --xl: of the first row that has a fenced block; else the normal output."""
    fenced = "a\n```\none\n```\n```\ntwo\n```\n"
    keep(call(1, "x", "none", "c1"))
    assert cli.ok("logs", *options) == cli.ok("logs")
    keep(call(2, "x", fenced, "c2"), call(3, "x", "none", "c3"))
    assert cli.ok("logs", *options) == shown


def test_order(cli: CommandLine) -> None:
    """§1.4: rows are printed from the oldest to the newest."""
    keep(*(call(n, "x", "y", f"c{n}") for n in range(5)))
    assert [row["id"] for row in rows(cli)] == [f"call{n:04}" for n in range(5)]
    headings = [line for line in cli.ok("logs").splitlines() if line.startswith("# ")]
    assert [line[-1] for line in headings] == ["2", "3", "4"]
