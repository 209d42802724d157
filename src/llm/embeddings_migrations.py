"""`embeddings_migrations.apply`: the old import path by which a database gets its tables."""

from __future__ import annotations

from typing import Any


class _Migrations:
    """What is done to a database of embeddings, by the name that plugins know."""

    name = "llm.embeddings"

    def apply(self, db: Any) -> None:
        """Let *db*, a connection or a `sqlite_utils.Database`, have the tables of this release.

        One that is up to date is left as it is.
        """
        from llm.embeddings.database import connection_to

        connection_to(db)


embeddings_migrations = _Migrations()
