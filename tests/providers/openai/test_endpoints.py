"""Asking servers which models they have, and keeping the answer."""

import json
import socket
import stat
from typing import Any

import pytest

from llm.errors import ConfigError, InvalidInput, ModelError
from llm.providers.openai import endpoints as module
from llm.providers.openai import user_rows
from llm.providers.openai.catalogue import EmbeddingRow, ModelRow
from llm.providers.openai.endpoint_answers import entry_for, models_in
from llm.providers.openai.endpoints import (
    add_endpoint,
    ask_endpoint,
    endpoint_rows,
    endpoints,
    endpoints_path,
    remove_endpoint,
)
from tests.providers.openai import servers


@pytest.fixture
def start():
    """Start a server of a kind; `start(kind)`."""
    started = []

    def started_as(kind):
        started.append(servers.KindOfServer(kind))
        return started[-1]

    yield started_as
    for server in started:
        server.stop()


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    """No file has been read, and nothing was said, in this process."""
    monkeypatch.setattr(user_rows, "_known", {})
    monkeypatch.setattr(user_rows, "_said", set())


CHAT = {"supports_tools": True, "supports_schema": True, "vision": False}
TOLD = {
    "LLAMA_CPP": [
        {
            "model_id": "smol", "supports_tools": False, "supports_schema": True, "vision": True,
            "audio": False, "reasoning": True, "context_length": 2048,
        }
    ],
    "OPENROUTER": [
        {
            "model_id": "maker/sees", **CHAT, "vision": True, "audio": True, "reasoning": True,
            "context_length": 200000,
        },
        {
            "model_id": "maker/plain", "supports_tools": False, "supports_schema": False,
            "vision": False, "audio": False, "reasoning": False,
        },
    ],
    "VLLM": [{"model_id": "org/model", **CHAT, "context_length": 8192}],
    "OLLAMA": [
        {
            "model_id": "gemma3:latest", **CHAT, "supports_tools": False, "vision": True,
            "audio": False, "reasoning": False, "context_length": 131072,
        },
        {"model_id": "qwen3:8b", **CHAT, "audio": False, "reasoning": True},
        {"model_id": "vectors:latest", "embedding": True},
    ],
    "LM_STUDIO": [
        {"model_id": "qwen2-vl", **CHAT, "vision": True, "context_length": 32768},
        {"model_id": "llama", **CHAT},
        {"model_id": "nomic", "embedding": True},
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", TOLD)
def test_a_server_tells_its_models_and_what_they_can_do(start, kind):
    """Each kind in its own way, below the root that was given."""
    server = start(getattr(servers, kind))
    expected = [{**entry, "api_base": f"{server.url}/v1"} for entry in TOLD[kind]]
    assert ask_endpoint(server.url) == expected
    assert ask_endpoint(f"{server.url}/v1/") == expected


@pytest.mark.parametrize("kind", ["OPENROUTER", "VLLM"])
def test_a_server_that_told_all_is_not_asked_further(start, kind):
    """One request is enough."""
    server = start(getattr(servers, kind))
    ask_endpoint(f"{server.url}/v1")
    assert server.asked == ["GET /v1/models"]


def test_a_server_that_tells_nothing_is_taken_to_do_what_most_do(start):
    """Tools and schemas, but for names of embedding models; what else is asked may fail."""
    listed = {"data": [{"id": "m"}, {"id": "text-embedding-3-small"}, {"id": "BAAI/bge-m3"}]}
    server = start({"GET /models": listed, "GET /api/v0/models": "<html>", "GET /props": 500})
    assert ask_endpoint(f"{server.url}/models") == [
        {"model_id": "m", **CHAT, "api_base": server.url},
        {"model_id": "text-embedding-3-small", "embedding": True, "api_base": server.url},
        {"model_id": "BAAI/bge-m3", "embedding": True, "api_base": server.url},
    ]


@pytest.mark.parametrize(
    "answer",
    [
        {"object": "list", "data": [{"id": "a"}, {"id": "b"}]},
        {"models": [{"name": "a"}, {"model": "b"}]},
        [{"id": "a"}, {"id": "b"}],
        ["a", "b", "a"],
        {"data": [{"id": "a"}, {"id": None}, {"id": "x\x1b[2J"}, 7, {"id": "b"}]},
    ],
)
def test_lists_of_models_have_several_shapes(answer):
    """A name that is none, or that could harm a terminal, is passed over."""
    assert [model["id"] for model in models_in(answer)] == ["a", "b"]


@pytest.mark.parametrize("answer", [None, {}, {"data": None}, {"error": "no"}, "models"])
def test_what_is_no_list_of_models_is_an_error(answer):
    """And nothing else is raised."""
    with pytest.raises(ModelError):
        models_in(answer)


def test_abilities_that_are_told_as_a_mapping_say_no_too():
    """As Mistral's server does."""
    capabilities = {"completion_chat": True, "function_calling": False, "vision": True}
    entry = entry_for({"id": "m", "capabilities": capabilities, "max_context_length": 9}, {})
    assert entry == {
        "model_id": "m", "supports_tools": False, "supports_schema": True, "vision": True,
        "context_length": 9,
    }  # fmt: skip


def test_only_the_key_that_is_given_is_sent(start, monkeypatch):
    """Not OpenAI's, wherever that is kept; headers go along."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
    server = start(servers.VLLM)
    ask_endpoint(server.url, headers={"X-Team": "7"})
    assert "authorization" not in server.headers
    assert not [name for name, value in server.headers.items() if "secret" in value]
    assert server.headers["x-team"] == "7"
    ask_endpoint(server.url, key="mine")
    assert server.headers["authorization"] == "Bearer mine"


@pytest.mark.parametrize("url", ["", "localhost:8080", "file:///etc/passwd", "http://", "http://["])
def test_what_is_no_address_is_refused(url):
    """Before anything is asked."""
    with pytest.raises(InvalidInput, match="is not the address of a server"):
        ask_endpoint(url)


def test_a_server_without_a_list_is_told_in_one_line(start):
    """With both addresses that were tried."""
    server = start({"GET /models": "<html>"})
    with pytest.raises(ModelError) as caught:
        ask_endpoint(server.url)
    tried = f"{server.url}/models or {server.url}/v1/models"
    assert f"No models are listed at {tried}: " in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.status == 404


def test_a_refusal_is_not_taken_for_a_wrong_address(start):
    """A wrong key is told as such, at once."""
    server = start({"GET /models": 401})
    with pytest.raises(ModelError, match="401"):
        ask_endpoint(server.url)
    assert server.asked == ["GET /models"]


def test_nobody_there_is_told():
    """A port on which nothing listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(ModelError, match="cannot be reached"):
            ask_endpoint(f"http://127.0.0.1:{unused.getsockname()[1]}")


def test_a_server_that_says_nothing_is_given_up(monkeypatch):
    """The time is short, and holds for all requests together."""
    monkeypatch.setattr(module, "TOTAL_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ModelError) as caught:
        ask_endpoint(f"http://127.0.0.1:{silent.getsockname()[1]}")
    assert caught.value.code == "timeout"


def test_an_endpoint_is_kept_and_its_models_are_rows(start):
    """In a file that is closed to others; models go by the endpoint's name and their own."""
    server = start(servers.OLLAMA)
    add_endpoint("home", server.url, ask_endpoint(server.url), headers={"X-Team": "7"})
    assert stat.S_IMODE(endpoints_path().stat().st_mode) == 0o600
    assert list(endpoints()) == ["home"]
    assert endpoints()["home"]["url"] == f"{server.url}/v1"
    first, second, third = endpoint_rows()
    where: dict[str, Any] = {
        "api_base": f"{server.url}/v1",
        "headers": {"X-Team": "7"},
        "key_name": None,
    }
    assert first == ModelRow(
        "home/gemma3:latest", "gemma3:latest", **where, supports_schema=True, vision=True,
        context_length=131072,
    )  # fmt: skip
    assert isinstance(second, ModelRow)
    assert (second.model_id, second.reasoning) == ("home/qwen3:8b", True)
    assert third == EmbeddingRow("home/vectors:latest", "vectors:latest", **where)


def test_an_endpoint_is_replaced_and_forgotten():
    """Others stay; the key goes by its name."""
    add_endpoint("a", "http://h/v1", [{"model_id": "m"}])
    add_endpoint("b", "http://h/v1", [{"model_id": "m"}])
    add_endpoint("a", "http://h/v1", [{"model_id": "n"}], key_name="mine")
    rows = {row.model_id: row.key_name for row in endpoint_rows()}
    assert rows == {"a/n": "mine", "b/m": None}
    assert remove_endpoint("a")
    assert not remove_endpoint("a")
    assert [row.model_id for row in endpoint_rows()] == ["b/m"]


@pytest.mark.parametrize("name", ["", "a/b", "a b", "a\n"])
def test_a_name_has_to_be_a_word(name):
    """It becomes a part of the names of models."""
    with pytest.raises(InvalidInput, match="cannot name an endpoint"):
        add_endpoint(name, "http://h/v1", [])
    assert not endpoints_path().exists()


def test_a_damaged_file_is_one_warning(user_path, capsys):
    """No models, no exception, and nothing is overwritten."""
    user_path.mkdir()
    endpoints_path().write_text("{")
    assert endpoint_rows() == ()
    assert endpoint_rows() == ()
    [said] = capsys.readouterr().err.splitlines()
    assert str(endpoints_path()) in said
    with pytest.raises(ConfigError):
        add_endpoint("a", "http://h/v1", [])
    assert endpoints_path().read_text() == "{"


def test_a_damaged_endpoint_costs_only_itself(user_path, capsys):
    """So does a damaged model; each is named in a warning."""
    user_path.mkdir()
    sound = {"url": "http://h/v1", "models": [{"model_id": "m"}, {"vision": 1}, "x"]}
    saved = {"sound": sound, "list": [], "bare": {"url": 7, "models": []}}
    endpoints_path().write_text(json.dumps(saved))
    assert [row.model_id for row in endpoint_rows()] == ["sound/m"]
    said = capsys.readouterr().err
    for name in ("'list'", "'bare'", "sound/"):
        assert name in said
