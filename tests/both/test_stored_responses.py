"""Responses as JSON-like data, and back."""

import copy
import json
import pickle
from enum import Enum

import pytest
from pydantic import Field

import llm
from llm import Attachment, StreamEvent, ToolCall, ToolResult, Usage, assistant, system, user
from llm.parts import ToolCallPart


class Options(llm.Options):
    temperature: float | None = None
    style: str = "plain"


def restored(api, data, **arguments):
    """The response of this world that *data* describes, once it has been written and read."""
    cls = llm.AsyncResponse if api.awaits else llm.Response
    return cls.from_dict(json.loads(json.dumps(data)), **arguments)


EVERYTHING = [
    StreamEvent("reasoning", "hm", provider_metadata={"x": {"sig": "s"}}),
    StreamEvent("reasoning", "", redacted=True, part_index=9),
    "text",
    StreamEvent("tool_call_name", "web", tool_call_id="w", server_executed=True),
    StreamEvent("tool_result", "found", tool_call_id="w", server_executed=True),
    StreamEvent("attachment", "", attachment=Attachment(type="image/png", content=b"\x00")),
    StreamEvent("text", "second message", message_index=1),
    ToolCall("tool", {"x": [1, {"y": None}]}, "1"),
    Usage(3, 4, {"cached": 1}),
]


def test_everything_comes_back(api):
    """A response of every kind of part is the same after its JSON form, and so is that form."""
    model = api.model([EVERYTHING], Options=Options)
    history = [system("s"), user("a", Attachment(type="image/png", content=b"\xff"))]
    response = api.finish(model.prompt("b", messages=history, temperature=0.5))
    data = response.to_dict()
    again = restored(api, data, model=model)
    assert again.to_dict() == data
    assert api.wait(again.messages()) == api.wait(response.messages())
    assert api.wait(again.text()) == api.wait(response.text())
    assert api.wait(again.tool_calls()) == [ToolCall("tool", {"x": [1, {"y": None}]}, "1")]
    assert api.wait(again.usage()) == Usage(3, 4, {"cached": 1})
    assert again.prompt.messages == response.prompt.messages
    assert again.prompt.options == Options(temperature=0.5)
    assert again.id == response.id
    assert len(model.prompts) == 1


def test_the_form(api):
    """The JSON form names the model, the prompt, the messages, and what else is known."""
    model = api.model([["b", Usage(input=3)]], Options=Options)
    data = api.finish(model.prompt("a", system="s", fragments=["f"])).to_dict()
    assert data.pop("id")
    assert data.pop("datetime_utc")
    assert data == {
        "model": "scripted",
        "prompt": {
            "messages": [system("s").to_dict(), user("f\na").to_dict()],
            "options": {"style": "plain"},
            "system": "s",
        },
        "messages": [assistant("b").to_dict()],
        "usage": {"input": 3},
    }


def test_what_is_not_known_is_left_out(api):
    """Options, instructions and usage that there are none of are not written."""
    data = api.finish(api.model([["b"]]).prompt("a")).to_dict()
    assert set(data) == {"model", "prompt", "messages", "id", "datetime_utc"}
    assert set(data["prompt"]) == {"messages"}


def test_going_on_from_a_stored_response(api):
    """A stored response can be replied to, pending calls and all, by another program."""

    def tool(x: int):
        return f"r{x}"

    data = api.finish(
        api.model([["b", ToolCall("tool", {"x": 1}, "1")]]).prompt("a", tools=[tool])
    ).to_dict()
    model = api.model([["end"]])
    response = restored(api, data, model=model)
    results = [ToolResult("tool", "mine", tool_call_id="1")]
    for arguments, output in (({"tools": [tool]}, "r1"), ({"tool_results": results}, "mine")):
        reply = api.wait(response.reply("c", **arguments))
        assert reply.prompt.messages[:2] == [
            user("a"),
            assistant("b", ToolCallPart("tool", {"x": 1}, "1")),
        ]
        assert reply.prompt.messages[2].parts[0].output == output


def test_a_minimal_form(api):
    """Only model, prompt and messages are needed."""
    said = assistant("hello")
    data = {"model": "scripted", "prompt": {"messages": []}, "messages": [said.to_dict()]}
    response = restored(api, data, model=api.model())
    assert api.wait(response.text()) == "hello"
    assert api.wait(response.usage()) == Usage()
    assert api.wait(response.messages()) == [said]
    assert api.wait(response.datetime_utc()) == ""


def test_an_unknown_model(api):
    """A model that is not installed, and not given, is an error that names it."""
    data = {"model": "nobody-has-it", "prompt": {"messages": []}, "messages": []}
    with pytest.raises(llm.UnknownModelError, match="nobody-has-it"):
        restored(api, data)


def test_fake(api):
    """A response can be made up: finished, with a prompt, attachments and instructions."""
    model = api.model()
    shown = Attachment(type="image/png", content=b"x")
    cls = llm.AsyncResponse if api.awaits else llm.Response
    response = cls.fake(model, "a", shown, system="s", response="b")
    assert response.text_or_raise() == "b"
    assert api.wait(response.messages()) == [assistant("b")]
    assert response.prompt.messages == [system("s"), user("a", shown)]
    assert response.to_dict()["messages"] == [assistant("b").to_dict()]
    assert model.prompts == []


class Style(Enum):
    SHORT = "short"


class Aliased(llm.Options):
    top_p: float | None = Field(default=None, alias="topP")
    style: Style = Style.SHORT


@pytest.mark.parametrize("given", [{"topP": 0.5}, {"top_p": 0.5}, Aliased(topP=0.5)])
def test_options_with_aliases_and_enumerations(api, given):
    """They survive `to_dict`, and may be given by either name."""
    model = api.model([["a"]], Options=Aliased)
    response = api.finish(model.prompt("x", options=given, style="short"))
    again = restored(api, response.to_dict(), model=model)
    assert again.prompt.options == Aliased(topP=0.5)
    assert again.to_dict() == response.to_dict()


def test_responses_can_be_copied_and_pickled(api):
    """A finished response, and the messages in it, survive `copy`, `deepcopy` and `pickle`."""
    response = api.finish(api.model([EVERYTHING]).prompt("x"))
    response.model = None  # a script is an iterator, which cannot be copied
    response.prompt.model = None
    messages = response.recording.messages()
    assert messages == copy.deepcopy(messages) == pickle.loads(pickle.dumps(messages))
    for same in (
        copy.copy(response), copy.deepcopy(response), pickle.loads(pickle.dumps(response))
    ):  # fmt: skip
        assert api.wait(same.messages()) == messages
        assert api.events(same) == api.events(response)
