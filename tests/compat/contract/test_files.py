"""§4 of the contract: the user directory, and what each file in it is called and holds."""

from __future__ import annotations

import json
import sqlite3
import stat
import struct
import sys
from contextlib import closing
from hashlib import md5
from pathlib import Path

import pytest

import llm
from llm.config.paths import user_file
from llm.testing import ScriptedEmbeddingModel, offered
from tests.cli.installed_models import installed

NAME = "io.datasette.llm"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_llm_user_path(tmp_path, monkeypatch):
    """§4 user dir: LLM_USER_PATH names it; it is made when it is asked for."""
    monkeypatch.setenv("LLM_USER_PATH", str(tmp_path / "there"))
    assert not (tmp_path / "there").exists()
    assert llm.user_dir() == tmp_path / "there"
    assert (tmp_path / "there").is_dir()


@pytest.mark.parametrize(
    ("platform", "env", "where"),
    [
        ("darwin", {}, "Library/Application Support"),
        ("linux", {}, ".config"),
        ("linux", {"XDG_CONFIG_HOME": "xdg"}, "xdg"),
        ("win32", {"APPDATA": "roaming"}, "roaming"),
    ],
    ids=["macOS", "Linux", "XDG_CONFIG_HOME", "Windows"],
)
def test_where_the_user_directory_is(tmp_path, monkeypatch, platform, env, where):
    """§4 user dir: else the directory for settings of `io.datasette.llm` of each platform."""
    monkeypatch.delenv("LLM_USER_PATH")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, value in env.items():
        monkeypatch.setenv(name, str(tmp_path / value))
    monkeypatch.setattr(sys, "platform", platform)
    assert user_file("keys.json") == tmp_path / where / NAME / "keys.json"


def test_keys(inside, user_path):
    """§4 keys.json: `{name: key}` and a `// Note`, not encrypted, mode 0600."""
    inside("keys", "set", "openai", "--value", "sk-1")
    path = user_path / "keys.json"
    stored = json.loads(path.read_text())
    assert stored.pop("// Note")
    assert stored == {"openai": "sk-1"}
    assert mode(path) == 0o600


def test_aliases(inside, user_path):
    """§4 aliases.json: `{alias: model_id}`, indented by 4."""
    inside("aliases", "set", "mini", "gpt-4o-mini")
    assert (user_path / "aliases.json").read_text().rstrip("\n") == json.dumps(
        {"mini": "gpt-4o-mini"}, indent=4
    )


@pytest.mark.parametrize(
    ("command", "name", "model_id"),
    [
        ("models", "default_model.txt", "gpt-4o-mini"),
        ("embed-models", "default_embedding_model.txt", "text-embedding-3-small"),
    ],
)
def test_default_models(inside, user_path, command, name, model_id):
    """§4 default_model.txt, default_embedding_model.txt: one id, which is read back."""
    aliases = {"gpt-4o-mini": "4o-mini", "text-embedding-3-small": "3-small"}
    inside(command, "default", aliases[model_id])
    assert (user_path / name).read_text().strip() == model_id
    assert inside(command, "default").stdout.strip() == model_id
    (user_path / name).write_text("other\n")
    get = llm.get_default_model if command == "models" else llm.get_default_embedding_model
    assert get() == "other"


def test_model_options(inside, user_path):
    """§4 model_options.json: `{model_id: {key: "string"}}`; the Python API ignores it."""
    with installed({"m": [["x"]] * 2}) as made:
        inside("models", "options", "set", "m", "temperature", "0.5")
        stored = json.loads((user_path / "model_options.json").read_text())
        assert stored == {"m": {"temperature": "0.5"}}
        inside("-m", "m", "hi")
        assert made["m"].prompts[-1].options.temperature == 0.5
        llm.get_model("m").prompt("hi").text()
        assert made["m"].prompts[-1].options.temperature is None


def test_logs_off(inside, user_path):
    """§4 logs-off: an empty file that says so, made and taken away by `logs off` and `logs on`."""
    inside("logs", "off")
    assert (user_path / "logs-off").read_bytes() == b""
    inside("logs", "on")
    assert not (user_path / "logs-off").exists()
    (user_path / "logs-off").touch()
    assert "OFF" in inside("logs", "status").stdout


def test_the_history(inside, user_path):
    """§4 logs.db: an SQLite file, which any program reads; ours in WAL mode, and mode 0600."""
    with installed({"m": [["answer"]]}):
        inside("-m", "m", "hi")
    path = user_path / "logs.db"
    assert inside("logs", "path").stdout == f"{path}\n"
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT prompt, response FROM responses").fetchall()
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert rows == [("hi", "answer")]
    assert (mode(path), mode(user_path)) == (0o600, 0o700)


@pytest.mark.parametrize("way", ["default", "variable", "option"])
def test_where_embeddings_are(inside, user_path, tmp_path, way):
    """§4 embeddings.db: in the user directory, unless LLM_EMBEDDINGS_DB or `-d` says otherwise."""
    elsewhere = tmp_path / "elsewhere.db"
    env = {"LLM_EMBEDDINGS_DB": str(elsewhere)} if way == "variable" else {}
    more = ["-d", str(elsewhere)] if way == "option" else []
    with offered(ScriptedEmbeddingModel(lambda _: [1.0, 2.0])):
        asked = ["embed", "c", "1", "-c", "x", "-m", "scripted-embedding", *more]
        assert inside(*asked, env=env).returncode == 0
    path = user_path / "embeddings.db" if way == "default" else elsewhere
    assert inside("collections", "path", env=env).stdout.strip() == str(
        path if way != "option" else user_path / "embeddings.db"
    )
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM collections").fetchall() == [("c",)]


def test_extra_openai_models(inside, user_directory):
    """§4 extra-openai-models.yaml: models in it are listed (§6.4 says what it may hold)."""
    (user_directory / "extra-openai-models.yaml").write_text("- model_id: mine\n  model_name: x\n")
    assert "OpenAI Chat: mine" in inside("models").stdout


COLUMNS = {
    "collections": ["id", "name", "model"],
    "embeddings": [
        "collection_id",
        "id",
        "embedding",
        "content",
        "content_blob",
        "content_hash",
        "metadata",
        "updated",
    ],
}


@pytest.fixture
def embeddings(user_directory):
    """The connection to a database with one text and one blob in the collection `c`."""
    model = ScriptedEmbeddingModel(lambda item: [len(item), 0.5])
    with offered(model):
        import sqlite_utils

        db = sqlite_utils.Database(user_directory / "embeddings.db")
        collection = llm.Collection("c", db, model=model)
        collection.embed("text", "héllo", metadata={"a": 1}, store=True)
        collection.embed("blob", b"\x00\x01", store=True)
        yield db.conn
        db.close()


def test_tables_of_embeddings(embeddings):
    """§4.7: the columns, a unique name, an index on the hash, the primary key of two columns."""
    for table, columns in COLUMNS.items():
        found = embeddings.execute("SELECT name FROM pragma_table_info(?)", [table])
        assert [name for (name,) in found] == columns
    keys = "SELECT name FROM pragma_table_info('embeddings') WHERE pk ORDER BY pk"
    assert embeddings.execute(keys).fetchall() == [("collection_id",), ("id",)]
    indexes = "SELECT m.tbl_name, i.name, l.[unique] FROM sqlite_master AS m"
    indexes += " JOIN pragma_index_list(m.tbl_name) AS l ON l.name = m.name"
    indexes += " JOIN pragma_index_info(m.name) AS i WHERE m.type = 'index'"
    found = set(embeddings.execute(indexes).fetchall())
    assert {("collections", "name", 1), ("embeddings", "content_hash", 0)} <= found


def test_rows_of_embeddings(embeddings):
    """§4.7: vectors in little-endian float32, the MD5 of the content, JSON, seconds."""
    rows = embeddings.execute(
        "SELECT id, embedding, content, content_blob, content_hash, metadata, typeof(updated)"
        " FROM embeddings ORDER BY id DESC"
    ).fetchall()
    assert rows == [
        (
            "text", struct.pack("<2f", 5, 0.5), "héllo", None,
            md5("héllo".encode()).digest(), '{"a": 1}', "integer",
        ),
        (
            "blob", struct.pack("<2f", 2, 0.5), None, b"\x00\x01",
            md5(b"\x00\x01").digest(), None, "integer",
        ),
    ]  # fmt: skip


def test_migrations_of_embeddings(embeddings):
    """§4.7: migrations are recorded in `_sqlite_migrations`."""
    rows = embeddings.execute("SELECT migration_set, name FROM _sqlite_migrations").fetchall()
    assert ("llm.embeddings", "m001_create_tables") in rows


def test_content_that_is_known_is_not_embedded_again(user_directory):
    """§4.7: the hash tells within a collection that content is known; ours keeps both items."""
    import sqlite_utils

    model = ScriptedEmbeddingModel(lambda item: [len(item)])
    db = sqlite_utils.Database(user_directory / "embeddings.db")
    with offered(model):
        collection = llm.Collection("c", db, model=model)
        collection.embed("one", "same")
        collection.embed("two", "same")
        llm.Collection("d", db, model=model).embed("one", "same")
    assert (collection.count(), model.items) == (2, ["same", "same"])
    db.close()
