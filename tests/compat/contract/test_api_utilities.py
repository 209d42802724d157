"""§2.13 of the contract: what plugins take from `llm.utils`, `llm.models` and `llm.cli`.

The expected values are what release 0.36 gave.
"""

from __future__ import annotations

import base64
import time
from typing import Any

import pytest
import sqlite_utils

import llm
from llm import utils
from llm.testing import ScriptedModel

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ")
BLOCKS = "x\n```py\na\n```\n```\nb\n```"
NESTED = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "items": {
            "type": "array",
            "items": {"type": "object", "properties": {"a": {"type": "string"}}},
        },
    },
}

CASES: list[tuple[str, tuple[Any, ...], dict[str, Any], Any]] = [
    ("dicts_to_table_string", (["a", "b"], [{"a": "1", "b": "two"}, {"a": "three", "b": "4"}]), {},
     ["a        b  ", "1        two", "three    4  "]),
    ("remove_dict_none_values", ({"a": None, "b": {"c": None, "d": 1}, "e": [{"f": None}]},), {},
     {"b": {"d": 1}, "e": [{}]}),
    ("simplify_usage_dict", ({"a": 0, "b": {"c": 0, "d": 2}, "e": None, "f": {}},), {},
     {"b": {"d": 2}}),
    ("token_usage_string", (1234, 5, {"a": 1}), {}, '1,234 input, 5 output, {"a": 1}'),
    ("token_usage_string", (None, None, None), {}, ""),
    ("extract_fenced_code_block", (BLOCKS,), {}, "a\n"),
    ("extract_fenced_code_block", (BLOCKS,), {"last": True}, "b\n"),
    ("extract_fenced_code_block", ("x",), {}, None),
    ("make_schema_id", ({"type": "object"},), {},
     ("ce30e43b709a1285348c45aadfdebed3", '{"type":"object"}')),
    ("schema_summary", (NESTED,), {}, "{name, items: [{a}]}"),
    ("schema_dsl", ("a, b int",), {},
     {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}},
      "required": ["a", "b"]}),
    ("multi_schema", ({"type": "object"},), {},
     {"type": "object", "properties": {"items": {"type": "array", "items": {"type": "object"}}},
      "required": ["items"]}),
    ("find_unused_key", ({"a": 1, "a_": 1}, "a"), {}, "a__"),
    ("find_unused_key", ({}, "a"), {}, "a"),
    ("truncate_string", ("x" * 200,), {}, "x" * 97 + "..."),
    ("truncate_string", ("a  b\nc",), {"normalize_whitespace": True}, "a b c"),
    ("truncate_string", ("abcdefghijklmnopqrstuvwxyz", 15), {"keep_end": True}, "abcde... vwxyz"),
    ("maybe_fenced_code", ("a\nb\nc\nd",), {}, "\n```\na\nb\nc\nd\n```"),
    ("maybe_fenced_code", ("hello",), {}, "hello"),
    ("maybe_fenced_code", ("<a>" * 11,), {}, f"\n```\n{'<a>' * 11}\n```"),
    ("has_plugin_prefix", ("a:b",), {}, True),
    ("has_plugin_prefix", ("./a:b",), {}, False),
    ("mimetype_from_string", (PNG,), {}, "image/png"),
    ("mimetype_from_string", (b"plain words",), {}, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "expected"),
    CASES,
    ids=[f"{case[0]}-{number}" for number, case in enumerate(CASES)],
)
def test_functions(name, args, kwargs, expected):
    """§2.13: this function gives what release 0.36 gave."""
    assert getattr(utils, name)(*args, **kwargs) == expected


def test_mimetype_from_path(tmp_path):
    """§2.13 mimetype_from_path: judged by the bytes."""
    (tmp_path / "a").write_bytes(PNG)
    assert utils.mimetype_from_path(tmp_path / "a") == "image/png"


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        ({}, ['[\n  {\n    "a": 1\n  },', '  {\n    "a": "[2]"\n  }\n]']),
        ({"nl": True}, ['{"a": 1}', '{"a": "[2]"}']),
        ({"compact": True}, ['[{"a": 1},', ' {"a": "[2]"}]']),
        ({"nl": True, "json_cols": ["a"]}, ['{"a": 1}', '{"a": [2]}']),
    ],
)
def test_output_rows_as_json(options, lines):
    """§2.13 output_rows_as_json: an array, lines, or compact; columns of JSON decoded."""
    assert list(utils.output_rows_as_json([{"a": 1}, {"a": "[2]"}], **options)) == lines


class Given:
    def __init__(self, *args, **kwargs):
        self.given = (args, kwargs)


@pytest.mark.parametrize(
    ("spec", "given"),
    [
        ("Given", ((), {})),
        ("Given()", ((), {})),
        ('Given("x")', (("x",), {})),
        ('Given({"x": 1})', ((), {"x": 1})),
        ("Given(a=[1, 2], b=null)", ((), {"a": [1, 2], "b": None})),
    ],
)
def test_instantiate_from_spec(spec, given):
    """§2.13 instantiate_from_spec: a class with the JSON values that the spec names."""
    assert utils.instantiate_from_spec({"Given": Given}, spec).given == given
    with pytest.raises(ValueError, match="Other"):
        utils.instantiate_from_spec({"Given": Given}, "Other")


def test_ulids(monkeypatch):
    """§2.13 monotonic_ulid: strictly increasing, also when the clock goes back."""
    ulids = [str(utils.monotonic_ulid()) for _ in range(100)]
    earlier = time.time_ns() - 3_600_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: earlier)
    monkeypatch.setattr(time, "time", lambda: earlier / 1e9)
    ulids += [str(utils.monotonic_ulid()) for _ in range(100)]
    assert ulids == sorted(set(ulids))
    assert {len(ulid) for ulid in ulids} == {26}


def test_what_is_kept_in_the_history(tmp_path):
    """§2.13 ensure_fragment, ensure_tool, ensure_tool_instance: a number, the same for the same."""
    db = sqlite_utils.Database(tmp_path / "logs.db")
    tool = llm.Tool("t", "does", {"type": "object"})
    for keep in (
        lambda word: utils.ensure_fragment(db, llm.Fragment(f"text {word}", "a.txt")),
        lambda word: utils.ensure_tool(db, llm.Tool(f"t{word}", "does")),
        lambda word: utils.ensure_tool_instance(db, word, "plugin", "{}"),
    ):
        assert isinstance(keep("a"), int)
        assert keep("a") == keep("a") != keep("b")
    assert utils.ensure_tool(db, tool) == utils.ensure_tool(db, tool)
    db.close()


def test_resolve_schema_input(tmp_path):
    """§2.13 resolve_schema_input: JSON, the short notation, a file, a template; None for none."""
    db = sqlite_utils.Database(tmp_path / "logs.db")
    (tmp_path / "s.json").write_text('{"type": "object"}')

    def resolved(written):
        return utils.resolve_schema_input(db, written, llm.Template.model_validate)

    assert resolved('{"type": "object"}') == {"type": "object"}
    assert resolved("a, b int") == llm.schema_dsl("a, b int")
    assert resolved(str(tmp_path / "s.json")) == {"type": "object"}
    template = llm.Template(name="t", schema_object={"type": "object"})
    assert utils.resolve_schema_input(db, "t:t", lambda name: template) == {"type": "object"}
    assert resolved(None) is resolved("") is None
    db.close()


def test_logging_client(capfd):
    """§2.13 logging_client: a client of the HTTP library that shows what goes through it."""
    from tests.local_server import LocalServer, QuietHandler

    class Handler(QuietHandler):
        def do_GET(self):
            self.send_response(204)
            self.end_headers()

    server = LocalServer(Handler)
    with server.running(), utils.logging_client() as client:
        client.get(server.url, headers={"authorization": "Bearer sk-secret"})
    shown = capfd.readouterr().err
    assert f"GET {server.url}" in shown
    assert "204" in shown
    assert "sk-secret" not in shown


@pytest.mark.parametrize(
    "name",
    ["cli", "get_default_model", "get_key", "logs_db_path", "logs_on", "load_conversation"],
)
def test_names_of_the_command_line(name):
    """§2.13: plugins import this name from `llm.cli`."""
    from llm import cli

    assert callable(getattr(cli, name))


def test_partition_tools():
    """§2.13 `llm.models._partition_tools`: tools that are run here, and the provider's."""
    from llm.models import _partition_tools

    class Taking(ScriptedModel):
        @property
        def supported_server_side_tools(self):
            return (llm.ServerSideTool,)

    raw, here = llm.ServerSideTool(spec={"type": "x"}), llm.Tool("t")
    assert _partition_tools(Taking(), [raw, here]) == ([here], [raw])
    with pytest.raises(ValueError, match="server-side"):
        _partition_tools(ScriptedModel(), [raw])
