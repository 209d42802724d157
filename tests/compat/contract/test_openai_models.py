"""§6.1 and §6.2 of the contract: the models of the bundled OpenAI plugin, and their options."""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest

import llm
from llm.default_plugins import openai_models
from tests.cli.openai_server import OpenAIServer

IMAGES = {"image/gif", "image/jpeg", "image/png", "image/webp", "application/pdf"}
SEEING = {"gpt-4o": "4o", "gpt-4o-mini": "4o-mini", "gpt-4.1": "4.1", "gpt-4.1-mini": "4.1-mini"}
SEEING |= {"gpt-4.1-nano": "4.1-nano"}
WRITING = {
    "gpt-3.5-turbo": "3.5 chatgpt",
    "gpt-3.5-turbo-16k": "chatgpt-16k 3.5-16k",
    "gpt-4": "4 gpt4",
    "gpt-4-turbo-2024-04-09": "",
    "gpt-4-turbo": "gpt-4-turbo-preview 4-turbo 4t",
}
_LISTED = """
    o1 o1-2024-12-17 o3-mini o3 o4-mini gpt-5 gpt-5-mini gpt-5-nano gpt-5-2025-08-07
    gpt-5-mini-2025-08-07 gpt-5-nano-2025-08-07 gpt-5.1 gpt-5.2 gpt-5.2-chat-latest gpt-5.4
    gpt-5.4-2026-03-05 gpt-5.4-mini gpt-5.4-mini-2026-03-17 gpt-5.4-nano gpt-5.4-nano-2026-03-17
    gpt-5.5 gpt-5.5-2026-04-23 gpt-5.6-sol gpt-5.6-terra gpt-5.6-luna gpt-6-astra gpt-6-sol
    gpt-6-luna
"""
RESPONSES = _LISTED.split()
EMBEDDINGS = {
    "text-embedding-ada-002": "ada ada-002",
    "text-embedding-3-small": "3-small",
    "text-embedding-3-large": "3-large",
    "text-embedding-3-small-512": "3-small-512",
    "text-embedding-3-large-256": "3-large-256",
    "text-embedding-3-large-1024": "3-large-1024",
}
SHARED = {"temperature", "max_tokens", "top_p", "frequency_penalty", "presence_penalty", "stop"}
SHARED |= {"logit_bias", "seed"}


def entry_of(model_id: str) -> Any:
    """The model that is listed with that id."""
    (entry,) = (one for one in llm.get_models_with_aliases() if one.model.model_id == model_id)
    return entry


def options_of(model_id: str, **given: Any) -> Any:
    """The *given* options of a model, checked."""
    return llm.get_model(model_id).Options(**given)


@pytest.mark.parametrize("model_id", [*SEEING, *WRITING])
def test_chat_models(model_id):
    """§6.1 Chat: id, aliases, label, both worlds; vision, schema and tools of the newer ones."""
    entry = entry_of(model_id)
    assert type(entry.model) is openai_models.Chat
    assert type(entry.async_model) is openai_models.AsyncChat
    assert entry.aliases == (SEEING | WRITING)[model_id].split()
    assert str(entry.model) == f"OpenAI Chat: {model_id}"
    is_newer = model_id in SEEING
    assert (entry.model.supports_schema, entry.model.supports_tools) == (is_newer, is_newer)
    assert set(entry.model.attachment_types) == (IMAGES if is_newer else set())


@pytest.mark.parametrize("model_id", RESPONSES)
def test_responses_models(model_id):
    """§6.1 Responses: id, label, both worlds; o1 does not stream."""
    entry = entry_of(model_id)
    assert type(entry.model) is openai_models.Responses
    assert type(entry.async_model) is openai_models.AsyncResponses
    assert str(entry.model) == f"OpenAI Responses: {model_id}"
    assert entry.model.can_stream == (model_id not in {"o1", "o1-2024-12-17"})


def test_the_completion_model(recorder):
    """§6.1 Completion: sync only, two aliases, `default_max_tokens` 256."""
    entry = entry_of("gpt-3.5-turbo-instruct")
    assert (type(entry.model), entry.async_model) == (openai_models.Completion, None)
    assert entry.aliases == ["3.5-instruct", "chatgpt-instruct"]
    assert str(entry.model) == "OpenAI Completion: gpt-3.5-turbo-instruct"
    entry.model.api_base = recorder.url
    entry.model.prompt("Once", key="x").text()
    (request,) = recorder.requests
    assert (request.path, request.body["max_tokens"]) == ("/v1/completions", 256)


@pytest.mark.parametrize("model_id", EMBEDDINGS)
def test_embedding_models(model_id):
    """§6.1 embeddings: id, aliases, batches of 100."""
    found = llm.get_embedding_models_with_aliases()
    (entry,) = (each for each in found if each.model.model_id == model_id)
    assert entry.aliases == EMBEDDINGS[model_id].split()
    assert entry.model.batch_size == 100


@pytest.mark.parametrize(
    ("model_id", "asked", "dimensions"),
    [("3-small-512", "text-embedding-3-small", 512), ("ada", "text-embedding-ada-002", None)],
)
def test_embeddings_are_asked_for(server: OpenAIServer, inside, model_id, asked, dimensions):
    """§6.1 embeddings: the name of the server's model, and the dimensions of the id, are sent."""
    from tests.cli.openai_server import Raw

    vector = base64.b64encode(struct.pack("<2f", 1, 2)).decode()
    server.says(Raw(200, f'{{"data": [{{"index": 0, "embedding": "{vector}"}}]}}'))
    env = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk"}
    assert inside("embed", "-m", model_id, "-c", "x", env=env).stdout == "[1.0, 2.0]\n"
    (request,) = server.prompts()
    assert (request.body["model"], request.body.get("dimensions")) == (asked, dimensions)


@pytest.mark.parametrize("model_id", ["gpt-4o", "gpt-5", "gpt-3.5-turbo-instruct"])
def test_the_key(model_id, user_directory, monkeypatch):
    """§6.1 key: the one called `openai`, else OPENAI_API_KEY; the stored one goes first."""
    model = llm.get_model(model_id)
    assert (model.needs_key, model.key_env_var) == ("openai", "OPENAI_API_KEY")
    monkeypatch.setenv("OPENAI_API_KEY", "of the environment")
    assert model.get_key() == "of the environment"
    (user_directory / "keys.json").write_text('{"openai": "stored"}')
    assert model.get_key() == "stored"


@pytest.mark.parametrize("model_id", [*SEEING, *WRITING, *RESPONSES, "gpt-3.5-turbo-instruct"])
def test_shared_options(model_id):
    """§6.2 shared: every model has these."""
    assert set(llm.get_model(model_id).Options.model_fields) >= SHARED


LIMITS = {
    "temperature": (0, 2),
    "top_p": (0, 1),
    "frequency_penalty": (-2, 2),
    "presence_penalty": (-2, 2),
}


@pytest.mark.parametrize("name", LIMITS)
def test_limits(name):
    """§6.2 shared: temperature 0-2, top_p 0-1, penalties -2…2."""
    low, high = LIMITS[name]
    for limit in (low, high):
        assert getattr(options_of("gpt-4o", **{name: limit}), name) == limit
    for value in (low - 0.1, high + 0.1):
        with pytest.raises(ValueError, match=name):
            options_of("gpt-4o", **{name: value})


@pytest.mark.parametrize(
    ("given", "bias"),
    [('{"12": -100}', {12: -100}), ({12: 100}, {12: 100}), ({12: 101}, None), ("x", None)],
)
def test_logit_bias(given, bias):
    """§6.2 shared: logit_bias is JSON or a dict, from -100 to 100."""
    if bias is None:
        with pytest.raises(ValueError, match="logit_bias"):
            options_of("gpt-4o", logit_bias=given)
    else:
        assert options_of("gpt-4o", logit_bias=given).logit_bias == bias


NONE_TO_MAX = ["none", "minimal", "low", "medium", "high", "xhigh", "max"]
CHOICES = [
    ("gpt-4o", "image_detail", ["low", "high", "auto"], ["original", "x"]),
    ("gpt-5", "image_detail", ["low", "high", "auto"], ["original", "x"]),
    ("gpt-5.4", "image_detail", ["low", "high", "auto", "original"], ["x"]),
    ("gpt-6-luna", "image_detail", ["original"], ["x"]),
    ("gpt-4o", "json_object", [True, False], ["x"]),
    ("o3", "reasoning_effort", NONE_TO_MAX, ["x"]),
    ("gpt-5", "reasoning_summary", ["auto", "concise", "detailed"], ["x"]),
    ("gpt-5", "verbosity", ["low", "medium", "high"], ["x"]),
    ("gpt-4o", "service_tier", ["flex", "whatever is free text"], []),
    ("gpt-5", "chat_completions", [True, False], ["x"]),
    ("gpt-3.5-turbo-instruct", "logprobs", [0, 5], [6]),
    ("gpt-4o", "reasoning_effort", [], ["low"]),
    ("gpt-4o", "reasoning_summary", [], ["auto"]),
    ("gpt-4o", "verbosity", [], ["low"]),
    ("gpt-4o", "chat_completions", [], [True]),
    ("o3", "verbosity", [], ["low"]),
    ("gpt-4o", "logprobs", [], [1]),
]


@pytest.mark.parametrize(
    ("model_id", "name", "taken", "refused"), CHOICES, ids=lambda value: str(value)[:20]
)
def test_options_by_model(model_id, name, taken, refused):
    """§6.2 by model: which values each option takes, and which models have it."""
    for value in taken:
        assert getattr(options_of(model_id, **{name: value}), name) == value
    for value in refused:
        with pytest.raises(ValueError, match=name):
            options_of(model_id, **{name: value})


@pytest.mark.parametrize("path", ["/v1/responses", "/v1/chat/completions"])
def test_chat_completions(path, recorder):
    """§6.2 by model: `chat_completions` makes a Responses model ask the old API."""
    model: Any = llm.get_model("gpt-5.4")
    model.api_base = recorder.url
    assert model.prompt("hi", key="x", chat_completions="chat" in path).text() == "Hi"
    assert [request.path for request in recorder.requests] == [path]
