"""The bundled OpenAI models against real llama.cpp servers: what a caller of `llm` sees of them."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from llm.errors import ModelError
from llm.parts import ReasoningPart
from tests.e2e.llama_servers import free_port

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import World
    from tests.e2e.llama_servers import HeldFile, LlamaServer

    Make = Callable[..., Any]

BOTH_APIS = pytest.mark.parametrize("name", ["Chat", "Responses"])
CAPITAL = "What is the capital of France?"
STORY = "Write a long story about a dog."
DOG = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 20},
        "age": {"type": "integer", "minimum": 0, "maximum": 20},
    },
    "required": ["name", "age"],
    "additionalProperties": False,
}


@pytest.fixture
def make(api: World) -> Make:
    """A model of either world: `make("Chat", url, …)`."""

    def made(name: str, url: str, **kwargs: Any) -> Any:
        given = {"key": "unused", "supports_tools": True, "supports_schema": True, **kwargs}
        return api.openai(name, "local", model_name="smollm2", api_base=url, **given)

    return made


def failure(api: World, response: Any) -> ModelError:
    """The error that *response* ends in."""
    with pytest.raises(ModelError) as caught:
        api.finish(response)
    assert "\n" not in str(caught.value)
    return caught.value


@BOTH_APIS
def test_it_answers(api: World, make: Make, chat_server: LlamaServer, name: str) -> None:
    """A question is answered; tokens, the reason for the end and the model's name are known."""
    response = make(name, chat_server.url).prompt(CAPITAL)
    assert "Paris" in api.wait(response.text())
    usage = api.wait(response.usage())
    assert usage.input > 10
    assert 3 < usage.output < 100
    assert response.finish_reason == "stop"
    assert response.resolved_model == "smollm2"


@BOTH_APIS
def test_it_streams(api: World, make: Make, chat_server: LlamaServer, name: str) -> None:
    """Text comes in pieces when it is streamed, and in one when it is not."""
    model = make(name, chat_server.url)
    streamed, whole = (model.prompt(CAPITAL, stream=stream) for stream in (True, False))
    pieces = [event.chunk for event in api.events(streamed) if event.type == "text"]
    assert len(pieces) > 3
    (event,) = api.events(whole)
    assert event.chunk == "".join(pieces) == api.wait(streamed.text())
    assert api.wait(whole.usage()).output == api.wait(streamed.usage()).output


@BOTH_APIS
def test_what_was_said_before_is_sent(
    api: World, make: Make, chat_server: LlamaServer, name: str
) -> None:
    """The second prompt of a conversation carries the system prompt, the first and its answer."""
    conversation = make(name, chat_server.url).conversation()
    first = api.finish(conversation.prompt(CAPITAL, system="You are brief. " * 20))
    second = api.finish(conversation.prompt("And of Italy?"))
    taken = [api.wait(response.usage()) for response in (first, second)]
    assert taken[0].input > 70
    assert taken[1].input > taken[0].input + taken[0].output


@BOTH_APIS
def test_max_tokens_end_the_answer(
    api: World, make: Make, chat_server: LlamaServer, name: str
) -> None:
    """No more tokens come than are asked for."""
    response = api.finish(make(name, chat_server.url).prompt(STORY, max_tokens=7))
    assert api.wait(response.usage()).output == 7
    if name == "Chat":  # the server says "completed" of every response
        assert response.finish_reason == "length"


@BOTH_APIS
@pytest.mark.parametrize("stream", [True, False])
def test_tools_are_called_and_their_results_used(
    api: World, make: Make, chat_server: LlamaServer, name: str, stream: bool
) -> None:
    """A chain runs the tool that the model asks for and ends in an answer with its result."""

    def multiply(x: int, y: int) -> int:
        """Multiply two numbers."""
        return x * y

    model = make(name, chat_server.url)
    chain = model.chain("What is 1234 * 4346?", tools=[api.tool(multiply)], stream=stream)
    assert "5362964" in api.wait(chain.text()).replace(",", "")
    asked, answered = chain._responses
    (call,) = api.wait(asked.tool_calls())
    assert (call.name, call.arguments) == ("multiply", {"x": 1234, "y": 4346})
    assert call.tool_call_id
    assert answered.prompt.tool_results[0].output == "5362964"
    assert answered.prompt.tool_results[0].tool_call_id == call.tool_call_id


def test_a_schema_is_followed(api: World, make: Make, chat_server: LlamaServer) -> None:
    """The answer is JSON that the schema allows (this server takes schemas in chats only)."""
    import jsonschema

    text = api.wait(make("Chat", chat_server.url).prompt("Invent a dog", schema=DOG).text())
    jsonschema.validate(json.loads(text), DOG)


@BOTH_APIS
@pytest.mark.parametrize("stream", [True, False])
def test_reasoning_is_told_apart_from_the_answer(
    api: World, make: Make, thinking_server: LlamaServer, name: str, stream: bool
) -> None:
    """What the model thinks comes before the text, as reasoning, in events and in the message."""
    response = make(name, thinking_server.url).prompt("What is 2+2?", stream=stream)
    events = api.events(response)
    types = [event.type for event in events]
    assert types == sorted(types)  # reasoning, then text
    assert set(types) == {"reasoning", "text"}
    assert (types.count("reasoning") > 1) == stream
    (message,) = api.wait(response.messages())
    thought, said = message.parts
    assert isinstance(thought, ReasoningPart)
    assert thought.text.strip()
    assert said.text == api.wait(response.text())
    assert thought.text == "".join(each.chunk for each in events if each.type == "reasoning")


@BOTH_APIS
def test_an_answer_with_reasoning_can_be_followed_up(
    api: World, make: Make, thinking_server: LlamaServer, name: str
) -> None:
    """A server takes back what it said itself, reasoning included."""
    conversation = make(name, thinking_server.url).conversation()
    api.finish(conversation.prompt("What is 2+2?"))
    assert api.wait(conversation.prompt("And 3+3?").text())


@pytest.mark.parametrize("stream", [True, False])
def test_legacy_completions_go_on_with_the_text(chat_server: LlamaServer, stream: bool) -> None:
    """A completion model goes on where the prompt ends."""
    from llm.default_plugins.openai_models import Completion

    model = Completion("local", model_name="smollm2", api_base=chat_server.url, key="unused")
    response = model.prompt("One, two, three, four,", max_tokens=8, stream=stream)
    assert "five" in response.text()
    assert (len(list(response)) > 1) == stream
    assert response.usage().output == 8
    assert response.finish_reason == "length"


def test_texts_become_vectors(embedding_server: LlamaServer) -> None:
    """Vectors come in the order of the texts, and the same text has the same vector."""
    from llm.default_plugins.openai_models import OpenAIEmbeddingModel

    model = OpenAIEmbeddingModel("local", "smollm2", api_base=embedding_server.url)
    model.key = "unused"
    cat, dog = (model.embed(text) for text in ("a cat", "a dog"))
    assert len(cat) == len(dog) == 576
    assert cat != dog
    for vector, alone in zip(
        model.embed_multi(["a dog", "a cat", "a dog"]), [dog, cat, dog], strict=True
    ):
        assert vector == pytest.approx(alone, abs=1e-3)


@BOTH_APIS
def test_a_wrong_key_says_what_to_do(
    api: World, make: Make, keyed_server: LlamaServer, name: str
) -> None:
    """A refused key is an error with status 401 that asks about the key and does not show it."""
    right = make(name, keyed_server.url, key="right").prompt("Hello", max_tokens=2)
    assert api.finish(right)
    error = failure(api, make(name, keyed_server.url, key="wrong-key").prompt("Hello"))
    assert error.status == 401
    assert "Is the key right?" in str(error)
    assert "wrong-key" not in str(error)


@BOTH_APIS
@pytest.mark.parametrize("stream", [True, False])
def test_a_prompt_that_is_too_long_is_an_error(
    api: World, make: Make, keyed_server: LlamaServer, name: str, stream: bool
) -> None:
    """The server's own words, status and code come back; it is asked once."""
    model = make(name, keyed_server.url, key="right")
    error = failure(api, model.prompt("word " * 2000, stream=stream))
    assert (error.status, error.code) == (400, "exceed_context_size_error")
    assert "512 tokens" in str(error)


def test_a_model_that_is_loading_is_asked_again(
    api: World,
    make: Make,
    loading: tuple[LlamaServer, HeldFile],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A server that answers 503 is asked again until it is ready, and the user sees why."""
    server, held = loading
    letting_go = threading.Timer(0.3, held.let_go)
    letting_go.start()
    assert "Paris" in api.wait(make("Chat", server.url).prompt(CAPITAL).text())
    letting_go.join()
    shown = capsys.readouterr().err
    assert "503" in shown
    assert "Loading model" in shown


def test_a_model_that_is_loading_is_not_waited_for_when_nothing_is_asked_again(
    api: World,
    make: Make,
    loading: tuple[LlamaServer, HeldFile],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who does not want to wait is told at once what the server said."""
    monkeypatch.setenv("LLM_RETRIES", "0")
    server, _ = loading
    error = failure(api, make("Chat", server.url).prompt(CAPITAL))
    assert error.status == 503
    assert "Loading model" in str(error)


@BOTH_APIS
def test_what_had_arrived_stays_when_the_server_dies(
    api: World, make: Make, launch: Callable[..., LlamaServer], name: str
) -> None:
    """A server that is killed in mid-stream is an error; all that it had said stays readable."""
    server = launch(template="smollm2-tools.jinja").wait()
    response = make(name, server.url).prompt(STORY)
    stream = api.stream(response)
    begun = api.take(stream, 5)
    server.kill()
    with pytest.raises(ModelError) as caught:
        api.take(stream)
    assert "\n" not in str(caught.value)
    text = "".join(event.chunk for event in begun)
    assert len(text) > 5
    assert "".join(response._chunks).startswith(text)
    assert response._stream_events[:5] == begun
    assert failure(api, response) is caught.value


@BOTH_APIS
def test_a_server_that_is_not_there_is_named(
    api: World, make: Make, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody listens, one line names the address."""
    monkeypatch.setenv("LLM_RETRIES", "0")
    port = free_port()
    error = failure(api, make(name, f"http://127.0.0.1:{port}/v1").prompt("Hello"))
    assert f"127.0.0.1:{port}" in str(error)
    assert error.status is None
