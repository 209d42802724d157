"""§2.6 of the contract: what callers read of a response, and what plugins write on one."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import inspect
import re
from pathlib import Path

import pytest
import sqlite_utils
from pydantic import ConfigDict

import llm
from llm import StreamEvent, ToolCall, ToolResult, Usage, assistant, user
from llm.parts import ToolResultPart
from llm.testing import AsyncScriptedModel, ScriptedModel, offered
from tests.compat.old_files.dump import restored

OLD_FILES = Path(__file__).parents[1] / "old_files"
ULID = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")


def asked(api, *answer, **arguments):
    """A response that was not read yet."""
    return api.model([answer]).prompt("x", **arguments)


def tool(x: int = 0):
    """Do it."""
    return f"r{x}"


def test_iteration(api):
    """§2.6 iterate: the text only, in its chunks."""
    response = asked(api, StreamEvent("reasoning", "hm"), "a", "b")
    assert api.take(response) == ["a", "b"]


def test_stream_events(api):
    """§2.6 stream_events: the first consumer drives, later ones replay."""
    response = asked(api, StreamEvent("reasoning", "hm"), "a")
    first = [(event.type, event.chunk) for event in api.events(response)]
    assert first == [("reasoning", "hm"), ("text", "a")]
    assert [(event.type, event.chunk) for event in api.events(response)] == first
    assert len(response.model.prompts) == 1


class Left(llm.AsyncModel):
    """A model that notes when what it gives is closed."""

    model_id = "left"

    def __init__(self, closed):
        self.closed = closed

    async def execute(self, prompt, stream, response, conversation):
        try:
            yield "a"
            yield "b"
        finally:
            self.closed.append(True)


def test_an_abandoned_stream_is_closed():
    """§2.6 astream_events: the model's generator is closed when its response is let go."""
    closed: list[bool] = []

    async def leave():
        response = Left(closed).prompt("x")
        async for event in response.astream_events():
            assert event.chunk == "a"
            break
        del response
        for _ in range(5):  # the loop closes one generator after the other
            if not closed:
                gc.collect()
                await asyncio.sleep(0)
        assert closed == [True]

    asyncio.run(leave())


def test_a_closed_stream():
    """§2.6 astream_events: who breaks off and closes the response closes the model's generator."""
    closed: list[bool] = []

    async def close():
        response = Left(closed).prompt("x")
        async for _ in response:
            break
        await response.aclose()
        assert closed == [True]

    asyncio.run(close())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("text", "ab"),
        ("json", {"id": "r-1"}),
        ("usage", Usage(1, 2, {"cached": 1})),
        ("messages", [assistant("ab", llm.parts.ToolCallPart("tool", {"x": 1}, "1"))]),
        ("tool_calls", [ToolCall("tool", {"x": 1}, "1")]),
    ],
)
def test_forcing(api, name, expected):
    """§2.6 text(), json(), …: forces execution; awaitable in the async world."""

    def note(prompt, response):
        response.response_json = {"id": "r-1"}

    response = asked(
        api, "a", "b", note, ToolCall("tool", {"x": 1}, "1"), Usage(1, 2, {"cached": 1})
    )
    given = getattr(response, name)()
    assert inspect.isawaitable(given) == api.awaits
    assert api.wait(given) == expected
    assert len(response.model.prompts) == 1


def test_times(api):
    """§2.6 duration_ms(), datetime_utc(): force execution; milliseconds, and ISO 8601 in UTC."""
    duration = api.wait(asked(api, "a").duration_ms())
    assert isinstance(duration, int)
    assert duration >= 0
    when = dt.datetime.fromisoformat(api.wait(asked(api, "a").datetime_utc()))
    assert when.utcoffset() == dt.timedelta(0)


def test_or_raise(api):
    """§2.6 text_or_raise(), tool_calls_or_raise(): as the plain ones; ValueError if not awaited."""
    call = ToolCall("tool", {}, "1")
    response = asked(api, "a", call)
    if api.awaits:
        for read in (response.text_or_raise, response.tool_calls_or_raise, response.to_dict):
            with pytest.raises(ValueError, match="not yet awaited"):
                read()
        api.finish(response)
    assert response.text_or_raise() == "a"
    assert response.tool_calls_or_raise() == [call]


def test_reply(api):
    """§2.6 reply: pending tool calls are run, unless results are given; tools are reused."""
    model = api.model([["a", ToolCall("tool", {"x": 1}, "1")], ["b"], ["c"], ["d"]])
    response = api.finish(model.prompt("x", tools=[tool]))
    reply = api.wait(response.reply("y"))
    assert api.wait(reply.text()) == "b"
    assert reply.prompt.messages[-2:] == [
        llm.tool_message(ToolResultPart("tool", "r1", "1")),
        user("y"),
    ]
    assert [each.name for each in reply.prompt.tools] == ["tool"]
    own = [ToolResult("tool", "mine", tool_call_id="1")]
    given = api.wait(response.reply(tool_results=own))
    assert given.prompt.messages[-1].parts[0].output == "mine"
    further = api.wait(response.reply("z", messages=[user("before")], tool_results=own))
    assert further.prompt.messages[-3:] == [
        llm.tool_message(ToolResultPart("tool", "mine", "1")),
        user("before"),
        user("z"),
    ]
    assert further.prompt.tool_results == own


def test_reply_options(api):
    """§2.6 reply: it has options, and what `prompt` takes, of its own."""

    class Options(llm.Options):
        seed: int | None = None

    model = api.model([["a"], ["b"]], Options=Options)
    response = api.finish(model.prompt("x", options={"seed": 1}))
    assert api.wait(response.reply("y", options={"seed": 2})).prompt.options.seed == 2
    assert api.wait(response.reply("y", system="s", seed=3)).prompt.system == "s"


def test_execute_tool_calls(api):
    """§2.6 execute_tool_calls: with hooks, other calls and other tools; in order."""
    log = []
    response = asked(api, ToolCall("tool", {"x": 1}, "1"), ToolCall("tool", {"x": 2}, "2"),
                     tools=[tool])  # fmt: skip
    results = api.wait(
        response.execute_tool_calls(
            before_call=lambda tool, call: log.append(("before", call.tool_call_id)),
            after_call=lambda tool, call, result: log.append(("after", result.output)),
        )
    )
    assert [result.output for result in results] == ["r1", "r2"]
    assert log == [("before", "1"), ("after", "r1"), ("before", "2"), ("after", "r2")]

    def other():
        """Do something else."""
        return "other"

    (result,) = api.wait(
        response.execute_tool_calls(tool_calls_list=[ToolCall("other", {})], tools=[other])
    )
    assert result.output == "other"


def test_execute_tool_call(api):
    """§2.6 execute_tool_call: one call, through the hooks of the response, for loops of SDKs."""
    log = []
    model = api.model([["a"]])
    conversation = model.conversation(tools=[tool], before_call=lambda *_: log.append("asked"))
    response = conversation.prompt("x")
    result = api.wait(response.execute_tool_call(ToolCall("tool", {"x": 5}, "1")))
    assert (result.output, result.tool_call_id, log) == ("r5", "1", ["asked"])


def test_on_done(api):
    """§2.6 on_done: called at completion; at once when it is complete; may be async in async."""
    log = []

    def note(response):
        log.append(response)

    async def anote(response):
        log.append(response)

    response = asked(api, "a")
    api.wait(response.on_done(anote if api.awaits else note))
    assert log == []
    api.finish(response)
    assert log == [response]
    api.wait(response.on_done(note))
    assert log == [response, response]


def test_log_to_db(api, tmp_path):
    """§2.6 log_to_db: it writes the response to the history; an async one must be awaited."""
    response = asked(api, "a")
    db = sqlite_utils.Database(tmp_path / "logs.db")
    if api.awaits:
        with pytest.raises(ValueError, match="not yet awaited"):
            response.log_to_db(db)
        api.finish(response)
    response.log_to_db(db)
    (row,) = db["responses"].rows
    assert (row["id"], row["prompt"], row["response"]) == (response.id, "x", "a")
    db.close()


def test_plugin_side(api):
    """§2.6 plugin side: usage, the resolved model, calls, `response_json` and `_prompt_json`."""

    def write(prompt, response):
        response.set_usage(input=1234, output=5, details={"cached": 2})
        response.set_resolved_model("scripted-2026")
        response.add_tool_call(ToolCall("tool", {}))
        response.response_json = {"id": 1}
        response._prompt_json = {"sent": True}

    response = api.finish(asked(api, write, "a"))
    assert api.wait(response.usage()) == Usage(1234, 5, {"cached": 2})
    assert response.token_usage() == '1,234 input, 5 output, {"cached": 2}'
    assert response.resolved_model == "scripted-2026"
    assert response.response_json == {"id": 1}
    assert response._prompt_json == {"sent": True}
    (call,) = response.tool_calls_or_raise()
    assert call.tool_call_id.startswith("tc_")


def test_what_is_known_beforehand(api):
    """§2.6 misc: id, prompt, model, conversation, resolved_model and token_usage()."""
    model = api.model([["a"]])
    conversation = model.conversation()
    response = conversation.prompt("x")
    assert ULID.fullmatch(response.id)
    assert (response.model, response.conversation) == (model, conversation)
    assert response.prompt.prompt == "x"
    assert (response.resolved_model, response.token_usage()) == (None, "")
    assert model.prompt("x").conversation is None


def test_awaiting():
    """§2.6 misc: `await r` forces and gives the response; `to_sync_response()` its sync form."""
    response = AsyncScriptedModel([["a"]]).prompt("x")

    async def ask():
        assert await response is response
        return await response.to_sync_response()

    blocking = asyncio.run(ask())
    assert type(blocking) is llm.Response
    assert (blocking.text(), blocking.id) == ("a", response.id)


@pytest.mark.parametrize("cls", [llm.AsyncResponse, llm.Response])
def test_fake(cls):
    """§2.6 misc: `fake` makes a finished response that no model gave, in both worlds."""
    model = (AsyncScriptedModel if cls is llm.AsyncResponse else ScriptedModel)()
    picture = llm.Attachment(type="image/png", content=b"x")
    response = cls.fake(model, "asked", picture, system="s", response="answered")
    assert response.text_or_raise() == "answered"
    assert response.prompt.prompt == "asked"
    assert response.prompt.system == "s"
    assert response.prompt.attachments == [picture]
    assert model.prompts == []


def test_usage():
    """§2.6 Usage: input, output and details, none of which needs to be known."""
    assert Usage(1, 2, {"a": 1}) == Usage(input=1, output=2, details={"a": 1})
    assert (Usage().input, Usage().output, Usage().details) == (None, None, None)


def test_from_row(api, tmp_path):
    """§2.6 misc: `from_row(db, row)` loads the finished response of a row of `responses`."""
    db = sqlite_utils.Database(tmp_path / "logs.db")
    response = api.finish(asked(api, "a", ToolCall("tool", {}, "1"), Usage(1, 2), system="s"))
    response.log_to_db(db)
    (row,) = db["responses"].rows
    cls = llm.AsyncResponse if api.awaits else llm.Response
    with offered(ScriptedModel(), AsyncScriptedModel()):
        again = cls.from_row(db, row)
    assert (again.id, again.text_or_raise()) == (response.id, "a")
    assert (again.prompt.prompt, again.prompt.system) == ("x", "s")
    assert again.prompt.messages == response.prompt.messages
    assert api.wait(again.messages()) == api.wait(response.messages())
    assert api.wait(again.usage()) == Usage(1, 2)
    assert api.wait(again.datetime_utc()) == api.wait(response.datetime_utc())
    db.close()


class AnyOptions(llm.Options):
    model_config = ConfigDict(extra="allow")


def test_from_row_of_an_old_release(tmp_path):
    """§2.6 misc: `from_row` reads rows that an older release wrote, attachments and all."""
    path = restored(OLD_FILES / "v0.31.sql", tmp_path / "logs.db")
    db = sqlite_utils.Database(path)
    rows = {row["prompt"]: row for row in db["responses"].rows}
    model = ScriptedModel(Options=AnyOptions)
    with offered(model):
        seen = llm.Response.from_row(db, rows["See this"])
        briefly = llm.Response.from_row(db, rows["Another conversation"])
    assert seen.text() == "You said: See this with 2 attachments"
    assert len(seen.prompt.attachments) == 2
    assert (briefly.prompt.system, briefly.text()) == ("Be brief", "You said: Another conversation")
    assert model.prompts == []
    db.close()
