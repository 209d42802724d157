"""Every parameter and method of the `openai` SDK for responses and conversations."""

import asyncio
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import openai
import pytest
from openai.types.responses import Response
from pydantic import BaseModel

import llm
from llm.testing import AsyncScriptedModel
from tests.server.conftest import Serving
from tests.server.protocols.strictly import read_as
from tests.server.sdk.openai_responses import (
    CONVERSATION,
    CREATE,
    METHODS,
    OF_STREAMS,
    OTHERS,
    PAGE,
    PREVIOUS,
    TOOL,
    page,
)
from tests.server.sdk.parameters import Case, methods_of, parameters_of

WAYS = ("sync", "sync streamed", "async", "async streamed")
ASK: dict[str, Any] = {"model": "scripted", "input": "Hi"}
OPTIONS = {name: case for name, case in CREATE.items() if case.option}


class Everything(llm.Options):
    """Every option that a parameter may be for."""

    access_programs: Any = None
    background_options: Any = None
    context_management: list[Any] | None = None
    image: Any = None
    max_tokens: Any = None
    max_tool_calls: Any = None
    moderation: Any = None
    parallel_tool_calls: Any = None
    prompt_cache_key: Any = None
    prompt_cache_options: Any = None
    prompt_cache_retention: Any = None
    reasoning_effort: Any = None
    reasoning_summary: Any = None
    safety_identifier: Any = None
    service_tier: Any = None
    temperature: Any = None
    tool_choice: Any = None
    top_logprobs: Any = None
    top_p: Any = None
    user: Any = None


@contextmanager
def sdk(one: Serving) -> Iterator[openai.OpenAI]:
    """The SDK as a client of *one*."""
    with openai.OpenAI(base_url=one.base_url, api_key=one.token, max_retries=0) as client:
        yield client


def asked(one: Serving, way: str, **said: Any) -> tuple[Any, Any]:
    """The response to what is said, checked with the SDK's own types, and its headers."""
    ask = {**ASK, "stream": way.endswith("streamed"), **said}

    async def ask_awaited() -> tuple[Any, Any]:
        async with openai.AsyncOpenAI(base_url=one.base_url, api_key=one.token) as client:
            raw = await client.responses.with_raw_response.create(**ask)
            answer: Any = raw.parse()
            return [each async for each in answer] if ask["stream"] else answer, raw.headers

    if way.startswith("async"):
        answer, headers = asyncio.run(ask_awaited())
    else:
        with sdk(one) as client:
            raw = client.responses.with_raw_response.create(**ask)
            answer = raw.parse()
            answer, headers = list(answer) if ask["stream"] else answer, raw.headers
    response: Any = answer[-1].response if ask["stream"] else answer
    read_as(Response, response.to_dict())
    return response, headers


@pytest.mark.parametrize("way", WAYS)
def test_parameters_of_create(serving: Callable[..., Serving], way: str) -> None:
    """Each reaches the model, as part of the prompt or as an option, or is refused by its name."""
    model = AsyncScriptedModel([["Hello", "!"]] * (len(CREATE) + 1), Options=Everything)
    one = serving(model)
    with sdk(one) as client:
        previous, conversation = client.responses.create(**ASK), client.conversations.create()
    known = {PREVIOUS: previous.id, CONVERSATION: conversation.id}
    for name, case in CREATE.items():
        said = {"tools": [TOOL]} if name == "tool_choice" else {}
        value = known.get(case.value, case.value) if isinstance(case.value, str) else case.value
        if case.refused:
            with pytest.raises(openai.BadRequestError) as error:
                asked(one, way, **{name: value})
            assert error.value.param == name
            continue
        response, headers = asked(one, way, **said, **{name: value})
        if name == "background" and "streamed" not in way:
            with sdk(one) as client:
                list(client.responses.retrieve(response.id, stream=True))
                response = client.responses.retrieve(response.id)
        assert (response.output_text, headers.get("llm-ignored")) == ("Hello!", None), name
        assert reached(model.prompts[-1], case), name


def reached(prompt: Any, case: Case) -> bool:
    """Whether *prompt* shows the parameter of *case*."""
    if case.option is not None:
        return bool(getattr(prompt.options, case.option) == case.value)
    return case.seen is not None and case.seen(prompt)


def test_what_a_model_has_no_option_for_is_named(serving: Callable[..., Serving]) -> None:
    """The model answers without, and a header says what it was."""
    one = serving(AsyncScriptedModel([["Hello"]] * len(OPTIONS)))
    for name, case in OPTIONS.items():
        said = {"tools": [TOOL]} if name == "tool_choice" else {}
        response, headers = asked(one, "sync", **said, **{name: case.value})
        assert (response.output_text, headers["llm-ignored"]) == ("Hello", case.option), name


class Bird(BaseModel):
    """What a model is asked for."""

    name: str


def test_parse_and_stream(serving: Callable[..., Serving]) -> None:
    """An answer that follows a schema is an object; a stream can be taken up again."""
    written = ['{"name": ', '"Owl"}']
    with sdk(serving(AsyncScriptedModel([written, written]))) as client:
        parsed = client.responses.parse(**ASK, text_format=Bird)
        assert parsed.output_parsed == Bird(name="Owl")
        with client.responses.stream(**ASK, text_format=Bird, background=True) as stream:
            first = list(stream)
            final = stream.get_final_response()
        assert final.output_parsed == Bird(name="Owl")
        with client.responses.stream(response_id=final.id, starting_after=3) as stream:
            rest = list(stream)
    assert [each.type for each in rest] == [each.type for each in first if each.sequence_number > 3]


def test_counting(serving: Callable[..., Serving]) -> None:
    """What came before is counted, too; what is an estimate says so."""
    with sdk(serving(AsyncScriptedModel([["Hello"]]))) as client:
        made = client.responses.create(**ASK)
        raw = client.responses.input_tokens.with_raw_response
        alone, after = raw.count(**ASK), raw.count(**ASK, previous_response_id=made.id)
        in_empty = client.conversations.create(items=[{"role": "user", "content": "x" * 400}])
        within = raw.count(**ASK, conversation=in_empty.id).parse()
    assert alone.headers["llm-estimate"] == "true"
    assert 0 < alone.parse().input_tokens < after.parse().input_tokens < within.input_tokens


def test_what_is_not_served_says_so(serving: Callable[..., Serving]) -> None:
    """Nothing is compacted."""
    with (
        sdk(serving(AsyncScriptedModel())) as client,
        pytest.raises(openai.APIStatusError) as error,
    ):
        client.responses.compact(model="gpt-6-astra", input="x")
    assert error.value.status_code == 405


def test_cases_are_all_there_are() -> None:
    """The cases are the methods and parameters that the SDK has."""
    with openai.OpenAI(api_key="x") as client, warnings.catch_warnings():
        resources = {
            "responses": client.responses,
            "responses.input_items": client.responses.input_items,
            "responses.input_tokens": client.responses.input_tokens,
            "conversations": client.conversations,
            "conversations.items": client.conversations.items,
        }
        found = {
            f"{path}.{name}": method
            for path, resource in resources.items()
            for name, method in methods_of(resource).items()
        }
    assert set(found) == set(METHODS)
    assert parameters_of(found["responses.create"]) == list(CREATE)
    for name in ("parse", "stream"):
        taken = set(parameters_of(found[f"responses.{name}"]))
        assert taken - OF_STREAMS <= set(CREATE)
    assert {name: parameters_of(found[name]) for name in OTHERS} == OTHERS
    served = {name for name, (is_served, _) in METHODS.items() if is_served}
    assert served == {*OTHERS, "responses.create", "responses.parse", "responses.stream"}


def test_page_is_up_to_date() -> None:
    """`python -m tests.server.sdk.openai_responses` would write the page as it is."""
    assert page() == PAGE.read_text()
