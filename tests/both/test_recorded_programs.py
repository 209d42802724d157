"""`with llm.record(path)`: everything that a program asks is kept while it happens."""

from __future__ import annotations

from contextlib import closing

import pytest

import llm
from llm import Attachment, Fragment, PauseChain, ToolCall, ToolOutput, Usage
from llm.store.opening import history_path, open_store
from llm.store.records import Selection
from tests.store.snapshots import response_dict


def calls_in(path):
    """The calls in the history, the oldest first, each with everything it was sent."""
    with closing(open_store(path)) as store:
        found = list(store.calls(Selection(), newest_first=False))
        return [store.call(each.id) for each in found]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "h.db"


def test_by_default_the_users_own(api, path):
    """What `llm logs` shows; outside the block nothing is kept."""
    model = api.model([["b"], ["c"], ["d"]])
    with llm.record() as recorder:
        inside = api.finish(model.prompt("a"))
    api.finish(model.prompt("outside"))
    (call,) = calls_in(history_path())
    assert call.id == inside.id == recorder.calls[0].id
    assert not path.exists()


def test_what_is_kept(api, path):
    """Whatever went in and came out."""
    model = api.model([["b", Usage(1, 2, {"x": 1}), lambda prompt, response: setattr(
        response, "response_json", {"raw": [1]})]])  # fmt: skip
    with llm.record(path):
        response = api.finish(
            model.prompt(
                "a", system="s", fragments=[Fragment("f", "f.txt")], system_fragments=["sf"],
                schema={"type": "object"}, attachments=[Attachment("image/png", content=b"x")],
            )
        )  # fmt: skip
    (call,) = calls_in(path)
    assert response_dict(call) == response.to_dict()
    assert (call.schema, call.payload) == ({"type": "object"}, {"raw": [1]})
    assert [(each.content, each.source, each.kind) for each in call.fragments] == [
        ("f", "f.txt", "prompt"), ("sf", "", "system"),
    ]  # fmt: skip
    assert (call.system, call.status) == ("s", "ok")
    assert call.started == response.recording.started_utc


def test_the_prompt_is_there_before_the_request_leaves(api, path):
    """Another process sees it, as running, while the model is asked."""
    seen: list[tuple[str, str]] = []

    def look(prompt, response):
        seen.extend((call.status, call.messages[-1].text()) for call in calls_in(path))

    with llm.record(path):
        api.finish(api.model([[look, "b"]]).prompt("a"))
    assert seen == [("running", "a")]
    assert [call.status for call in calls_in(path)] == ["ok"]


def test_a_chain_round_by_round(api, path):
    """Each with what it was sent; tools with what they gave."""

    def look() -> ToolOutput:
        seen.extend(call.status for call in calls_in(path))
        return ToolOutput("r", [Attachment("image/png", content=b"x")])

    seen: list[str] = []
    model = api.model([["b", ToolCall("look", {}, "1")], ["end"]])
    with llm.record(path):
        chain = model.chain("a", tools=[api.tool(look)])
        assert api.wait(chain.text()) == "b end"
    assert seen == ["ok"], "the first round is whole while its tools run"
    first, second = calls_in(path)
    assert first.conversation == second.conversation
    assert [each.role for each in second.messages] == ["user", "assistant", "tool", "user"]
    assert [tool.name for tool in second.tools] == ["look"]
    for call, response in zip((first, second), chain._responses, strict=True):
        assert response_dict(call) == response.to_dict()


@pytest.mark.parametrize("way", ["fails", "stops"])
def test_how_it_ended(api, path, way):
    """With what had arrived."""
    error = ValueError("no") if way == "fails" else KeyboardInterrupt()
    model = api.model([["par", "tial", error]])
    with llm.record(path), pytest.raises((ValueError, KeyboardInterrupt)):
        api.finish(model.prompt("a"))
    (call,) = calls_in(path)
    assert call.status == {"fails": "error", "stops": "interrupted"}[way]
    assert [each.text() for each in call.output] == ["partial"]


def test_a_response_that_is_left_and_one_that_is_never_read(api, path):
    """The first is interrupted; of the second there is nothing, as nobody was asked."""
    model = api.model([["par", "tial"]])
    with llm.record(path):
        left = model.prompt("a")
        api.take(api.stream(left), 1)
        api.close(left)
        model.prompt("never read")
    assert [(call.status, call.output[0].text()) for call in calls_in(path)] == [
        ("interrupted", "par")
    ]


def test_a_conversation_and_replies(api, path):
    """The same conversation, each turn after the one before, in both ways of going on."""
    model = api.model([[f"a{n}"] for n in range(5)])
    with llm.record(path):
        conversation = model.conversation()
        for text in ("p0", "p1"):
            api.finish(conversation.prompt(text))
        response = api.finish(model.prompt("p2"))
        for text in ("p3", "p4"):
            response = api.finish(api.wait(response.reply(text)))
    found = calls_in(path)
    assert [len(call.messages) for call in found] == [1, 3, 1, 3, 5]
    assert [call.conversation == conversation.id for call in found] == [True] * 2 + [False] * 3
    assert len({call.conversation for call in found}) == 2


def test_logging_what_is_recorded_keeps_it_once(api, path):
    """`log_to_db` on the same file adds nothing."""
    with llm.record(path):
        response = api.finish(api.model([["b"]]).prompt("a"))
        api.wait(response.log_to_db(path))
    api.wait(response.log_to_db(path))
    assert len(calls_in(path)) == 1


def test_blocks_inside_blocks(api, path, tmp_path):
    """Each keeps what happens in it."""
    model = api.model([["1"], ["2"]])
    with llm.record(path):
        api.finish(model.prompt("a"))
        with llm.record(tmp_path / "inner.db"):
            api.finish(model.prompt("b"))
    assert len(calls_in(path)) == 2
    assert len(calls_in(tmp_path / "inner.db")) == 1


class Paused:
    """A chain that pauses at the second of its tools."""

    def __init__(self, api):
        self.ran: list[str] = []
        self.answer: str | None = None

        def tell() -> str:
            self.ran.append("tell")
            return "told"

        def ask() -> str:
            self.ran.append("ask")
            if self.answer is None:
                raise PauseChain("who knows?")
            return self.answer

        self.tools = [api.tool(tell), api.tool(ask)]
        self.calls = [ToolCall("tell", {}, "1"), ToolCall("ask", {}, "2")]


def test_a_pause(api, path):
    """The call is paused, with the results of the tools that ran beside the one that paused."""
    chain = Paused(api)
    with llm.record(path), pytest.raises(PauseChain):
        api.wait(api.model([["b", *chain.calls]]).chain("a", tools=chain.tools).text())
    (call,) = calls_in(path)
    assert (call.status, [each.role for each in call.output]) == ("paused", ["assistant", "tool"])
    assert [part.to_dict()["output"] for part in call.output[1].parts] == ["told"]


def test_a_pause_is_resumed_from_the_history(api, path):
    """By another program, which runs only what has not run."""
    from llm.store.continuing import last_point

    chain = Paused(api)
    with llm.record(path), pytest.raises(PauseChain):
        api.wait(api.model([["b", *chain.calls]]).chain("a", tools=chain.tools).text())
    with closing(open_store(path)) as store:
        point = last_point(store)
    assert point is not None
    chain.ran.clear()
    chain.answer = "42"
    model = api.model([["end"]])
    conversation = model.conversation()
    conversation.id, conversation.loaded_messages = point.conversation.id, point.messages
    with llm.record(path):
        assert api.wait(conversation.chain(tools=chain.tools).text()) == "end"
    assert chain.ran == ["ask"]
    told = [
        part.output
        for message in model.prompts[0].messages
        for part in message.parts
        if part.kind == "tool_result"
    ]
    assert told == ["told", "42"]
    first, second = calls_in(path)
    assert (first.status, second.status) == ("paused", "ok")
    assert first.conversation == second.conversation
    with closing(open_store(path)) as store:
        assert store.verify().failures == []
        last = last_point(store)
    assert last is not None
    assert last.messages[-1].text() == "end"
