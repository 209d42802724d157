"""§1.12: `llm openai`, as far as it is the command line's (§6 has the rest)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.openai_server import model


@pytest.fixture
def openai(server: Any, inside: Any) -> Any:
    """Run `llm openai`, with the test's server in the place of OpenAI's."""

    def run(*arguments: str) -> Any:
        return inside("openai", *arguments, env={"OPENAI_BASE_URL": server.url})

    return run


def test_models(server: Any, openai: Any) -> None:
    """§1.12 openai models: a table of id, owner and time, or JSON; `--key` is sent."""
    server.models = {"object": "list", "data": [model("tiny"), model("large")]}
    done = openai("models", "--key", "secret")
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    assert rows[0][:3] == ["id", "owned_by", "created"]
    assert {row[0] for row in rows[1:]} == {"tiny", "large"}
    assert server.requests[0].headers["authorization"] == "Bearer secret"
    listed = json.loads(openai("models", "--key", "secret", "--json").stdout)
    assert {each["id"] for each in listed} == {"tiny", "large"}


def test_key_of_the_environment(server: Any, inside: Any) -> None:
    """§1.0 Env vars: OPENAI_API_KEY, and what else the SDK of OpenAI reads."""
    env = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "secret"}
    assert inside("openai", "models", env=env).returncode == 0
    assert inside("hi", "-m", "gpt-4o-mini", env=env).stdout == "Hello there\n"
    assert {each.headers["authorization"] for each in server.requests} == {"Bearer secret"}


def test_models_without_a_key(openai: Any) -> None:
    """§1.12 openai models: without a key one line says which is missing."""
    done = openai("models")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: No key found")


def test_endpoint(server: Any, endpoint: Any, user_path: Any) -> None:
    """§1.12 openai endpoint URL PROMPT: asks that server, and makes no logs.db."""
    done = endpoint("hi", "-m", "tiny", "-s", "Be brief", "-o", "temperature", "0.5")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Hello there\n", "")
    asked = server.prompts()[0]
    assert asked.path == "/v1/chat/completions"
    assert (asked.body["model"], asked.body["temperature"]) == ("tiny", 0.5)
    assert [each["content"] for each in asked.body["messages"]] == ["Be brief", "hi"]
    assert not (user_path / "logs.db").exists()


def test_models_of_an_endpoint(endpoint: Any) -> None:
    """§1.12 openai endpoint --models: its models, and nothing is asked."""
    done = endpoint("--models")
    assert done.returncode == 0
    assert "tiny" in done.stdout


def test_chat_with_an_endpoint(endpoint: Any) -> None:
    """§1.12 openai endpoint --chat: a chat."""
    done = endpoint("--chat", "-m", "tiny", stdin="one\ntwo\nexit\n")
    assert done.stdout.startswith("Chatting with tiny")
    assert done.stdout.count("Hello there\n") == 2
