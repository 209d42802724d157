"""Plugins of models whose protocol llama.cpp speaks: real answers, to their own addresses."""

from __future__ import annotations

import json
import socket
from typing import Any

from tests.e2e.llama_servers import LlamaServer, Setup
from tests.e2e.real_plugins.gateway import Asked, PassedOn, Reply
from tests.e2e.real_plugins.ground import CannotBeUsedError, Ground
from tests.e2e.real_plugins.uses import use

CAPITAL = "What is the capital of France?"
PRODUCT = "What is 1234 * 4346?"
MULTIPLY = '''
def multiply(x: int, y: int) -> int:
    """Multiply two numbers"""
    return x * y
'''
CLAUDE = "claude-sonnet-4.6"
DOGS = "Think about 3 cool dogs then describe them"
DOG = "name, age int"
BRIEFLY = ("-o", "max_tokens", "60")
"""A model of 135 million parameters does not always find an end."""
LLAMA_SERVER_PORT = 8080
OPENROUTER: dict[str, Any] = {
    "id": "smollm2",
    "name": "SmolLM2",
    "context_length": 4096,
    "architecture": {"input_modalities": ["text"]},
    "supported_parameters": ["tools", "structured_outputs", "reasoning"],
    "pricing": {"prompt": "0", "completion": "0"},
}


def converses(ground: Ground, model: str, host: str, *options: str) -> None:
    """*model* answers streamed, whole and awaited, tells its usage, and remembers what was said."""
    asked = ("-m", model, "-s", "You are a helpful assistant.", *options)
    streamed = ground.llm(CAPITAL, "-u", *asked)
    assert "Paris" in streamed.stdout
    assert "Token usage:" in streamed.stderr
    for how in ("--no-stream", "--async"):
        assert ground.llm(CAPITAL, how, *asked).stdout == streamed.stdout
    assert ground.llm("-c", "And of Italy?", *options).stdout.strip()
    said = json.dumps(ground.gateway.asked(host)[-1])
    assert CAPITAL in said
    assert "Paris" in said
    assert "And of Italy?" in said


def multiplies(ground: Ground, model: str, *options: str) -> None:
    """*model* has a function called, its answer says what the function gave, and it is logged."""
    done = ground.llm("-m", model, "--functions", MULTIPLY, "--td", *options, PRODUCT)
    assert "5362964" in done.stdout.replace(",", "")
    assert "multiply(" in done.stderr
    calls = [call for row in ground.llm("logs", "--json").json for call in row["tool_calls"]]
    assert [(call["name"], call["arguments"]) for call in calls] == [
        ("multiply", {"x": 1234, "y": 4346})
    ]


def answers_with_a_list(server: LlamaServer, models: Any, prefix: str) -> Any:
    """A host whose list of models is *models*, and whose answers are those of *server*."""

    def host(asked: Asked) -> Reply | PassedOn:
        if asked.path.endswith("/models"):
            return Reply(models)
        return PassedOn(server.base + asked.path.removeprefix(prefix))

    return host


@use("llm-anthropic", "asks a llama.cpp server: streaming, usage, conversation, tool")
def claude(ground: Ground) -> None:
    ground.has_key("ANTHROPIC_API_KEY")
    ground.answers_at("api.anthropic.com", ground.servers.chat)
    converses(ground, CLAUDE, "api.anthropic.com", *BRIEFLY)
    multiplies(ground, CLAUDE, *BRIEFLY)


@use("llm-anthropic", "the announcement's own command: thoughts on standard error, then the answer")
def announcement(ground: Ground) -> None:
    ground.has_key("ANTHROPIC_API_KEY")
    ground.answers_at("api.anthropic.com", ground.servers.thinking)
    known = ground.llm("models", "--options", "-m", CLAUDE).stdout
    option = "thinking_display" if "thinking_display" in known else "thinking"
    done = ground.llm("-m", CLAUDE, DOGS, "-o", option, "1")
    (asked,) = ground.gateway.asked("api.anthropic.com")
    assert asked["thinking"]["type"] != "disabled"
    assert done.stdout.strip()
    (logged,) = ground.llm("logs", "-n", "1", "--json").json
    assert logged["response"].strip() == done.stdout.strip()
    assert logged["reasoning"].strip()
    assert logged["reasoning"].strip() in done.stderr


@use("llm-anthropic", "`llm anthropic count`, made of the parameters of `llm prompt`")
def count(ground: Ground) -> None:
    ground.has_key("ANTHROPIC_API_KEY")
    ground.answers_at("api.anthropic.com", ground.servers.chat)
    tokens = int(ground.llm("anthropic", "count", CAPITAL, "-m", CLAUDE).stdout)
    assert 5 < tokens < 100
    longer = ground.llm("anthropic", "count", CAPITAL * 3, "-m", CLAUDE, "-s", "Be brief")
    assert int(longer.stdout) > tokens
    refused = ground.llm("anthropic", "count", CAPITAL, "-m", "echo", fails=True)
    assert refused.stderr == "Error: Token counting only works with Anthropic models\n"
    assert not (ground.user_path / "logs.db").exists()


@use("llm-mistral", "asks a llama.cpp server: streaming, usage, conversation, tool, schema")
def mistral(ground: Ground) -> None:
    ground.has_key("LLM_MISTRAL_KEY")
    models = {"object": "list", "data": [{"id": "mistral-small-latest", "object": "model"}]}
    host = answers_with_a_list(ground.servers.chat, models, "")
    ground.plays("api.mistral.ai", host)
    assert "mistral-small-latest" in ground.llm("mistral", "models").stdout
    # It sends a temperature of its own where none is given.
    options = (*BRIEFLY, "-o", "temperature", "0")
    converses(ground, "mistral-small", "api.mistral.ai", *options)
    # Of a streamed call its SDK wants the name in every piece, which llama.cpp tells once.
    multiplies(ground, "mistral-small", "--no-stream", *options)
    follows_a_schema(ground, "mistral-small", *options)


@use("llm-openrouter", "asks a llama.cpp server: streaming, usage, conversation, tool, schema")
def openrouter(ground: Ground) -> None:
    ground.has_key("OPENROUTER_KEY")
    host = answers_with_a_list(ground.servers.chat, {"data": [OPENROUTER]}, "/api")
    ground.plays("openrouter.ai", host)
    assert "- id: smollm2" in ground.llm("openrouter", "models").stdout
    converses(ground, "openrouter/smollm2", "openrouter.ai", *BRIEFLY)
    multiplies(ground, "openrouter/smollm2", *BRIEFLY)
    follows_a_schema(ground, "openrouter/smollm2", *BRIEFLY, "-o", "chat_completions", "1")


@use("llm-groq", "asks a llama.cpp server: streaming, usage, conversation")
def groq(ground: Ground) -> None:
    ground.has_key("LLM_GROQ_KEY", "GROQ_API_KEY")
    models = {"object": "list", "data": [{"id": "smollm2", "object": "model"}]}
    ground.plays("api.groq.com", answers_with_a_list(ground.servers.chat, models, "/openai"))
    ground.llm("groq", "refresh")
    assert "groq/smollm2" in ground.llm("models").stdout
    converses(ground, "groq/smollm2", "api.groq.com", *BRIEFLY)


@use("llm-deepseek", "asks a llama.cpp server: streaming, usage, conversation")
def deepseek(ground: Ground) -> None:
    assert "deepseek" not in ground.llm("models").stdout
    ground.has_key("LLM_DEEPSEEK_KEY")
    ground.answers_at("api.deepseek.com", ground.servers.chat)
    converses(ground, "deepseek-chat", "api.deepseek.com", *BRIEFLY)


@use("llm-llama-server", "asks a llama.cpp server at its own port: streaming, conversation, tool")
def llama_server(ground: Ground) -> None:
    with socket.socket() as tried:
        if tried.connect_ex(("127.0.0.1", LLAMA_SERVER_PORT)) == 0:
            raise CannotBeUsedError(f"port {LLAMA_SERVER_PORT}, which it asks, is taken")
    served = ground.servers.chat.setup
    server = LlamaServer(Setup(served.model, template=served.template, port=LLAMA_SERVER_PORT))
    try:
        server.wait()
        asked = ("-s", "You are a helpful assistant.", *BRIEFLY)
        assert "Paris" in ground.llm("-m", "llama-server", CAPITAL, *asked).stdout
        assert ground.llm("-c", "And of Italy?", *BRIEFLY).stdout.strip()
        multiplies(ground, "llama-server-tools", *BRIEFLY)
    finally:
        server.stop()


def follows_a_schema(ground: Ground, model: str, *options: str) -> None:
    """The answer of *model* is JSON of the form that was asked for."""
    dog = ground.llm("-m", model, *options, "--schema", DOG, "Invent a dog called Rex").json
    assert dog.keys() == {"name", "age"}
    assert isinstance(dog["age"], int)
