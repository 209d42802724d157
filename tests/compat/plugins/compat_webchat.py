"""A command that serves conversations: it reads the history itself, and asks by running `llm`."""

# mypy: ignore-errors
# (plugins are written without a type checker)

import json
import sqlite3
import subprocess
import sys

import click
import sqlite_utils

import llm
from llm import get_models, get_models_with_aliases
from llm.cli import logs_db_path
from llm.migrations import migrate
from llm.utils import monotonic_ulid

LLM = [sys.executable, "-m", "llm"]


def open_database():
    connection = sqlite3.connect(str(logs_db_path()), check_same_thread=False)
    connection.row_factory = sqlite3.Row
    database = sqlite_utils.Database(connection)
    migrate(database)
    return database


def tool_names():
    listed = subprocess.run([*LLM, "tools", "list"], capture_output=True, text=True, check=True)
    lines = listed.stdout.splitlines()
    return [line.split("(")[0].strip() for line in lines if line and not line[0].isspace()]


def ids_by_alias():
    return {
        name: entry.model.model_id
        for entry in get_models_with_aliases()
        for name in (entry.model.model_id, *entry.aliases)
    }


def new_conversation(database, name, model):
    conversation_id = str(monotonic_ulid()).lower()
    database.execute(
        "INSERT INTO conversations (id, name, model) VALUES (?, ?, ?)",
        [conversation_id, name, model],
    )
    database.conn.commit()
    return conversation_id


def told(database, conversation_id):
    if "responses" not in database.table_names():
        return []
    rows = database.execute(
        "SELECT prompt, system, response FROM responses WHERE conversation_id = ?"
        " ORDER BY datetime_utc ASC",
        [conversation_id],
    ).fetchall()
    return [[row["prompt"], row["system"], row["response"]] for row in rows]


@llm.hookimpl
def register_commands(cli):
    @cli.command()
    @click.argument("messages", nargs=-1)
    @click.option("-m", "--model", required=True)
    @click.option("-T", "--tool", "tools", multiple=True)
    def webchat(messages, model, tools):
        """Open a web chat."""
        database = open_database()
        conversation_id = new_conversation(database, "Web", model)
        ended = []
        for message in messages:
            command = [*LLM, "-m", model, "--cid", conversation_id, "--td", "--cl", "20"]
            command += ["--system", "Be a web page"]
            for tool in tools:
                command += ["-T", tool]
            process = subprocess.Popen(
                [*command, message], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            out, err = process.communicate()
            ended.append([process.returncode, out, err])
        # Tools may be asked for in several rounds; what was said is all there is to read.
        shown = {
            "ended": ended,
            "models": [each.model_id for each in get_models() if each.model_id.startswith("old/")],
            "op": ids_by_alias().get("op"),
            "tools": tool_names(),
            "told": told(database, conversation_id),
        }
        database.conn.close()
        click.echo(json.dumps(shown))
