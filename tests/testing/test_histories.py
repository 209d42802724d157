"""The history of a test: what was asked, and nothing of it in a file."""

from __future__ import annotations

import pytest

from llm import ToolCall, Usage
from llm.testing import ScriptedModel, offered, recorded, run


def test_every_call_of_the_block(api, user_path):
    """With what it was sent, what came back and what it used; before and after it, nothing."""
    model = api.model([["before"], ["Hel", "lo", Usage(3, 2)], ["after"]])
    api.finish(model.prompt("too early"))
    with recorded() as history:
        api.finish(model.prompt("Hi", system="Be brief"))
    api.finish(model.prompt("too late"))
    (call,) = history.calls
    assert [message.text() for message in call.messages] == ["Be brief", "Hi"]
    assert [message.text() for message in call.output] == ["Hello"]
    assert (call.status, call.usage.input, call.usage.output) == ("ok", 3, 2)
    assert not user_path.exists()


def test_failures_and_rounds_of_tools_are_there(api):
    """A call that failed has what had arrived and why; a chain has a call for each round."""

    def shout(text: str) -> str:
        return text.upper()

    model = api.model(
        [[ToolCall("shout", {"text": "hi"}, "1")], ["HI it is"], ["so", OSError("no")]]
    )
    with recorded() as history:
        assert api.wait(model.chain("Shout", tools=[shout]).text()) == "HI it is"
        failing = model.prompt("again")
        with pytest.raises(OSError, match="no"):
            api.finish(failing)
    assert [call.status for call in history.calls] == ["ok", "ok", "error"]
    assert "no" in str(history.calls[2].error)


def test_the_history_can_be_asked_within_the_block(api):
    """It answers like that of a user."""
    with recorded() as history:
        api.finish(api.model([["Hello"]]).prompt("Hi"))
        assert history.store is not None
        (found,) = history.store.conversations()
        assert (found.calls, found.name) == (1, "Hi")


def test_calls_of_the_command_line(tmp_path, monkeypatch):
    """They are recorded beside the history of the user."""
    monkeypatch.chdir(tmp_path)
    with recorded() as history, offered(ScriptedModel([["Hello"]])):
        assert run("-m", "scripted", "Hi").stdout == "Hello\n"
        assert '"Hello"' in run("logs", "--json").stdout
    assert [call.model for call in history.calls] == ["scripted"]
