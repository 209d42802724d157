"""Databases of embeddings that are there, for those who make none by looking."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from llm.embeddings.database import connection_to, default_path
from llm.errors import EmbeddingsUnavailable
from llm.store.sqlite.connection import opened_to_read


def existing_database(path: Path | None = None) -> sqlite3.Connection:
    """A connection to the embeddings at *path*, by default the user's.

    A database of something else is left as it is. Raises EmbeddingsUnavailable where there are no
    embeddings.
    """
    where = path or default_path()
    # What cannot be opened is told of below.
    with suppress(sqlite3.Error), closing(opened_to_read(str(where))) as connection:
        table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'collections'"
        if not connection.execute(table).fetchone():
            raise EmbeddingsUnavailable(f"There are no embeddings in {where} yet")
    return connection_to(where, must_exist=True)
