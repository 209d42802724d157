"""Every parameter and method of the `openai` SDK for chat, embeddings and models."""

import base64
from array import array
from collections.abc import Callable
from typing import Any

import openai
import pytest

import llm
from llm.testing import AsyncScriptedModel, ScriptedEmbeddingModel
from tests.server.conftest import Serving
from tests.server.sdk.both_clients import asked_with
from tests.server.sdk.openai_chat import CHAT, EMBEDDINGS, METHODS, PAGE, page
from tests.server.sdk.parameters import Case, methods_of, parameters_of

WAYS = ("sync", "sync streamed", "async", "async streamed")
ASK = {"model": "scripted", "messages": [{"role": "user", "content": "Hi"}]}
VECTORS = {"cat": [1.0, 0.5], "dog": [0.25, 0.0]}


class Everything(llm.Options):
    """Every option that a parameter may be for."""

    stop: list[str] | None = None
    logit_bias: dict[str, int] | None = None
    audio: Any = None
    frequency_penalty: Any = None
    logprobs: Any = None
    max_tokens: Any = None
    metadata: Any = None
    modalities: list[str] | None = None
    moderation: Any = None
    parallel_tool_calls: Any = None
    prediction: Any = None
    presence_penalty: Any = None
    prompt_cache_key: Any = None
    prompt_cache_options: Any = None
    prompt_cache_retention: Any = None
    reasoning_effort: Any = None
    safety_identifier: Any = None
    seed: Any = None
    service_tier: Any = None
    temperature: Any = None
    tool_choice: Any = None
    top_logprobs: Any = None
    top_p: Any = None
    user: Any = None
    verbosity: Any = None


class Asker:
    """Asks a server through both clients of the SDK, in each of the `WAYS`."""

    def __init__(self, one: Serving) -> None:
        said: Any = {"base_url": one.base_url, "api_key": one.token, "max_retries": 0}
        self.sync, self.awaited = openai.OpenAI(**said), openai.AsyncOpenAI(**said)

    async def ask(self, way: str, **said: Any) -> tuple[str, Any]:
        """The text of the answer to what is said, and its headers."""
        said = {**ASK, "stream": way.endswith("streamed"), **said}
        if way.startswith("sync"):
            raw = self.sync.chat.completions.with_raw_response.create(**said)
            answer: Any = raw.parse()
            is_stream = isinstance(answer, openai.Stream)
            chunks: Any = list(answer) if is_stream else None
        else:
            raw = await self.awaited.chat.completions.with_raw_response.create(**said)
            answer = raw.parse()
            is_stream = isinstance(answer, openai.AsyncStream)
            chunks = [chunk async for chunk in answer] if is_stream else None
        if chunks is None:
            return answer.choices[0].message.content, raw.headers
        first = [choice for chunk in chunks for choice in chunk.choices if choice.index == 0]
        return "".join(choice.delta.content or "" for choice in first), raw.headers


@pytest.mark.parametrize("way", WAYS)
def test_parameters_of_chats(serving: Callable[..., Serving], way: str) -> None:
    """Each reaches the model, as part of the prompt or as an option, or is refused by its name."""
    model = AsyncScriptedModel([["Hello", "!"]] * (len(CHAT) + 1), Options=Everything)

    async def body(asker: Asker) -> None:
        for name, case in CHAT.items():
            if case.refused:
                with pytest.raises(openai.APIStatusError) as error:
                    await asker.ask(way, **{name: case.value})
                param = "tools" if name == "web_search_options" else name
                assert (error.value.status_code, error.value.param) == (400, param)
                continue
            said = {"tools": CHAT["tools"].value} if name == "tool_choice" else {}
            text, headers = await asker.ask(way, **said, **{name: case.value})
            assert (text, headers.get("llm-ignored")) == ("Hello!", None), name
            assert reached(model.prompts[-1], case), name

    asked_with(Asker(serving(model)), body)


def reached(prompt: Any, case: Case) -> bool:
    """Whether *prompt* shows the parameter of *case*."""
    if case.option is not None:
        expected = case.value if case.given is None else case.given
        return bool(getattr(prompt.options, case.option) == expected)
    return case.seen is not None and case.seen(prompt)


@pytest.mark.parametrize("way", WAYS)
def test_what_a_model_has_no_option_for_is_named(serving: Callable[..., Serving], way: str) -> None:
    """The model answers without, and a header says what it was."""
    options = {name: case for name, case in CHAT.items() if case.option}
    model = AsyncScriptedModel([["Hello"]] * len(options))

    async def body(asker: Asker) -> None:
        for name, case in options.items():
            said = {"tools": CHAT["tools"].value} if name == "tool_choice" else {}
            text, headers = await asker.ask(way, **said, **{name: case.value})
            assert (text, headers["llm-ignored"]) == ("Hello", case.option), name

    asked_with(Asker(serving(model)), body)


def test_parameters_of_embeddings(serving: Callable[..., Serving]) -> None:
    """Texts become vectors, in whichever form they are asked for."""
    model = ScriptedEmbeddingModel(VECTORS)

    async def body(asker: Asker) -> None:
        for name, case in EMBEDDINGS.items():
            said: Any = {"model": model.model_id, "input": ["cat", "dog"], name: case.value}
            for made in (
                asker.sync.embeddings.create(**said),
                await asker.awaited.embeddings.create(**said),
            ):
                vectors = [each.embedding for each in made.data]
                if said.get("encoding_format") == "base64":  # as it comes, where one asks for it
                    vectors = [read(each) for each in vectors]
                assert vectors == [[1.0, 0.5], [0.25, 0.0]], name
                assert made.usage.total_tokens > 0

    asked_with(Asker(serving(model)), body)


def read(written: Any) -> list[float]:
    """The numbers in base64."""
    return [*array("f", base64.b64decode(written))]


def test_methods_of_models(serving: Callable[..., Serving]) -> None:
    """Chat models and embedding models are listed and found, and nobody deletes one."""
    one = serving(AsyncScriptedModel(), ScriptedEmbeddingModel(VECTORS))

    async def body(asker: Asker) -> None:
        ids = {model.id for model in asker.sync.models.list()}
        assert {"scripted", "scripted-embedding"} <= ids
        assert ids == {model.id async for model in asker.awaited.models.list()}
        for name in ("scripted", "scripted-embedding"):
            found = await asker.awaited.models.retrieve(name)
            assert found == asker.sync.models.retrieve(name)
            assert (found.id, found.object) == (name, "model")
        with pytest.raises(openai.NotFoundError):
            asker.sync.models.retrieve("none/such")
        with pytest.raises(openai.APIStatusError) as error:
            asker.sync.models.delete("scripted")
        assert error.value.status_code == 405

    asked_with(Asker(one), body)


def test_chats_have_no_metadata(serving: Callable[..., Serving]) -> None:
    """Whoever notes something with a stored chat, or asks for it, is refused."""

    async def body(asker: Asker) -> None:
        chats = asker.sync.chat.completions
        with pytest.raises(openai.APIStatusError) as error:
            chats.update("chatcmpl-1", metadata={})
        assert error.value.status_code == 405
        with pytest.raises(openai.BadRequestError, match="metadata"):
            chats.list(metadata={"a": "b"})

    asked_with(Asker(serving(AsyncScriptedModel())), body)


def test_cases_are_all_there_are() -> None:
    """The cases are the methods and parameters that the SDK has."""
    with openai.OpenAI(api_key="x") as client:
        resources = {
            "chat.completions": client.chat.completions,
            "chat.completions.messages": client.chat.completions.messages,
            "embeddings": client.embeddings,
            "models": client.models,
        }
        found = {
            f"{path}.{name}": method
            for path, resource in resources.items()
            for name, method in methods_of(resource).items()
        }
    assert set(found) == set(METHODS)
    assert parameters_of(found["chat.completions.create"]) == list(CHAT)
    for name in ("parse", "stream"):
        rest = {"stream"}
        assert {*parameters_of(found[f"chat.completions.{name}"]), *rest} == set(CHAT)
    assert set(parameters_of(found["embeddings.create"])) == set(EMBEDDINGS)


def test_page_is_up_to_date() -> None:
    """`python -m tests.server.sdk.openai_chat` would write the page as it is."""
    assert page() == PAGE.read_text()
