"""§2.6 of the contract: chains of a model and its tools."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

import llm
from llm import Prompt, ToolCall, assistant, system, tool_message, user
from llm.models import AsyncChainResponse, ChainResponse
from llm.parts import ToolCallPart, ToolResultPart


def tool(x: int = 0):
    """Do it."""
    return f"r{x}"


def call(x, id_):
    return ToolCall("tool", {"x": x}, id_)


def test_constructor(api):
    """§2.6 ChainResponse: made of these eight by place, and by name."""
    log = []
    model = api.model([["a", call(1, "1")], ["b", call(2, "2")], ["c"]] * 2)
    cls = AsyncChainResponse if api.awaits else ChainResponse
    conversation = model.conversation()

    def prompt():
        return Prompt("x", model, tools=[llm.Tool.function(tool)])

    def note(*_):
        log.append("hook")

    placed = cls(prompt(), model, True, conversation, None, 2, note, note)
    with pytest.raises(ValueError, match="limit of 2"):
        api.wait(placed.text())
    assert log == ["hook", "hook"]
    named = cls(prompt=prompt(), model=model, stream=True, conversation=None, key=None,
                chain_limit=None, before_call=None, after_call=None)  # fmt: skip
    model.prompts.clear()
    assert api.wait(named.text()).startswith("c")
    assert len(conversation.responses) == 2


def test_reading(api):
    """§2.6 ChainResponse: responses(), iteration, text() and stream_events() across rounds."""

    def chain():
        return api.model([["a ", call(1, "1")], ["b"]]).chain("x", tools=[tool])

    assert api.take(chain()) == ["a ", "b"]
    assert api.wait(chain().text()) == "a b"
    assert [event.chunk for event in api.take(chain().stream_events())] == ["a ", "b"]
    kind = llm.AsyncResponse if api.awaits else llm.Response
    assert [type(response) for response in api.take(chain().responses())] == [kind, kind]


def test_not_offered(api):
    """§2.6: a chain has no totals of usage, messages(), to_dict, tool_calls or on_done."""
    chain = api.model().chain("x")
    for name in ("usage", "messages", "to_dict", "tool_calls", "on_done"):
        assert not hasattr(chain, name)


def test_log_to_db(api, tmp_path):
    """§2.6 log_to_db of a chain: the rounds that are finished so far."""
    model = api.model([["a", call(1, "1")], ["b", call(2, "2")], [ValueError("no")]])
    chain = model.chain("x", tools=[tool])
    path = tmp_path / "logs.db"
    taken = api.take(chain.responses(), 2)
    chain.log_to_db(path)
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT id, response FROM responses ORDER BY id").fetchall()
    assert rows == [(taken[0].id, "a")]


def test_the_loop(api):
    """§2.6 chain loop: text "", the results, all that was said, the same tools, options, system."""

    class Options(llm.Options):
        seed: int = 0

    model = api.model([["a", call(1, "1")], ["end"]], Options=Options)
    schema = {"type": "object"}
    api.wait(model.chain("x", tools=[tool], system="s", schema=schema, options={"seed": 3}).text())
    first, second = model.prompts
    assert second.prompt == ""
    assert [result.output for result in second.tool_results] == ["r1"]
    assert second.messages == [
        system("s"),
        user("x"),
        assistant("a", ToolCallPart("tool", {"x": 1}, "1")),
        tool_message(ToolResultPart("tool", "r1", "1")),
    ]
    assert [each.name for each in second.tools] == ["tool"]
    assert (second.options.seed, second.system) == (3, "s")
    assert second.schema == first.schema == schema, "§7: the schema is not dropped, as in 0.36"


@pytest.mark.parametrize("limit", [1, 2])
def test_the_limit(api, limit):
    """§2.6 chain loop: beyond the limit is a ValueError; the calls of that round are not run."""
    ran = []

    def counted():
        """Count."""
        ran.append(1)

    model = api.model([[ToolCall("counted", {})]] * 3)
    with pytest.raises(ValueError, match=f"limit of {limit}"):
        api.wait(model.conversation(tools=[counted]).chain("x", chain_limit=limit).text())
    assert (len(model.prompts), len(ran)) == (limit, limit - 1)


def test_resuming(api):
    """§2.6 chain loop: calls that a history leaves unanswered are executed first, with tools."""
    history = [user("x"), assistant(ToolCallPart("tool", {"x": 7}, "1"))]
    model = api.model([["end"], ["as it is"]])
    assert api.wait(model.chain(messages=history, tools=[tool]).text()) == "end"
    result = tool_message(ToolResultPart("tool", "r7", "1"))
    assert model.prompts[0].messages == [*history, result]
    assert api.wait(model.chain(messages=history).text()) == "as it is"
    assert model.prompts[1].messages == history
