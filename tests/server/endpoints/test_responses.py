"""Responses: asked with the `openai` SDK, kept in the history, read, cancelled and deleted."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import openai
import pytest
from openai.types.responses import Response

from llm.events import StreamEvent
from llm.ids import new_id
from llm.testing import AsyncScriptedModel, ScriptedModel
from llm.usage import Usage
from tests.server.asking.paced import eventually, paced
from tests.server.conftest import Serving
from tests.server.protocols.strictly import read_as

WEATHER = {"type": "function", "name": "weather", "parameters": {"type": "object"}}


def called(name: str = "weather", call_id: str = "c1", **more: Any) -> list[StreamEvent]:
    """The events of a tool call; a recorder numbers the very events that it is given."""
    return [
        StreamEvent("tool_call_name", name, tool_call_id=call_id, **more),
        StreamEvent("tool_call_args", '{"input": "Oslo"}', tool_call_id=call_id, **more),
    ]


Serve = Callable[..., Serving]


@contextmanager
def sdk(one: Serving, token: str | None = None) -> Iterator[openai.OpenAI]:
    """The SDK as a client of *one*."""
    shown = one.token if token is None else token
    with openai.OpenAI(base_url=one.base_url, api_key=shown, max_retries=0) as client:
        yield client


def untimed(response: Any) -> dict[str, Any]:
    """*response* without its times: the history rounds them otherwise than the server."""
    times = ("created_at", "completed_at")
    return {name: value for name, value in response.to_dict().items() if name not in times}


def texts(model: Any) -> list[str]:
    """What the model was told last, as `role: text`."""
    return [f"{each.role}: {each.text()}" for each in model.prompts[-1].messages]


@pytest.mark.parametrize("kind", [ScriptedModel, AsyncScriptedModel])
def test_an_answer_whole_and_in_pieces(serving: Serve, kind: Any) -> None:
    """The SDK reads both without finding anything that it does not know."""
    answer = [StreamEvent("reasoning", "hm"), "Hel", "lo", Usage(3, 2)]
    one = serving(kind([answer, answer]))
    with sdk(one) as client:
        whole = client.responses.create(model="scripted", input="Hi", instructions="Be brief")
        with client.responses.stream(model="scripted", input="Hi") as stream:
            kinds = [event.type for event in stream]
            streamed = stream.get_final_response()
    assert whole.output_text == streamed.output_text == "Hello"
    assert whole.usage is not None
    assert whole.usage.total_tokens == 5
    assert kinds.count("response.output_text.delta") == 2
    assert (kinds[0], kinds[-1]) == ("response.created", "response.completed")
    read_as(Response, whole.to_dict())
    first, second = one.calls()
    assert [first.client, second.client] == ["owner", "owner"]
    assert first.instructions()[0].text() == "Be brief"


def test_a_response_goes_on_from_another_one(serving: Serve) -> None:
    """What was said before comes from the history; instructions do not; tools get their results."""
    model = AsyncScriptedModel([["Hello"], called(), ["Rain"]])
    one = serving(model)
    with sdk(one) as client:
        ask: Any = {"model": "scripted", "tools": [WEATHER]}
        first = client.responses.create(**ask, input="Hi", instructions="Be brief")
        second = client.responses.create(
            **ask, input="Weather?", previous_response_id=first.id, instructions="Be long"
        )
        assert texts(model) == ["system: Be long", "user: Hi", "assistant: Hello", "user: Weather?"]
        (call,) = second.output
        assert call.type == "function_call"
        result: Any = {"type": "function_call_output", "call_id": call.call_id, "output": "12°"}
        third = client.responses.create(**ask, input=[result], previous_response_id=second.id)
        stored = client.responses.retrieve(third.id)
    assert third.output_text == stored.output_text == "Rain"
    told: Any = model.prompts[-1].messages[-1].parts[0]
    assert (told.name, told.output) == ("weather", "12°")
    assert stored.previous_response_id == second.id
    assert [len({call.conversation for call in one.calls()}), len(one.calls())] == [1, 3]


def test_a_client_that_keeps_its_history_makes_no_copies(serving: Serve) -> None:
    """Sent back with or without what is sealed, it is recognised; the model gets what it gave."""
    thought = StreamEvent("reasoning", "hm", provider_metadata={"x": {"signature": "s"}})
    model = AsyncScriptedModel([[thought, "One"], [thought, "Two"], ["Three"]])
    one = serving(model)
    with sdk(one) as client:
        items: list[Any] = [{"role": "user", "content": "1"}]
        for number, include in enumerate((["reasoning.encrypted_content"], [], [])):
            said: Any = {"model": "scripted", "include": include, "store": False}
            response = client.responses.create(**said, input=items)
            items += [item.to_dict() for item in response.output]
            items.append({"role": "user", "content": f"{number + 2}"})
    assert texts(model) == ["user: 1", "assistant: One", "user: 2", "assistant: Two", "user: 3"]
    thoughts: list[Any] = [each.parts[0] for each in model.prompts[-1].messages[1::2]]
    kept = [each.provider_metadata for each in thoughts]
    assert kept == [thought.provider_metadata] * 2
    assert len({call.conversation for call in one.calls()}) == 1


def test_what_is_stored_is_read_by_whoever_asked_it(serving: Serve) -> None:
    """Whole, or as the events that it came in, after any of them; also when the server forgot."""
    one = serving(AsyncScriptedModel([["Hel", "lo"]]))
    with sdk(one) as client:
        stream = client.responses.create(model="scripted", input="Hi", stream=True)
        events = [event.to_dict() for event in stream]
        wanted = str(events[-1]["response"]["id"])  # type: ignore[index]  # the last has it
        again = client.responses.retrieve(wanted, stream=True, starting_after=3)
        assert [event.to_dict() for event in again] == events[4:]
        asked = [item.to_dict() for item in client.responses.input_items.list(wanted)]
        assert [item["content"] for item in asked] == [[{"type": "input_text", "text": "Hi"}]]
        known = untimed(client.responses.retrieve(wanted))
        one.server.service.calls.forget(wanted.removeprefix("resp_"))  # type: ignore[union-attr]  # it runs
        assert untimed(client.responses.retrieve(wanted)) == known
        replayed = list(client.responses.retrieve(wanted, stream=True))
    assert "".join(getattr(each, "delta", "") for each in replayed) == "Hello"


def test_items_that_are_only_named_are_found_in_the_history(serving: Serve) -> None:
    """As clients send them that leave the history to the server."""
    model = AsyncScriptedModel([called(), ["Rain"]])
    with sdk(serving(model)) as client:
        first = client.responses.create(model="scripted", input="Hi", tools=[WEATHER])  # type: ignore[list-item]  # it is one
        items: list[Any] = [
            {"role": "user", "content": "Hi"},
            {"type": "item_reference", "id": first.output[0].id},
            {"type": "function_call_output", "call_id": "c1", "output": "12°"},
        ]
        client.responses.create(model="scripted", input=items)
        items[1]["id"] = "fc_1"
        with pytest.raises(openai.BadRequestError, match="not in the history"):
            client.responses.create(model="scripted", input=items)
    result: Any = model.prompts[-1].messages[-1].parts[0]
    assert (result.name, result.output) == ("weather", "12°")


def test_items_that_are_nowhere_are_looked_for_at_once(serving: Serve) -> None:
    """However many a client names, it is one question to the history."""
    one = serving(AsyncScriptedModel([["Hello"]]))
    items = [{"type": "item_reference", "id": f"msg_{new_id()}_0_0"} for _ in range(20_000)]
    store = one.server.service.history.store()  # type: ignore[union-attr]  # it runs, and keeps one
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    answer = one.post("/v1/responses", {"model": "scripted", "input": items})
    store.connection.set_trace_callback(None)
    assert answer.json()["error"]["code"] == "item_not_found"
    assert len(asked) < 10


@pytest.mark.parametrize("world", ["sync", "async"])
def test_in_the_background_an_answer_is_asked_for_later(serving: Serve, world: str) -> None:
    """It is at once there, in progress; then it can be followed, and is complete."""
    model = paced(world, ["Hel", "lo"])
    with sdk(serving(model)) as client:
        begun = client.responses.create(model="paced", input="Hi", background=True)
        assert (begun.status, begun.background, begun.output) == ("in_progress", True, [])
        model.allow()
        stream = iter(client.responses.retrieve(begun.id, stream=True))
        assert [next(stream).type for _ in range(5)][-1] == "response.output_text.delta"
        stream.close()  # type: ignore[attr-defined]  # it is a generator
        model.allow()
        done = eventually(
            lambda: (
                found
                if (found := client.responses.retrieve(begun.id)).status == "completed"
                else None
            )
        )
        assert done.output_text == "Hello"
        assert client.responses.cancel(begun.id) == done


@pytest.mark.parametrize("world", ["sync", "async"])
def test_cancelled_the_model_stops_and_what_was_said_stays(serving: Serve, world: str) -> None:
    """Whoever streams it is told that it ended; so says the history."""
    model = paced(world, ["Hel", "lo"])
    one = serving(model)
    with sdk(one) as client:
        stream = client.responses.create(model="paced", input="Hi", background=True, stream=True)
        model.allow()
        events: list[Any] = []
        while not events or events[-1].type != "response.output_text.delta":
            events.append(next(iter(stream)))
        cancelled = client.responses.cancel(events[0].response.id)
        assert [*stream][-1].type == "response.incomplete"
        assert (cancelled.status, cancelled.output_text) == ("cancelled", "Hel")
    model.allow(9)
    assert [call.status for call in one.calls()] == ["interrupted"]


def test_deleted_it_is_gone(serving: Serve) -> None:
    """From the API and from the history, and nothing goes on from it."""
    one = serving(AsyncScriptedModel([["Hello"], ["Again"]]))
    with sdk(one) as client:
        made = client.responses.create(model="scripted", input="Hi")
        client.responses.delete(made.id)
        for ask in (
            lambda: client.responses.retrieve(made.id),
            lambda: client.responses.input_items.list(made.id),
            lambda: client.responses.cancel(made.id),
            lambda: client.responses.delete(made.id),
            lambda: client.responses.create(
                model="scripted", input="x", previous_response_id=made.id
            ),
        ):
            with pytest.raises(openai.NotFoundError):
                ask()
    assert one.calls() == []


def test_what_was_not_to_be_stored_is_not_found(serving: Serve) -> None:
    """The owner of the history has it all the same."""
    one = serving(AsyncScriptedModel([["Hello"]]))
    with sdk(one) as client:
        made = client.responses.create(model="scripted", input="Hi", store=False)
        for wanted in (made.id, made.id.replace("unstored_", "")):
            with pytest.raises(openai.NotFoundError):
                client.responses.retrieve(wanted)
    assert len(one.calls()) == 1


def test_others_do_not_see_it(serving: Serve) -> None:
    """Without a token 401; with another one 404, wherever a response is named."""
    one = serving(AsyncScriptedModel([["Hello"]] * 3), tokens=("llm-a", "llm-b"))
    with sdk(one, "llm-a") as owner, sdk(one, "llm-b") as other, sdk(one) as reader:
        made = owner.responses.create(model="scripted", input="Hi")
        ask: Any = {"model": "scripted", "input": "x"}
        assert reader.responses.retrieve(made.id).output_text == "Hello"
        for stranger in (
            lambda who: who.responses.retrieve(made.id),
            lambda who: who.responses.retrieve(made.id, stream=True),
            lambda who: who.responses.input_items.list(made.id),
            lambda who: who.responses.cancel(made.id),
            lambda who: who.responses.delete(made.id),
            lambda who: who.responses.create(**ask, previous_response_id=made.id),
        ):
            with pytest.raises(openai.NotFoundError):
                stranger(other)


def test_without_a_token_nothing_stored_is_read(serving: Serve) -> None:
    """Where no token is set, a model may be asked by anybody, and that is all."""
    one = serving(AsyncScriptedModel([["Hello"]] * 2))
    ask: Any = {"model": "scripted", "input": "x"}
    made = one.post("/v1/responses", ask, token="")
    assert made.status_code == 200
    wanted = made.json()["id"]
    for path in (wanted, f"{wanted}/input_items"):
        assert one.get(f"/v1/responses/{path}", token="").status_code == 401
    for said in ({"previous_response_id": wanted}, {"conversation": f"conv_{'0' * 26}"}):
        assert one.post("/v1/responses", {**ask, **said}, token="").status_code == 401


@pytest.mark.parametrize("stream", [False, True])
def test_failures_have_the_protocols_shape(serving: Serve, stream: bool) -> None:
    """Before anything was said the status says it; later the stream does."""
    one = serving(AsyncScriptedModel([[ValueError("Broke")], ["Hel", ValueError("Broke")]]))
    with sdk(one) as client:
        ask: Any = {"input": "Hi", "stream": stream}
        with pytest.raises(openai.NotFoundError) as unknown:
            client.responses.create(model="none", **ask)
        assert (unknown.value.code, unknown.value.param) == ("model_not_found", "model")
        with pytest.raises(openai.APIStatusError):
            client.responses.create(model="scripted", **ask)
        if stream:
            *_, last = client.responses.create(model="scripted", **ask)
            assert last.type == "response.failed"
            assert (last.response.status, last.response.output_text) == ("failed", "Hel")
            stored = client.responses.retrieve(last.response.id)
            assert (stored.status, stored.output_text) == ("failed", "Hel")


def test_without_a_history_there_is_nothing_to_read(serving: Serve) -> None:
    """Answers are given all the same, and known for a while."""
    one = serving(AsyncScriptedModel([["Hello"]]), keeps=False)
    with sdk(one) as client:
        made = client.responses.create(model="scripted", input="Hi")
        assert client.responses.retrieve(made.id).output_text == "Hello"
        client.responses.delete(made.id)
        with pytest.raises(openai.NotFoundError, match="keeps no history"):
            client.responses.retrieve(made.id)


def test_the_async_sdk_speaks_to_it_too(serving: Serve) -> None:
    """Whole, streamed, parsed and stored."""
    one = serving(AsyncScriptedModel([["Hello"], ["Hel", "lo"]]))

    async def speak() -> None:
        async with openai.AsyncOpenAI(base_url=one.base_url, api_key=one.token) as client:
            whole = await client.responses.create(model="scripted", input="Hi")
            async with client.responses.stream(model="scripted", input="Hi") as stream:
                streamed = await stream.get_final_response()
            assert whole.output_text == streamed.output_text == "Hello"
            listed = [item async for item in client.responses.input_items.list(whole.id)]
            assert len(listed) == 1
            await client.responses.delete(whole.id)

    asyncio.run(speak())
