"""A server's way to ask: prompt and response are made by hand, and logged before they have run.

When it is imported it makes a table of its own in the history, migrated or not.
"""

# mypy: ignore-errors
# (plugins are written without a type checker)

import json
import logging
import os
import pathlib
import time

import click
import sqlite_utils

import llm


def user_dir():
    path = pathlib.Path(os.environ["LLM_USER_PATH"])
    path.mkdir(exist_ok=True, parents=True)
    return path


def opened():
    return sqlite_utils.Database(user_dir() / "logs.db")


class Metrics:
    def __init__(self):
        db = opened()
        db["gateway_metrics"].create({"model": str, "ok": bool}, if_not_exists=True)
        db.conn.close()

    def note(self, model, ok):
        db = opened()
        db["gateway_metrics"].insert({"model": model, "ok": ok})
        db.conn.close()


logger = logging.getLogger("compat_gateway")
metrics = Metrics()


def ask(request):
    started = time.time()
    messages = request["messages"]
    system = next((each["content"] for each in messages if each["role"] == "system"), None)
    options = {k: v for k, v in request.items() if k not in ("model", "messages", "stream")}
    db = opened()
    llm.migrations.migrate(db)
    model = llm.get_model(request["model"])
    prompt = llm.Prompt(
        messages[-1]["content"], model=model, system=system, options=model.Options(**options)
    )
    streams = request.get("stream", False)
    conversation = None if streams else llm.Conversation(model=model)
    response = llm.Response(prompt, model=model, stream=streams, conversation=conversation)
    response._prompt_json = json.dumps(messages)
    response.log_to_db(db)
    pieces = list(response) if streams else [response.text()]
    metrics.note(request["model"], True)
    logger.debug("took %s", time.time() - started)
    db.conn.close()
    return pieces


@llm.hookimpl
def register_commands(cli):
    @cli.command()
    @click.argument("request")
    def serve(request):
        """Start a server for models."""
        click.echo(json.dumps(ask(json.loads(request))))
