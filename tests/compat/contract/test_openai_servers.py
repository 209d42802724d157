"""§6.4 to §6.6 of the contract: models of other servers, tools of OpenAI's, and the commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import llm
from llm.default_plugins import openai_models
from llm.default_plugins.openai_models import CodeInterpreter, WebSearch
from tests.cli.openai_server import OpenAIServer, Says, model
from tests.providers.openai import canned
from tests.providers.openai.recorder import Recorder

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def extra(user_directory: Path, recorder: Recorder) -> Any:
    """Make a model of the entry with these fields, which the recorder answers for."""

    def written(**fields: Any) -> Any:
        entry = {"model_id": "mine", "model_name": "theirs", "api_base": recorder.url, **fields}
        (user_directory / "extra-openai-models.yaml").write_text(json.dumps([entry]))
        return llm.get_model("mine")

    return written


def test_an_extra_model(extra, recorder, monkeypatch):
    """§6.4: model_id, model_name, aliases, api_base; without api_key_name no key of OpenAI's."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    made = extra(aliases=["m"])
    assert llm.get_model("m").model_id == "mine"
    assert llm.get_async_model("m").model_id == "mine"
    assert str(made) == "OpenAI Chat: mine"
    assert made.prompt("hi").text() == "Hi"
    (request,) = recorder.requests
    assert (request.path, request.body["model"]) == ("/v1/chat/completions", "theirs")
    assert "sk-openai" not in str(request.headers)


def test_the_key_of_an_extra_model(extra, recorder, user_directory):
    """§6.4 api_key_name, headers: the key of that name is sent, and so are the headers."""
    (user_directory / "keys.json").write_text('{"theirs": "sk-theirs"}')
    extra(api_key_name="theirs", headers={"X-Team": "ours"}).prompt("hi").text()
    (request,) = recorder.requests
    assert request.headers["authorization"] == "Bearer sk-theirs"
    assert request.headers["x-team"] == "ours"


FEATURES = [
    ({"can_stream": False}, "can_stream", False),
    ({"supports_schema": True}, "supports_schema", True),
    ({"supports_tools": True}, "supports_tools", True),
    ({}, "can_stream", True),
    ({}, "supports_schema", False),
    ({}, "supports_tools", False),
    ({}, "attachment_types", set()),
]


@pytest.mark.parametrize(("fields", "name", "value"), FEATURES, ids=lambda value: str(value)[:30])
def test_features_of_an_extra_model(extra, fields, name, value):
    """§6.4: can_stream, supports_schema, supports_tools; it streams and does no more by default."""
    assert getattr(extra(**fields), name) == value


@pytest.mark.parametrize(("field", "kind"), [("vision", "image/png"), ("audio", "audio/wav")])
def test_what_an_extra_model_is_shown(extra, field, kind):
    """§6.4: vision, audio."""
    assert kind in extra(**{field: True}).attachment_types


@pytest.mark.parametrize(
    ("field", "option"), [("reasoning", "reasoning_effort"), ("service_tier", "service_tier")]
)
def test_options_of_an_extra_model(extra, field, option):
    """§6.4: reasoning, service_tier."""
    assert option in extra(**{field: True}).Options.model_fields
    assert option not in extra(**{field: False}).Options.model_fields


@pytest.mark.parametrize(
    ("field", "cls", "path"),
    [
        ("completion", "Completion", "/v1/completions"),
        ("responses", "Responses", "/v1/responses"),
    ],
)
def test_apis_of_an_extra_model(extra, recorder, field, cls, path):
    """§6.4: completion, responses."""
    made = extra(**{field: True})
    assert type(made) is getattr(openai_models, cls)
    assert made.prompt("hi").text() == "Hi"
    assert recorder.requests[0].path == path


def test_an_extra_model_at_azure(extra, recorder):
    """§6.4: api_type, api_version, api_engine are taken, and kept on the model."""
    made = extra(api_type="azure", api_version="2024-02-01", api_engine="deployed")
    assert (made.api_type, made.api_version, made.api_engine) == ("azure", "2024-02-01", "deployed")


@pytest.mark.parametrize("text", ["{", "- model_name: x", "model_id: x", "- [", "- 5"])
def test_a_malformed_file(user_directory, inside, text):
    """§6.4, of which §7 forbids the traceback: one warning that names the file; all is listed."""
    (user_directory / "extra-openai-models.yaml").write_text(text)
    done = inside("models")
    assert done.returncode == 0
    assert "gpt-4o" in done.stdout
    assert "extra-openai-models.yaml, line" in done.stderr
    assert "Traceback" not in done.stderr


SETTINGS: dict[str, Any] = {
    "allowed_domains": ["a.com"],
    "blocked_domains": ["b.com"],
    "user_location": {"city": "Paris"},
    "search_context_size": "high",
    "external_web_access": False,
    "return_token_budget": "unlimited",
    "search_content_types": ["text", "image"],
    "image_settings": {"max_results": 3, "caption": True},
}


@pytest.mark.parametrize(
    ("tool", "sent", "included"),
    [
        (WebSearch(), {"type": "web_search"}, []),
        (
            WebSearch(**SETTINGS),
            {
                "type": "web_search",
                "filters": {"allowed_domains": ["a.com"], "blocked_domains": ["b.com"]},
                **{name: SETTINGS[name] for name in list(SETTINGS)[3:]},
                "user_location": {"type": "approximate", "city": "Paris"},
            },
            [],
        ),
        (
            WebSearch(include_sources=True, include_results=True),
            {"type": "web_search"},
            ["web_search_call.action.sources", "web_search_call.results"],
        ),
        (
            CodeInterpreter(container="c1"),
            {"type": "code_interpreter", "container": "c1"},
            ["code_interpreter_call.outputs"],
        ),
        (
            CodeInterpreter(memory_limit="64g", file_ids=["f"]),
            {
                "type": "code_interpreter",
                "container": {"type": "auto", "memory_limit": "64g", "file_ids": ["f"]},
            },
            ["code_interpreter_call.outputs"],
        ),
        (llm.ServerSideTool(spec={"type": "any", "x": 1}), {"type": "any", "x": 1}, []),
    ],
    ids=["search", "all settings", "includes", "container", "new container", "raw"],
)
def test_tools_of_the_server(recorder, tool, sent, included):
    """§6.5: WebSearch, CodeInterpreter and a raw specification, as they are sent."""
    asked: Any = llm.get_model("gpt-5.4")
    asked.api_base = recorder.url
    asked.prompt("hi", tools=[tool], key="x").text()
    (request,) = recorder.requests
    assert request.body["tools"] == [sent]
    assert request.body["include"] == ["reasoning.encrypted_content", *included]


@pytest.mark.parametrize(
    ("cls", "name", "value"),
    [
        (WebSearch, "allowed_domains", ["a.com"] * 101),
        (WebSearch, "blocked_domains", ["a.com"] * 101),
        (WebSearch, "allowed_domains", ["https://a.com"]),
        (WebSearch, "search_context_size", "huge"),
        (WebSearch, "return_token_budget", "some"),
        (WebSearch, "search_content_types", ["sound"]),
        (CodeInterpreter, "memory_limit", "2g"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_limits_of_tools_of_the_server(cls, name, value):
    """§6.5: at most 100 domains, without a scheme; the values that there are."""
    with pytest.raises(ValueError, match=name):
        cls(**{name: value})


def test_a_container_or_a_new_one():
    """§6.5 CodeInterpreter: `container`, or what a new one is to be like."""
    with pytest.raises(ValueError, match="container"):
        CodeInterpreter(container="c1", memory_limit="1g")


@pytest.mark.parametrize("model_id", ["gpt-5.4", "gpt-4o"])
def test_who_has_tools_of_the_server(model_id, recorder):
    """§6.5: Responses models declare them; for another one they are a ValueError."""
    asked: Any = llm.get_model(model_id)
    asked.api_base = recorder.url
    declared = {WebSearch, CodeInterpreter} <= {*asked.supported_server_side_tools}
    assert declared == (model_id == "gpt-5.4")
    if not declared:
        with pytest.raises(ValueError, match=r"(?i)web_?search"):
            asked.prompt("hi", tools=[WebSearch()], key="x").text()
        assert recorder.requests == []


def test_on_the_command_line(recorder, inside):
    """§6.5: `-T 'WebSearch(…)'` gives one to the model."""
    recorder.answer(canned.response_stream([canned.message("Found")]))
    env = {"OPENAI_BASE_URL": recorder.url, "OPENAI_API_KEY": "x"}
    spec = 'WebSearch(search_context_size="low")'
    done = inside("-m", "gpt-5.4", "-T", spec, "hi", env=env)
    assert done.stdout == "Found\n", done.stderr
    (tool,) = recorder.requests[-1].body["tools"]
    assert tool == {"type": "web_search", "search_context_size": "low"}


def test_openai_models_command(server: OpenAIServer, inside):
    """§6.6 `llm openai models [--json] [--key]`: a table of id, owned_by, created."""
    server.models = {"data": [model("a")]}
    env = {"OPENAI_BASE_URL": server.url}
    head, row = inside("openai", "models", "--key", "sk-1", env=env).stdout.splitlines()
    assert (head.split(), row.split()[:2]) == (["id", "owned_by", "created"], ["a", "me"])
    listed = inside("openai", "models", "--json", "--key", "sk-1", env=env).stdout
    assert json.loads(listed) == [model("a")]
    assert server.requests[-1].headers["authorization"] == "Bearer sk-1"


def test_endpoint_is_not_logged(server, endpoint, inside, user_path):
    """§6.6 endpoint: never logs.db; never the stored key of OpenAI, unless `--key` gives it."""
    inside("keys", "set", "openai", "--value", "sk-stored")
    assert endpoint("-m", "tiny", "hi").stdout == "Hello there\n"
    assert "authorization" not in server.requests[-1].headers
    endpoint("-m", "tiny", "hi", "--key", "openai")
    assert server.requests[-1].headers["authorization"] == "Bearer sk-stored"
    assert not [*user_path.glob("logs*")]


def content(body: Any) -> Any:
    return body["messages"][-1]["content"]


def properties(body: Any) -> list[str]:
    return list(body["response_format"]["json_schema"]["schema"]["properties"])


ENDPOINT = [
    ("-m tiny", lambda body: body["model"] == "tiny"),
    ("-s brief", lambda body: body["messages"][0] == {"role": "system", "content": "brief"}),
    ("-t t -p how fast", lambda body: content(body) == "Go fast\nhi"),
    ("-o temperature 0.5", lambda body: body["temperature"] == 0.5),
    ("-o reasoning_effort low", lambda body: body["reasoning_effort"] == "low"),
    ("--schema name,age", lambda body: properties(body) == ["name", "age"]),
    ("--schema-multi name,age", lambda body: properties(body) == ["items"]),
    ("-a a.png", lambda body: content(body)[1]["type"] == "image_url"),
    ("--at a.png audio/wav", lambda body: content(body)[1]["type"] == "input_audio"),
    ("-T llm_version", lambda body: body["tools"][0]["function"]["name"] == "llm_version"),
    ("--functions f.py", lambda body: body["tools"][0]["function"]["name"] == "own"),
    ("--no-stream", lambda body: "stream" not in body),
    ("--td --ta --cl 3", lambda body: body["stream"]),
    ("-R", lambda body: body["stream"]),
]


@pytest.mark.parametrize(("options", "holds"), ENDPOINT, ids=[options for options, _ in ENDPOINT])
def test_options_of_endpoint(server, endpoint, user_directory, tmp_path, options, holds):
    """§6.6 endpoint: each option does as in `prompt`; what the model can do is not asked."""
    (user_directory / "templates").mkdir()
    (user_directory / "templates" / "t.yaml").write_text("prompt: Go $how")
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "f.py").write_text("def own(): 'Own.'")
    more = [] if "-m" in options else ["-m", "tiny"]
    done = endpoint("hi", *more, *options.split())
    assert (done.returncode, done.stdout, done.stderr) == (0, "Hello there\n", "")
    assert holds(server.prompts()[-1].body)


def test_more_options_of_endpoint(server, endpoint):
    """§6.6 endpoint: `-H`, `--responses`, `--models`, `--chat`, `-R`, `--td`."""
    endpoint("hi", "-m", "tiny", "--responses", "-H", "X-A", "one")
    assert server.prompts()[-1].path == "/v1/responses"
    assert server.prompts()[-1].headers["x-a"] == "one"
    assert endpoint("--models").stdout == "tiny\n"
    chat = endpoint("--chat", "-m", "tiny", stdin="one\ntwo\nexit\n")
    assert chat.stdout.count("Hello there") == 2
    assert len(server.prompts()[-1].body["messages"]) == 3
    server.says(Says("So", reasoning="hmm"))
    assert endpoint("hi", "-m", "tiny").stderr == "hmm\n"
    assert endpoint("hi", "-m", "tiny", "-R").stderr == ""
    server.says(Says(calls=[("llm_version", {})]), "Done")
    debugged = endpoint("hi", "-m", "tiny", "-T", "llm_version", "--td")
    assert "Tool call: llm_version({})" in debugged.stderr
    assert debugged.stdout == "Done\n"
