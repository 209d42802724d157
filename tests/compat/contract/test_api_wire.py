"""§2.9 of the contract: a response as JSON-like data, and back."""

from __future__ import annotations

import json
import typing

import pytest

import llm
from llm import ToolCall, Usage, assistant, serialization, system, user
from llm.parts import ToolCallPart
from llm.testing import AsyncScriptedModel, ScriptedModel, offered


class Options(llm.Options):
    seed: int | None = None


def tool(x: int = 0):
    """Do it."""
    return f"r{x}"


def made(api, **arguments):
    """A finished response with text and a call."""

    def note(prompt, response):
        response.response_json = {"id": "r-1"}

    model = api.model(
        [["a", ToolCall("tool", {"x": 1}, "1"), Usage(1, 2, {"c": 3}), note], ["end"]],
        Options=Options,
    )
    return model, api.finish(model.prompt("x", **arguments))


def read_back(api, data, model=None):
    cls = llm.AsyncResponse if api.awaits else llm.Response
    return cls.from_dict(json.loads(json.dumps(data)), model=model)


def test_to_dict(api):
    """§2.9: {model, prompt: {messages, options, system}, messages, id, usage, datetime_utc}."""
    _, response = made(api, system="s", options={"seed": 5})
    assert response.to_dict() == {
        "model": "scripted",
        "prompt": {
            "messages": [system("s").to_dict(), user("x").to_dict()],
            "options": {"seed": 5},
            "system": "s",
        },
        "messages": [assistant("a", ToolCallPart("tool", {"x": 1}, "1")).to_dict()],
        "id": response.id,
        "usage": {"input": 1, "output": 2, "details": {"c": 3}},
        "datetime_utc": api.wait(response.datetime_utc()),
    }


def test_optional_keys(api):
    """§2.9: options, system and usage that are not there are left out."""
    data = api.finish(api.model([["a"]]).prompt("x")).to_dict()
    assert set(data) == {"model", "prompt", "messages", "id", "datetime_utc"}
    assert set(data["prompt"]) == {"messages"}


def test_to_dict_forces():
    """§2.9 and §2.6 to_dict: it forces execution in the sync world."""
    model = ScriptedModel([["a"]])
    assert model.prompt("x").to_dict()["messages"] == [assistant("a").to_dict()]


def test_what_is_restored(api):
    """§2.9 from_dict: text, messages, pending calls and usage; no model is asked."""
    model, response = made(api, tools=[tool])
    again = read_back(api, response.to_dict(), model)
    assert again.text_or_raise() == "a"
    assert api.wait(again.messages()) == api.wait(response.messages())
    assert api.wait(again.tool_calls()) == [ToolCall("tool", {"x": 1}, "1")]
    assert api.wait(again.usage()) == Usage(1, 2, {"c": 3})
    assert again.id == response.id
    assert len(model.prompts) == 1


def test_what_is_not_restored(api):
    """§2.9 from_dict: not the timing, schema, tools and response_json."""
    model, response = made(api, tools=[tool], schema={"type": "object"})
    again = read_back(api, response.to_dict(), model)
    assert (again.prompt.schema, again.prompt.tools, again.response_json) == (None, [], None)
    assert api.wait(again.duration_ms()) == 0


def test_replying_to_what_was_restored(api):
    """§2.9 from_dict: no implementations come back; `tools=` of reply brings them."""
    model, response = made(api, tools=[tool])
    again = read_back(api, response.to_dict(), model)
    reply = api.wait(again.reply("y", tools=[tool]))
    assert api.wait(reply.text()) == "end"
    assert reply.prompt.messages[2].parts[0].output == "r1"


def test_the_model_is_looked_up(api):
    """§2.6 from_dict: without `model=` it is the installed one of that id."""
    _, response = made(api)
    with offered(ScriptedModel(Options=Options), AsyncScriptedModel(Options=Options)):
        again = read_back(api, response.to_dict())
    assert isinstance(again.model, AsyncScriptedModel if api.awaits else ScriptedModel)
    with pytest.raises(llm.UnknownModelError):
        read_back(api, {**response.to_dict(), "model": "nobody"})


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("AttachmentDict", "type url path content"),
        ("TextPartDict", "type text provider_metadata"),
        ("ReasoningPartDict", "type text redacted provider_metadata"),
        ("ToolCallPartDict", "type name arguments tool_call_id server_executed provider_metadata"),
        ("ToolResultPartDict",
         "type name output tool_call_id server_executed exception attachments provider_metadata"),
        ("AttachmentPartDict", "type attachment provider_metadata"),
        ("MessageDict", "role parts provider_metadata"),
        ("PromptDict", "messages options system"),
        ("UsageDict", "input output details"),
        ("ResponseDict", "model prompt messages id usage datetime_utc"),
    ],
)  # fmt: skip
def test_typed_dicts(name, keys):
    """§2.9 TypedDicts: each with these keys, and maybe others."""
    typed = getattr(serialization, name)
    assert typing.is_typeddict(typed)
    assert set(keys.split()) <= typed.__required_keys__ | typed.__optional_keys__


def test_part_dict():
    """§2.9 PartDict: the union of the five."""
    names = {each.__name__ for each in typing.get_args(serialization.PartDict)}
    assert names == {
        "TextPartDict", "ReasoningPartDict", "ToolCallPartDict", "ToolResultPartDict",
        "AttachmentPartDict",
    }  # fmt: skip
