"""The rows of a query in a database, put aside before any of them is used.

So nobody waits for the database while a model works, and it may be the one that is written to.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from llm.embeddings.reading.lines import no_text
from llm.embeddings.reading.records import (
    Record,
    Refused,
    Source,
    counted_place,
    single_column,
)
from llm.errors import InvalidInput


def query_source(
    sql: str, attached: Sequence[tuple[str, Path]] = (), database: Path | None = None
) -> Source:
    """The rows of *sql*.

    Args:
        sql: a query; nothing can be changed with it.
        attached: further databases, each with the name that it has in the query.
        database: the database whose tables need no name before them.

    Raises InvalidInput for a query or a database that cannot be used.
    """
    with closing(_opened(database, attached)) as connection:
        try:
            cursor = connection.execute(sql)
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise _refused(error) from error
        if cursor.description is None:
            raise InvalidInput("The SQL gives no rows: it has to be a query, such as SELECT")
        return _Rows(cursor)


def _opened(database: Path | None, attached: Sequence[tuple[str, Path]]) -> sqlite3.Connection:
    main = database if database is not None and database.exists() else None
    connection = sqlite3.connect(_address(main) if main else ":memory:", uri=True)
    try:
        # What is no text is found out row by row.
        connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        for name, path in attached:
            _attach(connection, name, path)
        connection.execute("PRAGMA query_only = ON")
    except sqlite3.Error as error:
        connection.close()
        raise InvalidInput(f"{main} cannot be read: {error}") from error
    except BaseException:
        connection.close()
        raise
    return connection


def _attach(connection: sqlite3.Connection, name: str, path: Path) -> None:
    if not path.is_file():
        raise InvalidInput(f"{path}, which is to be attached as {name}, is not there")
    quoted = name.replace('"', '""')
    try:
        connection.execute("ATTACH DATABASE ? AS ?", (_address(path), name))
        # A schema is no value, and cannot be a parameter.
        connection.execute(f'SELECT 1 FROM "{quoted}".sqlite_master').fetchone()  # noqa: S608 - quoted
    except sqlite3.Error as error:
        raise InvalidInput(f"{path} cannot be attached as {name}: {error}") from error


def _address(path: Path) -> str:
    return f"{Path(os.path.abspath(path)).as_uri()}?mode=ro"


def _refused(error: Exception) -> InvalidInput:
    return InvalidInput(f"The SQL cannot be run: {error}")


class _Rows(Source):
    """The rows of *cursor*, in a file that goes with this object."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._names = [column[0] for column in cursor.description]
        if len(self._names) < 2:
            raise single_column("The SQL")
        self._failure: InvalidInput | None = None
        self._no_text: set[int] = set()
        self._aside = sqlite3.connect("", isolation_level=None)
        self._aside.text_factory = cursor.connection.text_factory
        try:
            columns = ", ".join(f"c{number}" for number in range(len(self._names)))
            marks = ", ".join("?" * len(self._names))
            self._aside.execute("PRAGMA journal_mode = OFF")
            self._aside.execute(f"CREATE TABLE rows ({columns})")
            self._aside.execute("BEGIN")
            self._aside.executemany(
                f"INSERT INTO rows VALUES ({marks})",  # noqa: S608 - only marks
                self._all(cursor),
            )
            self._aside.execute("COMMIT")
            (self._count,) = self._aside.execute("SELECT count(*) FROM rows").fetchone()
        except BaseException:
            self._aside.close()
            raise
        self._done = 0

    def _all(self, cursor: sqlite3.Cursor) -> Iterator[tuple[Any, ...]]:
        """The rows up to the first that cannot be computed."""
        try:
            for number, row in enumerate(cursor, 1):
                if no_text((), *(value for value in row if isinstance(value, str))):
                    self._no_text.add(number)
                    yield (None,) * len(row)
                else:
                    yield row
        except sqlite3.Error as error:
            self._failure = _refused(error)

    def records(self) -> Iterator[Record | Refused]:
        """Each row as a record.

        Raises InvalidInput where the query failed, after the rows before that.
        """
        for row in self._aside.execute("SELECT * FROM rows ORDER BY rowid"):
            self._done += 1
            place = counted_place("row", self._done)
            if self._done in self._no_text:
                yield Refused(place, InvalidInput("is no text: cast it, as CAST(name AS BLOB)"))
                continue
            yield Record(place, list(zip(self._names, row, strict=True)))
        if self._failure is not None:
            if not self._done:
                raise self._failure
            place = counted_place("row", self._done)
            raise InvalidInput(f"{self._failure} (after {place}, the last that was read)")

    def share(self) -> float | None:
        """How many of the rows were given."""
        return self._done / self._count if self._count else None

    def close(self) -> None:
        """Delete the rows."""
        self._aside.close()
