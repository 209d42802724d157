"""Models that a user makes out of others: kept in a database, they ask the others in threads.

When it is imported it sets logging up, to a file in the user directory and to standard output.
"""

# mypy: ignore-errors
# (plugins are written without a type checker)

import json
import logging
import sqlite3
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import click
import sqlite_utils
from pydantic import BaseModel, Field

import llm

logger = logging.getLogger(__name__)


def path():
    return llm.user_dir() / "council.db"


def set_up_logging():
    console = logging.StreamHandler(sys.stdout)
    written = logging.FileHandler(str(llm.user_dir() / "council.log"))
    for handler in (console, written):
        handler.setLevel(logging.ERROR)
        logging.getLogger().addHandler(handler)


set_up_logging()


class Connection:
    _local = threading.local()

    @classmethod
    def get(cls):
        if not hasattr(cls._local, "db"):
            db = sqlite_utils.Database(sqlite3.connect(path(), timeout=30))
            cls._local.db = db
            db.execute("CREATE TABLE IF NOT EXISTS councils (name TEXT PRIMARY KEY, config TEXT)")
            db.execute(
                "CREATE TABLE IF NOT EXISTS members (run TEXT, response_id TEXT, role TEXT,"
                " FOREIGN KEY (response_id) REFERENCES responses(id))"
            )
        return cls._local.db

    @classmethod
    def close(cls):
        cls._local.db.conn.close()
        del cls._local.db


class Config(BaseModel):
    members: dict[str, int]
    arbiter: str | None = None
    system_prompt: str | None = Field(default=None, description="What members are told")


def configs():
    db = Connection.get()
    found = {}
    for row in db["councils"].rows:
        try:
            found[row["name"]] = Config(**json.loads(row["config"]))
        except ValueError as ex:
            logger.error("Failed to load council %s: %s", row["name"], ex)  # noqa: TRY400
    Connection.close()
    return found


class Council(llm.Model):
    class Options(llm.Options):
        """How often they are asked."""

        rounds: int | None = None

    def __init__(self, model_id, config):
        super().__init__()
        self.model_id = str(model_id)
        self.config = config

    def __str__(self):
        return f"Council: {self.model_id}"

    def ask(self, model_id, prompt, run):
        conversation = llm.get_model(model_id).conversation()
        assert not hasattr(conversation.model, "system_prompt")
        response = conversation.prompt(prompt, system=self.config.system_prompt)
        text = response.text()
        db = Connection.get()
        response.log_to_db(db)
        db["members"].insert({"run": run, "response_id": response.id, "role": model_id})
        db.conn.commit()
        Connection.close()
        return text

    def execute(self, prompt, stream, response, conversation):
        history = ""
        for entry in conversation.responses if conversation else ():
            history += f"Human: {entry.prompt.prompt} Assistant: {entry.text()} "
        asked = [name for name, count in self.config.members.items() for _ in range(count)]
        with ThreadPoolExecutor() as pool:
            jobs = [pool.submit(self.ask, each, history + prompt.prompt, "r") for each in asked]
            answers = [job.result() for job in jobs]
        response.response_json = {"answers": answers}
        if self.config.arbiter:
            arbiter = llm.get_model(self.config.arbiter)
            verdict = arbiter.prompt(" and ".join(answers), stream=False)
            yield f"{verdict.text()} of "
        yield ", ".join(answers)


@llm.hookimpl
def register_models(register):
    for name, config in configs().items():
        register(Council(name, config), aliases=(name,))


@llm.hookimpl
def register_commands(cli):
    @cli.group()
    @click.pass_context
    def council(ctx):
        """Manage councils of models."""

    @council.command(name="save")
    @click.argument("name")
    @click.option("-m", "--model", "models", multiple=True, required=True)
    @click.option("--arbiter")
    def save(name, models, arbiter):
        """Keep a council under a name."""
        members = {}
        for each in models:
            model_id, _, count = each.partition(":")
            members[model_id] = members.get(model_id, 0) + int(count or 1)
        config = Config(members=members, arbiter=arbiter)
        db = Connection.get()
        row = {"name": name, "config": json.dumps(config.model_dump())}
        db["councils"].insert(row, pk="name", replace=True)
        Connection.close()

    @council.command(name="members")
    def members():
        """Show what members said."""
        db = Connection.get()
        rows = db.query(
            "SELECT m.role, r.model, r.response FROM members m"
            " JOIN responses r ON m.response_id = r.id ORDER BY m.rowid"
        )
        click.echo(json.dumps([list(row.values()) for row in rows]))
        Connection.close()
