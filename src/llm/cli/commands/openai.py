"""`llm openai`: the models of OpenAI's account, and a prompt to any server that speaks like it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from llm.cli import params
from llm.cli.errors import reports_errors

if TYPE_CHECKING:
    from llm.cli.asking.composing import Given


@click.group("openai")
def command() -> None:
    """Ask OpenAI, and servers that speak like it.

    Examples:

        llm openai models

        llm openai endpoint http://127.0.0.1:8080/v1 'Capital of France?'
    """


@command.command()
@click.option("json_", "--json", is_flag=True, help="Output as JSON")
@params.key
def models(json_: bool, key: str | None) -> None:
    """List the models that OpenAI offers to your key.

    OPENAI_BASE_URL in the environment names another server to ask.

    Examples:

        llm openai models

        llm openai models --json
    """
    from llm.models.base import Keyed
    from llm.providers.openai.address import base_url
    from llm.providers.openai.base_url import models_listed
    from llm.providers.openai.catalogue import KEY_ENV_VAR, KEY_NAME

    keyed = Keyed()
    keyed.needs_key, keyed.key_env_var = KEY_NAME, KEY_ENV_VAR
    _show_models(
        models_listed(base_url(), key=keyed.get_key(key), key_name=keyed.needs_key), as_json=json_
    )


@command.command()
@click.argument("url", callback=params.url)
@click.argument("prompt", required=False)
@click.option("model_id", "-m", "--model", help="Model of the server; its first one by default")
@params.system
@params.templates
@params.model_options
@params.schemas
@params.attachments
@params.fragments
@params.tools
@params.key
@params.headers
@click.option("--responses", is_flag=True, help="Use the Responses API, not Chat Completions")
@click.option("chat", "--chat", is_flag=True, help="Chat instead of asking once")
@click.option("list_", "--models", is_flag=True, help="List the models of the server, and stop")
@params.no_stream
@params.rendering
@params.hide_reasoning
@params.limits
@reports_errors
def endpoint(
    *,
    url: str,
    headers: Sequence[tuple[str, str]],
    responses: bool,
    chat: bool,
    list_: bool,
    **given: Any,
) -> None:
    """Ask a server that speaks like OpenAI, and keep no record.

    Nothing needs to be set up, and nothing is remembered; no key but that of --key is sent. It is
    assumed that the model takes tools, schemas, images and sound.

    To use the models of a server by name: llm endpoints add --help

    Examples:

        llm openai endpoint http://127.0.0.1:8080/v1 'Capital of France?'

        llm openai endpoint http://127.0.0.1:8080/v1 --models
    """
    from llm.cli.asking.composing import Given
    from llm.providers.openai.base_url import models_listed

    options = Given(**given)
    if list_:
        records = models_listed(url, key=options.key, headers=dict(headers))
        click.echo("\n".join(str(record["id"]) for record in records) or "No models found")
        return
    if chat and options.prompt is not None:
        raise click.ClickException("A chat takes its messages later: leave PROMPT or --chat out")
    _ask(url, dict(headers), options, responses=responses, chat=chat)


def _ask(url: str, headers: dict[str, str], options: Given, *, responses: bool, chat: bool) -> None:
    """Ask once, or chat."""
    from dataclasses import replace
    from functools import partial

    from llm.cli.asking.composing import Composer
    from llm.cli.asking.prompt_run import run_prompt
    from llm.cli.asking.servers import chosen_model
    from llm.cli.chat.input import Messages
    from llm.cli.chat.run import run_chat
    from llm.cli.chat.session import ChatSession
    from llm.cli.showing.display import DisplaySettings
    from llm.cli.tool_calls.approval import ask_on_terminal
    from llm.providers.openai.base_url import model_of_server

    messages = Messages()
    # The model holds the key.
    composer = Composer(
        replace(options, key=None),
        ask=messages.ask if chat else ask_on_terminal,
        own_schema_first=True,
    )
    text = None if chat else composer.read_prompt()
    chosen = chosen_model(url, composer.model_id, key=options.key, headers=headers)
    of_server = partial(model_of_server, url, key=options.key, headers=headers, responses=responses)
    model = of_server(chosen)
    settings = DisplaySettings(
        stream=not options.no_stream,
        hide_reasoning=options.hide_reasoning,
        render=options.render,
        ends_lines=chat,
    )
    if chat:
        session = ChatSession(model, composer, settings, look_up=of_server)
        run_chat(session, composer, messages, title=f"{chosen} at {url}")
    else:
        run_prompt(model, composer.request(model, text, stream=settings.stream), settings)


def _show_models(records: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        import json

        click.echo(json.dumps(records, indent=2))
        return
    from llm.cli.asking.servers import model_table

    click.echo("\n".join(model_table(records)))
