"""Plugins of models whose protocol no server here speaks: their servers are played."""

from __future__ import annotations

import json
from typing import Any

from tests.e2e.real_plugins.gateway import Asked, Reply
from tests.e2e.real_plugins.ground import Ground
from tests.e2e.real_plugins.model_uses import CAPITAL, MULTIPLY, PRODUCT, converses
from tests.e2e.real_plugins.uses import use

GEMINI = "generativelanguage.googleapis.com"
USAGE = {"promptTokenCount": 11, "candidatesTokenCount": 5, "totalTokenCount": 16}
OLLAMA_MODELS = {
    "models": [
        {"model": "dog:latest", "name": "dog:latest", "digest": "a" * 64},
        {"model": "vectors:latest", "name": "vectors:latest", "digest": "b" * 64},
    ]
}


def gemini_server(asked: Asked) -> Reply:
    """The API of Gemini: it thinks, knows a capital, and multiplies with a tool."""
    if asked.path.endswith("/models"):
        return Reply({"models": [{"name": "models/a", "supportedGenerationMethods": ["x"]}]})
    if asked.path.endswith(":batchEmbedContents"):
        count = len(asked.json["requests"])
        return Reply({"embeddings": [{"values": [float(each), 1.0]} for each in range(count)]})
    body = asked.json
    last = body["contents"][-1]["parts"][0]
    parts: list[dict[str, Any]] = [{"text": "Easy. ", "thought": True}]
    if "function_response" in last:
        parts.append({"text": f"It is {last['function_response']['response']['output']}"})
    elif "tools" in body:
        call = {"name": "multiply", "args": {"x": 1234, "y": 4346}}
        parts.append({"functionCall": call, "thoughtSignature": "c2lnbmVk"})
    else:
        parts.append({"text": "It is Paris"})
    pieces = [{"candidates": [{"content": {"role": "model", "parts": [each]}}]} for each in parts]
    ended = [{**each, "modelVersion": "gemini-x", "usageMetadata": USAGE} for each in pieces]
    return Reply(ended)


def ollama_server(asked: Asked) -> Reply:
    """The API of Ollama: a model that knows a capital and multiplies, and one of vectors."""
    if asked.path == "/api/tags":
        return Reply(OLLAMA_MODELS)
    body = asked.json
    if asked.path == "/api/show":
        can = ["embedding"] if body["model"].startswith("vectors") else ["completion", "tools"]
        return Reply({"capabilities": can, "model_info": {}})
    if asked.path == "/api/embed":
        return Reply({"embeddings": [[1.0, float(len(each))] for each in body["input"]]})
    if asked.path == "/api/embeddings":
        text = body["prompt"]
        return Reply({"embedding": [float("cat" in text), float("dog" in text), 0.1]})
    messages: list[dict[str, Any]] = [{"content": "It is "}, {"content": "Paris"}]
    last = body["messages"][-1]
    if last["role"] == "tool":
        messages = [{"content": f"It is {last['content']}"}]
    elif body.get("tools"):
        call = {"function": {"name": "multiply", "arguments": {"x": 1234, "y": 4346}}}
        messages = [{"content": "", "tool_calls": [call]}]
    end = {"done": True, "prompt_eval_count": 11, "eval_count": 5}
    if not body.get("stream"):
        whole = {**messages[-1], "content": "".join(each["content"] for each in messages)}
        return Reply({"model": "dog", "message": {"role": "assistant", **whole}, **end})
    pieces = [{"message": {"role": "assistant", **each}, "done": False} for each in messages]
    last_piece = {"message": {"role": "assistant", "content": ""}, **end}
    lines = [json.dumps({"model": "dog", **each}) for each in (*pieces, last_piece)]
    return Reply("\n".join(lines) + "\n", content_type="application/x-ndjson")


@use("llm-gemini", "asks a played server: streaming, thoughts, usage, conversation, tool")
def gemini(ground: Ground) -> None:
    ground.has_key("LLM_GEMINI_KEY")
    ground.plays(GEMINI, gemini_server)
    converses(ground, "gemini-2.5-flash", GEMINI)
    thinking = ground.llm("-m", "gemini-2.5-flash", CAPITAL)
    assert thinking.stderr.strip() == "Easy."
    done = ground.llm("-m", "gemini-2.5-flash", "--functions", MULTIPLY, PRODUCT)
    assert "It is 5362964" in done.stdout
    # What it signed goes back to it with the result of the tool.
    assert "c2lnbmVk" in json.dumps(ground.gateway.asked(GEMINI)[-1])
    logged = ground.llm("logs", "-n", "1", "--json").json[0]
    assert (logged["input_tokens"], logged["output_tokens"]) == (11, 5)


@use("llm-gemini", "embeds, and lists models, with a played server")
def gemini_embeds(ground: Ground) -> None:
    ground.has_key("LLM_GEMINI_KEY")
    ground.plays(GEMINI, gemini_server)
    assert ground.llm("embed", "-m", "gemini-embedding-001", "-c", "x").json == [0.0, 1.0]
    assert ground.llm("gemini", "models").json[0]["name"] == "models/a"
    assert ground.llm("gemini", "models", "--method", "y").json == []


def mistral_vectors(asked: Asked) -> Reply:
    """The embeddings of Mistral, in the form that its SDK insists on."""
    if not asked.body:
        return Reply({"object": "list", "data": []})
    vectors = [
        {"object": "embedding", "index": index, "embedding": [1.0, float(len(text))]}
        for index, text in enumerate(asked.json["input"])
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1, "completion_tokens": 0}
    return Reply({"id": "a", "object": "list", "model": "m", "usage": usage, "data": vectors})


@use("llm-mistral", "embeds with a played server")
def mistral_embeds(ground: Ground) -> None:
    ground.has_key("LLM_MISTRAL_KEY")
    ground.plays("api.mistral.ai", mistral_vectors)
    assert ground.llm("embed", "-m", "mistral-embed", "-c", "cats").json == [1.0, 4.0]


@use("llm-ollama", "asks a played server: models found, streaming, usage, conversation, tool")
def ollama(ground: Ground) -> None:
    ground.plays("", ollama_server)
    listed = ground.llm("models").stdout
    assert "Ollama: ollama/dog:latest (aliases: ollama/dog)" in listed
    assert "dog:latest" in ground.llm("ollama", "models").stdout
    converses(ground, "ollama/dog", "")
    done = ground.llm("-m", "ollama/dog", "--functions", MULTIPLY, PRODUCT)
    assert "It is 5362964" in done.stdout
    logged = ground.llm("logs", "-n", "1", "--json").json[0]
    assert (logged["input_tokens"], logged["output_tokens"]) == (11, 5)


@use("llm-ollama", "embeds with a played server; its models go when the server goes")
def ollama_embeds(ground: Ground) -> None:
    ground.plays("", ollama_server)
    assert ground.llm("embed", "-m", "ollama/vectors", "-c", "cats").json == [1.0, 4.0]
    ground.plays("", lambda _asked: Reply({"models": []}))
    assert "ollama/" not in ground.llm("models").stdout
    unknown = ground.llm("-m", "ollama/dog", "hello", fails=True)
    assert "ollama/dog" in unknown.stderr


@use("llm-embed-ollama", "fills a collection with a played server, and finds what is similar")
def embed_ollama(ground: Ground) -> None:
    ground.plays("", ollama_server)
    for name, text in (("one", "a cat"), ("two", "a dog")):
        ground.llm("embed", "animals", name, "-m", "all-minilm", "-c", text, "--store")
    (found,) = ground.llm("similar", "animals", "-c", "my dog", "-n", "1").stdout.splitlines()
    assert json.loads(found)["id"] == "two"
