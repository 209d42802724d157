"""embeddings.db: where it is, its connections, its tables, and the collections that are in it.

The tables are those of earlier releases, which other programs read and write. What the rows of a
collection say is `rows.py`'s.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from llm.config.paths import user_file
from llm.embeddings.connections import SharedConnection, alone, path_of, rows_of
from llm.embeddings.tables import is_current, make_current
from llm.errors import EmbeddingsUnavailable, InvalidInput
from llm.lazy_dataclass import dataclass
from llm.store.sqlite.connection import (
    BUSY_MILLISECONDS,
    MEMORY,
    make_private,
    opened_to_read,
    patiently,
    writing,
)
from llm.store.sqlite.faults import not_opened, refused

if TYPE_CHECKING:
    import sqlite_utils

DatabaseLike: TypeAlias = "sqlite_utils.Database | sqlite3.Connection | str | os.PathLike[str]"

PATIENCE = 60.0
"""How long other programs are waited for, in seconds: what is written may have been paid for."""

_WHAT = "embeddings database"
# Pages that a group of rows changes are kept in memory until it is whole.
_CACHE_KIBIBYTES = 32 * 1024


@dataclass(frozen=True)
class CollectionInfo:
    """A collection, as a list of them says.

    Attributes:
        id: its number in the database.
        name: how users call it.
        model: the id of the model that made its vectors.
        count: how many items it has.

    """

    id: int
    name: str
    model: str | None
    count: int


def default_path() -> Path:
    """The user's database, which need not exist: `LLM_EMBEDDINGS_DB`, or in the user directory."""
    chosen = os.environ.get("LLM_EMBEDDINGS_DB")
    return Path(chosen) if chosen else user_file("embeddings.db")


def connection_to(db: DatabaseLike | None, *, must_exist: bool = False) -> sqlite3.Connection:
    """The connection that *db* is or has, with the tables there; for a path, a new one.

    None, like `:memory:`, is a database that goes with its connection. A file that is missing is
    made, for its owner alone, unless it *must_exist*; one of an older release is brought up to
    date. In a file that can only be read, what is there is read. Who gets a connection of its own
    closes it; threads may share it.

    Raises EmbeddingsUnavailable for a file that cannot be used, and InvalidInput for what is no
    database.
    """
    if db is None:
        db = MEMORY
    given = connection_of(db)
    if given is None and isinstance(db, (str, os.PathLike)):
        return _opened(os.fspath(db), must_exist)
    if given is None:
        raise InvalidInput(
            "A database of embeddings is a path, a sqlite3.Connection or a sqlite_utils.Database,"
            f" not {db!r}"
        )
    with plainly(given):
        _prepare(given)
    return given


def connection_of(db: object) -> sqlite3.Connection | None:
    """The connection that *db* is, or has as a `sqlite_utils.Database`; None for anything else."""
    connection = getattr(db, "conn", db)
    return connection if isinstance(connection, sqlite3.Connection) else None


def _opened(path: str, must_exist: bool) -> sqlite3.Connection:
    where = path if path == MEMORY else os.path.realpath(path)
    if must_exist and where != MEMORY and not os.path.exists(where):
        raise EmbeddingsUnavailable(f"There are no embeddings at {path} yet")
    try:
        if where != MEMORY:
            make_private(Path(where))
        connection = sqlite3.connect(
            where, isolation_level=None, check_same_thread=False, factory=SharedConnection
        )
        try:
            _set_up(connection)
            _prepare(connection)
        except sqlite3.Error as error:
            connection.close()
            # A log beside the file cannot be made where nothing can be written.
            return _as_it_is(where, error)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise EmbeddingsUnavailable(refused(error, path, _WHAT)) from error
    except OSError as error:
        raise EmbeddingsUnavailable(not_opened(error, path, _WHAT)) from error
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    until = time.monotonic() + PATIENCE
    for setting in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        # What is deleted is to be gone: from the file, not only from its tables.
        "secure_delete = ON",
        f"cache_size = -{_CACHE_KIBIBYTES}",
    ):
        patiently(partial(connection.execute, f"PRAGMA {setting}"), until)


def _as_it_is(where: str, error: sqlite3.Error) -> sqlite3.Connection:
    """The file at *where*, to be read; *error* where that could be written, or is not current."""
    if where == MEMORY or (
        os.access(where, os.W_OK) and os.access(os.path.dirname(where), os.W_OK)
    ):
        raise error
    connection = opened_to_read(where)
    try:
        if is_current(connection):
            return connection
    except sqlite3.Error:
        connection.close()
        raise
    connection.close()
    raise error


def _prepare(connection: sqlite3.Connection) -> None:
    """Let the tables be those of this release."""
    until = time.monotonic() + PATIENCE
    if patiently(lambda: is_current(connection), until):
        return
    with writing(connection, patience=PATIENCE):
        # Another process may have done it while this one waited.
        if not is_current(connection):
            make_current(connection)


@contextmanager
def plainly(connection: sqlite3.Connection) -> Iterator[None]:
    """Let what SQLite raises in the block be raised as EmbeddingsUnavailable."""
    try:
        yield
    except sqlite3.Error as error:
        path = None
        with suppress(sqlite3.Error):
            path = path_of(connection)
        raise EmbeddingsUnavailable(refused(error, path, _WHAT)) from error


@contextmanager
def changing(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction that may write, committed at the end of the block; see `writing`."""
    with alone(connection), plainly(connection), writing(connection, patience=PATIENCE):
        yield


def found(connection: sqlite3.Connection, sql: str, *values: Any) -> list[Any]:
    """The rows of a query, as tuples; who writes for a moment is waited for."""
    with alone(connection), plainly(connection):
        until = time.monotonic() + PATIENCE
        return patiently(lambda: rows_of(connection, sql, values).fetchall(), until)


def collections_in(connection: sqlite3.Connection) -> list[CollectionInfo]:
    """Every collection, by name."""
    rows = found(
        connection,
        "SELECT id, name, model, (SELECT count(*) FROM embeddings WHERE collection_id = c.id)"
        " FROM collections c ORDER BY name",
    )
    return [CollectionInfo(*row) for row in rows]


def has_collection(connection: sqlite3.Connection, name: str) -> bool:
    """Whether there is a collection of that name; no table is made."""
    table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'collections'"
    return bool(found(connection, table)) and bool(
        found(connection, "SELECT 1 FROM collections WHERE name = ?", name)
    )
