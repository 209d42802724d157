"""§2.3 of the contract: what a model is, what it is asked, and what it refuses beforehand."""

from __future__ import annotations

import inspect
import json

import pytest
from pydantic import Field

import llm
from llm import Attachment, ServerSideTool, StreamEvent, ToolCall, ToolResult, assistant, user

KINDS = ["Model", "KeyModel", "AsyncModel", "AsyncKeyModel"]
PICTURE = Attachment(type="image/png", content=b"x")


def tool():
    """Do it."""
    return "done"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("can_stream", False),
        ("attachment_types", frozenset()),
        ("supports_schema", False),
        ("supports_tools", False),
        ("supports_conversation", True),
        ("needs_key", None),
        ("key", None),
        ("key_env_var", None),
    ],
)
def test_class_attributes(kind, name, value):
    """§2.3 class attributes: their defaults, on the four classes of models."""
    assert getattr(getattr(llm, kind), name) == value


def test_no_server_side_tools(api):
    """§2.3 supported_server_side_tools: a property that gives a tuple of classes."""
    assert isinstance(inspect.getattr_static(llm.Model, "supported_server_side_tools"), property)
    assert api.plain(None).supported_server_side_tools == ()


@pytest.mark.parametrize("keyed", [False, True])
def test_execute(api, keyed):
    """§2.3 execute: prompt, stream, response, conversation, and key for a key model."""
    seen: list[object] = []

    def answer(*given):
        seen.extend(given)
        yield "a "
        yield StreamEvent("text", "b")

    model = api.plain(answer, keyed=keyed)
    conversation = model.conversation()
    response = conversation.prompt("x", **({"key": "k"} if keyed else {}))
    assert api.wait(response.text()) == "a b"
    assert seen[:3] == [response.prompt, response, conversation]
    assert seen[3:] == ([None] if keyed else [])
    assert isinstance(response, llm.AsyncResponse if api.awaits else llm.Response)


@pytest.mark.parametrize(("can_stream", "asked", "told"), [(True, True, True), (True, False, False),
                                                           (False, True, False)])  # fmt: skip
def test_stream(can_stream, asked, told):
    """§2.3 execute: `stream` says whether the answer may come in pieces, where the model can."""
    seen = []

    class One(llm.Model):
        model_id = "one"

        def execute(self, prompt, stream, response, conversation):
            seen.append(stream)
            yield "a"

    model = One()
    model.can_stream = can_stream
    model.prompt("x", stream=asked).text()
    assert seen == [told]


def keyed_model(api, **attributes):
    """A model that needs a key and answers with the one it is given."""

    def answer(prompt, response, conversation, key):
        yield key

    attributes = {"needs_key": "some", "key_env_var": "SOME_KEY"} | attributes
    return api.plain(answer, keyed=True, **attributes)


def test_keys(api, user_path, monkeypatch):
    """§2.3 get_key: `self.key`, an explicit one, the stored one, the variable's; else an error."""
    model = keyed_model(api)
    with pytest.raises(llm.NeedsKeyException, match=r"llm keys set some.*SOME_KEY"):
        api.wait(model.prompt("x").text())
    monkeypatch.setenv("SOME_KEY", "of-environment")
    assert api.wait(model.prompt("x").text()) == "of-environment"
    user_path.mkdir()
    (user_path / "keys.json").write_text(json.dumps({"some": "stored", "other": "of-other"}))
    assert api.wait(model.prompt("x").text()) == "stored"
    assert api.wait(model.prompt("x", key="given").text()) == "given"
    assert api.wait(model.prompt("x", key="other").text()) == "of-other"
    model.key = "mine"
    assert api.wait(model.prompt("x", key="given").text()) == "mine"
    assert model.get_key("given") == "mine"


def test_no_key(api, monkeypatch):
    """§2.3 get_key: None for a model that needs none, whatever is given."""
    assert api.plain(None).get_key("given") is None
    assert keyed_model(api, needs_key=None).get_key("given") is None


class Options(llm.Options):
    temperature: float | None = Field(default=None, ge=0, le=2)


def test_options(api):
    """§2.3 prompt: remaining keyword arguments are options; the same in both is a TypeError."""
    model = api.model([["a"]] * 4, Options=Options)
    assert model.prompt("x", temperature=1).prompt.options.temperature == 1
    assert model.prompt("x", options={"temperature": 1}).prompt.options.temperature == 1
    chain = model.chain("x", options={"temperature": 1})
    assert chain.prompt.options.temperature == 1
    with pytest.raises(TypeError, match="temperature"):
        model.prompt("x", temperature=1, options={"temperature": 1})
    for wrong in ({"temperature": 3}, {"colour": "red"}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            model.prompt("x", **wrong)
    assert model.prompts == []


def test_prompts_are_lazy(api):
    """§2.3 prompt: a lazy response; nothing is asked before it is read."""
    model = api.model([["a"]])
    response = model.prompt("x")
    assert model.prompts == []
    assert api.wait(response.text()) == "a"
    assert len(model.prompts) == 1


def test_messages_are_the_history(api):
    """§2.3 prompt: `messages=` is the history, other inputs are this turn's, `system=` leads."""
    model = api.model([["c"]])
    history = [user("a"), assistant("b")]
    api.finish(
        model.prompt("x", messages=history, system="s", fragments=["f"], attachments=[PICTURE])
    )
    assert model.prompts[0].messages == [llm.system("s"), *history, user("f\nx", PICTURE)]
    assert history == [user("a"), assistant("b")]


def test_hide_reasoning(api):
    """§2.3 prompt: `hide_reasoning` reaches the model with the prompt."""
    model = api.model([["a"], ["a"]])
    api.finish(model.prompt("x", hide_reasoning=True))
    api.finish(model.prompt("x"))
    assert [prompt.hide_reasoning for prompt in model.prompts] == [True, False]


def test_chains_have_no_limit(api):
    """§2.3 chain: as prompt, with hooks and key; without a limit a chain goes on and on."""
    seen = []
    rounds = [[ToolCall("tool", {})]] * 30
    model = api.model([*rounds, ["end"]])
    chain = model.chain("x", tools=[tool], before_call=lambda *_: seen.append("before"),
                        after_call=lambda *_: seen.append("after"), key="k")  # fmt: skip
    assert chain.chain_limit is None
    assert api.wait(chain.text()) == "end"
    assert seen == ["before", "after"] * 30


def test_conversations(api):
    """§2.3 conversation: with tools, hooks and a limit of their own; None is no limit."""
    model = api.model()
    assert model.conversation().chain_limit is None

    def hook(*_):
        """Nothing."""

    conversation = model.conversation([tool], hook, hook, 3)
    assert (conversation.model, conversation.tools) == (model, [tool])
    assert (conversation.before_call, conversation.after_call) == (hook, hook)
    assert conversation.chain_limit == 3


class Search(ServerSideTool):
    name = "search"


@pytest.mark.parametrize(
    ("attributes", "arguments", "error"),
    [
        ({"attachment_types": frozenset()}, {"attachments": [PICTURE]}, ValueError),
        ({"attachment_types": {"audio/wav"}}, {"attachments": [PICTURE]}, ValueError),
        ({"supports_schema": False}, {"schema": {"type": "object"}}, ValueError),
        ({"supports_tools": False}, {"tools": [tool]}, ValueError),
        ({}, {"tools": [Search()]}, ValueError),
        ({"supports_conversation": False}, {"messages": [assistant("a")]},
         llm.ConversationNotSupported),
        ({"supports_conversation": False}, {"tool_results": [ToolResult("f", "out")]},
         llm.ConversationNotSupported),
    ],
    ids=["attachments", "types", "schema", "tools", "server-side", "assistant", "tool"],
)  # fmt: skip
def test_up_front_checks(api, attributes, arguments, error):
    """§2.3 up-front checks: what the model does not take is a ValueError, before any call."""
    model = api.model([["a"]], **attributes)
    with pytest.raises(error):
        model.prompt("x", **arguments)
    with pytest.raises(error):
        model.conversation().prompt("x", **arguments)
    with pytest.raises(error):
        api.wait(model.chain("x", **arguments).text())
    assert issubclass(error, ValueError)
    assert model.prompts == []


def test_json_replacements(api):
    """§2.3 json_replacements: a model may bring some; the provider's payload stays whole."""
    envelope = {"object": "completion", "choices": []}

    def note(prompt, response):
        response.response_json = {"sent": envelope, "id": 1}

    model = api.model([[note, "a"]], json_replacements={"envelope": envelope})
    assert api.wait(model.prompt("x").json()) == {"sent": envelope, "id": 1}


def test_inner_options(api):
    """§2.3 class attributes: `Options` is a class of pydantic, and forbids what is extra."""
    model = api.plain(None)
    assert issubclass(model.Options, llm.Options)
    assert type(model).Options.model_config["extra"] == "forbid"
    with pytest.raises(ValueError, match="extra"):
        model.Options.model_validate({"extra": 1})
