"""Schemas that the history knows, and how often each was used."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from llm.errors import InvalidInput
from llm.store.records import SchemaRecord
from llm.store.sqlite.blobs import as_value
from llm.store.sqlite.fragments import is_beginning
from llm.store.sqlite.times import when_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm.store.sqlite.backend import SQLiteStore

_SELECT = """
    SELECT known_schemas.id, known_schemas.blob, count(calls.number), max(calls.started)
    FROM known_schemas LEFT JOIN calls ON calls.schema = known_schemas.blob
    WHERE known_schemas.id BETWEEN ? AND ?
    GROUP BY known_schemas.id
    ORDER BY max(calls.started), known_schemas.id
"""


class SQLiteSchemas:
    """The table `known_schemas` of *store*; see `StoredSchemas`."""

    def __init__(self, store: SQLiteStore) -> None:
        self._store = store

    def matching(self, terms: Sequence[str] = ()) -> list[SchemaRecord]:
        """See `StoredSchemas.matching`."""
        found = self._beginning("")
        for term in terms:
            found = [each for each in found if term.casefold() in _written(each)]
        return found

    def find(self, digits: str) -> SchemaRecord | None:
        """See `StoredSchemas.find`."""
        if not is_beginning(digits):
            return None
        found = self._beginning(digits.lower())
        if len(found) > 1:
            raise InvalidInput(f"Several schemas have an id that begins with {digits}: give more")
        return found[0] if found else None

    def _beginning(self, digits: str) -> list[SchemaRecord]:
        with self._store.reading():
            # No digit is greater than f.
            rows = self._store.connection.execute(_SELECT, (digits, f"{digits}g")).fetchall()
            contents = self._store.blobs.contents(row[1] for row in rows)
        return [
            SchemaRecord(id_, as_value(contents[blob]), times_used, when_of(last))
            for id_, blob, times_used, last in rows
        ]


def _written(record: SchemaRecord) -> str:
    return json.dumps(record.schema, ensure_ascii=False).casefold()
