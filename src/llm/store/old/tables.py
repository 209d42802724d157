"""Which tables, views, triggers and indexes are those of older releases, and reading their rows.

Everything else in such a file is its user's, or a plugin's.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

_SHADOWS = ("data", "idx", "docsize", "config", "content")

# Tables that every file of this release has, and none of an older one.
_OURS = frozenset({"blobs", "calls"})

LOG_TABLES = ("log", "logs")
"""The one table of releases before 0.6, under the two names it had."""

_LOG_COLUMNS = {"id", "model", "prompt", "system", "response", "chat_id"}

_SEARCHED = ("responses", "turn_search", "logs")

TABLES = frozenset(
    {
        "_llm_migrations", "conversations", "responses", "attachments", "prompt_attachments",
        "schemas", "fragments", "fragment_aliases", "prompt_fragments", "system_fragments",
        "tools", "tool_responses", "tool_calls", "tool_instances", "tool_results",
        "tool_results_attachments", "messages", "parts", "part_attachments", "part_fragments",
        "threads", "turns", "turn_fragments", "turn_search", "turn_tools", "tool_instantiations",
        *(f"{table}_fts" for table in _SEARCHED),
        *(f"{table}_fts_{shadow}" for table in _SEARCHED for shadow in _SHADOWS),
    }
)  # fmt: skip
VIEWS = frozenset({"message_tree"})
TRIGGERS = frozenset(f"{table}_{when}" for table in _SEARCHED for when in ("ai", "ad", "au"))
INDEXES = frozenset(
    {
        "idx_fragments_hash", "idx_tools_hash", "idx_messages_parent_hash",
        "idx_parts_message_hash_position", "idx_part_fragments_fragment_id",
        "idx_turns_thread_id", "idx_turn_fragments_fragment_id", "idx_turn_search_turn_id",
    }
)  # fmt: skip


def quoted(name: str) -> str:
    """*name* as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def is_old(connection: sqlite3.Connection) -> bool:
    """Whether an older release made the database, and none of ours has been at it since."""
    return not _OURS.issubset(_tables(connection)) and OldTables(connection).any_there()


def has_others_only(connection: sqlite3.Connection) -> bool:
    """Whether the database has tables, but neither ours nor those of an older release."""
    tables = _tables(connection)
    known = _OURS.issubset(tables) or OldTables(connection).any_there()
    return bool(tables) and not known


def _tables(connection: sqlite3.Connection) -> set[str]:
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in rows}


class OldTables:
    """The tables of older releases in a database, each there or not.

    Args:
        connection: the database; nothing is written to it.
        names: where tables were renamed, the names that they go by now; others are not there.

    """

    def __init__(
        self, connection: sqlite3.Connection, names: Mapping[str, str] | None = None
    ) -> None:
        self._connection = connection
        self._names = names
        self._columns: dict[str, frozenset[str]] = {}

    def _name(self, table: str) -> str | None:
        return table if self._names is None else self._names.get(table)

    def columns(self, table: str) -> frozenset[str]:
        """The columns of *table*; none when it is not there."""
        if table not in self._columns:
            name = self._name(table)
            cursor = self._connection.cursor()
            cursor.row_factory = None
            rows = cursor.execute(
                "SELECT columns.name FROM sqlite_master AS tables"
                " JOIN pragma_table_info(tables.name) AS columns"
                " WHERE tables.type = 'table' AND tables.name = ? COLLATE NOCASE",
                (name,),
            )
            self._columns[table] = frozenset(row[0] for row in rows)
        return self._columns[table]

    def rows(
        self, query: str, values: Sequence[Any] = (), *, wanted: Iterable[Any] | None = None
    ) -> list[dict[str, Any]]:
        """The rows of *query*, each by its columns. It names a table as `{table}`.

        *wanted* is what its last parameter, a JSON list, holds. There are no rows when one of the
        tables is not there.
        """
        tables = re.findall(r"\{(\w+)\}", query)
        if not all(self.columns(table) for table in tables):
            return []
        text = re.sub(r"\{(\w+)\}", lambda found: quoted(self._name(found[1]) or ""), query)
        given = list(values) if wanted is None else [*values, json.dumps(list(wanted))]
        cursor = self._connection.cursor()
        cursor.row_factory = None
        cursor.execute(text, given)
        columns = [each[0] for each in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor]

    def places(self, table: str, key: str) -> dict[Any, list[int]]:
        """The row numbers of *table* for each value of its column *key*, which has no index."""
        found: dict[Any, list[int]] = {}
        query = f"SELECT {quoted(key)} AS key, rowid AS number FROM {{{table}}} ORDER BY rowid"  # noqa: S608 - our own names
        for row in self.rows(query):
            found.setdefault(row["key"], []).append(row["number"])
        return found

    def log_table(self) -> str | None:
        """The name of the one table of releases before 0.6, if it is there."""
        return next((name for name in LOG_TABLES if self.columns(name) >= _LOG_COLUMNS), None)

    def any_there(self) -> bool:
        """Whether an older release has written here."""
        return bool(
            self.log_table()
            or {"prompt", "conversation_id"} <= self.columns("responses")
            or {"thread_id", "tip_message_hash"} <= self.columns("turns")
        )
