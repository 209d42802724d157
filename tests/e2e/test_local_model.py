"""The built-in model, for real, in both worlds: what a caller of `llm` sees of it."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

import llm
from llm.errors import InvalidOptions, ModelError
from llm.providers.local.model import AsyncLocalChat, LocalChat

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import World

pytestmark = pytest.mark.usefixtures("local_model")

DOG = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["name", "age"],
}
STORY = "Write a long story about a dog."


@dataclass
class Asked:
    """An answer that was read to its end."""

    text: str
    response: Any
    usage: Any


@pytest.fixture
def ask(api: World) -> Callable[..., Asked]:
    """Ask the model in either world: `ask(prompt, how="prompt", **arguments)`."""
    model = AsyncLocalChat() if api.awaits else LocalChat()

    def asked(prompt: str, how: str = "prompt", **arguments: Any) -> Asked:
        response = getattr(model, how)(prompt, **arguments)
        text = api.wait(response.text())
        return Asked(text, response, api.wait(response.usage()) if how == "prompt" else None)

    return asked


def multiply(x: int, y: int) -> int:
    """Multiply two numbers."""
    return x * y


def test_it_answers(ask: Callable[..., Asked]) -> None:
    """A question is answered in text, with the tokens counted and the reason for the end."""
    asked = ask("What is the capital of France?")
    assert "Paris" in asked.text
    assert asked.usage.input > 10
    assert 3 < asked.usage.output < 100
    assert asked.response.finish_reason == "stop"


def test_a_system_prompt_reaches_it() -> None:
    """The system prompt replaces the one that is sent when there is none."""
    plain = LocalChat().prompt("Hello", max_tokens=1)
    taught = LocalChat().prompt("Hello", system="You are a pirate. " * 40, max_tokens=1)
    sizes = [response.usage().input or 0 for response in (plain, taught)]
    assert sizes[1] > sizes[0] + 30


def test_it_streams_and_stops_with_its_reader() -> None:
    """Text comes in pieces; closing the response stops the model, and the next one is served."""
    response = LocalChat().prompt(STORY)
    events = response.stream_events()
    assert [next(events).type for _ in range(3)] == ["text"] * 3
    response.close()
    start = time.monotonic()
    assert "Paris" in LocalChat().prompt("What is the capital of France?").text()
    assert time.monotonic() - start < 5


def test_it_streams_and_stops_with_its_async_reader() -> None:
    """The same for `async` code, and the loop stays free while the model works."""
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.005)
            ticks += 1

    async def main() -> str:
        ticking = asyncio.create_task(tick())
        response = AsyncLocalChat().prompt(STORY)
        events = response.astream_events()
        assert [(await anext(events)).type for _ in range(30)] == ["text"] * 30
        await response.aclose()
        ticking.cancel()
        return await AsyncLocalChat().prompt("What is the capital of France?").text()

    start = time.monotonic()
    assert "Paris" in asyncio.run(main())
    assert time.monotonic() - start < 10
    assert ticks > 10


def test_without_streaming_the_text_comes_in_one_piece() -> None:
    """`stream=False` gives one event with all of the text."""
    response = LocalChat().prompt("What is the capital of France?", stream=False)
    (event,) = response.stream_events()
    assert event.chunk == response.text()


def test_max_tokens_end_the_answer(ask: Callable[..., Asked]) -> None:
    """An answer is cut at `max_tokens`, and the reason for its end says so."""
    asked = ask(STORY, max_tokens=7)
    assert asked.usage.output == 7
    assert asked.response.finish_reason == "length"


def test_a_seed_makes_chance_repeatable() -> None:
    """The same seed at a high temperature gives the same text, another one another."""
    first, again, other = (
        LocalChat().prompt(STORY, temperature=1.5, seed=seed, max_tokens=12).text()
        for seed in (1, 1, 2)
    )
    assert first == again != other


def test_stop_ends_the_answer_before_that_text() -> None:
    """The answer ends before any of the `stop` texts."""
    whole = LocalChat().prompt("What is the capital of France?").text()
    cut = LocalChat().prompt("What is the capital of France?", stop="Paris").text()
    assert cut == whole[: whole.index("Paris")]


@pytest.mark.parametrize(
    "option", [{"temperature": 3}, {"max_tokens": 0}, {"top_p": 2}, {"seed": "x"}, {"nonsense": 1}]
)
def test_options_that_it_does_not_take_are_refused(option: dict[str, Any]) -> None:
    """An option out of its bounds, or unknown, is named before the model is asked."""
    with pytest.raises(InvalidOptions, match=next(iter(option))):
        LocalChat().prompt("Hello", **option)


def test_a_schema_is_followed(ask: Callable[..., Asked]) -> None:
    """The answer to a prompt with a schema is JSON with the fields of the schema."""
    answer = json.loads(ask("Invent a dog", schema=DOG).text)
    assert isinstance(answer["name"], str)
    assert isinstance(answer["age"], int)


def test_a_schema_without_limits_comes_to_an_end() -> None:
    """A list that may go on for ever ends, and is valid."""
    dogs = {"type": "object", "properties": {"dogs": {"type": "array", "items": DOG}}}
    response = LocalChat().prompt("Invent many dogs", schema={**dogs, "required": ["dogs"]})
    assert json.loads(response.text())["dogs"]
    assert response.finish_reason == "stop"


def test_a_schema_that_makes_no_sense_is_an_error_of_one_line(ask: Callable[..., Asked]) -> None:
    """What the runtime cannot read is a `ModelError` that quotes it."""
    with pytest.raises(ModelError, match="unrecognized type") as caught:
        ask("Invent a dog", schema={"type": "objekt"})
    assert "\n" not in str(caught.value)


def test_it_calls_a_tool_and_answers_with_the_result(ask: Callable[..., Asked]) -> None:
    """A chain calls the function that it was given, and tells what came of it."""
    calls: list[Any] = []
    asked = ask(
        "What is 1234 * 4346?",
        how="chain",
        tools=[multiply],
        after_call=lambda tool, call, result: calls.append((call.arguments, result.output)),
    )
    assert calls == [({"x": 1234, "y": 4346}, "5362964")]
    assert "5362964" in asked.text


def test_a_schema_holds_for_the_answer_after_a_tool() -> None:
    """With tools and a schema, the tool is called first and the answer follows the schema."""
    product = {"type": "object", "properties": {"product": {"type": "integer"}}}
    schema = {**product, "required": ["product"]}
    chain = LocalChat().chain("What is 1234 * 4346?", tools=[multiply], schema=schema)
    *_, last = chain.responses()
    assert isinstance(json.loads(last.text())["product"], int)


def test_it_replies_in_a_conversation(ask: Callable[..., Asked], api: World) -> None:
    """A reply takes what was said before along."""
    first = ask("My name is Ada.", max_tokens=20)
    reply = api.wait(first.response.reply("What is my name?"))
    assert api.wait(reply.text())
    assert api.wait(reply.usage()).input > first.usage.input + first.usage.output


def test_a_prompt_that_is_too_long_is_an_error_of_one_line(ask: Callable[..., Asked]) -> None:
    """A prompt longer than the context is refused with both numbers, and the next is served."""
    with pytest.raises(ModelError, match=r"The prompt has \d+ tokens, and .* takes 4096") as caught:
        ask("word " * 6000)
    assert "\n" not in str(caught.value)
    assert "Paris" in ask("What is the capital of France?").text


@pytest.mark.parametrize(
    "said",
    [
        {"prompt": "Hello"},
        {"prompt": "Hello", "system": "You are a pirate."},
        {"messages": [llm.user("One"), llm.assistant("Two"), llm.user("Three")]},
        {"prompt": "What is 123 times 456?", "tools": [multiply]},
        {"prompt": "Invent a dog", "schema": DOG},
    ],
)
def test_it_counts_the_tokens_that_it_will_see(api: World, said: dict[str, Any]) -> None:
    """In both worlds the count is the number that a call then takes."""
    model = AsyncLocalChat() if api.awaits else LocalChat()
    response = LocalChat().prompt(**said, max_tokens=1)
    assert api.wait(model.count_tokens(**said)) == response.usage().input


def test_it_counts_what_is_too_long_for_it(api: World) -> None:
    """Who counts finds out that it is too much; and an answer comes right after a count."""
    model = AsyncLocalChat() if api.awaits else LocalChat()
    assert api.wait(model.count_tokens("word " * 6000)) > 6000
    assert "Paris" in LocalChat().prompt("What is the capital of France?").text()


def test_a_server_tells_the_count_as_exact() -> None:
    """It is the model's own number, and no estimate."""
    from llm.server.asking.asked import Asked as AskedOfServer
    from llm.server.asking.counting import counted

    said = AskedOfServer("smollm2", [llm.system("Be brief."), llm.user("Hello")])
    expected = LocalChat().prompt(messages=said.messages, max_tokens=1).usage().input
    assert asyncio.run(counted(AsyncLocalChat(), said, asyncio.to_thread)) == expected


def test_threads_share_one_model() -> None:
    """Prompts from several threads are all answered, from one copy of the weights."""
    answers = []

    def run() -> None:
        answers.append(LocalChat().prompt("What is the capital of France?").text())

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 3
    assert all("Paris" in answer for answer in answers)


def test_it_is_registered_under_three_names() -> None:
    """It is found by its id and its aliases, in both worlds."""
    for name in ("smollm2-135m", "smollm2", "local"):
        assert str(llm.get_model(name)) == "Local: smollm2-135m"
        assert str(llm.get_async_model(name)) == "Local: smollm2-135m"
