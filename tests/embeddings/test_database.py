"""The file: made, opened, brought up to date, listed."""

import sqlite3
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
import sqlite_utils

import llm
from llm.embeddings import Collection
from llm.embeddings.database import collections_in, connection_to, default_path
from llm.embeddings.search.reading import reading
from llm.embeddings_migrations import embeddings_migrations
from llm.errors import EmbeddingsUnavailable, InvalidInput
from tests.e2e.test_unwritable_history import as_anybody
from tests.embeddings.models import Letters

# What 0.36 makes, as it prints it.
SCHEMA = """
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE "collections" (
   "id" INTEGER PRIMARY KEY,
   "name" TEXT,
   "model" TEXT
);
CREATE UNIQUE INDEX "idx_collections_name"
    ON "collections" ("name");
CREATE TABLE "embeddings" (
   "collection_id" INTEGER REFERENCES "collections"("id"),
   "id" TEXT,
   "embedding" BLOB,
   "content" TEXT,
   "content_blob" BLOB,
   "content_hash" BLOB,
   "metadata" TEXT,
   "updated" INTEGER,
   PRIMARY KEY ("collection_id", "id")
);
CREATE INDEX "idx_embeddings_content_hash"
    ON "embeddings" ("content_hash");
"""
# After each of the steps in which 0.36 makes them: what releases 0.9 to 0.12 left.
OLD = {
    "first": ("", []),
    "foreign key": (' REFERENCES "collections"("id")', []),
    "updated": (' REFERENCES "collections"("id")', ["updated INTEGER"]),
    "hash": (' REFERENCES "collections"("id")', ["content_hash BLOB", "updated INTEGER"]),
}


def old_file(path, stage, *, plain_migrations=False):
    """A file of an older release with two items, of which one has its text."""
    references, columns = OLD[stage]
    names = [
        "m001_create_tables",
        "m002_foreign_key",
        "m003_add_updated",
        "m004_store_content_hash",
    ]
    key = "PRIMARY KEY (migration_set, name)" if plain_migrations else "id INTEGER PRIMARY KEY"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            f"""
            CREATE TABLE _sqlite_migrations (migration_set TEXT, name TEXT, applied_at TEXT, {key});
            CREATE TABLE collections (id INTEGER PRIMARY KEY, name TEXT, model TEXT);
            CREATE UNIQUE INDEX idx_collections_name ON collections (name);
            CREATE TABLE embeddings (collection_id INTEGER{references}, id TEXT, embedding BLOB,
              content TEXT, metadata TEXT{"".join(f", {each}" for each in columns)},
              PRIMARY KEY (collection_id, id));
            CREATE TABLE others (x);
            CREATE INDEX by_others ON embeddings (metadata);
            INSERT INTO collections VALUES (1, 'c', 'letters');
            """
        )
        connection.executemany(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('llm.embeddings', ?, '2023')",
            [(name,) for name in names[: list(OLD).index(stage) + 1]],
        )
        vector = llm.encode([1.0, 2.0])
        connection.executemany(
            "INSERT INTO embeddings (collection_id, id, embedding, content, metadata)"
            " VALUES (1, ?, ?, ?, '{\"k\": 1}')",
            [("a", vector, "one"), ("b", vector, None)],
        )
        connection.commit()


def test_a_new_file(tmp_path):
    """It is made as 0.36 makes it, for its owner alone, in a directory that is its owner's."""
    path = tmp_path / "new" / "e.db"
    with closing(connection_to(path)) as connection:
        mode = connection.execute("PRAGMA journal_mode").fetchone()
        noted = connection.execute("SELECT migration_set, name FROM _sqlite_migrations").fetchall()
    assert mode == ("delete",)
    assert [name[:4] for _, name in noted] == ["m001", "m002", "m003", "m004", "m005"]
    with closing(sqlite_utils.Database(path).conn) as connection:
        schema = sqlite_utils.Database(connection).schema
    made = {f"{statement.strip()};" for statement in SCHEMA.strip().split(";") if statement}
    assert {f"{each.rstrip(';')};" for each in map(str.strip, schema.split(";")) if each} == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_where_it_is(user_path, monkeypatch, tmp_path):
    """In the user directory, or where the variable says; asking makes nothing."""
    assert default_path() == user_path / "embeddings.db"
    assert not user_path.exists()
    monkeypatch.setenv("LLM_EMBEDDINGS_DB", str(tmp_path / "mine.db"))
    assert default_path() == tmp_path / "mine.db"


@pytest.mark.parametrize("plain_migrations", [False, True])
@pytest.mark.parametrize("stage", OLD)
def test_files_of_older_releases(tmp_path, stage, plain_migrations):
    """They are brought up to date in place; texts are recognised, and others' things stay."""
    path = tmp_path / "old.db"
    old_file(path, stage, plain_migrations=plain_migrations)
    model = Letters(dimension=2)
    with Collection("c", path, model=model) as collection:
        items = [(item.id, item.content, item.metadata) for item in collection.items()]
        assert items == [("a", "one", {"k": 1}), ("b", None, {"k": 1})]
        if stage != "hash":
            collection.embed("c", "one")
            assert not model.asked
        collection.embed("d", "two")
    with closing(sqlite3.connect(path)) as connection:
        made = connection.execute("SELECT name FROM sqlite_master").fetchall()
        noted = connection.execute("SELECT id, name FROM _sqlite_migrations").fetchall()
    assert {"others", "by_others", "idx_embeddings_content_hash"} <= {name for (name,) in made}
    assert [(number, name[:4]) for number, name in noted] == [
        (number, f"m00{number}") for number in range(1, 6)
    ]


def test_current_files_are_not_written(tmp_path):
    """Opening and reading one changes no byte of it, and keeps its journal mode."""
    path = tmp_path / "e.db"
    with Collection("c", path, model=Letters()) as collection:
        collection.embed("a", "one")
    before = path.read_bytes()
    with Collection("c", path) as collection:
        assert collection.count() == 1
    assert path.read_bytes() == before
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    with Collection("c", path, model=Letters()) as collection:
        collection.embed("b", "two")
        assert collection._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_what_is_given(tmp_path):
    """A path, a connection, a sqlite_utils database or nothing; the caller's stay open."""
    path = tmp_path / "e.db"
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    database = sqlite_utils.Database(tmp_path / "u.db")
    with closing(connection), closing(database.conn):
        for given in (str(path), path, connection, database, None, ":memory:"):
            with Collection("c", given, model=Letters()) as collection:
                collection.embed("a", "one")
                assert collection.count() == 1
                assert [item.id for item in collection.items()] == ["a"]
                assert list(collection.db.query("SELECT id FROM embeddings")) == [{"id": "a"}]
        assert connection.execute("SELECT count(*) FROM embeddings").fetchone()[0] == 1
        assert database["embeddings"].count == 1
        assert collection.db is not database
    with pytest.raises(InvalidInput, match="A database of embeddings is a path"):
        Collection("c", 5)  # type: ignore[arg-type]  # the mistake


def test_the_old_import_path(tmp_path):
    """`embeddings_migrations.apply` gives a database its tables, once more without a change."""
    database = sqlite_utils.Database(tmp_path / "e.db")
    with closing(database.conn):
        embeddings_migrations.apply(database)
        embeddings_migrations.apply(database)
        assert {"collections", "embeddings"} <= set(database.table_names())
        assert llm.embeddings_migrations.embeddings_migrations is embeddings_migrations


def test_files_that_cannot_be_used(tmp_path):
    """What is wrong, where, and what to do is said in one line; nothing is written over."""
    text = tmp_path / "text.db"
    text.write_text("no database " * 100)
    short = tmp_path / "short.db"
    short.write_text("short")
    for path, said in [
        (text, "is damaged, or no embeddings database"),
        (short, "file is not a database"),
        (tmp_path, "is a directory"),
        (tmp_path / "text.db" / "e.db", "cannot be opened"),
    ]:
        with pytest.raises(EmbeddingsUnavailable, match=said) as raised:
            connection_to(path)
        assert str(path) in str(raised.value)
    assert text.read_text().startswith("no database")
    assert short.read_text() == "short"
    with pytest.raises(EmbeddingsUnavailable, match="There are no embeddings at"):
        connection_to(tmp_path / "none.db", must_exist=True)
    assert not (tmp_path / "none.db").exists()


READ = """
import sys
from llm.embeddings import Collection
from tests.embeddings.models import Letters

with Collection("c", sys.argv[1], model=Letters()) as collection:
    print(collection.count(), collection.similar("one")[0].id)
    try:
        collection.embed("b", "two")
    except Exception as error:
        print(type(error).__name__, error)
"""


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_file_that_can_only_be_read(tmp_path, mode):
    """It is read and searched; storing in it is refused in words."""
    path = tmp_path / "closed" / "e.db"
    with Collection("c", path, model=Letters()) as collection:
        collection._connection.execute(f"PRAGMA journal_mode = {mode}")
        collection.embed("a", "one")
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        ran = subprocess.run(
            [sys.executable, "-c", READ, path],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=as_anybody,
        )
    finally:
        path.parent.chmod(0o700)
    read, refused = ran.stdout.splitlines()
    assert read == "1 a"
    assert refused.startswith(f"EmbeddingsUnavailable The embeddings database {path} cannot be")


def test_what_others_write_is_waited_for(tmp_path):
    """A program that holds the file for a moment is waited for, by who reads and who writes."""
    path = tmp_path / "e.db"
    with Collection("c", path, model=Letters()) as collection:
        collection.embed("a", "one")
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        with closing(other):
            for work in (collection.count, lambda: collection.embed("b", "two")):
                other.execute("BEGIN EXCLUSIVE")
                later = threading.Timer(0.4, other.execute, ["COMMIT"])
                later.start()
                work()
                later.join()
        assert collection.count() == 2


def test_threads_share_a_collection(tmp_path):
    """What one thread stores is no part of what another looks up meanwhile, and stays."""
    with Collection("c", tmp_path / "e.db", model=Letters()) as collection:
        collection.embed("0", "text 0")
        with reading(collection._connection) as snapshot:
            storing = threading.Thread(target=collection.embed, args=("1", "text 1"))
            storing.start()
            storing.join(0.2)
            assert snapshot.rows("SELECT id FROM embeddings").fetchall() == [("0",)]
        storing.join()
        with ThreadPoolExecutor(4) as pool:
            stored = pool.map(
                lambda each: collection.embed(f"{each}", f"text {each}"), range(2, 40)
            )
            found = pool.map(lambda _: collection.similar_by_vector([1.0] * 8, 1), range(40))
            assert all(found)
            assert list(stored) == [None] * 38
        collection.remove(["0"])
    with closing(sqlite3.connect(tmp_path / "e.db")) as other:
        ids = {name for (name,) in other.execute("SELECT id FROM embeddings")}
    assert ids == {f"{each}" for each in range(1, 40)}


def test_collections(tmp_path):
    """They are listed by name, with how many items they have."""
    with closing(connection_to(tmp_path / "e.db")) as connection:
        for name in ("b", "a"):
            Collection(name, connection, model=Letters()).embed("x", "one")
        listed = [(each.name, each.model, each.count) for each in collections_in(connection)]
        assert listed == [("a", "letters", 1), ("b", "letters", 1)]
        assert Collection.exists(connection, "a")
        assert not Collection.exists(connection, "c")
    assert Collection.exists(tmp_path / "e.db", "a")
    with closing(sqlite3.connect(":memory:")) as empty:
        assert not Collection.exists(empty, "a")
        assert not empty.execute("SELECT 1 FROM sqlite_master").fetchall()
