"""`llm endpoints`: servers whose models are used by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from llm.cli import params
from llm.cli.lazy import DefaultGroup
from llm.cli.output.tables import dicts_to_table_string
from llm.errors import InvalidInput

_ABILITIES = {
    "embedding": "embeddings",
    "supports_tools": "tools",
    "supports_schema": "schemas",
    "vision": "images",
    "audio": "sound",
    "reasoning": "reasoning",
}


@click.group("endpoints", cls=DefaultGroup, default="list")
def command() -> None:
    """Manage servers whose models are used by name.

    The servers speak like OpenAI: llama.cpp, Ollama, vLLM, LM Studio, OpenRouter and many others.
    """


@command.command()
@click.argument("name")
@click.argument("url", callback=params.url)
@click.option("--key", help="API key, which is stored under NAME, or the name of a stored one")
@params.headers
def add(name: str, url: str, key: str | None, headers: Sequence[tuple[str, str]]) -> None:
    """Ask a server which models it has, and remember them as NAME/MODEL.

    Example usage:

        llm endpoints add here http://127.0.0.1:8080/v1

        llm -m here/MODEL 'Capital of France?'
    """
    from llm.config.keys import get_key, key_names, set_key
    from llm.providers.openai.endpoints import endpoints

    known = endpoints().get(name)
    own = known.get("key_name") if isinstance(known, dict) else None
    is_new_key = bool(key) and key not in key_names()
    if is_new_key and name in key_names() and own != name:
        raise InvalidInput(
            f"A key called '{name}' is stored already: use it with --key {name}, or choose"
            " another name for the endpoint"
        )
    key_name = name if is_new_key else key or None
    _ask_and_store(name, url, get_key(key), key_name, dict(headers))
    if key and is_new_key:
        set_key(name, key)
    click.echo(f"Use them by these names, such as: {_example(name)}")


@command.command()
@click.argument("name")
def refresh(name: str) -> None:
    """Ask a server anew which models it has."""
    from llm.config.keys import get_key

    stored = _stored(name)
    key_name = stored.get("key_name")
    key = get_key(key_alias=key_name) if key_name else None
    if key_name and not key:
        raise InvalidInput(
            f"The key '{key_name}' of the endpoint {name} is not stored any more:"
            f" llm keys set {key_name}"
        )
    headers = stored.get("headers") or {}
    _ask_and_store(name, str(stored.get("url")), key, key_name, headers)


@command.command()
@click.argument("name")
def remove(name: str) -> None:
    """Forget a server and its models; a key that it has stays stored."""
    from llm.providers.openai.endpoints import remove_endpoint

    if not remove_endpoint(name):
        raise InvalidInput(_unknown(name))


@command.command("list")
@click.option("json_", "--json", is_flag=True, help="Output as JSON")
def list_(json_: bool) -> None:
    """List the servers, and how many models each has."""
    from llm.providers.openai.endpoints import endpoints

    stored = {name: each for name, each in endpoints().items() if isinstance(each, dict)}
    if json_:
        import json

        # A header may hold a key.
        shown = [
            {"name": name, **each, "headers": sorted(each.get("headers") or {})}
            for name, each in stored.items()
        ]
        click.echo(json.dumps(shown, indent=2))
    elif not stored:
        click.echo("No endpoints: add one with llm endpoints add NAME URL")
    else:
        rows = [
            {"name": name, "url": str(each.get("url")), "models": str(len(_models(each)))}
            for name, each in stored.items()
        ]
        _echo_table(["name", "url", "models"], rows)


def _ask_and_store(
    name: str, url: str, key: str | None, key_name: str | None, headers: Mapping[str, str]
) -> None:
    """Ask the server at *url* for its models, store and show them."""
    from llm.providers.openai.endpoints import add_endpoint, ask_endpoint

    models = ask_endpoint(url, key=key, headers=headers)
    if not models:
        raise InvalidInput(f"{url} has no models at the moment; nothing was changed")
    add_endpoint(name, url, models, key_name=key_name, headers=headers)
    _echo_table(["model", "context", "can do"], [_row(name, model) for model in models])


def _row(name: str, model: Mapping[str, Any]) -> dict[str, str]:
    context = model.get("context_length")
    abilities = [word for field, word in _ABILITIES.items() if model.get(field)]
    return {
        "model": f"{name}/{model['model_id']}",
        "context": f"{context:,}" if context else "",
        "can do": ", ".join(abilities),
    }


def _echo_table(headings: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    for line in dicts_to_table_string(headings, list(rows)):
        click.echo(line.rstrip())


def _stored(name: str) -> dict[str, Any]:
    from llm.providers.openai.endpoints import endpoints

    stored = endpoints().get(name)
    if not isinstance(stored, dict):
        raise InvalidInput(_unknown(name))
    return stored


def _models(stored: Mapping[str, Any]) -> list[Any]:
    models = stored.get("models")
    return models if isinstance(models, list) else []


def _example(name: str) -> str:
    """How the first model of an endpoint is used, one that writes if there is any."""
    models = _models(_stored(name))
    writing = next((model for model in models if not model.get("embedding")), None)
    if writing:
        return f"llm -m {name}/{writing['model_id']} 'hi'"
    return f"llm.get_embedding_model('{name}/{models[0]['model_id']}') in Python"


def _unknown(name: str) -> str:
    from llm.providers.openai.endpoints import endpoints

    known = ", ".join(sorted(endpoints())) or "none; add one with llm endpoints add NAME URL"
    return f"There is no endpoint '{name}'; there are {known}"
