"""What a model's class, and what plugins make of it, turns into a request."""

from __future__ import annotations

from typing import Any

import openai
import pytest

import llm
from llm.default_plugins.openai_models import (
    AsyncChat,
    Chat,
    Completion,
    OpenAIEmbeddingModel,
    Responses,
)
from llm.models.prompt import Prompt
from llm.net.request import Request

CLASSES = [Chat, AsyncChat, Completion, Responses]
SERVER = "http://host:8080/v1"


def request_of(model: Any, key: str | None = "a-key") -> Request:
    """The request that a prompt to *model* amounts to."""
    request: Request = model.call(Prompt("hello", model), True, None, key).request
    return request


def chat_with(**kwargs: Any) -> Chat:
    """A model of a plugin that adds *kwargs* to the body."""

    class Plugin(Chat):
        def build_kwargs(self, prompt: Prompt, stream: bool) -> dict[str, Any]:
            return {**super().build_kwargs(prompt, stream), **kwargs}

    return Plugin("m", api_base=SERVER, headers={"X-Own": "1"})


@pytest.mark.parametrize("make", CLASSES)
def test_a_server_that_is_set_later_is_not_shown_openais_key(make, monkeypatch):
    """Neither the stored key nor that of the environment goes to another server."""
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    model = make("m")
    assert model.get_key() == "secret"
    model.api_base = SERVER
    assert model.get_key() is None
    vectors = OpenAIEmbeddingModel("v", "v")
    vectors.api_base = SERVER
    assert vectors.get_key() is None
    model = make("m")
    model.needs_key = "mine"
    model.api_base = SERVER
    with pytest.raises(llm.NeedsKeyException, match="llm keys set mine"):
        model.get_key()


def test_what_the_sdk_takes_beside_the_body():
    """It goes where the SDK would put it, and its marks for what is left out go nowhere."""
    model = chat_with(
        top_k=openai.NOT_GIVEN,
        extra_body={"min_p": 0.1, "top_a": openai.omit},
        extra_headers={"authorization": "Basic x", "X-Own": openai.omit, "X-More": "2"},
        extra_query={"beta": "true", "gone": openai.omit},
    )
    request = request_of(model)
    assert request.url == f"{SERVER}/chat/completions?beta=true"
    assert request.headers == {"authorization": "Basic x", "X-More": "2"}
    assert request.body["min_p"] == 0.1
    assert not {"top_k", "top_a", "extra_body", "extra_headers", "extra_query"} & set(request.body)


@pytest.mark.parametrize(
    ("timeout", "connect", "silence"),
    [(7, 7, 7), (openai.Timeout(7, connect=2), 2, 7), (None, 10, 300), (openai.NOT_GIVEN, 10, 300)],
)
def test_a_timeout_is_for_one_wait_and_not_for_the_whole_answer(timeout, connect, silence):
    """As it is to the SDK: a long answer may take longer, as long as something comes."""
    limits = request_of(chat_with(timeout=timeout)).limits
    assert (limits.connect, limits.silence, limits.total) == (connect, silence, None)


def test_a_model_without_a_key_is_named_by_its_server():
    """Errors name who was asked, also where the environment says who."""

    class Keyless(Chat):
        needs_key = None

    assert request_of(Keyless("m"), None).provider == "api.openai.com"


def test_a_subclass_that_never_calls_the_constructor():
    """What it does not set is as for any model."""

    class Bare(Chat):
        model_id = "bare"
        supports_tools = True

        def __init__(self) -> None:
            pass

    assert request_of(Bare()).body["model"] == "bare"
    assert Bare().prompt("hello", tools=[llm.Tool(name="t")]).prompt.tools


def test_what_a_subclass_says_of_all_its_models_holds():
    """A feature of the class needs no keyword, and a keyword goes before it."""

    class Plugin(Chat):
        supports_schema = True

    assert Plugin("m").supports_schema
    assert not Plugin("m", supports_schema=False).supports_schema


@pytest.mark.parametrize("make", CLASSES)
def test_an_option_that_a_plugin_sets_on_a_prompt_is_sent(make):
    """Options that nobody gave can be set like those that were given."""
    model = make("m")
    prompt = Prompt("hello", model)
    prompt.options.temperature = 0.5
    assert model.call(prompt, False, None, "k").request.body["temperature"] == 0.5
    with pytest.raises(ValueError, match="nothing"):
        prompt.options.nothing = 1
