"""The tables of embeddings.db, as release 0.36 makes them, and how older ones become these.

Tables of other programs in the same file, and columns, indexes and triggers that they added to
these, stay as they are.
"""

from __future__ import annotations

import sqlite3
import time
from datetime import UTC, datetime
from hashlib import md5
from typing import Any

from llm.embeddings.connections import rows_of

MIGRATION_SET = "llm.embeddings"
# The names that earlier releases note, and look for before they change a table.
MIGRATIONS = (
    "m001_create_tables",
    "m002_foreign_key",
    "m003_add_updated",
    "m004_store_content_hash",
    "m005_add_content_blob",
)

_MIGRATIONS_TABLE = """
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
)
"""
_MIGRATIONS_INDEX = """
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name")
"""
_TABLES = {
    "collections": """
CREATE TABLE "collections" (
   "id" INTEGER PRIMARY KEY,
   "name" TEXT,
   "model" TEXT
)
""",
    "embeddings": """
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
)
""",
}
_INDEXES = {
    "idx_collections_name": (
        'CREATE UNIQUE INDEX "idx_collections_name"\n    ON "collections" ("name")'
    ),
    "idx_embeddings_content_hash": (
        'CREATE INDEX "idx_embeddings_content_hash"\n    ON "embeddings" ("content_hash")'
    ),
}
_LATER_COLUMNS = {"content_blob": "BLOB", "content_hash": "BLOB", "updated": "INTEGER"}


def content_hash(content: str | bytes) -> bytes:
    """What the content of an item is known by: the MD5 digest of its bytes, or of its UTF-8."""
    data = content.encode() if isinstance(content, str) else content
    return md5(data, usedforsecurity=False).digest()


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the tables are those of this release."""
    made = _names(connection, "table")
    if not {"_sqlite_migrations", *_TABLES} <= made:
        return False
    return _noted(connection).issuperset(MIGRATIONS)


def make_current(connection: sqlite3.Connection) -> None:
    """Let the tables be those of this release, within the transaction that is open."""
    _note_migrations(connection)
    made = _names(connection, "table")
    for name, statement in _TABLES.items():
        if name not in made:
            connection.execute(statement.strip())
    columns = _columns(connection, "embeddings")
    for name in sorted(_LATER_COLUMNS.keys() - columns):
        connection.execute(f"ALTER TABLE embeddings ADD COLUMN {name} {_LATER_COLUMNS[name]}")
    if "updated" not in columns:
        connection.execute("UPDATE embeddings SET updated = ?", (int(time.time()),))
    if "content_hash" not in columns:
        _hash_contents(connection)
    for name in sorted(_INDEXES.keys() - _names(connection, "index")):
        connection.execute(_INDEXES[name])


def _hash_contents(connection: sqlite3.Connection) -> None:
    # What was not stored cannot be recognised, and is embedded again when it comes.
    rows = rows_of(connection, "SELECT rowid, content FROM embeddings WHERE content IS NOT NULL")
    connection.executemany(
        "UPDATE embeddings SET content_hash = ? WHERE rowid = ?",
        [(content_hash(content), rowid) for rowid, content in rows],
    )


def _note_migrations(connection: sqlite3.Connection) -> None:
    """Note them as 0.36 does, in its form of the table; older releases had one without ids."""
    made = _names(connection, "table")
    kept: list[Any] = []
    if "_sqlite_migrations" in made and "id" not in _columns(connection, "_sqlite_migrations"):
        kept = rows_of(
            connection,
            "SELECT migration_set, name, applied_at FROM _sqlite_migrations ORDER BY rowid",
        ).fetchall()
        connection.execute("DROP TABLE _sqlite_migrations")
        made = made - {"_sqlite_migrations"}
    if "_sqlite_migrations" not in made:
        connection.execute(_MIGRATIONS_TABLE.strip())
        connection.execute(_MIGRATIONS_INDEX.strip())
    now = str(datetime.now(UTC))
    new = [(MIGRATION_SET, name, now) for name in MIGRATIONS if name not in _noted(connection)]
    connection.executemany(
        "INSERT OR IGNORE INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES (?, ?, ?)",
        [*kept, *new],
    )


def _noted(connection: sqlite3.Connection) -> set[str]:
    noted = "SELECT name FROM _sqlite_migrations WHERE migration_set = ?"
    return {name for (name,) in rows_of(connection, noted, (MIGRATION_SET,))}


def _names(connection: sqlite3.Connection, kind: str) -> set[str]:
    of_kind = "SELECT name FROM sqlite_master WHERE type = ?"
    return {name for (name,) in rows_of(connection, of_kind, (kind,))}


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    of_table = "SELECT name FROM pragma_table_info(?)"
    return {name for (name,) in rows_of(connection, of_table, (table,))}
