"""`llm logs list` for programs: `--json`, `-s` and `--data`."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from llm import Attachment, Fragment, assistant, system, tool_message, user
from llm.cli.output.json_rows import json_rows
from llm.parts import ReasoningPart, ToolCallPart, ToolResultPart
from llm.store.opening import open_store
from llm.store.records import FragmentUse
from llm.tooling.tool import Tool
from llm.usage import Usage
from llm.utils import output_rows_as_json
from tests.cli.logged import SHELF, TEXT, UPPER, call, follow, keep

KEYS = [
    "id",
    "model",
    "resolved_model",
    "options_json",
    "conversation_id",
    "duration_ms",
    "datetime_utc",
    "input_tokens",
    "output_tokens",
    "token_details",
    "conversation_name",
    "conversation_model",
    "schema_json",
    "prompt",
    "system",
    "response",
    "reasoning",
    "prompt_json",
    "response_json",
    "prompt_fragments",
    "system_fragments",
    "tools",
    "tool_calls",
    "tool_results",
    "attachments",
]
SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}}


def rows(inside, *options: str) -> list[dict[str, Any]]:
    """What `--json` prints."""
    printed: list[dict[str, Any]] = json.loads(inside("logs", "--json", *options).stdout)
    return printed


def test_the_keys_of_a_row(inside):
    """Exactly those of 0.36, in its order; empty lists and nulls for what there is not."""
    keep(call(1, "A question", "An answer", conversation_name="A title"))
    shown = inside("logs", "--json").stdout
    assert shown.startswith('[\n  {\n    "id": "call0001",\n    "model": "m",\n')
    assert shown.endswith('    "attachments": []\n  }\n]\n')
    (row,) = json.loads(shown)
    assert list(row) == KEYS
    expected = dict.fromkeys(KEYS) | {
        "id": "call0001", "model": "m", "options_json": {}, "conversation_id": "c1",
        "duration_ms": 1500, "datetime_utc": "2026-11-22T12:01:00.250000+00:00",
        "input_tokens": 1234, "output_tokens": 5, "conversation_name": "A title",
        "conversation_model": "m", "prompt": "A question", "response": "An answer",
    }  # fmt: skip
    for key in KEYS[KEYS.index("prompt_fragments") :]:
        expected[key] = []
    assert row == expected


def test_what_a_row_can_hold(inside):
    """Options, schema, payload and details as they were; text of every kind in its place."""
    first = call(1, [system("S"), user("One")], "a", model="first")
    details = {"cached": {"read": 3}}
    second = follow(
        2, first, "Two", '{"a": 1}', model="second", resolved_model="r", options={"t": 0.5},
        schema=SCHEMA, payload={"id": "x"}, usage=Usage(1, None, details),
    )  # fmt: skip
    second.output = [assistant(ReasoningPart("hm"), ReasoningPart("", True), '{"a": 1}')]
    keep(first, second)
    row = rows(inside)[1]
    assert row["token_details"] == json.dumps(details)
    assert (row["conversation_model"], row["resolved_model"]) == ("first", "r")
    assert (row["options_json"], row["schema_json"]) == ({"t": 0.5}, SCHEMA)
    assert (row["system"], row["prompt"], row["response"]) == ("S", "Two", '{"a": 1}')
    assert (row["reasoning"], row["response_json"]) == ("hm", {"id": "x"})
    assert (row["input_tokens"], row["output_tokens"]) == (1, None)


def test_tools_in_rows(inside):
    """Each by its number and hash; results with the configuration of their toolbox."""
    upper = Tool("upper", "In capitals.\nAll of it.", TEXT, plugin="plugin_a").hash()
    asked = assistant(ToolCallPart("Shelf_count", {"n": 1}, "t1"), ToolCallPart("lost", {}, "t2"))
    first = call(1, "Look", asked, tools=[UPPER, SHELF])
    second = call(2, None, "Done", tools=[SHELF])
    shown = Attachment(type="image/png", content=b"abc")
    given = ToolResultPart("Shelf_count", "3", "t1", attachments=[shown])
    failed = ToolResultPart("lost", "Error: no", "t2", exception="KeyError: no")
    second.messages = [*first.messages, *first.output, tool_message(given, failed)]
    keep(first, second)
    one, two = rows(inside)
    arguments = '{"place": "there"}'
    assert [tool["name"] for tool in one["tools"]] == ["upper", "Shelf_count"]
    assert one["tools"][0] == {
        "id": 1, "hash": upper, "name": "upper", "description": "In capitals.\nAll of it.",
        "input_schema": TEXT, "instance": None,
    }  # fmt: skip
    assert one["tools"][1]["instance"] == {"name": "Shelf", "arguments": arguments}
    assert two["tools"] == [one["tools"][1]]
    assert [list(each.values()) for each in one["tool_calls"]] == [
        [1, 2, "Shelf_count", {"n": 1}, "t1", False],
        [2, None, "lost", {}, "t2", False],
    ]
    assert two["tool_results"][0] == {
        "id": 3, "tool_id": 2, "name": "Shelf_count", "output": "3", "tool_call_id": "t1",
        "exception": None, "server_executed": False,
        "instance": {"name": "Shelf", "plugin": "plugin_b", "arguments": arguments},
        "attachments": [
            {"id": shown.id(), "type": "image/png", "path": None, "url": None, "content": True,
             "content_length": 3}
        ],
    }  # fmt: skip
    assert two["tool_results"][1]["exception"] == "KeyError: no"
    assert two["tool_results"][1]["instance"] is None


def test_attachments_in_rows(inside, tmp_path):
    """Those of the prompt, then those of the answer; the length of what was given as bytes."""
    picture = tmp_path / "p.png"
    picture.write_bytes(b"\x89PNG")
    by_path = Attachment(type="image/png", path=str(picture))
    by_url = Attachment(type="image/png", url="https://example.com/cat.png")
    drawn = Attachment(type="image/webp", content=b"abcd")
    keep(call(1, user("See", by_path, by_url), assistant("Here", drawn)))
    (row,) = rows(inside)
    assert [list(each.values()) for each in row["attachments"]] == [
        [by_path.id(), "image/png", str(picture), None, None, None],
        [by_url.id(), "image/png", None, by_url.url, None, None],
        [drawn.id(), "image/webp", None, None, True, 4],
    ]


def test_fragments_in_rows(inside):
    """With their aliases, and 100 characters of their text unless more is wished."""
    long = Fragment("long " * 30, "long.txt")
    keep(
        call(1, [system("Rules"), user(f"{long}\nGo")], "x",
             fragments=[FragmentUse(long, "long.txt"), FragmentUse("Rules", "", "system")])
    )  # fmt: skip
    store = open_store()
    for alias in ("b", "a"):
        store.fragments.set_alias(alias, long)
    store.close()
    (row,) = rows(inside)
    cut = f"{'long ' * 19}lo..."
    assert row["prompt_fragments"] == [{"hash": long.id(), "content": cut, "aliases": ["a", "b"]}]
    (rules,) = row["system_fragments"]
    assert (rules["content"], rules["aliases"]) == ("Rules", [])
    assert rows(inside, "-e")[0]["prompt_fragments"][0]["content"] == long


def test_truncated_rows(inside):
    """-t cuts prompt and answer, and leaves out what is JSON itself."""
    keep(call(1, "p" * 101, "a" * 101, schema=SCHEMA, payload=[1]))
    (row,) = rows(inside, "-t")
    assert list(row) == [
        key for key in KEYS if key not in ("options_json", "schema_json", "response_json")
    ]
    assert (row["prompt"], row["response"]) == ("p" * 97 + "...", "a" * 97 + "...")


def test_rows_of_calls_that_did_not_end_well(inside):
    """They have two more keys, after the others."""
    keep(
        call(1, "x", None, status="error", error="No"),
        call(2, "y", "half", "c2", status="interrupted"),
    )
    one, two = rows(inside)
    assert list(one) == [*KEYS, "status", "error"]
    assert (one["status"], one["error"], one["response"]) == ("error", "No", "")
    assert list(two) == [*KEYS, "status"]


def test_rows_without_a_store():
    """Calls that are only in memory make rows, too."""
    (row,) = json_rows([call(1, "x", "y", fragments=[FragmentUse("x")])])
    assert (row["conversation_model"], row["prompt_fragments"][0]["aliases"]) == ("m", [])


def test_short(inside):
    """A few lines of YAML for each call, without what it has not."""
    asked = assistant("Let me see", ToolCallPart("upper", {"text": "é"}, "t1"))
    first = call(1, [system("s\n" * 100), user("p\n" * 100)], asked, options={"x": 1})
    second = call(2, None, "Zoë", status="interrupted", usage=Usage(0, None, {"x": 1}))
    result = tool_message(ToolResultPart("upper", "É", "t1"))
    second.messages = [*first.messages, *first.output, result]
    shown = Attachment(type="image/png", url="https://example.com/c.png")
    text = Fragment("Words")
    third = call(3, user("Words\nSee", shown), "x", "c2", fragments=[FragmentUse(text)])
    keep(first, second, third)
    written = inside("logs", "-s", "-u").stdout
    assert 'upper({"text": "é"})' in written
    listed = yaml.safe_load(written)
    about = {"model": "m", "datetime": "2026-11-22T12:01:00", "duration_ms": 1500}
    system_text, prompt = f"{'s ' * 58}s...", f"{'p ' * 28}p... {' p' * 28} "
    assert list(listed[0].items()) == [
        *about.items(), ("conversation", "c1"), ("tool_calls", ['upper({"text": "é"})']),
        ("system", system_text), ("prompt", prompt), ("prompt_fragments", []),
        ("system_fragments", []), ("usage", {"input": 1234, "output": 5}),
    ]  # fmt: skip
    assert listed[1]["status"] == "interrupted"
    assert listed[1]["tool_results"] == ["upper: É"]
    assert listed[1]["usage"] == {"input": 0, "details": {"x": 1}}
    assert "prompt" not in listed[1]
    assert listed[2]["attachments"] == [{"type": "image/png", "url": "https://example.com/c.png"}]
    assert listed[2]["prompt_fragments"] == [text.id()]
    assert "usage" not in yaml.safe_load(inside("logs", "-s").stdout)[0]


def test_data(inside):
    """Answers that are JSON: a line each, newest first, or an array, oldest first."""
    answers = ['{"a": 1}', "no JSON", '[1, "é"]', '{"items": [{"n": 1}, {"n": 2}], "a": 2}', "5"]
    keep(*(call(n, "x", said, f"c{n}") for n, said in enumerate(answers)))
    lines = ["5", '{"items": [{"n": 1}, {"n": 2}], "a": 2}', '[1, "\\u00e9"]', '{"a": 1}']
    assert inside("logs", "--data", "-n", "0").stdout.splitlines() == lines
    array = inside("logs", "--data-array", "-n", "0").stdout
    assert array == "[" + ",\n ".join(reversed(lines)) + "]\n"
    assert inside("logs", "--data", "-n", "1").stdout == "5\n"
    under = inside("logs", "--data-key", "items", "-n", "0").stdout.splitlines()
    assert under == ["5", '{"n": 1}', '{"n": 2}', *lines[2:]]
    # A list of other things under the key is no list of objects.
    assert inside("logs", "--data-key", "a", "-n", "2").stdout.splitlines() == lines[:2]


def test_no_data(inside):
    """No line, or an empty array."""
    keep(call(1, "x", "no JSON"))
    assert inside("logs", "--data").stdout == ""
    assert inside("logs", "--data-array").stdout == "[]\n"


def test_data_with_ids(inside):
    """Of response and conversation, under names that are free."""
    keep(call(1, "x", '{"response_id": 7}'), call(2, "x", "[1]", "c2"))
    assert inside("logs", "--data-ids").stdout.splitlines() == [
        "[1]",
        '{"response_id": 7, "response_id_": "call0001", "conversation_id": "c1"}',
    ]


@pytest.mark.parametrize(
    ("options", "written"),
    [
        ({}, '[\n  {\n    "a": 1\n  },\n  {\n    "a": "\\u00e9"\n  }\n]'),
        ({"compact": True}, '[{"a": 1},\n {"a": "\\u00e9"}]'),
        ({"nl": True}, '{"a": 1}\n{"a": "\\u00e9"}'),
        ({"nl": True, "compact": True}, '{"a": 1}\n{"a": "\\u00e9"}'),
    ],
    ids=str,
)
def test_rows_as_json(options, written):
    """Plugins write rows as 0.36 lets them."""
    assert "\n".join(output_rows_as_json(iter([{"a": 1}, {"a": "é"}]), **options)) == written


def test_columns_of_json():
    """Those that are named are decoded, where they hold text; no rows are an empty array."""
    rows = [{"a": '{"b": 1}', "c": "[1]"}, {"a": None, "c": ""}]
    lines = list(output_rows_as_json(rows, nl=True, json_cols=("a",)))
    assert lines == ['{"a": {"b": 1}, "c": "[1]"}', '{"a": null, "c": ""}']
    assert list(output_rows_as_json([])) == list(output_rows_as_json([], compact=True)) == ["[]"]
    assert list(output_rows_as_json([], nl=True)) == []
