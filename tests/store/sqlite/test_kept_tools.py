"""Definitions of tools that plugins keep in a history."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import sqlite_utils

import llm
from llm.store.opening import open_store
from llm.store.records import CallRecord, ToolDefinition
from llm.utils import ensure_tool, ensure_tool_instance


def up(text: str) -> str:
    """Upper case."""
    return text.upper()


def test_ensure_tool(tmp_path):
    """A tool is kept once, in a database of any kind, and another one by another number."""
    path, tool = tmp_path / "some.db", llm.Tool.function(up)
    database = sqlite_utils.Database(path)
    number = ensure_tool(database, tool)
    assert ensure_tool(database.conn, tool) == number
    database.close()
    other = llm.Tool.function(up)
    other.plugin = "some-plugin"
    assert ensure_tool(path, other) != number


def test_the_number_is_that_of_the_view(tmp_path):
    """A call that offers the same tool has it under the number that the plugin was given."""
    path, tool = tmp_path / "some.db", llm.Tool.function(up)
    number = ensure_tool(path, tool)
    store = open_store(path)
    offered = ToolDefinition(tool.name, tool.description, tool.input_schema)
    store.finish(CallRecord("01", "m", conversation="c", tools=[offered]))
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT id, name FROM tools").fetchall() == [(number, "up")]


def test_tools_of_a_provider(tmp_path):
    """They are kept as well."""
    path = tmp_path / "some.db"
    tools = [llm.ServerSideTool(spec={"type": "search"}), llm.Tool.function(up)]
    assert len({ensure_tool(path, tool) for tool in tools}) == 2


def test_ensure_tool_instance(tmp_path):
    """A configuration is kept once."""
    path = tmp_path / "some.db"
    given = [
        ("Memory", "plugin", '{"size": 1}'),
        ("Memory", "plugin", '{"size": 2}'),
        ("Memory", None, None),
    ]
    numbers = [ensure_tool_instance(path, *each) for each in given]
    assert len(set(numbers)) == len(given)
    assert [ensure_tool_instance(path, *each) for each in given] == numbers
