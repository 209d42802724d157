"""Every parameter and method of the `anthropic` SDK for messages and models."""

from collections.abc import Callable
from typing import Any

import anthropic
import pytest

import llm
from llm.testing import AsyncScriptedModel
from tests.server.conftest import Serving
from tests.server.sdk.anthropic_client import WAYS, Asker
from tests.server.sdk.anthropic_messages import (
    BODY_ONLY,
    LISTS,
    MESSAGES,
    METHODS,
    OTHERS,
    PAGE,
    page,
)
from tests.server.sdk.both_clients import asked_with
from tests.server.sdk.parameters import Case, methods_of, parameters_of

CASES = MESSAGES | BODY_ONLY


class Everything(llm.Options):
    """Every option that a parameter may be for."""

    cache: Any = None
    container: Any = None
    diagnostics: Any = None
    inference_geo: Any = None
    max_tokens: Any = None
    reasoning_effort: Any = None
    service_tier: Any = None
    speed: Any = None
    stop: list[str] | None = None
    temperature: Any = None
    thinking: Any = None
    thinking_budget: Any = None
    tool_choice: Any = None
    top_k: Any = None
    top_p: Any = None
    user: Any = None


def said_with(name: str, case: Case) -> dict[str, Any]:
    """What the SDK is given, so that the parameter *name* is sent."""
    if name in BODY_ONLY:
        return {"extra_body": {name: case.value}}
    tools = {"tools": MESSAGES["tools"].value} if name == "tool_choice" else {}
    return {**tools, name: case.value}


@pytest.mark.parametrize("way", WAYS)
def test_parameters_of_messages(serving: Callable[..., Serving], way: str) -> None:
    """Each reaches the model, as part of the prompt or as an option."""
    model = AsyncScriptedModel([["Hello", "!"]] * len(CASES), Options=Everything)

    async def body(asker: Asker) -> None:
        for name, case in CASES.items():
            if name == "stream":
                continue  # two of the ways
            message, headers = await asker.ask(way, **said_with(name, case))
            assert (message.content[0].text, headers.get("llm-ignored")) == ("Hello!", None), name
            prompt = model.prompts[-1]
            if case.option is None:
                assert case.seen is not None
                assert case.seen(prompt), name
            else:
                expected = case.value if case.given is None else case.given
                assert getattr(prompt.options, case.option) == expected, name

    asked_with(Asker(serving(model)), body)


@pytest.mark.parametrize("way", WAYS)
def test_what_a_model_has_no_option_for_is_named(serving: Callable[..., Serving], way: str) -> None:
    """The model answers without, and a header says what it was."""
    options = {name: case for name, case in CASES.items() if case.option}
    model = AsyncScriptedModel([["Hello"]] * len(options))

    async def body(asker: Asker) -> None:
        for name, case in options.items():
            message, headers = await asker.ask(way, **said_with(name, case))
            assert message.content[0].text == "Hello"
            assert case.option in headers["llm-ignored"].split(", "), name

    asked_with(Asker(serving(model)), body)


def test_create_with_stream_gives_the_events(serving: Callable[..., Serving]) -> None:
    """With `stream`, `create` gives the events as they are sent."""
    model = AsyncScriptedModel([["Hel", "lo"]] * 2)

    async def body(asker: Asker) -> None:
        said: Any = {"model": "scripted", "max_tokens": 9, "messages": MESSAGES["messages"].value}
        events = [event.type for event in asker.sync.messages.create(**said, stream=True)]
        stream = await asker.awaited.messages.create(**said, stream=True)
        assert events == [event.type async for event in stream]
        assert events == [
            "message_start", "content_block_start", "content_block_delta", "content_block_delta",
            "content_block_stop", "message_delta", "message_stop",
        ]  # fmt: skip

    asked_with(Asker(serving(model)), body)


def test_tokens_are_counted(serving: Callable[..., Serving]) -> None:
    """Every parameter is taken; the number is an estimate, which the header says."""
    model = AsyncScriptedModel()

    async def body(asker: Asker) -> None:
        taken = set(parameters_of(asker.sync.messages.count_tokens)) - {"output_format"}
        ask: Any = {"model": "scripted", "messages": MESSAGES["messages"].value}
        plain = asker.sync.messages.count_tokens(**ask).input_tokens
        assert plain == (await asker.awaited.messages.count_tokens(**ask)).input_tokens
        for name in taken:
            said = {**ask, **said_with(name, MESSAGES[name])}
            raw = asker.sync.messages.with_raw_response.count_tokens(**said)
            assert raw.headers["llm-estimate"] == "true"
            adds = name in ("tools", "tool_choice", "system", "output_config")
            assert (raw.parse().input_tokens > plain) == adds, name

    asked_with(Asker(serving(model)), body)


def test_methods_of_models(serving: Callable[..., Serving]) -> None:
    """Models that chat are listed by pages, and found by their ids."""

    async def body(asker: Asker) -> None:
        models = asker.sync.models
        first = models.list(limit=1)
        assert [model.id for model in first.data] == ["scripted"]
        assert first.has_more
        every = [model.id for model in models.list(limit=7)]
        assert len(every) == len(set(every)) > 7
        assert every == [model.id async for model in asker.awaited.models.list()]
        for name, case in LISTS.items():
            assert isinstance(models.list(**{name: case.value}).data, list)
        assert models.list(before_id=every[1]).data[0].id == every[0]
        assert models.list(lifecycle=["retired"]).data == []
        found = await asker.awaited.models.retrieve("scripted")
        assert found == models.retrieve("scripted")
        assert (found.id, found.type, found.lifecycle) == ("scripted", "model", "active")
        with pytest.raises(anthropic.NotFoundError):
            models.retrieve("none/such")
        with pytest.raises(anthropic.BadRequestError, match="limit"):
            models.list(limit=0)

    asked_with(Asker(serving(AsyncScriptedModel())), body)


def test_batches_are_not_served(serving: Callable[..., Serving]) -> None:
    """Whoever asks for a batch is told that there is no such thing."""

    async def body(asker: Asker) -> None:
        batches = asker.sync.messages.batches
        for ask in (
            lambda: batches.create(requests=[]),
            lambda: batches.retrieve("b1"),
            lambda: batches.cancel("b1"),
            lambda: batches.delete("b1"),
            lambda: batches.results("b1"),
            batches.list,
        ):
            with pytest.raises(anthropic.NotFoundError):
                ask()

    asked_with(Asker(serving(AsyncScriptedModel())), body)


def test_cases_are_all_there_are() -> None:
    """The cases are the methods and parameters that the SDK has."""
    with anthropic.Anthropic(api_key="x") as client:
        resources = {
            "messages": client.messages,
            "messages.batches": client.messages.batches,
            "models": client.models,
        }
        found = {
            f"{path}.{name}": method
            for path, resource in resources.items()
            for name, method in methods_of(resource).items()
        }
    assert set(found) == set(METHODS)
    assert parameters_of(found["messages.create"]) == list(MESSAGES)
    for name in ("stream", "parse", "count_tokens"):
        assert set(parameters_of(found[f"messages.{name}"])) <= set(MESSAGES | OTHERS)
    assert set(parameters_of(found["models.list"])) == set(LISTS)


def test_page_is_up_to_date() -> None:
    """`python -m tests.server.sdk.anthropic_messages` would write the page as it is."""
    assert page() == PAGE.read_text()
