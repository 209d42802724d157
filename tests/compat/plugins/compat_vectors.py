"""Commands and tools on stored vectors: the database is read directly, or through `Collection`."""

# mypy: ignore-errors
# (plugins are written without a type checker)

import json
import pathlib

import click
import sqlite_utils

import llm
from llm.utils import dicts_to_table_string


class Letters(llm.EmbeddingModel):
    model_id = "letters"

    def embed_batch(self, texts):
        return [[float(text.count(letter)) for letter in "abc"] for text in texts]


class Rag(llm.Toolbox):
    """Finds what is in a collection."""

    name = "rag"

    def __init__(self, collection: str):
        self.collection = collection
        self.database = str(llm.user_dir() / "embeddings.db")

    def _opened(self):
        return sqlite_utils.Database(self.database)

    def collections(self) -> str:
        """Which there are."""
        db = self._opened()
        rows = list(db.query("SELECT collections.name FROM collections"))
        count = db["collections"].count
        db.conn.close()
        return json.dumps([count, [row["name"] for row in rows]])

    def search(self, query: str) -> str:
        """Find what is near."""
        db = self._opened()
        found = llm.Collection(self.collection, db).similar(query, number=1)
        told = json.dumps([[each.id, each.content] for each in found])
        db.conn.close()
        return told


@llm.hookimpl
def register_tools(register):
    register(Rag)


@llm.hookimpl
def register_embedding_models(register):
    register(Letters())


@llm.hookimpl
def register_commands(cli):
    @cli.command()
    @click.argument("collection")
    @click.option("-d", "--database", type=click.Path(dir_okay=False), envvar="LLM_EMBEDDINGS_DB")
    @click.option("--summary", is_flag=True)
    @click.option("-m", "--model")
    def groups(collection, database, summary, model):
        """Group the items of a collection."""
        from llm.cli import get_default_model, get_key

        path = pathlib.Path(database) if database else llm.user_dir() / "embeddings.db"
        db = sqlite_utils.Database(path)
        rows = db.execute(
            "select id, embedding, content from embeddings"
            " where collection_id = ( select id from collections where name = ? )",
            [collection],
        ).fetchall()
        db.conn.close()
        shown = [{"id": row[0], "vector": str(list(llm.decode(row[1])))} for row in rows]
        if summary:
            asked = llm.get_model(model or get_default_model())
            if asked.needs_key:
                asked.key = get_key(None, asked.needs_key, asked.key_env_var)
            texts = "\n".join(content for _, _, content in rows)
            click.echo(asked.prompt(texts, system="Name these").text())
        for line in dicts_to_table_string(["id", "vector"], shown):
            click.echo(line)

    @cli.command()
    @click.argument("name")
    def default_vectors(name):
        """Give the model a short name, and say where things are."""
        from llm.cli import logs_db_path, logs_on

        llm.set_alias(name, "letters")
        model = llm.get_embedding_model(name)
        click.echo(json.dumps([model.model_id, logs_on(), logs_db_path().name]))
