"""What plugins do to our objects, and what must then work."""

import asyncio
from typing import Any

import pytest

import llm
from llm import Prompt, ToolCall, assistant, user
from llm.parts import ToolCallPart
from llm.testing import AsyncScriptedModel, ScriptedModel


def test_a_model_that_never_calls_its_base(api):
    """A model whose `__init__` leaves the base's out works everywhere."""

    def answer(prompt, response, conversation):
        yield prompt.prompt

    model = api.plain(answer)
    assert str(model) == ("AsyncPlain (async): plain" if api.awaits else "Plain: plain")
    assert repr(model) == f"<{model}>"
    assert api.wait(model.prompt("a").text()) == "a"
    assert api.wait(model.chain("a").text()) == "a"
    assert api.wait(model.conversation().prompt("a").text()) == "a"
    assert (model.supports_tools, model.key, model.needs_key) == (False, None, None)


def forged(api, model, text, answer, conversation, calls=()):
    """A response made up as plugins do that build a history by hand."""
    cls = llm.AsyncResponse if api.awaits else llm.Response
    response = cls(Prompt(text, model), model, stream=False, conversation=conversation)
    response._done = True
    response._chunks = [answer]
    response._tool_calls = list(calls)
    response.attachments = []
    response._start, response._end, response._start_utcnow = 1.0, 2.0, None
    return response


def test_forged_responses_are_history(api):
    """Made-up responses appended to a conversation are sent with the next prompt."""
    model = api.model([["end"]])
    conversation = model.conversation()
    for text, answer in (("a", "b"), ("c", "d")):
        conversation.responses.append(forged(api, model, text, answer, conversation))
    api.finish(conversation.prompt("e"))
    assert model.prompts[0].messages == [
        user("a"), assistant("b"), user("c"), assistant("d"), user("e")
    ]  # fmt: skip


def test_forged_and_real_responses_mix(api):
    """Made-up responses may stand before and after real ones."""
    model = api.model([["d"], ["h"]])
    conversation = model.conversation()
    conversation.responses.append(forged(api, model, "a", "b", conversation))
    api.finish(conversation.prompt("c"))
    conversation.responses.append(forged(api, model, "e", "f", conversation))
    api.finish(conversation.prompt("g"))
    assert "".join(message.text() for message in model.prompts[1].messages) == "abcdefg"


def test_a_forged_response_can_be_read(api):
    """A made-up response answers like a finished one."""
    calls = [ToolCall("f", {"x": 1}, "1")]
    response = forged(api, api.model(), "a", "b", None, calls)
    assert response.text_or_raise() == api.wait(response.text()) == "b"
    assert api.take(response) == ["b"]
    assert response.tool_calls_or_raise() == response._tool_calls == calls
    assert api.wait(response.messages()) == [assistant("b", ToolCallPart("f", {"x": 1}, "1"))]
    assert api.wait(response.duration_ms()) == 1000
    assert response.attachments == []


def test_attachments_of_a_response_are_its_prompts(api):
    """`response.attachments` are what the user showed."""
    shown = llm.Attachment(type="image/png", content=b"x")
    assert api.model().prompt("x", attachments=[shown]).attachments == [shown]


def test_arbitrary_attributes(api):
    """Plugins hang their own things on responses, calls and prompts."""

    def hang(prompt, response):
        response.thoughts = "deep"
        prompt.noted = True

    response = api.finish(api.model([["a", hang]]).prompt("x"))
    call: Any = ToolCall("f", {})
    call.thought_signature = "sig"
    assert (response.thoughts, response.prompt.noted, call.thought_signature) == (
        "deep",
        True,
        "sig",
    )


def test_a_prompt_to_a_model_given_as_a_string():
    """A prompt may be made for a model of which only the name is known."""
    prompt = Prompt("a", model="some-model", system="s")
    assert [message.role for message in prompt.messages] == ["system", "user"]
    assert prompt.options is None


def test_a_prompt_can_be_rewritten():
    """A plugin may set `prompt.prompt`, and the message follows."""
    prompt = Prompt("a", model="m", fragments=["f"])
    assert prompt.prompt == "f\na"
    prompt.prompt = "rewritten"
    assert prompt.prompt == "rewritten"
    assert prompt.messages == [user("rewritten")]


def test_turn_of_a_prompt_with_history():
    """With explicit messages, `prompt.prompt` and `.attachments` are the user's last message."""
    shown = llm.Attachment(content=b"x")
    prompt = Prompt(None, "m", messages=[user("a"), assistant("b"), user("c", shown)])
    assert (prompt.prompt, prompt.attachments) == ("c", [shown])
    answered = Prompt(None, "m", messages=[user("a"), assistant("b")])
    assert (answered.prompt, answered.attachments) == ("", [])


@pytest.mark.parametrize("names", ["input output", "input output details", "input"])
def test_set_usage_as_plugins_call_it(api, names):
    """Usage may be told with or without details."""
    given = dict.fromkeys(names.split(), 1)
    response = api.finish(
        api.model([["a", lambda prompt, response: response.set_usage(**given)]]).prompt("x")
    )
    usage = api.wait(response.usage())
    assert {n: getattr(usage, n) for n in ("input", "output", "details")} == {
        "input": None, "output": None, "details": None
    } | given  # fmt: skip


def double(x: int):
    return 2 * x


def test_a_loop_inside_execute():
    """A plugin with a loop of its own runs calls of the prompt's tools from within `execute`."""

    class Looping(ScriptedModel):
        def execute(self, prompt, stream, response, conversation):
            yield response.execute_tool_call(ToolCall("double", {"x": 2})).output

    class AsyncLooping(AsyncScriptedModel):
        async def execute(self, prompt, stream, response, conversation):
            result = await response.execute_tool_call(ToolCall("double", {"x": 2}))
            yield result.output

    assert Looping().prompt("x", tools=[double]).text() == "4"
    assert asyncio.run(AsyncLooping().prompt("x", tools=[double]).text()) == "4"
