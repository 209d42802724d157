"""Opaque data of a provider in programs: it goes back to the model that made it, where it did."""

from __future__ import annotations

import json

import pytest

import llm
from llm import StreamEvent, ToolCall, user
from llm.testing import ScriptedModel, offered


def reasoned(text, sign):
    """An answer with reasoning that its model signed."""
    return [StreamEvent("reasoning", "hm", provider_metadata={"p": {"sign": sign}}), text]


def signs(model, number=-1):
    """The signatures in what the model was sent."""
    return [
        part.provider_metadata["p"]["sign"]
        for message in model.prompts[number].messages
        for part in message.parts
        if part.kind == "reasoning" and part.provider_metadata
    ]


@pytest.fixture
def two(api):
    """Two models, each of whose answers is signed."""
    return [
        api.model([reasoned(f"{name}{n}", f"{name}{n}") for n in range(5)], model_id=name)
        for name in "ab"
    ]


def test_a_conversation_and_replies(api, two):
    """With instructions that change, too."""
    one, _ = two
    conversation = one.conversation()
    for number in range(2):
        api.finish(conversation.prompt("x", system=f"s{number}"))
    assert signs(one) == ["a0"]
    response = api.finish(one.prompt("y"))
    api.finish(api.wait(response.reply("z", system="other")))
    assert signs(one) == ["a2"]


def test_a_history_that_a_program_keeps(api, two):
    """Sent to one model and the other, each gets its own; the program's history stays whole."""
    history: list[llm.Message] = []
    expected: dict[str, list[str]] = {"a": [], "b": []}
    for model in (*two, *two, two[1]):
        history.append(user("x"))
        response = api.finish(model.prompt(messages=history))
        assert signs(model) == expected[model.model_id]
        expected[model.model_id].append(f"{model.model_id}{len(model.prompts) - 1}")
        history += api.wait(response.messages())
    assert len([p for m in history for p in m.parts if p.kind == "reasoning"]) == 5


def test_a_history_that_is_edited(api, two):
    """What was made after other messages is not sent."""
    one, _ = two
    response = api.finish(one.prompt("x"))
    history = [user("edited"), *api.wait(response.messages()), user("y")]
    api.finish(one.prompt(messages=history))
    assert signs(one) == []


@pytest.mark.parametrize("other", [False, True])
def test_a_stored_response(api, two, other):
    """Gone on from by its model it gets its own back; another model does not."""
    one, two_ = two
    data = json.loads(json.dumps(api.finish(one.prompt("x")).to_dict()))
    model = two_ if other else one
    cls = llm.AsyncResponse if api.awaits else llm.Response
    response = cls.from_dict(data, model=model)
    api.finish(api.wait(response.reply("y")))
    assert signs(model) == ([] if other else ["a0"])


def test_a_round_of_tools(api):
    """The model gets all of it back, whatever it was sent before."""
    call = [*reasoned("", "c")[:1], ToolCall("tool", {}, "1")]
    model = api.model([call, ["done"]])

    def tool():
        return "r"

    history = [user("x"), llm.assistant("y")]
    api.wait(model.chain("z", messages=history, tools=[api.tool(tool)]).text())
    assert signs(model) == ["c"]


def test_a_response_that_a_history_has(api, two, tmp_path):
    """Gone on from by the model that made it, it brings that model's own and nobody else's."""
    one, other = two
    conversation = one.conversation()
    api.finish(conversation.prompt("x")).log_to_db(tmp_path / "logs.db")
    conversation.model = other
    response = api.finish(conversation.prompt("y"))
    response.log_to_db(tmp_path / "logs.db")
    with offered(ScriptedModel(model_id="b"), other) if api.awaits else offered(other):
        again = type(response).from_row(tmp_path / "logs.db", {"id": response.id})
    api.finish(api.wait(again.reply("z")))
    assert signs(other) == ["b0"]
