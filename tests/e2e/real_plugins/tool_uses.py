"""Plugins of tools, and the model that calls whatever it is told to, llm-echo."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any

from tests.e2e.real_plugins.ground import Ground
from tests.e2e.real_plugins.uses import use

MCP_SERVER = """
from mcp.server.fastmcp import FastMCP

server = FastMCP("parcels")

@server.tool()
def weigh(parcel: str) -> str:
    "Weigh a parcel"
    return f"{parcel} weighs {len(parcel)} kilos"

server.run()
"""


def called(ground: Ground, tools: list[str], *calls: tuple[str, dict[str, Any]]) -> list[str]:
    """What *calls* of *tools* give, in order, when llm-echo asks for them all at once."""
    wanted = [{"name": name, "arguments": arguments} for name, arguments in calls]
    given = [option for tool in tools for option in ("-T", tool)]
    ground.llm("-m", "echo", *given, json.dumps({"prompt": "", "tool_calls": wanted}))
    rows = ground.llm("logs", "-c", "--json").json
    return [result["output"] for row in rows for result in row["tool_results"]]


@use("llm-echo", "answers, with options, thoughts on standard error, a key and a conversation")
def echo(ground: Ground) -> None:
    said = ground.llm("-m", "echo", "hello", "-s", "be brief", "-o", "example_bool", "1").json
    assert (said["prompt"], said["system"], said["stream"]) == ("hello", "be brief", True)
    assert said["options"] == {"example_bool": True}
    again = ground.llm("-c", "and then?").json
    assert again["previous"] == [{"prompt": "hello"}]
    thinking = ground.llm("-m", "echo", "hello", "-o", "thinking", "1")
    assert "First I consider the prompt" in thinking.stderr
    assert thinking.json["prompt"] == "hello"
    assert "No key found" in ground.llm("-m", "echo-needs-key", "hello", fails=True).stderr
    ground.llm("keys", "set", "echo-needs-key", "--value", "secret")
    assert ground.llm("-m", "echo-needs-key", "hello").json["key"] == "secret"


@use("llm-echo", "answers in a program, awaited and not, in a conversation, with a tool")
def echo_in_a_program(ground: Ground) -> None:
    told = ground.python(
        """
        import asyncio, json, llm

        async def awaited():
            response = llm.get_async_model("echo").prompt("hello", thinking=True)
            events = [event.type async for event in response.astream_events()]
            return [events, json.loads(await response.text())["prompt"]]

        conversation = llm.get_model("echo").conversation()
        conversation.prompt("first").text()
        previous = json.loads(conversation.prompt("second").text())["previous"]

        def shout(text: str) -> str:
            return text.upper()

        asked = json.dumps({"tool_calls": [{"name": "shout", "arguments": {"text": "hi"}}]})
        chain = llm.get_model("echo").chain(asked, tools=[shout])
        *_, last = chain.responses()
        results = json.loads(last.text())["tool_results"]
        print(json.dumps([asyncio.run(awaited()), previous, results[0]["output"]]))
        """
    )
    assert told == [
        [["reasoning", "reasoning", "text"], "hello"],
        [{"prompt": "first"}],
        "HI",
    ]


@use("llm-tools-simpleeval", "called by llm-echo")
def simple_eval(ground: Ground) -> None:
    assert "simple_eval(expression: str) -> str" in ground.llm("tools").stdout
    calls = [("simple_eval", {"expression": each}) for each in ("6 * 7", "6 * nobody")]
    right, wrong = called(ground, ["simple_eval"], *calls)
    assert right == "42"
    assert wrong.startswith("Error: ")


@use("llm-tools-simpleeval", "called by the built-in model")
def simple_eval_by_the_embedded_model(ground: Ground) -> None:
    short = ("-o", "max_tokens", "60")
    ground.llm("-m", "smollm2", "-T", "simple_eval", "Evaluate the expression '12 * 12'", *short)
    rows = ground.llm("logs", "-c", "--json").json
    calls = [call["name"] for row in rows for call in row["tool_calls"]]
    results = [result["output"] for row in rows for result in row["tool_results"]]
    assert (calls, results) == (["simple_eval"], ["144"])


@use("llm-tools-quickjs", "its function and its toolbox, which remembers, called by llm-echo")
def quickjs(ground: Ground) -> None:
    (answer,) = called(
        ground, ["quickjs"], ("quickjs", {"javascript": "function execute() { return 4 * 5 }"})
    )
    assert answer == "20"
    run = "QuickJS_execute_javascript"
    scripts = ["var counter = 40; counter", "counter += 2", "nobody()"]
    kept = called(ground, ["QuickJS"], *[(run, {"javascript": each}) for each in scripts])
    assert kept[:2] == ["40", "42"]
    assert kept[2].startswith("Error: ")


@use("llm-tools-sqlite", "its toolbox, made with a file, called by llm-echo")
def sqlite(ground: Ground) -> None:
    with closing(sqlite3.connect(ground.directory / "dogs.db")) as database, database:
        database.execute("create table dogs (name text)")
        database.execute("insert into dogs values ('Rex')")
    calls = [
        ("SQLite_query", {"sql": "select name from dogs"}),
        ("SQLite_query", {"sql": "drop table dogs"}),
        ("SQLite_schema", {}),
    ]
    rows, refused, schema = called(ground, ['SQLite("dogs.db")'], *calls)
    assert json.loads(rows) == [{"name": "Rex"}]
    assert "readonly" in refused
    assert "dogs" in schema


@use("llm-tools-mcp", "a real MCP server in a process of its own, called by llm-echo")
def mcp(ground: Ground) -> None:
    server = ground.directory / "parcels.py"
    server.write_text(MCP_SERVER)
    command = {"command": str(ground.installed.python), "args": [str(server)]}
    config = ground.directory / "mcp"
    config.mkdir()
    (config / "mcp.json").write_text(json.dumps({"mcpServers": {"parcels": command}}))
    ground.environment["LLM_TOOLS_MCP_CONFIG_DIR"] = str(config)
    (weighed,) = called(ground, ["MCP"], ("weigh", {"parcel": "book"}))
    assert "book weighs 4 kilos" in weighed
