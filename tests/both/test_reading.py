"""Reading a response, in every way it can be read."""

import asyncio

import pytest

import llm
from llm import StreamEvent, Usage
from llm.parts import ReasoningPart, TextPart
from llm.testing import AsyncScriptedModel, ScriptedModel


def test_nothing_is_sent_before_it_is_read(api):
    """Making a response asks nobody; the first read does."""
    model = api.model([["a"]])
    response = model.prompt("x")
    assert model.prompts == []
    assert api.wait(response.text()) == "a"
    assert [prompt.prompt for prompt in model.prompts] == ["x"]


def test_text_is_that_of_the_text_events(api):
    """The text leaves out reasoning, and iterating gives it in its pieces."""
    response = api.model([["a", StreamEvent("reasoning", "hm"), "b"]]).prompt("x")
    assert api.take(response) == ["a", "b"]
    assert api.wait(response.text()) == "ab"


def test_every_reader_sees_every_event(api):
    """Events can be read as often as one likes, while they come and afterwards."""
    model = api.model([["a", StreamEvent("reasoning", "r"), "b"]])
    response = model.prompt("x")
    expected = [
        StreamEvent("text", "a", 0),
        StreamEvent("reasoning", "r", 1),
        StreamEvent("text", "b", 2),
    ]
    assert api.take(api.stream(response), 2) == expected[:2]
    assert api.events(response) == expected
    assert api.events(response) == expected
    assert len(model.prompts) == 1


def test_break_and_then_text_asks_once(api):
    """Leaving a loop early and then asking for the text gives it whole, of one model call."""
    model = api.model([["a", "b", "c"]])
    response = model.prompt("x")
    assert api.take(response, 1) == ["a"]
    assert api.wait(response.text()) == "abc"
    assert api.take(response) == ["a", "b", "c"]
    assert len(model.prompts) == 1


def test_two_iterators_in_turn(api):
    """Two iterations that take turns each get everything, in order."""
    response = api.model([["a", "b", "c"]]).prompt("x")
    first, second = api.stream(response), api.stream(response)
    assert [event.chunk for event in api.take(first, 2)] == ["a", "b"]
    assert [event.chunk for event in api.take(second)] == ["a", "b", "c"]
    assert api.wait(response.text()) == "abc"


def test_messages_are_typed_parts(api):
    """The answer is a message of parts."""
    response = api.model([[StreamEvent("reasoning", "hm"), "a", "b"]]).prompt("x")
    (message,) = api.wait(response.messages())
    assert message.role == "assistant"
    assert message.parts == [ReasoningPart("hm"), TextPart("ab")]


def test_what_a_plugin_tells(api):
    """Usage, resolved model, payload and finish reason that a plugin sets can be read."""

    def tell(prompt, response):
        response.set_usage(input=10, output=5)
        response.set_resolved_model("model-2026")
        response.response_json = {"id": 1}
        response._prompt_json = {"asked": 1}
        response.finish_reason = "length"
        response.anything_else = "kept"

    response = api.finish(api.model([["a", tell]]).prompt("x"))
    assert api.wait(response.usage()) == Usage(10, 5, None)
    assert response.token_usage() == "10 input, 5 output"
    assert api.wait(response.json()) == response.response_json == {"id": 1}
    assert response.resolved_model == "model-2026"
    assert response.finish_reason == "length"
    assert response.anything_else == "kept"
    assert response._prompt_json == {"asked": 1}


def test_what_nobody_told(api):
    """Without anything told, usage is unknown, and there is no payload."""
    response = api.finish(api.model([["a"]]).prompt("x"))
    assert api.wait(response.usage()) == Usage(None, None, None)
    assert response.token_usage() == ""
    assert api.wait(response.json()) is None


def test_times(api):
    """A response knows when its model was asked and how long it took."""
    response = api.model([["a"]]).prompt("x")
    assert api.wait(response.duration_ms()) >= 0
    assert api.wait(response.datetime_utc()).endswith("+00:00")


def test_ids_are_ulids_that_increase(api):
    """Each response has an id of its own, later ones greater."""
    model = api.model()
    assert model.prompt("x").id < model.prompt("x").id


def test_stream_is_only_for_models_that_can(api):
    """A model is asked to stream when the caller wants it and the model can."""
    asked = []

    def model(can_stream):
        made = api.model([["a"], ["b"]], can_stream=can_stream)
        execute = made.execute

        def noting(prompt, stream, **rest):
            asked.append(stream)
            return execute(prompt, stream, **rest)

        made.execute = noting
        return made

    for can_stream in (True, False):
        both = model(can_stream)
        api.finish(both.prompt("x"))
        api.finish(both.prompt("x", stream=False))
    assert asked == [True, False, False, False]


def test_on_done(api):
    """A callback is called once with the finished response; at once if it is finished."""
    response = api.model([["a"]]).prompt("x")
    called = []

    def note(finished):
        called.append((finished is response, finished.recording.text()))

    api.wait(response.on_done(note))
    assert called == []
    api.finish(response)
    api.finish(response)
    assert called == [(True, "a")]
    api.wait(response.on_done(note))
    assert called == [(True, "a")] * 2


def test_repr_before_and_after(api):
    """The repr shows the prompt, and the text once there is one."""
    response = api.model([["a"]]).prompt("x")
    assert "prompt='x' text='... not yet done ...'" in repr(response)
    assert "text='a'" in repr(api.finish(response))


def test_str_of_a_response():
    """Printing a response prints its text."""
    assert str(ScriptedModel([["a", "b"]]).prompt("x")) == "ab"


def test_awaiting_gives_the_response(api):
    """A response that is awaited is finished, and is what was awaited."""
    response = api.model([["a"]]).prompt("x")
    awaited = api.wait(response) if api.awaits else api.finish(response)
    assert awaited is response
    assert response.text_or_raise() == "a"


@pytest.mark.parametrize("read", ["text_or_raise", "tool_calls_or_raise", "to_dict"])
def test_reading_without_awaiting_is_an_error(read):
    """What an async response cannot give before it was awaited says so as a `ValueError`."""
    response = AsyncScriptedModel([["a"]]).prompt("x")
    with pytest.raises(ValueError, match="await response"):
        getattr(response, read)()


def test_to_sync_response():
    """An async response, awaited to its end, can be read by callers that do not await."""

    async def go():
        response = AsyncScriptedModel([["a", Usage(1, 2)]]).prompt("x")
        same = await response.to_sync_response()
        assert isinstance(same, llm.Response)
        assert (same.text(), same.id, same.usage()) == ("a", response.id, Usage(1, 2))
        assert same.messages() == await response.messages()

    asyncio.run(go())


def test_halves_of_a_character_are_joined(api):
    """A character that streams in two halves is whole in the text, and a lone half is replaced."""
    response = api.model([["a\ud83d", "\ude00", "b\ud83d"]]).prompt("x")
    assert api.wait(response.text()) == "a😀b\ufffd"
