"""A database as SQL text and back: what fixtures are kept as."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

DIRECTORY = "@DIRECTORY@"
"""Stands in a dump for the directory in which it was made."""


def dumped(path: Path) -> str:
    """The database at *path* as SQL. Full-text indexes are made anew from what they index."""
    with sqlite3.connect(path) as connection:
        text = ";\n".join(_statements(connection)) + ";\n"
    connection.close()
    return text.replace(str(path.parent), DIRECTORY)


def restored(dump: Path, path: Path) -> Path:
    """Make the database at *path* that *dump* describes."""
    connection = sqlite3.connect(path)
    connection.executescript(dump.read_text().replace(DIRECTORY, str(path.parent)))
    connection.close()
    return path


def _statements(connection: sqlite3.Connection) -> Iterator[str]:
    yield "BEGIN"
    objects = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql NOT NULL")
    found = objects.fetchall()
    virtual = [name for _, name, sql in found if sql.startswith("CREATE VIRTUAL")]
    later = []
    for kind, name, sql in found:
        if any(name.startswith(f"{each}_") for each in virtual) and kind == "table":
            continue
        if kind != "table":
            later.append(sql)
        elif name == "sqlite_sequence":
            later += _rows(connection, name)
        else:
            yield sql
            if name not in virtual or "content=" not in sql:
                yield from _rows(connection, name)
            else:
                later.append(f'INSERT INTO "{name}"("{name}") VALUES (\'rebuild\')')
    yield from later
    yield "COMMIT"


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    columns = [
        row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", [table])
    ]
    values = " || ',' || ".join(f'quote("{column}")' for column in columns)
    if table == "sqlite_sequence":
        yield "DELETE FROM sqlite_sequence"
    for (row,) in connection.execute(f'SELECT {values} FROM "{table}"'):
        yield f'INSERT INTO "{table}" VALUES ({row})'
