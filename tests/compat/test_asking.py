"""Plugins that ask models themselves, with the index of plugins and without it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.compat.conftest import Host

KEYS = {"OLD_API_KEY": "old", "NEW_API_KEY": "new"}


def said(host: Host, *arguments: str, stdin: str | None = None) -> str:
    """What `llm` says when it ends well, with the keys of the plugins."""
    return host.said(*arguments, stdin=stdin, **KEYS)


def test_conversations_in_a_browser(indexed: Host) -> None:
    """A command reads the history and runs `llm` for each message; tools show on standard error."""
    indexed.install("compat_webchat", "compat_old", "compat_offers")
    ask = ("webchat", "hello", "use the tool", "-m", "op", "-T", "llm_time")
    shown = json.loads(said(indexed, *ask))
    (first, second) = shown["ended"]
    assert first == [0, "heard 2\n", ""]
    assert second[0] == 0, second[2]
    assert "look" in second[2]
    assert shown["models"] == ["old/plain", "old/vision", "old/completion"]
    assert shown["op"] == "old/plain"
    assert {"llm_time", "plain", "other", "around", "made"} <= set(shown["tools"])
    assert shown["told"][0] == ["hello", "Be a web page", "heard 2"]
    assert [each[0] for each in shown["told"]][:2] == ["hello", "use the tool"]


CALL = {
    "id": "c1",
    "type": "function",
    "function": {"name": "look", "arguments": '{"where": "here"}'},
}
TOOL = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}
MESSAGES: list[dict[str, Any]] = [
    {"role": "system", "content": "s"},
    {"role": "user", "content": "a"},
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "c1", "content": "seen"},
]
ANSWERED = [
    {"role": "user", "content": "b"},
    {"role": "assistant", "content": "c"},
    {"role": "user", "content": "use look"},
]


class TestRequestsOfServers:
    """Commands that answer requests in OpenAI's form."""

    @pytest.fixture
    def server(self, indexed: Host) -> Host:
        indexed.install("compat_api", "compat_old", "compat_new")
        return indexed

    def ask(self, host: Host, *arguments: str, **request: Any) -> Any:
        return json.loads(said(host, "api", *arguments, stdin=json.dumps(request)))

    def test_models(self, server: Host) -> None:
        """Both worlds are listed."""
        found = self.ask(server, model=None)
        assert {"old/plain", "new/one"} <= set(found)

    def test_forged_history(self, server: Host) -> None:
        """Responses that are filled in by hand are what a model of the old generation sees."""
        told = self.ask(server, model="op", messages=[*MESSAGES, *ANSWERED], tools=[TOOL])
        assert told["sent"]["messages"] == [
            *("system s", "user a", "call look", "result seen", "user b", "assistant c"),
            "user use look",
        ]
        assert told["sent"]["temperature"] == 0.5
        assert told["usage"] == [7, 2]

    def test_forged_history_for_the_new_generation(self, server: Host) -> None:
        """The same messages, in the form of the other; the calls that it makes come back."""
        told = self.ask(server, model="n1", messages=[*MESSAGES, *ANSWERED], tools=[TOOL])
        assert told["content"] == "Well, yes"
        assert told["calls"] == [["call-0", "look", {"where": "look"}]]
        assert told["sent"]["messages"] == [
            ["system", "s"],
            ["user", "a"],
            ["assistant", ["look", {"where": "here"}, "c1"]],
            ["tool", ["seen", "c1"]],
            ["user", "b"],
            ["assistant", "c"],
            ["user", "use look"],
        ]

    def test_history_that_ends_with_results(self, server: Host) -> None:
        """A prompt of nothing but results of tools goes on after them, in both generations."""
        old = self.ask(server, model="op", messages=MESSAGES, tools=[TOOL])
        assert old["sent"]["messages"] == ["system s", "user a", "call look", "result seen"]
        new = self.ask(server, model="n1", messages=MESSAGES, tools=[TOOL])
        assert new["sent"]["messages"][-1] == ["tool", ["seen", "c1"]]

    @pytest.mark.parametrize("stream", [True, False])
    def test_messages_handed_over(self, server: Host, stream: bool) -> None:
        """`model.prompt(messages=…, prompt=…, …)` with `await`, and the response logged."""
        picture = {"type": "image_url", "image_url": {"url": "http://127.0.0.1:9/a.png"}}
        content = [{"type": "text", "text": "use look"}, picture]
        asked = [*MESSAGES, {"role": "user", "content": content}]
        told = self.ask(
            server, "--await", model="n1", messages=asked, tools=[TOOL], stream=stream, effort="low"
        )
        assert told["model"] == "new/one-2026"
        assert told["content"] == "Well, yes"
        assert told["calls"] == [["call-0", "look", {"where": "look"}]]
        assert told["usage"] == [3, 4, {"cached": 1}]
        assert told["sent"]["options"] == {"effort": "low"}
        assert [each[0] for each in told["sent"]["messages"]] == [
            *("system", "user", "assistant", "tool", "user"),
        ]
        kinds = [each[0] for each in told["deltas"]]
        assert kinds == ["reasoning", *["text"] * 3, "tool_call_name", *["tool_call_args"] * 2] or (
            not stream and kinds == []
        )
        assert len({tuple(each[2:4]) for each in told["deltas"][-3:]}) <= 1
        logged = json.loads(said(server, "logs", "--json", "-n", "1"))
        assert (logged[0]["prompt"], logged[0]["response"]) == ("use look", "Well, yes")

    def test_errors(self, server: Host) -> None:
        """What is not there, and a key that is missing, are the exceptions it knows."""
        hello = [{"role": "user", "content": "hi"}]
        unknown = self.ask(server, "--await", model="nope", messages=hello)
        assert unknown == {"error": "model_not_found"}
        done = server.llm("api", "--await", stdin=json.dumps({"model": "n1", "messages": hello}))
        assert json.loads(done.stdout) == {"error": "credentials"}


def test_models_made_out_of_others(indexed: Host, user_path: Path) -> None:
    """A council that was just saved is a model; its members are asked in threads, and logged."""
    indexed.install("compat_council", "compat_old", "compat_new")
    assert said(indexed, "council", "save", "sages", "-m", "op:2", "-m", "n1") == ""
    assert said(indexed, "hi", "-m", "sages") == "heard 1, heard 1, Well, yes\n"
    said(indexed, "council", "save", "judged", "-m", "op", "--arbiter", "n1")
    assert said(indexed, "hi", "-m", "judged") == "Well, yes of heard 1\n"
    assert "Council: sages" in said(indexed, "models")
    rows = json.loads(said(indexed, "council", "members"))
    assert len(rows) == 4
    assert ["op", "old/plain", "heard 1"] in rows
    assert (user_path / "council.log").exists()


def test_a_council_that_is_changed(indexed: Host) -> None:
    """Models that come from a database are those that are in it now."""
    indexed.install("compat_council", "compat_old", "compat_new")
    assert "Unknown model: sages" in indexed.llm("hi", "-m", "sages").stderr
    said(indexed, "council", "save", "sages", "-m", "op")
    assert said(indexed, "hi", "-m", "sages") == "heard 1\n"
    said(indexed, "council", "save", "sages", "-m", "n1")
    assert said(indexed, "hi", "-m", "sages") == "Well, yes\n"


class TestGateway:
    """A plugin that makes prompt and response by hand, and has a table in the history."""

    @pytest.mark.parametrize("stream", [True, False])
    def test_asked(self, indexed: Host, stream: bool) -> None:
        """What is logged before it has run is asked all the same, once, and its text is there."""
        indexed.install("compat_gateway", "compat_old")
        messages = [{"role": "system", "content": "s"}, {"role": "user", "content": "hi"}]
        request = {"model": "op", "messages": messages, "stream": stream, "temperature": 0.5}
        pieces = json.loads(said(indexed, "serve", json.dumps(request)))
        assert "".join(pieces) == "heard 2"
        (logged,) = json.loads(said(indexed, "logs", "--json"))
        assert logged["prompt"] == "hi"

    def test_a_table_in_a_history_that_is_new(self, indexed: Host, user_path: Path) -> None:
        """A file that has only a plugin's table becomes the history; the table stays."""
        indexed.install("compat_gateway", "compat_old")
        assert said(indexed, "hi", "-m", "op") == "heard 1\n"
        assert (user_path / "logs.db").exists()
        logged = json.loads(said(indexed, "logs", "--json"))
        assert [each["prompt"] for each in logged] == ["hi"]
