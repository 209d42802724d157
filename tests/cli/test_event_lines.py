"""`--events` and `--id-file`: an answer for programs."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest

from llm import Attachment, StreamEvent, ToolCall
from llm.core import event_log
from llm.store.opening import open_store
from llm.toolcalls import ToolResult
from llm.usage import Usage
from tests.cli.installed_models import installed

ID = re.compile("[0-9a-z]{26}")
PICTURE = StreamEvent("attachment", "", attachment=Attachment(type="image/png", content=b"png"))


def lines(finished: Any) -> list[dict[str, Any]]:
    """The objects on standard output."""
    return [json.loads(line) for line in finished.stdout.splitlines()]


def types(told: list[dict[str, Any]]) -> list[str]:
    """What kinds of lines there are."""
    return [line["type"] for line in told]


def test_a_line_for_each_event(inside, user_path, tmp_path, world):
    """Between a line that names call, model and conversation and one that says how it ended."""
    with installed({"m": [[StreamEvent("reasoning", "hm"), "Hel", "lo", PICTURE]]}):
        finished = inside("hi", "-m", "m", "--events", *world)
    assert (finished.returncode, finished.stderr) == (0, "")
    start, reasoning, first, second, picture, end = lines(finished)
    call = start["call"]
    assert start == {
        "type": "start",
        "call": call,
        "model": "m",
        "conversation": start["conversation"],
    }
    assert reasoning == {"type": "reasoning", "chunk": "hm", "part_index": 0}
    assert first == {"type": "text", "chunk": "Hel", "part_index": 1}
    assert second["chunk"] == "lo"
    assert base64.b64decode(picture["attachment"]["content"]) == b"png"
    assert (end["type"], end["call"], end["status"]) == ("end", call, "ok")
    assert not list(tmp_path.glob("*.png"))
    store = open_store(user_path / "logs.db")
    assert store.call(call).conversation == start["conversation"]
    store.close()


def test_a_line_for_each_tool_and_each_round(inside, world):
    """A tool is asked for after the end of a round, and what it said comes before the next."""
    script = [["Let me see", ToolCall("up", {"text": "x"}, "c1")], ["done"]]
    code = "def up(text: str): return text.upper()"
    with installed({"m": {"script": script, "supports_tools": True}}):
        told = lines(inside("hi", "-m", "m", "--events", "--functions", code, *world))
    assert types(told) == [
        "start", "text", "end", "tool_call", "tool_result", "start", "text", "end"
    ]  # fmt: skip
    assert told[3] == {
        "type": "tool_call",
        "tool_name": "up",
        "tool_call_id": "c1",
        "arguments": {"text": "x"},
    }
    assert told[4] == {
        "type": "tool_result",
        "chunk": "X",
        "tool_name": "up",
        "tool_call_id": "c1",
    }


def test_an_error_is_a_line_too(inside, world):
    """Before the end of its call; standard error and the status are as always."""
    with installed({"m": [["par", RuntimeError("No\n  more")]]}):
        finished = inside("hi", "-m", "m", "--events", *world)
    start, _, error, end = lines(finished)
    assert error == {"type": "error", "call": start["call"], "message": "No more"}
    assert (end["call"], end["status"]) == (start["call"], "error")
    assert (finished.returncode, finished.stderr) == (1, "Error: No more\n")


def test_an_error_between_calls_names_none(inside):
    """The limit of a chain ends no call."""
    script = [[ToolCall("up", {"text": "x"}, "c1")]] * 2
    code = "def up(text: str): return text"
    with installed({"m": {"script": script, "supports_tools": True}}):
        told = lines(inside("hi", "-m", "m", "--events", "--functions", code, "--cl", "1"))
    assert types(told) == ["start", "end", "tool_call", "error"]
    assert told[-1] == {"type": "error", "message": "Chain limit of 1 exceeded."}


def test_several_models(inside):
    """Their lines come as they come, each with its call; there is nothing else."""
    with installed({"a": [["one"]], "b": [["two"]]}):
        told = lines(inside("hi", "-m", "a", "--also", "b", "--events"))
    asked = {line["model"]: line["call"] for line in told if line["type"] == "start"}
    assert sorted(asked) == ["a", "b"]
    for call in asked.values():
        assert types([line for line in told if line["call"] == call]) == ["start", "text", "end"]
    assert len(told) == 6


def test_a_call_that_is_not_logged(inside):
    """It has an id, and no conversation."""
    with installed({"a": [["one"]]}):
        told = lines(inside("hi", "-m", "a", "--events", "-n"))
    assert sorted(told[0]) == ["call", "model", "type"]


@pytest.mark.parametrize("other", ["--json", "-x", "--xl", "--render=md"])
def test_one_form_at_a_time(inside, other):
    """Another form of the answer beside it is refused."""
    finished = inside("hi", "-m", "no-model", "--events", other)
    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.startswith("Error: ")


def test_what_json_cannot_say(capsys):
    """Is written as Python shows it, and half a pair of surrogates as an escape."""
    from llm.cli.output.event_lines import EventLines

    display = EventLines()
    display.show(StreamEvent("text", "\ud83d", provider_metadata={"p": {"n": float("nan")}}))
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["chunk"] in ("\ud83d", "\ufffd")


def test_events_as_objects():
    """Keys that would say nothing are left out."""
    event = StreamEvent("tool_call_args", "{", 2, tool_call_id="c", server_executed=True)
    assert event_log.piece(event) == {
        "type": "tool_call_args",
        "chunk": "{",
        "part_index": 2,
        "tool_call_id": "c",
        "server_executed": True,
    }
    failed = ToolResult("t", "Error: x", [Attachment(url="http://u")], "c", exception=KeyError())
    assert event_log.tool_result(failed) == {
        "type": "tool_result",
        "chunk": "Error: x",
        "tool_name": "t",
        "tool_call_id": "c",
        "attachments": [{"url": "http://u"}],
        "exception": "KeyError",
    }
    assert event_log.end("c", "ok", finish_reason="stop", usage=Usage(3, 2)) == {
        "type": "end",
        "call": "c",
        "status": "ok",
        "finish_reason": "stop",
        "usage": {"input": 3, "output": 2},
    }


def test_the_id_in_a_file(inside, tmp_path):
    """One line, with which --from goes on; of a chain it is the last call's."""
    script = [["Hm", ToolCall("up", {"text": "x"}, "c1")], ["done"]]
    code = "def up(text: str): return text"
    file = tmp_path / "id"
    file.write_text("before")
    with installed({"m": {"script": script, "supports_tools": True}, "n": [["more"]]}):
        told = lines(
            inside("hi", "-m", "m", "--functions", code, "--id-file", str(file), "--events")
        )
        last = [line["call"] for line in told if line["type"] == "start"][-1]
        assert file.read_text() == f"{last}\n"
        after = inside("and", "-m", "n", "--from", last, "--json")
    rows = json.loads(after.stdout)
    assert rows[0]["conversation_id"] in {line.get("conversation") for line in told}
    assert list(tmp_path.glob("*id*")) == [file]


def test_the_id_of_a_call_that_fails(inside, tmp_path):
    """It is there as well, as what was asked is kept."""
    with installed({"m": [[RuntimeError("No")]]}):
        assert inside("hi", "-m", "m", "--id-file", "id").returncode == 1
    assert ID.fullmatch((tmp_path / "id").read_text().strip())


@pytest.mark.parametrize(
    "more",
    [
        ("-n",),
        ("--also", "b"),
        ("--id-file", "."),
        ("--id-file", "no/such/directory"),
    ],
)
def test_an_id_file_that_makes_no_sense(inside, tmp_path, more):
    """One line of an error; the file stays, and nothing is asked."""
    (tmp_path / "id").write_text("before")
    with installed({"a": [["one"]], "b": [["two"]]}) as models:
        finished = inside("hi", "-m", "a", "--id-file", "id", *more)
        assert not models["a"].prompts
    assert (finished.returncode, finished.stdout) == (1, "")
    assert re.fullmatch("Error: .*\n", finished.stderr)
    assert (tmp_path / "id").read_text() == "before"
