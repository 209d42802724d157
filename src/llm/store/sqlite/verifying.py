"""Verifying: every hash is derived again, every reference followed, the file and its index checked.

What was redacted cannot be derived again; it is counted apart.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from llm.schemas import make_schema_id
from llm.store.canonical import digest, message_hash, node_hash, wire_path
from llm.store.sqlite.message_bodies import blobs_in, opened
from llm.store.sqlite.reference_checks import broken_references, wrong_entries
from llm.store.upkeep import Failure, Verification

if TYPE_CHECKING:
    from llm.parts import Message
    from llm.store.sqlite.backend import SQLiteStore
    from llm.store.upkeep import Progress

_AT_ONCE = 200
_MOST_BYTES = 8_000_000
# Blobs that were redacted, or whose hash was forgotten, and all that are made of them.
_REDACTED = """
WITH RECURSIVE up(id) AS (
  SELECT id FROM blobs WHERE redacted IS NOT NULL OR hash IS NULL
  UNION SELECT whole FROM up JOIN blob_parts ON part = up.id)
SELECT id FROM up
"""


def verify(store: SQLiteStore, progress: Progress | None = None) -> Verification:
    """Look at everything in the history. What *progress* is told counts blobs and messages.

    Raises `HistoryUnavailable` only when the file cannot be read at all.
    """
    found = Verification()
    connection = store.connection
    with store.alone():
        found.failures += _of_file(connection)
        # One view of the file, whatever others write meanwhile.
        apart = not connection.in_transaction
        if apart:
            connection.execute("BEGIN")
        try:
            _Verifier(store, found, progress or (lambda _done, _of: None)).run()
        except sqlite3.DatabaseError as error:
            found.failures.append(Failure("file", store.path or "", str(error)))
        finally:
            if apart and connection.in_transaction:
                connection.execute("ROLLBACK")
    found.failures += _of_index(store)
    return found


class _Verifier:
    """Looks at the rows of one store, a few at a time."""

    def __init__(self, store: SQLiteStore, found: Verification, progress: Progress) -> None:
        self._store = store
        self._connection = store.connection
        self._found = found
        self._progress = progress
        self._redacted = {blob for (blob,) in self._connection.execute(_REDACTED)}
        self._done = 0
        self._of = sum(self._count(table) for table in ("blobs", "stored_messages"))

    def run(self) -> None:
        """Look at everything."""
        self._found.failures += broken_references(self._connection)
        for blobs in self._blobs():
            self._each(blobs, self._check_blobs, "blob")
        last = -1
        while some := self._connection.execute(
            "SELECT id, hash, body FROM stored_messages WHERE id > ? ORDER BY id LIMIT ?",
            (last, _AT_ONCE),
        ).fetchall():
            last = some[-1][0]
            self._each(some, self._check_messages, "message")
        self._found.nodes = self._count("nodes")
        self._found.calls = self._count("calls")
        self._check_schemas()

    def _each(
        self,
        rows: Sequence[tuple[Any, ...]],
        check: Callable[[Sequence[tuple[Any, ...]]], None],
        kind: str,
    ) -> None:
        """Check *rows* together; where that is not possible, each on its own."""
        before = len(self._found.failures)
        try:
            check(rows)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            if len(rows) == 1:
                self._fails(kind, rows[0], f"cannot be read: {type(error).__name__}: {error}")
                self._found.blobs += kind == "blob"
                self._found.messages += kind == "message"
            else:
                del self._found.failures[before:]
                for row in rows:
                    self._each([row], check, kind)
                return
        self._done += len(rows)
        self._progress(self._done, self._of)

    def _blobs(self) -> Iterator[list[tuple[Any, ...]]]:
        """The blobs that can be checked, as many at once as are not too long together."""
        rows = self._connection.execute(
            "SELECT id, hash, form, CASE WHEN form IS NULL THEN length(content) ELSE ? END"
            " FROM blobs ORDER BY id",
            (_MOST_BYTES // 8,),
        )
        some: list[tuple[Any, ...]] = []
        size = 0
        for row in rows:
            if some and (len(some) == _AT_ONCE or size > _MOST_BYTES):
                yield some
                some, size = [], 0
            some.append(row)
            size += row[3] or 0
        if some:
            yield some

    def _check_blobs(self, rows: Sequence[tuple[Any, ...]]) -> None:
        readable = [row[0] for row in rows if row[0] not in self._redacted]
        contents = self._store.blobs.contents(readable)
        for row in rows:
            if row[0] in contents:
                content = contents[row[0]]
                derived = digest(content if isinstance(content, bytes) else content.encode())
                if derived != row[1]:
                    self._fails("blob", row, "its content is not what its hash says")
        self._found.blobs += len(rows)
        self._found.redacted += len(rows) - len(readable)

    def _check_messages(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Check messages and the nodes that say them."""
        stored = self._store.graph.stored(row[0] for row in rows)
        listed = (json.dumps([row[0] for row in rows]),)
        linked: dict[int, set[int]] = {}
        for blob, message in self._connection.execute(
            "SELECT blob, message FROM message_blobs"
            " WHERE message IN (SELECT value FROM json_each(?))",
            listed,
        ):
            linked.setdefault(message, set()).add(blob)
        redacted: set[int] = set()
        for row in rows:
            message, hashed, body = row
            used = linked.get(message, set())
            if blobs_in(opened(body)) - used:
                self._fails("message", row, "uses a blob that is not noted as used")
            if used & self._redacted:
                redacted.add(message)
            elif message_hash(stored[message]) != hashed:
                self._fails("message", row, "does not say what its hash says")
        self._check_nodes(listed, stored, redacted)
        self._found.messages += len(rows)
        self._found.redacted += len(redacted)

    def _check_nodes(
        self, messages: tuple[str], stored: dict[int, Message], redacted: set[int]
    ) -> None:
        rows = self._connection.execute(
            "SELECT nodes.id, nodes.hash, nodes.path, nodes.message, nodes.parent, before.hash,"
            " before.path, said.hash FROM nodes"
            " JOIN stored_messages AS said ON said.id = nodes.message"
            " LEFT JOIN nodes AS before ON before.id = nodes.parent"
            " WHERE nodes.message IN (SELECT value FROM json_each(?))",
            messages,
        ).fetchall()
        for row in rows:
            _, hashed, path, message, parent, above, path_above, said = row
            if parent and above is None:
                continue  # a reference that leads nowhere was reported already
            # A forgotten message has no hash, and its node one at random.
            if said is not None and node_hash(above, said) != hashed:
                self._fails("node", row, "is not where its hash says")
            if message not in redacted and wire_path(path_above or b"", stored[message]) != path:
                self._fails("node", row, "its wire path is not that of what leads to it")

    def _check_schemas(self) -> None:
        for id_, blob in self._connection.execute("SELECT id, blob FROM known_schemas").fetchall():
            if blob in self._redacted:
                continue
            try:
                derived = make_schema_id(self._store.blobs.json(blob))[0]
            except (KeyError, ValueError):
                derived = None
            if derived != id_:
                self._found.failures.append(
                    Failure("schema", id_, "its content is not what its id says")
                )

    def _fails(self, kind: str, row: Sequence[Any], reason: str) -> None:
        """Note a failure of the row that begins with a number and a hash."""
        named = row[1].hex() if isinstance(row[1], bytes) else f"number {row[0]}"
        self._found.failures.append(Failure(kind, named, reason))

    def _count(self, table: str) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - our own names


def _of_file(connection: sqlite3.Connection) -> Iterable[Failure]:
    """What SQLite finds wrong with its pages and indexes."""
    try:
        for (said,) in connection.execute("PRAGMA integrity_check").fetchall():
            if said != "ok":
                yield Failure("file", "", str(said))
    except sqlite3.DatabaseError as error:
        yield Failure("file", "", str(error))


def _of_index(store: SQLiteStore) -> Iterable[Failure]:
    """Whether the search index is sound and has its texts; to look takes a transaction."""
    from llm.errors import HistoryUnavailable

    try:
        with store.writing():
            store.connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
            wrong = wrong_entries(store.connection)
    except HistoryUnavailable as error:
        yield Failure("search", "", f"the index cannot be checked: {error.__cause__ or error}")
    else:
        if wrong:
            yield Failure("search", "", f"{wrong} entries: llm logs gc makes the index anew")
