"""`llm endpoints`: servers whose models are used by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from llm.cli import params
from llm.cli.asking.key_input import key_given
from llm.cli.default_group import DefaultGroup
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

    Examples:

        llm endpoints add here http://127.0.0.1:8080/v1

        llm endpoints
    """


@command.command()
@click.argument("name")
@click.argument("url", callback=params.url)
@click.option(
    "--key",
    callback=key_given,
    help="API key, which is stored under NAME, the name of a stored one, or - to read it",
)
@params.headers
def add(name: str, url: str, key: str | None, headers: Sequence[tuple[str, str]]) -> None:
    """Ask a server which models it has, and remember them as NAME/MODEL.

    Examples:

        llm endpoints add here http://127.0.0.1:8080/v1

        llm -m here/MODEL 'Capital of France?'
    """
    from llm.config.keys import get_key, key_names, set_key
    from llm.net.failures import place
    from llm.providers.openai.endpoints import check_endpoint_name, endpoints

    check_endpoint_name(name)
    known = endpoints().get(name)
    known = known if isinstance(known, dict) else {}
    own = known.get("key_name")
    is_new_key = bool(key) and key not in key_names()
    if is_new_key and name in key_names() and own != name:
        raise InvalidInput(
            f"A key called '{name}' is stored already: use it with --key {name}, or choose"
            " another name for the endpoint"
        )
    # What goes with requests is for the server it was given for.
    kept = known if place(url) == place(known.get("url") or "") else {}
    key_name = name if is_new_key else key or kept.get("key_name")
    sent = get_key(key) if key else get_key(key_alias=key_name) if key_name else None
    _ask_and_store(name, url, sent, key_name, dict(headers) or kept.get("headers") or {})
    if key and is_new_key:
        set_key(name, key)
    click.echo(f"Use them by these names, such as: {_example(name)}")


@command.command()
@click.argument("name")
def refresh(name: str) -> None:
    """Ask a server anew which models it has.

    Examples:

        llm endpoints add here http://127.0.0.1:8080/v1

        llm endpoints refresh here
    """
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
    _ask_and_store(name, stored["url"], key, key_name, headers)


@command.command()
@click.argument("name")
def remove(name: str) -> None:
    """Forget a server and its models; a key that it has stays stored.

    Examples:

        llm endpoints add here http://127.0.0.1:8080/v1

        llm endpoints remove here
    """
    from llm.providers.openai.endpoints import remove_endpoint

    if not remove_endpoint(name):
        raise InvalidInput(_unknown(name))


@command.command("list")
@click.option("json_", "--json", is_flag=True, help="Output as JSON")
def list_(json_: bool) -> None:
    """List the servers, and how many models each has.

    Examples:

        llm endpoints

        llm endpoints list
    """
    from llm.providers.openai.endpoints import endpoints

    damaged: dict[str, Any] = {"url": None, "models": []}
    stored = {
        name: each if isinstance(each, dict) else damaged for name, each in endpoints().items()
    }
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
            {"name": name, "url": _url(each) or "damaged", "models": str(len(_models(each)))}
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

    known: dict[str, Any] = endpoints()
    if name not in known:
        raise InvalidInput(_unknown(name))
    stored = known[name]
    if not isinstance(stored, dict) or not _url(stored):
        raise InvalidInput(f"The endpoint '{name}' is damaged. Run: llm endpoints add {name} URL")
    return stored


def _url(stored: Mapping[str, Any]) -> str | None:
    url = stored.get("url")
    return url if isinstance(url, str) else None


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
